"""Makes a clip: a span, its framing and its captions become one measured MP4 file."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clipping.bursts import fits_buffer
from clipping.caption_ass import ass_text, faces_of
from clipping.caption_styles import CaptionStyle
from clipping.captions import CaptionTrack
from clipping.container import picture_bits
from clipping.cut import Cut
from clipping.edit_list import edit_list_to_json
from clipping.encoders import X264, X264_HELD, Encoder
from clipping.errors import FfmpegFailed
from clipping.ffmpeg import Ffmpeg
from clipping.graph import clip_args, picture_args
from clipping.loudness import Loudness, SoundPlan, with_fades
from clipping.meters import joined_args
from clipping.model import Target
from clipping.parts import part_to_cut
from clipping.sound_level import plan_sound
from clipping.sound_track import AAC, make_sound
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
    """Make the finished clip: picture and sound side by side, joined without encoding again.

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
    picture, heard = (
        output.with_name(f"{output.stem}.{half}.mp4") for half in ("picture", "sound")
    )
    try:
        with ThreadPoolExecutor(1) as beside:
            waiting = beside.submit(make_sound, cut, _speech(captions), heard, _MP4, ffmpeg)
            made_with = _picture(cut, captions, style, picture, ffmpeg, on_progress)
            sound = waiting.result()
        args = joined_args(
            str(picture.absolute()), str(heard.absolute()), _MP4, str(output.absolute())
        )
        ffmpeg.run(args, duration_ms=cut.output_ms)
    finally:
        for half in (picture, heard):
            half.unlink(missing_ok=True)
    on_progress(1.0)
    report = _report(cut, captions, sound.plan, ffmpeg)
    return replace(
        report, finished=sound.finished, corrections=sound.corrections, encoder=made_with.name
    )


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
    ass = ass_text(captions, cut.target, style)
    with part_to_cut(small, output) as part, text_folder(ass, faces_of(captions, style)) as folder:
        level = plan_sound(part, ffmpeg, is_exact=False)
        plan = with_fades(level, _speech(captions), cut.shown_ms)
        args = clip_args(part, plan, preview_options(), str(output.absolute()))
        ffmpeg.run(args, duration_ms=cut.output_ms, on_progress=on_progress, cwd=folder)
    return _report(cut, captions, plan, ffmpeg)


def encode_options(target: Target, encoder: Encoder = X264) -> dict[str, Any]:
    """Output options of ffmpeg for a finished picture: the profile that satisfies all platforms."""
    return {**encoder.output_options(target), **_COLOUR, **_NO_REMARKS, **_MP4}


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
        **AAC,
        "b:a": "64k",
        **_NO_REMARKS,
        **_MP4,
    }


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


def _picture(
    cut: Cut,
    captions: CaptionTrack,
    style: CaptionStyle,
    output: Path,
    ffmpeg: Ffmpeg,
    on_progress: Progress,
) -> Encoder:
    """Write the picture, captions drawn in; returns what made it.

    A device may be busy or gone, x264 never is. Most clips keep within a player's buffer by
    themselves; the others are made again, held to it.
    """

    def made(encoder: Encoder) -> Encoder:
        options = encode_options(cut.target, encoder)
        args = picture_args(part, options, str(output.absolute()), device=encoder.device)
        try:
            ffmpeg.run(args, duration_ms=cut.output_ms, on_progress=on_progress, cwd=folder)
        except FfmpegFailed as error:
            if encoder.codec == X264.codec:
                raise
            logger.warning("encoder %s failed, x264 takes over: %s", encoder.name, error)
            return made(X264)
        if encoder.holds_rate or fits_buffer(picture_bits(output), cut.target):
            return encoder
        return made(X264_HELD)

    ass = ass_text(captions, cut.target, style)
    with part_to_cut(cut, output) as part, text_folder(ass, faces_of(captions, style)) as folder:
        return made(cut.encoder)


def _report(cut: Cut, captions: CaptionTrack, plan: SoundPlan, ffmpeg: Ffmpeg) -> RenderReport:
    """What a preview says of itself; a finished clip says more."""
    notes = [*plan.notes, *captions.notes]
    if cut.info.picture is None:
        notes.append("The recording has no picture: the captions stand on a plain card.")
    elif cut.path is not None:
        notes += cut.path.notes
    return RenderReport(cut.output_ms, cut.all_frames, plan, None, 0, ffmpeg.version, tuple(notes))


def _speech(captions: CaptionTrack) -> list[Span]:
    """The words on the clip's clock."""
    start = captions.clip.start_ms
    words = (word.span for caption in captions.captions for word in caption.words)
    return [Span(word.start_ms - start, word.end_ms - start) for word in words]
