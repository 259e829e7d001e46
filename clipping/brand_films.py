"""A shop's own intro and outro: checked, and written anew as clips are."""

from __future__ import annotations

from pathlib import Path

from clipping.caption_styles import caption_style
from clipping.captions import CaptionTrack
from clipping.cut import Cut
from clipping.errors import BrandFileRefused, FfmpegFailed, UnreadableMedia
from clipping.ffmpeg import Ffmpeg
from clipping.loudness import NEAR_SILENT_LUFS
from clipping.measure import ClipMeasures, measure_clip
from clipping.model import CropPath, Layout, MediaInfo, ShotCrop, Target
from clipping.probe import probe
from clipping.render import render_clip
from transcripts.timeline import Span

_MOST_BYTES = 40_000_000
#: Six seconds of 30 frames take 6,006 ms at 29.97 frames a second.
_LEAST_MS, _MOST_MS = 500, 6_050
#: With an end card of two seconds this stays under what verification takes for a fault.
_MOST_SILENT_MS = 2_500
_NO_FILM = "This is no video that can be read. Give an MP4 of up to six seconds."


def write_film(source: Path, output: Path, ffmpeg: Ffmpeg) -> None:
    """Write an intro or outro as clips are: 1080 by 1920, 30 frames a second, at their loudness.

    What is not 9:16 is shown whole on a blurred copy of itself. Black before the first picture is
    left out: platforms show a clip's first frame.

    Raises:
        BrandFileRefused: it cannot be used; says why.
    """
    if source.stat().st_size > _MOST_BYTES:
        raise BrandFileRefused("The video has more than 40 MB. Export it smaller.")
    try:
        info = probe(source)
        made = _written(source, info, 0, output, ffmpeg)
        dark_ms = next((b.end_ms for b in made.black if b.start_ms == 0), 0)
        if dark_ms:
            made = _written(source, info, dark_ms, output, ffmpeg)
    except (UnreadableMedia, FfmpegFailed) as error:
        raise BrandFileRefused(_NO_FILM) from error
    is_silent = made.loudness is None or made.loudness.lufs < NEAR_SILENT_LUFS
    if is_silent and made.info.duration_ms > _MOST_SILENT_MS:
        raise BrandFileRefused(
            "The video is silent for longer than 2.5 seconds. Give it sound or make it shorter."
        )


def _written(
    source: Path, info: MediaInfo, from_ms: int, output: Path, ffmpeg: Ffmpeg
) -> ClipMeasures:
    """Write the video from a moment on, and measure what was written."""
    if info.picture is None:
        raise BrandFileRefused(_NO_FILM)
    if not _LEAST_MS <= info.duration_ms - from_ms <= _MOST_MS:
        raise BrandFileRefused(
            "An intro or outro takes half a second to six seconds, without black at its start."
        )
    span, (width, height) = Span(from_ms, info.duration_ms), _size(info)
    layout = Layout.PASSTHROUGH if abs(width / height - 9 / 16) < 0.02 else Layout.FIT
    path = CropPath(width, height, (ShotCrop(span, layout),))
    cut = Cut(source.absolute(), info, path, span, Target())
    render_clip(cut, CaptionTrack(span), caption_style(None), output, ffmpeg=ffmpeg)
    return measure_clip(output, ffmpeg)


def _size(info: MediaInfo) -> tuple[int, int]:
    assert info.picture is not None  # the caller has looked
    return info.picture.width, info.picture.height
