"""Small decoded frames of a recording, one after the other, with exact times.

Memory does not grow with the recording. Damage costs the frames it hit and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from clipping.container import SILENT, open_media, packets
from clipping.errors import NoPicture
from clipping.model import MediaInfo, Picture
from transcripts.partial_file import Kept
from transcripts.timeline import Span

#: How far before the wanted start reading begins, tried in turn: streams without an index (TS)
#: may land behind the key frame that is needed.
_BACK_MS = (0, 5_000, 30_000)
#: Times of the file's index may differ from those shown by this much at most; and `_BACK_MS`.
_AROUND_S = 60.0
#: A first frame this late means that the seek landed too far on.
_LATE_MS = 500
_FAST = "FAST_BILINEAR"


@dataclass(frozen=True, slots=True)
class SmallFrame:
    """A reduced frame.

    Attributes:
        at_ms: When it is first shown, rounded down, from the recording's first frame.
        bgr: As shown (turned, square pixels); uint8, shape (height, width, 3), blue first.
    """

    at_ms: int
    bgr: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Reading:
    """Which frames to read, and how small.

    Attributes:
        long_side: Pixels of the longer side; never enlarged beyond the picture.
        span: Which part; None for all.
        every_ms: Least distance between frames given; 0 gives all. Skipped ones cost decoding only.
        keyframes_only: Decode nothing but key frames.
        is_rough: Leave out frames that no other one needs, and smoothing: a third cheaper, good
            enough to find things, not to measure the picture. Ignored where codecs have neither.
    """

    long_side: int
    span: Span | None = None
    every_ms: int = 0
    keyframes_only: bool = False
    is_rough: bool = False


def small_size(picture: Picture, long_side: int) -> tuple[int, int]:
    """Width and height of the reduced frames, as shown; at least 2 each."""
    share = min(1.0, long_side / max(picture.width, picture.height))
    return max(2, round(picture.width * share)), max(2, round(picture.height * share))


def read_frames(path: Path, info: MediaInfo, reading: Reading) -> Iterator[SmallFrame]:
    """The frames of a recording in order of time.

    The first one of a span is the frame on show when the span begins, so that a span is never
    empty between two frames; its time may lie before the span.

    Raises:
        NoPicture: there is no picture.
        UnreadableMedia: the file changed since it was probed and cannot be read any more.
    """
    picture = info.picture
    if picture is None:
        raise NoPicture(f"{path.name} has no picture.")
    with open_media(path, _wanted(info, reading.span)) as container:
        stream = container.streams[picture.index]
        assert isinstance(stream, VideoStream)  # probing chose it
        stream.thread_type = "AUTO"
        if reading.keyframes_only:
            stream.codec_context.skip_frame = "NONKEY"
        elif reading.is_rough:
            stream.codec_context.skip_frame = "NONREF"
            stream.codec_context.options = {"skip_loop_filter": "all"}
        timed = _from_start(container, stream, info.start_ms, reading.span)
        for at_ms, frame in _thinned(_within(timed, reading.span), reading.every_ms):
            yield SmallFrame(at_ms, reduced(frame, picture, reading.long_side))


_Timed = tuple[int, VideoFrame]


def _wanted(info: MediaInfo, span: Span | None) -> Kept:
    """What of the file's index is needed for a span."""
    if span is None:
        return SILENT
    begin_s, end_s = (info.start_ms + span.start_ms) / 1000, (info.start_ms + span.end_ms) / 1000
    return Kept(((max(0.0, begin_s - _AROUND_S), end_s + _AROUND_S),), sounds=())


def _from_start(
    container: InputContainer, stream: VideoStream, start_ms: int, span: Span | None
) -> Iterator[_Timed]:
    """Frames from the last key frame at or before the span."""
    if span is None or span.start_ms == 0:
        yield from _decoded(container, stream, start_ms)
        return
    for back_ms in _BACK_MS:
        target_ms = max(0, span.start_ms - back_ms)
        if not _seek(container, stream, start_ms + target_ms):
            break
        frames = _decoded(container, stream, start_ms)
        first = next(frames, None)
        if first is not None and (target_ms == 0 or first[0] <= span.start_ms + _LATE_MS):
            yield from chain((first,), frames)
            return
    if _seek(container, stream, start_ms):
        yield from _decoded(container, stream, start_ms)


