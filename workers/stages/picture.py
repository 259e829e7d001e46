"""The stages that look at the picture: probe, scenes, frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clipping.crop_json import crop_path_to_json, overrides_from_json
from clipping.framing import Known, frame_span
from clipping.media_json import media_info_from_json, media_info_to_json
from clipping.model import CropPath, MediaInfo, Scene
from clipping.picture_curve import STEP_MS, PictureCurve, picture_curve_to_json
from clipping.probe import probe
from clipping.scenes import study_picture
from clipping.scenes_json import scenes_from_json, scenes_to_json
from transcripts.sound import sound_from_json
from transcripts.timeline import Span
from workers.pipeline import Params, Work
from workers.stages.json_files import read_json, write_json

_NO_PICTURE = "There is no picture, so the recording counts as one scene."


def run_probe(work: Work) -> None:
    """From media: recording.json."""
    info = probe(work.inputs["media"])
    write_json(work.draft / "recording.json", media_info_to_json(info))


def run_scenes(work: Work) -> None:
    """From media and probe: scenes.json, picture.json; one scene where there is no picture."""
    info = _recording(work)
    if info.picture is None:
        scenes: tuple[Scene, ...] = (Scene(Span(0, info.duration_ms)),)
        curve, notes = PictureCurve(STEP_MS, ()), [_NO_PICTURE]
    else:
        study = study_picture(work.inputs["media"], info, on_progress=work.progress)
        scenes, curve, notes = study.scenes, study.curve, []
    write_json(work.draft / "scenes.json", scenes_to_json(scenes, notes))
    write_json(work.draft / "picture.json", picture_curve_to_json(curve, notes))


def run_frame(work: Work) -> None:
    """From media, probe, scenes, sound: crop.json of the span, with the layouts people chose.

    Without a picture it has no shots; without scenes, cuts are looked for in the span itself.
    """
    info = _recording(work)
    if info.picture is None:
        nothing = CropPath(0, 0, (), ("There is only sound, so there is nothing to frame.",))
        write_json(work.draft / "crop.json", crop_path_to_json(nothing))
        return
    folder = work.inputs.get("scenes")
    path = frame_span(
        work.inputs["media"],
        info,
        _span(work.params),
        Known(scenes_from_json(read_json(folder / "scenes.json")) if folder else (), _voiced(work)),
        overrides=overrides_from_json(_layouts(work.params)),
        on_progress=work.progress,
    )
    write_json(work.draft / "crop.json", crop_path_to_json(path))


def _voiced(work: Work) -> tuple[Span, ...] | None:
    """Where somebody speaks; None where nobody listened."""
    folder = work.inputs.get("sound")
    return sound_from_json(read_json(folder / "sound.json")).voiced if folder else None


def _recording(work: Work) -> MediaInfo:
    return media_info_from_json(read_json(work.inputs["probe"] / "recording.json"))


def _span(params: Params) -> Span:
    """The parameter "span": [start_ms, end_ms]."""
    start_ms, end_ms = (int(edge) for edge in _list(params["span"]))
    return Span(start_ms, end_ms)


def _layouts(params: Params) -> list[Mapping[str, Any]]:
    """The parameter "layouts": [{"start_ms","end_ms","layout","x"?}], absent when nobody chose."""
    return _list(params.get("layouts") or [])


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {value!r}")
    return value
