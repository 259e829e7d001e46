"""A file → `MediaInfo`, or a sentence that says why it is no recording and what to do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path
from statistics import median

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clipping.container import open_media, packets
from clipping.errors import UnreadableMedia
from clipping.media_json import media_info_from_json, media_info_to_json
from clipping.model import MediaInfo, Picture, SoundTrack
from transcripts.timeline import clock

__all__ = ["MAX_DURATION_MS", "media_info_from_json", "media_info_to_json", "probe"]

#: 8K in either direction; beyond that one decoded frame takes hundreds of megabytes.
MAX_SIDE = 8192
MAX_PIXELS = 8192 * 4320
MAX_STREAMS = 64
MAX_DURATION_MS = 12 * 3_600_000
_HDR_TRANSFERS = {16: "PQ", 18: "HLG"}  # ITU-T H.273, table 3
_PROGRESSIVE_ORDERS = (0, 1)  # AVFieldOrder: unknown, progressive
_STILL_BRANDS = ("mif1", "msf1", "heic", "heix", "avif")
_TAIL_S = 10.0
_TRUST_S = 0.15
_LATE_SOUND_MS = 5_000
_FIRST_PACKETS = 600
_SAMPLED_PACKETS = 250
#: Frame times in MKV and FLV are whole milliseconds, so even frames differ by one.
_ROUNDING_S = 0.0021
_UNEVEN_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where each stream ends on the file's own clock, in seconds, and how that is known."""

    by_index: dict[int, float]
    was_measured: bool


def probe(path: Path, *, max_duration_ms: int = MAX_DURATION_MS) -> MediaInfo:
    """What the file is, told from its content; the picture as it must be shown.

    Costs the decoding of one frame and a look at the file's ends; a file whose header does not
    know its length is read through once, without decoding.

    Args:
        path: The file. Its name does not count.
        max_duration_ms: Longer recordings are refused.

    Raises:
        UnreadableMedia: it is no usable recording.
        OSError: there is no such file, or it may not be read.
    """
    # One index of hours at a time: the first frame needs none of the sound.
    with open_media(path, is_silent=True) as container:
        _refuse_stills(container, path)
        stream = _picture_stream(container)
        if stream is not None:
            _refuse_size(stream, path)
        first = _first_frame(container, stream) if stream is not None else None
        index = stream.index if stream is not None and first is not None else None
        del stream
    with open_media(path) as container:
        _refuse_stills(container, path)  # tracks are counted with the sound
        sounds = [s for s in container.streams.audio if _is_known(s)]
        if first is None and not sounds:
            raise UnreadableMedia(
                f"{path.name} holds neither a picture nor a sound that can be decoded. "
                "Copy or export it again."
            )
        shown = next((s for s in container.streams.video if s.index == index), None)
        return _describe(path, container, (shown, first), sounds, max_duration_ms)


def _refuse_stills(container: InputContainer, path: Path) -> None:
    if len(container.streams) > MAX_STREAMS:
        raise UnreadableMedia(
            f"{path.name} has {len(container.streams)} tracks; at most {MAX_STREAMS} can be used. "
            "Export it with one picture and its sound."
        )
    if container.metadata.get("major_brand", "").strip() in _STILL_BRANDS:
        raise UnreadableMedia(f"{path.name} is a still picture, not a recording. Give a video.")


def _refuse_size(stream: VideoStream, path: Path) -> None:
    width, height = stream.width, stream.height
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise UnreadableMedia(
            f"{path.name} has a picture of {width}x{height}; at most {MAX_SIDE} pixels a side and "
            f"{MAX_PIXELS // 1_000_000} megapixels can be used. Export it smaller."
        )


def _picture_stream(container: InputContainer) -> VideoStream | None:
    """The picture track players would choose; cover art is none."""
    pictures = [s for s in container.streams.video if _is_known(s)]
    pictures = [s for s in pictures if not s.disposition & Disposition.attached_pic]
    best = container.streams.best("video")
    if best in pictures:
        assert isinstance(best, VideoStream)
        return best
    return pictures[0] if pictures else None


def _is_known(stream: Stream) -> bool:
    """Whether there is a decoder for it; the stubs say always."""
    return getattr(stream, "codec_context", None) is not None