def _seek(container: InputContainer, stream: VideoStream, file_ms: int) -> bool:
    assert stream.time_base is not None  # set for every stream of a file
    try:
        container.seek(int(file_ms / 1000 / stream.time_base), stream=stream)
    except av.error.FFmpegError:
        return False
    return True


def _decoded(container: InputContainer, stream: VideoStream, start_ms: int) -> Iterator[_Timed]:
    """Every frame that can be decoded, with its time; never two with the same time."""
    last_ms = -1
    for packet in packets(container, stream):
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            continue
        for frame in frames:
            assert isinstance(frame, VideoFrame)
            at_ms = _at_ms(frame, start_ms)
            if at_ms is not None and at_ms > last_ms:
                last_ms = at_ms
                yield at_ms, frame


def _at_ms(frame: VideoFrame, start_ms: int) -> int | None:
    """Rounded down on the file's clock, as `MediaInfo.start_ms` is: both stay comparable."""
    if frame.pts is None or frame.time_base is None:
        return None
    base = frame.time_base
    return frame.pts * 1000 * base.numerator // base.denominator - start_ms


def _within(frames: Iterator[_Timed], span: Span | None) -> Iterator[_Timed]:
    if span is None:
        yield from frames
        return
    shown: _Timed | None = None
    for timed in frames:
        if timed[0] >= span.end_ms:
            break
        if timed[0] > span.start_ms:
            if shown is not None:
                yield shown
                shown = None
            yield timed
        else:
            shown = timed
    if shown is not None:
        yield shown


def _thinned(frames: Iterator[_Timed], every_ms: int) -> Iterator[_Timed]:
    """Frames on a steady grid: the distance does not creep when it is no multiple of a frame."""
    due_ms: int | None = None
    for at_ms, frame in frames:
        if due_ms is None or at_ms >= due_ms:
            due_ms = max(at_ms + 1, (due_ms if due_ms is not None else at_ms) + every_ms)
            due_ms = max(due_ms, at_ms + every_ms // 2)
            yield at_ms, frame


def reduced(frame: VideoFrame, picture: Picture, long_side: int) -> NDArray[np.uint8]:
    """A decoded frame as shown (turned, square pixels), blue first, no longer than `long_side`.

    Args:
        frame: As decoded.
        picture: What probing said of it.
        long_side: Pixels of the longer side; never enlarged beyond the picture.
    """
    width, height = _stored_size(picture, long_side)
    small = frame.reformat(width=width, height=height, format="bgr24", interpolation=_FAST)
    return _turned(np.asarray(small.to_ndarray(), dtype=np.uint8), picture)


class RoughReducer:
    """Reduces frames at a third of what `reduced` costs, for comparing alone.

    Colours are worked out after scaling, of few pixels, by the old matrix; sizes are even. For one
    thread.
    """

    def __init__(self, picture: Picture, long_side: int) -> None:
        self._picture = picture
        width, height = _stored_size(picture, long_side)
        self._size = width // 2 * 2, height // 2 * 2
        self._scaler = VideoReformatter()  # keeps its tables from frame to frame

    def __call__(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """The frame as shown (turned, square pixels), blue first."""
        width, height = self._size
        small = self._scaler.reformat(
            frame, width=width, height=height, format="yuv420p", interpolation=_FAST, threads=1
        )
        bgr = cv2.cvtColor(small.to_ndarray(), cv2.COLOR_YUV2BGR_I420)
        return _turned(np.asarray(bgr, dtype=np.uint8), self._picture)


def _stored_size(picture: Picture, long_side: int) -> tuple[int, int]:
    width, height = small_size(picture, long_side)
    return (height, width) if picture.rotation in (90, 270) else (width, height)


def _turned(small: NDArray[np.uint8], picture: Picture) -> NDArray[np.uint8]:
    if not picture.rotation:
        return small
    return np.ascontiguousarray(np.rot90(small, k=-(picture.rotation // 90)))
