"""Makes a clip: a span, its framing and its captions become one measured MP4 file."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clipping.caption_ass import ass_text, faces_of
from clipping.caption_styles import CaptionStyle
from clipping.captions import CaptionTrack
from clipping.cut import Cut
from clipping.edit_list import edit_list_to_json
from clipping.encoders import X264, Encoder
from clipping.errors import FfmpegFailed
from clipping.ffmpeg import Ffmpeg
from clipping.graph import clip_args
from clipping.loudness import Loudness, SoundPlan, corrected, parse_loudness, with_fades
from clipping.meters import file_meter_args
from clipping.model import Target
from clipping.sound_graph import sound_args
from clipping.sound_level import plan_sound
from clipping.text_box import text_folder
from transcripts.progress import Progress, ignore_progress
from transcripts.timeline import Span

logger = logging.getLogger(__name__)

#: Small enough to come early; the picture is judged, not the pixels.
PREVIEW_SIZE = (360, 640)
_MP4 = {
    "f": "mp4",
    "movflags": "+faststart",
    # Reels refuse edit lists. Without B-frames and with sound that makes up for the encoder's
    # delay, none is needed.
    "use_editlist": 0,
    "video_track_timescale": 30_000,
    "map_metadata": -1,
    "map_chapters": -1,
    "fflags": "+bitexact",
    "flags:v": "+bitexact+cgop",
    "flags:a": "+bitexact",
}
_AAC = {"c:a": "aac", "ac": 2, "ar": 48_000}
_COLOUR = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709"}
# Units of type 6 are the encoder's own remarks: its version and settings, different per machine.
_NO_REMARKS = {"bsf:v": "filter_units=remove_types=6"}


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What was made and what people should know about it.

    Attributes:
        duration_ms: Length of the clip.
        frames: Pictures in it.
        sound: What was done to the sound.
        finished: Loudness measured on the finished file; None for a preview.
        corrections: Times the sound was made again to meet level and peak.
        ffmpeg: Version that made it.
        notes: What was done without what was missing.
        encoder: Name of the encoder that made the picture.
    """

    duration_ms: int
    frames: int
    sound: SoundPlan
    finished: Loudness | None
    corrections: int
    ffmpeg: str
    notes: tuple[str, ...]
    encoder: str = X264.name


def render_clip(
    cut: Cut,
    captions: CaptionTrack,
    style: CaptionStyle,
    output: Path,
    *,
    ffmpeg: Ffmpeg,
    on_progress: Progress = ignore_progress,
) -> RenderReport:
    """Make the finished clip and measure its sound; a miss is mended once, the picture kept.

    Args:
        cut: What is cut from where, and what to make.
        captions: What is shown; times on the recording's clock.
        style: How it looks.
        output: The MP4 file to write. Written in place: give a draft.
        ffmpeg: Does the work.
        on_progress: Called with the share done.

    Raises:
        FfmpegFailed: the recording cannot be decoded here, or the disk is full.
    """
    plan = with_fades(plan_sound(cut, ffmpeg), _speech(captions), cut.shown_ms)
    ass = ass_text(captions, cut.target, style)
    with text_folder(ass, faces_of(captions, style)) as folder:
        made_with = _encode(cut, plan, output, folder, ffmpeg, lambda s: on_progress(s * 0.9))
        finished = measure_file(output, cut.output_ms, ffmpeg)
        better = corrected(plan, finished, cut.target)
        if better is not None:
            _replace_sound(cut, better, output, folder, ffmpeg)
            plan, finished = better, measure_file(output, cut.output_ms, ffmpeg)
    on_progress(1.0)
    report = _report(
        cut, captions, plan, ffmpeg, finished=finished, corrections=int(better is not None)
    )
    return replace(report, encoder=made_with.name)


def render_preview(
    cut: Cut,
    captions: CaptionTrack,
    style: CaptionStyle,
    output: Path,
    *,
    ffmpeg: Ffmpeg,
    on_progress: Progress = ignore_progress,
) -> RenderReport:
    """Make a small, quick version of the same clip: same framing, captions and length.

    Captions are laid out for the full size and drawn small, so that lines break alike.
    """
    width, height = PREVIEW_SIZE
    small = replace(cut, target=replace(cut.target, width=width, height=height))
    plan = with_fades(plan_sound(cut, ffmpeg, is_exact=False), _speech(captions), cut.shown_ms)
    ass = ass_text(captions, cut.target, style)
    with text_folder(ass, faces_of(captions, style)) as folder:
        args = clip_args(small, plan, preview_options(), str(output.absolute()))
        ffmpeg.run(args, duration_ms=cut.output_ms, on_progress=on_progress, cwd=folder)
    return _report(cut, captions, plan, ffmpeg, finished=None, corrections=0)


