"""`crop.json` and the layouts that people choose, to and from JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from clipping.model import CropKey, CropPath, FaceAt, Layout, ShotCrop
from clipping.reframe import ShotOverride
from transcripts.timeline import Span

SCHEMA = 1


def crop_path_to_json(path: CropPath) -> dict[str, Any]:
    """`crop.json`. Keys carry `pane` in split shots only."""
    return {
        "schema": SCHEMA,
        "source": {"width": path.source_width, "height": path.source_height},
        "shots": [_shot_to_json(shot) for shot in path.shots],
        "notes": list(path.notes),
    }


def crop_path_from_json(value: Mapping[str, Any]) -> CropPath:
    """The path that `crop_path_to_json` wrote, or another program by the same contract.

    Raises:
        KeyError: a field is missing.
        ValueError: a layout is unknown, or a shot is no span.
    """
    source = value["source"]
    return CropPath(
        int(source["width"]),
        int(source["height"]),
        tuple(_shot_from_json(shot) for shot in value["shots"]),
        tuple(value.get("notes", ())),
    )


def overrides_from_json(value: Iterable[Mapping[str, Any]] | None) -> tuple[ShotOverride, ...]:
    """Choices of people: `[{"start_ms","end_ms","layout","x"?}]`; none for None.

    Raises:
        KeyError: a field is missing.
        ValueError: a layout is unknown, or a choice is no span.
    """
    return tuple(
        ShotOverride(
            Span(int(choice["start_ms"]), int(choice["end_ms"])),
            Layout(choice["layout"]),
            None if choice.get("x") is None else float(choice["x"]),
        )
        for choice in value or ()
    )


def _shot_to_json(shot: ShotCrop) -> dict[str, Any]:
    is_split = shot.layout is Layout.SPLIT
    return {
        "start_ms": shot.span.start_ms,
        "end_ms": shot.span.end_ms,
        "layout": shot.layout.value,
        "keys": [_key_to_json(key, with_pane=is_split) for key in shot.keys],
        "confidence": shot.confidence,
        "note": shot.note,
        "faces": [asdict(face) for face in shot.faces],
    }


def _key_to_json(key: CropKey, *, with_pane: bool) -> dict[str, Any]:
    written: dict[str, Any] = {
        "at_ms": key.at_ms,
        "x": key.x,
        "y": key.y,
        "width": key.width,
        "height": key.height,
    }
    return {**written, "pane": key.pane} if with_pane else written


def _shot_from_json(value: Mapping[str, Any]) -> ShotCrop:
    return ShotCrop(
        span=Span(int(value["start_ms"]), int(value["end_ms"])),
        layout=Layout(value["layout"]),
        keys=tuple(_key_from_json(key) for key in value.get("keys", ())),
        confidence=float(value.get("confidence", 1.0)),
        note=str(value.get("note", "")),
        faces=tuple(_face_from_json(face) for face in value.get("faces", ())),
    )


def _face_from_json(value: Mapping[str, Any]) -> FaceAt:
    x, y, width, height = (float(value[name]) for name in ("x", "y", "width", "height"))
    return FaceAt(int(value["at_ms"]), x, y, width, height)


def _key_from_json(value: Mapping[str, Any]) -> CropKey:
    x, y, width, height = (float(value[name]) for name in ("x", "y", "width", "height"))
    return CropKey(int(value["at_ms"]), x, y, width, height, int(value.get("pane", 0)))