def _first_frame(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    """The first frame that is shown; None when the start holds none that can be decoded."""
    stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    for packet in islice(packets(container, stream), _FIRST_PACKETS):
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            continue
        for frame in frames:
            assert isinstance(frame, VideoFrame)
            if frame.pts is not None:
                return frame
    return None


def _describe(
    path: Path,
    container: InputContainer,
    picture: tuple[VideoStream | None, VideoFrame | None],
    sounds: Sequence[AudioStream],
    max_duration_ms: int,
) -> MediaInfo:
    """The answer, from a file that was just opened: seeking would disturb a decoder that began."""
    stream, first = picture
    ends = _measured_ends(container, [*([stream] if stream else []), *sounds])
    deltas = _frame_steps(container, stream) if stream else []
    notes = list(_notes_of_length(container, ends))
    start = _start_s(first, sounds)
    duration_ms, note = _duration_ms(ends, stream, start, path)
    if duration_ms > max_duration_ms:
        raise UnreadableMedia(
            f"{path.name} lasts {clock(duration_ms)}; at most {clock(max_duration_ms)} can be "
            "used. Split it, or raise the limit."
        )
    shown = None
    if stream is not None and first is not None:
        shown = _picture(stream, first, deltas)
        notes += _notes_of_picture(shown, first)
    elif stream is None:
        notes.append("There is no picture; only the sound is used.")
    if not sounds:
        notes.append("There is no sound.")
    return MediaInfo(
        duration_ms=duration_ms,
        container=container.format.name,
        picture=shown,
        sounds=tuple(_sound(sound, start) for sound in sounds),
        start_ms=math.floor(start * 1000),
        notes=(*notes, *note),
    )


def _start_s(first: VideoFrame | None, sounds: Sequence[AudioStream]) -> float:
    """The recording's zero on the file's clock: the first frame, else the first sound."""
    if first is not None and first.pts is not None and first.time_base is not None:
        return float(first.pts * first.time_base)
    return min((_stream_start_s(sound) for sound in sounds), default=0.0)


def _stream_start_s(stream: Stream) -> float:
    if stream.start_time is None or stream.time_base is None:
        return 0.0
    return float(stream.start_time * stream.time_base)


def _measured_ends(container: InputContainer, streams: Sequence[Stream]) -> _Ends:
    """Where the streams end: by reading the file's tail, or all of it where that disagrees."""
    stated = (container.duration or 0) / av.time_base
    origin = max(0.0, (container.start_time or 0) / av.time_base)
    if stated > 0:
        tail = _ends_from(container, streams, origin + stated - _TAIL_S)
        if tail and abs(max(tail.values()) - origin - stated) <= _TRUST_S:
            # A track that ends long before the others has nothing in the tail.
            known = {s.index: _stated_end_s(s) for s in streams}
            return _Ends({**{i: e for i, e in known.items() if e}, **tail}, was_measured=False)
    return _Ends(_ends_from(container, streams, None), was_measured=True)


def _stated_end_s(stream: Stream) -> float:
    if stream.duration is None or stream.time_base is None:
        return 0.0
    return _stream_start_s(stream) + float(stream.duration * stream.time_base)


def _ends_from(
    container: InputContainer, streams: Sequence[Stream], from_s: float | None
) -> dict[int, float]:
    """The latest end among the packets after a time, for each stream; None reads everything."""
    try:
        container.seek(int(max(0.0, from_s or 0.0) * av.time_base))
    except av.error.FFmpegError:
        if from_s is not None:
            return {}
    ends: dict[int, float] = {}
    for packet in packets(container, *streams):
        if packet.pts is None:
            continue
        end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
        ends[packet.stream_index] = max(ends.get(packet.stream_index, end), end)
    return ends


def _duration_ms(
    ends: _Ends, stream: VideoStream | None, start: float, path: Path
) -> tuple[int, tuple[str, ...]]:
    """Length from the recording's zero, and a note where picture and sound end apart.

    The picture's end counts, since a clip cannot go on without one; unless the sound goes on
    for so long that the picture is the part that is missing.
    """
    latest = max(ends.by_index.values(), default=start)
    last = ends.by_index.get(stream.index, latest) if stream else latest
    rest_ms = round((latest - last) * 1000)
    end = latest if rest_ms > _LATE_SOUND_MS else last
    duration_ms = round((end - start) * 1000)
    if duration_ms <= 0:
        raise UnreadableMedia(f"{path.name} ends where it begins: nothing in it can be used.")
    if rest_ms > _LATE_SOUND_MS:
        shown = clock(round((last - start) * 1000))
        return duration_ms, (f"The picture ends at {shown}, the sound at {clock(duration_ms)}.",)
    return duration_ms, ()


def _notes_of_length(container: InputContainer, ends: _Ends) -> Iterator[str]:
    if not ends.was_measured or not ends.by_index:
        return
    stated_ms = round((container.duration or 0) / av.time_base * 1000)
    origin = max(0.0, (container.start_time or 0) / av.time_base)
    real_ms = round((max(ends.by_index.values()) - origin) * 1000)
    if stated_ms - real_ms > _TRUST_S * 1000:
        missing = (stated_ms - real_ms) / 1000
        yield f"The file was cut off: its last {missing:.1f} s are missing. The rest is used."
    else:
        yield f"The file does not state its length; {clock(real_ms)} were counted."


def _frame_steps(container: InputContainer, stream: VideoStream) -> list[float]:
    """Seconds between frames that follow each other, sampled at the start, middle and end."""
    steps: list[float] = []
    length = (container.duration or 0) / av.time_base
    origin = max(0.0, (container.start_time or 0) / av.time_base)
    for share in (0.0, 0.5, 0.9) if length > _TAIL_S else (0.0,):
        try:
            container.seek(int((origin + share * length) * av.time_base))
        except av.error.FFmpegError:
            continue
        steps += _steps(_shown_times(container, stream))
    return steps


def _shown_times(container: InputContainer, stream: VideoStream) -> list[float]:
    """Times of some packets in showing order, those of the last reordering left out."""
    times = [
        float(packet.pts * packet.time_base)
        for packet in islice(packets(container, stream), _SAMPLED_PACKETS)
        if packet.pts is not None and not packet.is_discard
    ]
    return sorted(times)[: max(2, len(times) - 8)] if len(times) > 2 else sorted(times)


def _steps(times: Iterable[float]) -> list[float]:
    return [b - a for a, b in pairwise(times) if b > a]


def _picture(stream: VideoStream, first: VideoFrame, steps: Sequence[float]) -> Picture:
    # ffmpeg states how far the matrix turns counter-clockwise.
    rotation = round(-first.rotation / 90) % 4 * 90
    pixel = stream.sample_aspect_ratio or Fraction(1)
    width, height = shown_size(first.width, first.height, pixel, rotation)
    uneven = _is_uneven(steps)
    return Picture(
        index=stream.index,
        width=width,
        height=height,
        frame_rate=_frame_rate(stream, steps, is_uneven=uneven),
        codec=stream.codec_context.name,
        rotation=rotation,
        coded_width=first.width,
        coded_height=first.height,
        is_variable_rate=uneven,
        is_hdr=int(first.color_trc) in _HDR_TRANSFERS,
        is_interlaced=first.interlaced_frame
        or int(stream.codec_context.field_order) not in _PROGRESSIVE_ORDERS,
    )


def shown_size(width: int, height: int, pixel: Fraction, rotation: int) -> tuple[int, int]:
    """Size in square pixels as shown: the short side is never shrunk, then the turn is applied.

    A pixel shape within 1 % of square is an encoder's rounding and left alone.
    """
    if abs(pixel - 1) > Fraction(1, 100) and Fraction(1, 5) < pixel < 5:
        if pixel > 1:
            width = round(width * pixel)
        else:
            height = round(height / pixel)
    return (height, width) if rotation in (90, 270) else (width, height)


def _is_uneven(steps: Sequence[float]) -> bool:
    if len(steps) < 3:
        return False
    usual = median(steps)
    uneven = sum(abs(step - usual) > _slack_s(usual) for step in steps)
    return uneven > _UNEVEN_SHARE * len(steps)


def _slack_s(usual: float) -> float:
    return max(_ROUNDING_S, 0.1 * usual)


def _frame_rate(stream: VideoStream, steps: Sequence[float], *, is_uneven: bool) -> Fraction:
    """Average frames a second; the stated rate where the frames keep it."""
    stated = [rate for rate in (stream.base_rate, stream.average_rate) if rate]
    if is_uneven or not steps:
        return stream.average_rate or (stated[0] if stated else Fraction(25))
    usual = median(steps)
    even = [step for step in steps if abs(step - usual) <= _slack_s(usual)]
    measured = len(even) / sum(even)
    near = [rate for rate in stated if abs(float(rate) / measured - 1) < 0.005]
    return near[0] if near else Fraction(measured).limit_denominator(1001)


def _sound(stream: AudioStream, start: float) -> SoundTrack:
    language = stream.language or ""
    return SoundTrack(
        index=stream.index,
        channels=max(1, stream.codec_context.channels),
        sample_rate=stream.codec_context.sample_rate,
        start_ms=max(0, round((_stream_start_s(stream) - start) * 1000)),
        is_default=bool(stream.disposition & Disposition.default),
        language="" if language == "und" else language,
    )


def _notes_of_picture(picture: Picture, first: VideoFrame) -> Iterator[str]:
    if picture.is_variable_rate:
        yield "Frame times are uneven (variable frame rate)."
    if picture.is_hdr:
        yield f"The picture is HDR ({_HDR_TRANSFERS[int(first.color_trc)]})."
    if picture.is_interlaced:
        yield "The picture is interlaced."
