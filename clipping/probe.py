"""A file → `MediaInfo`, or a sentence that says why it is no recording and what to do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
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
from clipping.track_times import TRUST_S, Stated, TrackTimes, look_at_times, stream_start_s
from transcripts.partial_file import Kept, average_rate
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
_LATE_SOUND_MS = 5_000
_FIRST_PACKETS = 600
#: Frame times in MKV and FLV are whole milliseconds, so even frames differ by one.
_ROUNDING_S = 0.0021
_UNEVEN_SHARE = 0.02
#: Holds the first packets of every recording.
_BEGINNING = Kept(pictures=((0.0, 60.0),), sounds=((0.0, 60.0),), with_ends=True)
_NO_PICTURE = "There is no picture; only the sound is used."


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a file says of its picture, before anything of it is decoded.

    Attributes:
        index: Of the stream.
        codec: Its name.
        pixel: Width of a pixel for its height.
        rates: Frames a second, the most trusted first.
        average: Frames a second over all of it.
        is_interlaced: Each frame is two halves.
    """

    index: int
    codec: str
    pixel: Fraction
    rates: tuple[Fraction, ...]
    average: Fraction | None
    is_interlaced: bool

    @classmethod
    def of(cls, stream: VideoStream, average: Fraction | None) -> _Stated:
        """As the opened file says, but for the average where another one is given."""
        return cls(
            index=stream.index,
            codec=stream.codec_context.name,
            pixel=stream.sample_aspect_ratio or Fraction(1),
            rates=tuple(rate for rate in (stream.base_rate, stream.average_rate) if rate),
            average=average or stream.average_rate,
            is_interlaced=int(stream.codec_context.field_order) not in _PROGRESSIVE_ORDERS,
        )


_Shown = tuple[_Stated, VideoFrame]


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
    with open_media(path, _BEGINNING) as container:
        _refuse_stills(container, path)
        stated = Stated.of(container)
        shown = _shown_first(container, path)
        sounds = [s for s in container.streams.audio if _is_known(s)]
        if shown is None and not sounds:
            raise UnreadableMedia(
                f"{path.name} holds neither a picture nor a sound that can be decoded. "
                "Copy or export it again."
            )
        start = _start_s(shown, sounds)
        tracks = tuple(_sound(sound, start) for sound in sounds)
        kind = container.format.name
    picture = shown[0].index if shown else None
    indexes = [*([] if picture is None else [picture]), *(track.index for track in tracks)]
    times = look_at_times(path, stated, indexes, picture)
    duration_ms, note = _duration_ms(times, picture, start, path)
    if duration_ms > max_duration_ms:
        raise UnreadableMedia(
            f"{path.name} lasts {clock(duration_ms)}; at most {clock(max_duration_ms)} can be "
            "used. Split it, or raise the limit."
        )
    seen = _picture(*shown, times.steps_s) if shown else None
    return MediaInfo(
        duration_ms=duration_ms,
        container=kind,
        picture=seen,
        sounds=tracks,
        start_ms=math.floor(start * 1000),
        notes=(
            *_notes_of_length(stated, times, kind),
            *(_notes_of_picture(seen, shown[1]) if seen and shown else (_NO_PICTURE,)),
            *(() if sounds else ("There is no sound.",)),
            *note,
        ),
    )


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


def _shown_first(container: InputContainer, path: Path) -> _Shown | None:
    """The picture and its first frame; None when there is none that can be decoded."""
    stream = _picture_stream(container)
    if stream is None:
        return None
    _refuse_size(stream, path)
    stated = _Stated.of(stream, average_rate(path, stream.index))
    first = _first_frame(container, stream)
    return None if first is None else (stated, first)


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


def _start_s(shown: _Shown | None, sounds: Sequence[AudioStream]) -> float:
    """The recording's zero on the file's clock: the first frame, else the first sound."""
    if shown is not None and shown[1].pts is not None and shown[1].time_base is not None:
        return float(shown[1].pts * shown[1].time_base)
    return min((stream_start_s(sound) for sound in sounds), default=0.0)


def _duration_ms(
    times: TrackTimes, picture: int | None, start: float, path: Path
) -> tuple[int, tuple[str, ...]]:
    """Length from the recording's zero, and a note where picture and sound end apart.

    The picture's end counts, since a clip cannot go on without one; unless the sound goes on
    for so long that the picture is the part that is missing.
    """
    latest = max(times.ends_s.values(), default=start)
    last = latest if picture is None else times.ends_s.get(picture, latest)
    rest_ms = round((latest - last) * 1000)
    end = latest if rest_ms > _LATE_SOUND_MS else last
    duration_ms = round((end - start) * 1000)
    if duration_ms <= 0:
        raise UnreadableMedia(f"{path.name} ends where it begins: nothing in it can be used.")
    if rest_ms > _LATE_SOUND_MS:
        shown = clock(round((last - start) * 1000))
        return duration_ms, (f"The picture ends at {shown}, the sound at {clock(duration_ms)}.",)
    return duration_ms, ()


def _notes_of_length(stated: Stated, times: TrackTimes, kind: str) -> Iterator[str]:
    if not times.was_measured or not times.ends_s:
        return
    stated_ms = round(stated.length_s * 1000)
    real_ms = round((max(times.ends_s.values()) - stated.origin_s) * 1000)
    missing = (stated_ms - real_ms) / 1000
    if missing > TRUST_S and kind.startswith("mov"):  # it lists every packet, so they were there
        yield f"The file was cut off: its last {missing:.1f} s are missing. The rest is used."
    elif missing > TRUST_S:
        yield (
            f"The file ends {missing:.1f} s before the length it states: it was cut off, or states "
            "a wrong one. All that is there is used."
        )
    elif stated_ms > 0:
        yield f"The file states a wrong length, {clock(stated_ms)}; {clock(real_ms)} were counted."
    else:
        yield f"The file does not state its length; {clock(real_ms)} were counted."


def _picture(stated: _Stated, first: VideoFrame, steps: Sequence[float]) -> Picture:
    # ffmpeg states how far the matrix turns counter-clockwise.
    rotation = round(-first.rotation / 90) % 4 * 90
    width, height = shown_size(first.width, first.height, stated.pixel, rotation)
    uneven = _is_uneven(steps)
    return Picture(
        index=stated.index,
        width=width,
        height=height,
        frame_rate=_frame_rate(stated, steps, is_uneven=uneven),
        codec=stated.codec,
        rotation=rotation,
        coded_width=first.width,
        coded_height=first.height,
        is_variable_rate=uneven,
        is_hdr=int(first.color_trc) in _HDR_TRANSFERS,
        is_interlaced=first.interlaced_frame or stated.is_interlaced,
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


def _frame_rate(stated: _Stated, steps: Sequence[float], *, is_uneven: bool) -> Fraction:
    """Average frames a second; the stated rate where the frames keep it."""
    if is_uneven or not steps:
        return stated.average or (stated.rates[0] if stated.rates else Fraction(25))
    usual = median(steps)
    even = [step for step in steps if abs(step - usual) <= _slack_s(usual)]
    measured = len(even) / sum(even)
    near = [rate for rate in stated.rates if abs(float(rate) / measured - 1) < 0.005]
    return near[0] if near else Fraction(measured).limit_denominator(1001)


def _sound(stream: AudioStream, start: float) -> SoundTrack:
    language = stream.language or ""
    return SoundTrack(
        index=stream.index,
        channels=max(1, stream.codec_context.channels),
        sample_rate=stream.codec_context.sample_rate,
        start_ms=max(0, round((stream_start_s(stream) - start) * 1000)),
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