def encode_options(target: Target, encoder: Encoder = X264) -> dict[str, Any]:
    """Output options of ffmpeg for a finished clip: the profile that satisfies all platforms."""
    return {
        **encoder.output_options(target),
        **_COLOUR,
        **_AAC,
        "b:a": f"{target.audio_kbps}k",
        **_NO_REMARKS,
        **_MP4,
    }


def preview_options() -> dict[str, Any]:
    """Output options of ffmpeg for a preview."""
    return {
        "c:v": "libx264",
        "preset": "ultrafast",
        "pix_fmt": "yuv420p",
        "crf": 27,
        "g": 60,
        "r": 30,
        **_COLOUR,
        **_AAC,
        "b:a": "64k",
        **_NO_REMARKS,
        **_MP4,
    }


def measure_file(path: Path, duration_ms: int, ffmpeg: Ffmpeg) -> Loudness:
    """Loudness of a finished file."""
    args = file_meter_args(str(path.absolute()))
    return parse_loudness(ffmpeg.run(args, duration_ms=duration_ms))


def report_to_json(report: RenderReport, cut: Cut) -> dict[str, Any]:
    """The report as `render.json`, schema 1."""
    finished, shown, span = report.finished, cut.shown, cut.shown.span
    return {
        "schema": 1,
        "start_ms": span.start_ms,
        "end_ms": span.end_ms,
        "planned_ms": shown.duration_ms + cut.output_ms - cut.shown_ms,
        "pieces": edit_list_to_json(shown)["pieces"],
        "duration_ms": report.duration_ms,
        "frames": report.frames,
        "sound": {
            "track": report.sound.track,
            "source_lufs": round(report.sound.source.lufs, 1),
            "gain_db": round(report.sound.gain_db, 2),
            "limited": report.sound.ceiling_dbtp is not None,
            "lufs": None if finished is None else round(finished.lufs, 1),
            "true_peak_dbtp": None if finished is None else round(finished.peak_dbtp, 1),
            "corrections": report.corrections,
        },
        "ffmpeg": report.ffmpeg,
        "encoder": report.encoder,
        "notes": list(report.notes),
    }


def _encode(
    cut: Cut,
    plan: SoundPlan,
    output: Path,
    folder: Path,
    ffmpeg: Ffmpeg,
    on_progress: Progress,
) -> Encoder:
    """Write the clip; returns what made it: a device may be busy or gone, x264 never is."""
    encoder = cut.encoder
    options = encode_options(cut.target, encoder)
    args = clip_args(cut, plan, options, str(output.absolute()), device=encoder.device)
    try:
        ffmpeg.run(args, duration_ms=cut.output_ms, on_progress=on_progress, cwd=folder)
    except FfmpegFailed as error:
        if encoder is X264:
            raise
        logger.warning("encoder %s failed, x264 takes over: %s", encoder.name, error)
        return _encode(replace(cut, encoder=X264), plan, output, folder, ffmpeg, on_progress)
    return encoder


def _report(
    cut: Cut,
    captions: CaptionTrack,
    plan: SoundPlan,
    ffmpeg: Ffmpeg,
    *,
    finished: Loudness | None,
    corrections: int,
) -> RenderReport:
    notes = [*plan.notes, *captions.notes]
    if cut.info.picture is None:
        notes.append("The recording has no picture: the captions stand on a plain card.")
    elif cut.path is not None:
        notes += cut.path.notes
    return RenderReport(
        cut.output_ms, cut.all_frames, plan, finished, corrections, ffmpeg.version, tuple(notes)
    )


def _replace_sound(cut: Cut, plan: SoundPlan, clip: Path, folder: Path, ffmpeg: Ffmpeg) -> None:
    louder = clip.with_name(f"{clip.stem}.sound.mp4")
    options: Mapping[str, Any] = {"c:v": "copy", **_AAC, "b:a": f"{cut.target.audio_kbps}k", **_MP4}
    args = sound_args(cut, plan, str(clip.absolute()), dict(options), str(louder.absolute()))
    try:
        ffmpeg.run(args, duration_ms=cut.output_ms, cwd=folder)
        louder.replace(clip)
    finally:
        louder.unlink(missing_ok=True)


def _speech(captions: CaptionTrack) -> list[Span]:
    """The words on the clip's clock."""
    start = captions.clip.start_ms
    words = (word.span for caption in captions.captions for word in caption.words)
    return [Span(word.start_ms - start, word.end_ms - start) for word in words]
