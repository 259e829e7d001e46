"""Measures a finished file: what it says of itself, and what is seen and heard in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from clipping.container import sound_lag_ms
from clipping.ffmpeg import Ffmpeg
from clipping.loudness import Loudness, parse_loudness
from clipping.meters import header_args, watch_args
from clipping.model import MediaInfo
from clipping.mp4_boxes import Mp4Layout, read_mp4_layout
from clipping.probe import probe
from transcripts.timeline import Span, merged

_TIME = r"\s*(-?\d+(?:\.\d+)?)"


@dataclass(frozen=True, slots=True)
class ClipMeasures:
    """Everything measured on a file.

    Attributes:
        info: What probing says.
        layout: The container's boxes; None when it is no MP4.
        size_bytes: Length of the file.
        profile: The picture codec's profile ("High"), or "".
        pixel_format: ffmpeg's name, or "".
        pixel_shape: Width by height of a pixel; 1 is square.
        sound_codec: ffmpeg's name; "" without sound.
        loudness: None without sound.
        black: Stretches without light.
        frozen: Stretches in which nothing moves.
        silent: Stretches without sound.
        sound_lag_ms: How much later than the picture the sound begins.
    """

    info: MediaInfo
    layout: Mp4Layout | None
    size_bytes: int
    profile: str = ""
    pixel_format: str = ""
    pixel_shape: Fraction = Fraction(1)
    sound_codec: str = ""
    loudness: Loudness | None = None
    black: tuple[Span, ...] = ()
    frozen: tuple[Span, ...] = ()
    silent: tuple[Span, ...] = ()
    sound_lag_ms: int = 0

    @property
    def total_kbps(self) -> int:
        """Average of the whole file."""
        return self.size_bytes * 8 // max(1, self.info.duration_ms)


def measure_clip(path: Path, ffmpeg: Ffmpeg) -> ClipMeasures:
    """Measure a file by reading its header and decoding it once, at reduced size.

    Raises:
        UnreadableMedia: it is no video or sound file.
        FfmpegFailed: it cannot be decoded.
    """
    info = probe(path)
    source = str(path.absolute())
    header = ffmpeg.run(header_args(source), duration_ms=1)
    log = ffmpeg.run(watch_args(source, info), duration_ms=info.duration_ms)
    fields = _stream_fields(header, "Video")
    return ClipMeasures(
        info=info,
        layout=read_mp4_layout(path),
        size_bytes=path.stat().st_size,
        profile=_in_brackets(fields[0]) if fields else "",
        pixel_format=re.split(r"[(\s]", fields[1])[0] if len(fields) > 1 else "",
        pixel_shape=_pixel_shape(fields),
        sound_codec=(_stream_fields(header, "Audio") or [""])[0].split(" ")[0],
        loudness=parse_loudness(log) if info.sounds else None,
        black=_black(log),
        frozen=_stretches(log, "freeze_start:", "freeze_end:", info.duration_ms),
        silent=_stretches(log, "silence_start:", "silence_end:", info.duration_ms),
        sound_lag_ms=sound_lag_ms(path),
    )


def _stream_fields(header: str, kind: str) -> list[str]:
    """The comma-separated fields of ffmpeg's line on the first stream of a kind."""
    found = re.search(rf"Stream #0:\d+.*?: {kind}: (.*)", header)
    # Commas inside brackets part details, not fields.
    return re.split(r", (?![^(\[]*[)\]])", found.group(1)) if found else []


def _in_brackets(text: str) -> str:
    """The profile: the first brackets, unless they hold the codec's tag."""
    found = re.search(r"\(([^)/]*)\)", text)
    return found.group(1).strip() if found else ""


def _pixel_shape(fields: list[str]) -> Fraction:
    for field in fields:
        if found := re.search(r"SAR (\d+):(\d+)", field):
            wide, high = int(found.group(1)), int(found.group(2))
            return Fraction(wide, high) if wide and high else Fraction(1)
    return Fraction(1)


def _black(log: str) -> tuple[Span, ...]:
    found = re.findall(rf"black_start:{_TIME} black_end:{_TIME}", log)
    return merged(span for start, end in found if (span := _span(start, end)))


def _stretches(log: str, start_mark: str, end_mark: str, duration_ms: int) -> tuple[Span, ...]:
    """Stretches that ffmpeg logs as a start and, unless the file ends before, an end."""
    starts = re.findall(start_mark + _TIME, log)
    ends = re.findall(end_mark + _TIME, log)
    ends += [str(duration_ms / 1000)] * (len(starts) - len(ends))
    pairs = zip(starts, ends[-len(starts) :] if starts else [], strict=True)
    return tuple(span for start, end in pairs if (span := _span(start, end)))


def _span(start_s: str, end_s: str) -> Span | None:
    start, end = max(0, round(float(start_s) * 1000)), round(float(end_s) * 1000)
    return Span(start, end) if start < end else None
