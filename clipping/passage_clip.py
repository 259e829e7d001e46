"""A passage of the recording in its own shape, small enough for a product page, and a still."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from clipping.cut import FORMATS, KEPT_GAP_S
from clipping.errors import NoPicture
from clipping.ffmpeg import SAFE_INPUT, Ffmpeg
from clipping.model import MediaInfo, Picture
from clipping.parts import part_of
from transcripts.progress import Progress, ignore_progress
from transcripts.sound_file import MIXED
from transcripts.timeline import Span, seconds

#: Longest side of the picture, in pixels, and its highest frame rate.
_LONGEST_SIDE, _FASTEST = 960, 30
_SCALE = (
    f"scale=w='min(iw,{_LONGEST_SIDE})':h='min(ih,{_LONGEST_SIDE})'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1"
)
_FADE_S = 0.15
_STILL_MS = 6_000
_STEADY = "aresample=48000:async=1000:first_pts=0"
_MP4 = (
    *("-f", "mp4", "-c:v", "libx264", "-preset", "veryfast", "-crf", "25", "-profile:v", "high"),
    # The same bits each time, on every machine (see clipping/render.py).
    *("-x264-params", "sliced-threads=1:threads=4", "-bsf:v", "filter_units=remove_types=6"),
    *("-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000", "-movflags", "+faststart"),
    *("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"),
    *("-flags:v", "+bitexact+cgop", "-flags:a", "+bitexact"),
)
_JPEG = (
    *("-f", "image2", "-c:v", "mjpeg", "-q:v", "3", "-frames:v", "1", "-update", "1"),
    *("-flags:v", "+bitexact", "-map_metadata", "-1"),
)


def write_passage(
    source: Path,
    info: MediaInfo,
    span: Span,
    output: Path,
    *,
    ffmpeg: Ffmpeg,
    on_progress: Progress = ignore_progress,
) -> None:
    """Write a span as MP4: picture in its own shape, sound at an even level.

    Args:
        source: The recording.
        info: What probing said; its first sound track is taken.
        span: What to cut.
        output: The file to write. Written in place: give a draft.
        ffmpeg: Does the work.
        on_progress: Called with the share done.

    Raises:
        NoPicture: the recording has none.
        FfmpegFailed: it cannot be decoded here, or the disk is full.
    """
    picture = _picture(info)
    graph = [f"[0:{picture.index}]fps={_rate(picture)},{_SCALE},format=yuv420p[v]"]
    maps = ["-map", "[v]"]
    if info.sounds:
        graph.append(f"{_sound_source(info)}{_sound_filters(span)}[a]")
        maps += ["-map", "[a]"]
    with part_of(source, info, span, output) as part:
        args = [*_input(part, info, span), "-filter_complex", ";".join(graph), *maps,
                "-t", seconds(span.duration_ms), *_MP4, str(output.absolute())]  # fmt: skip
        ffmpeg.run(args, duration_ms=span.duration_ms, on_progress=on_progress)


def write_still(source: Path, info: MediaInfo, span: Span, output: Path, *, ffmpeg: Ffmpeg) -> None:
    """Write the picture that stands best for the middle of a span, as JPEG.

    Raises:
        NoPicture: the recording has none.
        FfmpegFailed: it cannot be decoded here.
    """
    picture = _picture(info)
    middle = _middle(span)
    graph = f"[0:{picture.index}]fps=4,thumbnail=24,{_SCALE},format=yuvj420p[v]"
    with part_of(source, info, middle, output) as part:
        args = [*_input(part, info, middle), "-filter_complex", graph, "-map", "[v]", *_JPEG,
                str(output.absolute())]  # fmt: skip
        ffmpeg.run(args, duration_ms=middle.duration_ms)


def write_poster(source: Path, info: MediaInfo, output: Path, *, ffmpeg: Ffmpeg) -> None:
    """Write a still from the middle of the recording, where nobody waits or says good-bye.

    Raises:
        NoPicture: the recording has none.
        FfmpegFailed: it cannot be decoded here, or the disk is full.
    """
    middle_ms = info.duration_ms // 2
    span = Span(max(0, middle_ms - 5_000), min(info.duration_ms, middle_ms + 5_000))
    write_still(source, info, span, output, ffmpeg=ffmpeg)


def _middle(span: Span) -> Span:
    """At most six seconds: enough to choose from, little to decode."""
    start_ms = max(span.start_ms, span.middle_ms - _STILL_MS // 2)
    return Span(start_ms, min(span.end_ms, start_ms + _STILL_MS))


def _input(source: Path, info: MediaInfo, span: Span) -> Sequence[str]:
    """The recording from the span on, sought by the file's own clock."""
    return (
        *SAFE_INPUT,
        *("-format_whitelist", FORMATS, "-seek_timestamp", "1"),
        *("-ss", seconds(info.start_ms + span.start_ms), "-t", seconds(span.duration_ms)),
        *("-dts_delta_threshold", str(KEPT_GAP_S)),
        *("-reinit_filter:v", "0", "-i", str(source.absolute())),
    )


def _sound_source(info: MediaInfo) -> str:
    """The first sound track, or all of them where that stands for their mix, on the clip's clock.

    Gaps are filled with silence: what evens the level would close them.
    """
    if info.sounds[0].index != MIXED:
        return f"[0:{info.sounds[0].index}]{_STEADY},"
    tracks = [sound.index for sound in info.sounds[1:]]
    steady = "".join(f"[0:{track}]{_STEADY}[s{track}];" for track in tracks)
    named = "".join(f"[s{track}]" for track in tracks)
    return f"{steady}{named}amix=inputs={len(tracks)}:normalize=0,"


def _sound_filters(span: Span) -> str:
    end = seconds(max(0, span.duration_ms - round(_FADE_S * 1000)))
    return (
        "loudnorm=i=-16:tp=-1.5:lra=11,aresample=48000,"
        f"afade=t=in:d={_FADE_S},afade=t=out:st={end}:d={_FADE_S}"
    )


def _rate(picture: Picture) -> str:
    """Frames a second of the clip, as ffmpeg reads fractions."""
    rate = min(picture.frame_rate, Fraction(_FASTEST))
    return f"{rate.numerator}/{rate.denominator}"


def _picture(info: MediaInfo) -> Picture:
    if info.picture is None:
        raise NoPicture("The recording has no picture, so there is no clip for the product page.")
    return info.picture
