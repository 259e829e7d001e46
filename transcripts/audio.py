"""The sound of a recording as the recogniser wants it: float32, mono, 16 kHz. By PyAV.

Times are on the recording's clock: 0 is its first picture, or its first sound where there is no
picture. Sound that starts late has silence in front. Damaged packets are silence, never an error.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import av
import av.container
import av.error
import av.stream
import numpy as np
import numpy.typing as npt
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.video.stream import VideoStream

from transcripts.hearing import Sound
from transcripts.mixing import mix_weights, mixed
from transcripts.partial_file import Kept
from transcripts.sound_file import SoundFile, Track
from transcripts.sound_packets import is_known, opened, packets, sound_frames
from transcripts.timeline import Span

SAMPLE_RATE = 16_000

#: Decoders need some packets to settle after a seek; the second try is for inexact indexes.
_PREROLLS_S = (0.6, 12.0)
#: Time stamps wander by this much in honest files; more is a gap or an overlap.
_JITTER = SAMPLE_RATE * 60 // 1000
#: Frames are some 20 ms long; they are resampled together, this many samples at once.
_TOGETHER = 16_384
_FIRST_PICTURE_PACKETS = 400
_MIX_PROBES = 6
_MIX_PROBE_S = 2
#: Enough to see where tracks begin.
_BEGINNING = Kept(pictures=((0.0, 60.0),), sounds=((0.0, 60.0),), with_ends=True)


def describe_sound(path: Path) -> SoundFile:
    """Tracks and clock of a file. Remembered while the file does not change.

    Raises:
        UnreadableSound: the file is no recording.
        OSError: it is not there.
    """
    stat = path.stat()
    return _described(path, stat.st_size, stat.st_mtime_ns)


def read_sound(path: Path, span: Span, *, track: int | None = None) -> Sound:
    """The sound of a span, exactly `span` long; silence where the file has none. One seek.

    Args:
        path: A recording.
        span: Any length; all of it is held in memory (230 MB an hour).
        track: Stream index; None for the one a player would play.

    Raises:
        UnreadableSound: the file is no recording, or has no such track.
        OSError: it is not there.
    """
    file = describe_sound(path)
    out = np.zeros(_samples(span.end_ms) - _samples(span.start_ms), np.float32)
    index = file.default_track if track is None else track
    if index is None:
        return out
    first = _samples(span.start_ms)
    weights = _weights(file, index)
    for at, piece in _pieces_from(file, index, first):
        if at >= first + len(out):
            break
        _paste(out, mixed(piece, weights), at - first)
    return out


def stream_sound(
    path: Path, *, track: int | None = None, block_ms: int = 60_000, until_ms: int | None = None
) -> Iterator[Sound]:
    """The sound from 0 in blocks of `block_ms`; the last one may be shorter. Bounded memory.

    Args:
        path: A recording.
        track: Stream index; None for the one a player would play.
        block_ms: Length of a block.
        until_ms: Where to stop; silence is added up to there. None for the end of the sound.

    Raises:
        UnreadableSound: the file is no recording, or has no such track.
        OSError: it is not there.
    """
    file = describe_sound(path)
    index = file.default_track if track is None else track
    block = np.zeros(_samples(block_ms), np.float32)
    start, filled = 0, 0
    end = None if until_ms is None else _samples(until_ms)
    for at, piece in _mono_pieces(file, index):
        if end is not None and at >= end:
            break
        while at + len(piece) > start + len(block):
            _paste(block, piece, at - start)
            yield block
            start, filled = start + len(block), 0
            block = np.zeros_like(block)
        _paste(block, piece, at - start)
        filled = max(filled, at + len(piece) - start)
    rest = filled if end is None else max(0, end - start)
    yield from _cut(block, rest)


def _cut(block: Sound, rest: int) -> Iterator[Sound]:
    """The last block and silence after it, `rest` samples in all."""
    while rest > 0:
        yield block[:rest]
        rest -= len(block)
        block = np.zeros_like(block)


def _mono_pieces(file: SoundFile, index: int | None) -> Iterator[tuple[int, Sound]]:
    if index is None:
        return
    weights = _weights(file, index)
    for at, piece in _pieces_from(file, index, None):
        yield at, mixed(piece, weights)


def _samples(ms: int) -> int:
    return ms * SAMPLE_RATE // 1000


def _paste(out: Sound, piece: Sound, at: int) -> None:
    """Copy the part of `piece` that lies inside `out` when it starts at `at`."""
    begin, end = max(0, at), min(len(out), at + len(piece))
    if begin < end:
        out[begin:end] = piece[begin - at : end - at]


@lru_cache(maxsize=32)
def _described(path: Path, size: int, changed_ns: int) -> SoundFile:
    del size, changed_ns  # part of the cache's key only
    with opened(path, _BEGINNING) as container:
        tracks = tuple(
            Track(
                index=stream.index,
                channels=max(1, stream.channels),
                is_default=bool(stream.disposition & av.stream.Disposition.default),
                language=stream.language or "",
            )
            for stream in container.streams.audio
            if is_known(stream)
        )
        duration_ms = max(0, (container.duration or 0) // 1000)
        return SoundFile(path, tracks, _clock(container), duration_ms)


def _clock(container: av.container.InputContainer) -> Fraction:
    """The file's time of its first shown picture, else of its first sound."""
    pictures = [
        stream
        for stream in container.streams.video
        if not stream.disposition & av.stream.Disposition.attached_pic
    ]
    for stream in pictures[:1]:
        shown = _first_picture(container, stream)
        if shown is not None:
            return shown
    stated = [
        stream.start_time * stream.time_base
        for stream in (*pictures[:1], *container.streams.audio)
        if stream.start_time is not None and stream.time_base is not None
    ]
    return Fraction(stated[0]) if stated else Fraction(0)


def _first_picture(container: av.container.InputContainer, stream: VideoStream) -> Fraction | None:
    for packet in itertools.islice(packets(container, stream), _FIRST_PICTURE_PACKETS):
        try:
            frames = packet.decode()
        except (av.error.FFmpegError, ValueError):
            continue
        for frame in frames:
            if frame.pts is not None and frame.time_base is not None:
                return Fraction(frame.pts * frame.time_base)
    return None


def _pieces_from(
    file: SoundFile, index: int, first: int | None
) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """Decoded pieces in order from sample `first` (None: the beginning) or a little before.

    Yields:
        Position of the piece in samples on the recording's clock, and the piece, shape
        (channels, samples) at 16 kHz.
    """
    for preroll_s in _PREROLLS_S if first is not None else ():
        at_s = file.clock_s + Fraction(first or 0, SAMPLE_RATE) - Fraction(preroll_s)
        pieces = _pieces(sound_frames(file.path, index, at_s), file.clock_s)
        head = next(pieces, None)
        if head is not None and head[0] <= (first or 0):
            yield head
            yield from pieces
            return
    # All of it, or near the beginning, or no usable index.
    yield from _pieces(sound_frames(file.path, index, None), file.clock_s)


def _pieces(
    frames: Iterable[AudioFrame], clock_s: Fraction
) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """Pieces placed by the time stamps: gaps stay gaps, and no drift builds up."""
    run: _Run | None = None
    for frame in frames:
        due = 0 if run is None else run.due
        at = _position(frame, clock_s, due)
        if run is None or run.shape != _shape(frame) or abs(at - due) > _JITTER:
            if run is not None:
                yield from run.rest()
            run = _Run(_shape(frame), at)
        yield from run.pieces(frame)
    if run is not None:
        yield from run.rest()


class _Run:
    """Frames that follow each other without a gap, resampled together.

    Attributes:
        shape: Format, channels, rate and clock of its frames.
        due: Where its next frame belongs, in samples at 16 kHz.
    """

    def __init__(self, shape: tuple[object, ...], begin: int) -> None:
        self.shape = shape
        self.due = begin
        self._begin, self._taken, self._written = begin, 0, 0
        self._waiting = AudioFifo()
        self._resampler = AudioResampler(format="fltp", rate=SAMPLE_RATE)

    def pieces(self, frame: AudioFrame) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
        """Take the next frame; what has become ready, and where it belongs."""
        frame.pts = None  # nothing shall be moved by stamps; we place what comes out
        self._taken += frame.samples
        self.due = self._begin + self._taken * SAMPLE_RATE // frame.sample_rate
        self._waiting.write(frame)
        if self._waiting.samples >= _TOGETHER:
            yield from self._placed(self._waiting.read())

    def rest(self) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
        """What is still to come when no frame follows."""
        if self._waiting.samples:
            yield from self._placed(self._waiting.read())
        yield from self._placed(None)

    def _placed(self, frame: AudioFrame | None) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
        for piece in _resampled(self._resampler, frame):
            yield self._begin + self._written, piece
            self._written += piece.shape[1]


def _shape(frame: AudioFrame) -> tuple[object, ...]:
    return frame.format.name, frame.layout.name, frame.sample_rate, frame.time_base


def _position(frame: AudioFrame, clock_s: Fraction, otherwise: int) -> int:
    """Sample at which the frame belongs; whole numbers only, as there are fifty frames a second."""
    if frame.pts is None or frame.time_base is None:
        return otherwise
    base = frame.time_base
    shown = frame.pts * base.numerator * clock_s.denominator
    parts = base.denominator * clock_s.denominator
    samples = (shown - clock_s.numerator * base.denominator) * SAMPLE_RATE
    return (2 * samples + parts) // (2 * parts)


def _resampled(
    resampler: AudioResampler, frame: AudioFrame | None
) -> Iterator[npt.NDArray[np.float32]]:
    try:
        frames = resampler.resample(frame)
    except (av.error.FFmpegError, ValueError):
        return
    for out in frames:
        yield np.asarray(out.to_ndarray(), np.float32)


def _weights(file: SoundFile, index: int) -> tuple[float, ...]:
    stat = file.path.stat()
    return _mix_weights_of(file, index, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _mix_weights_of(file: SoundFile, index: int, changed_ns: int) -> tuple[float, ...]:
    """Share of each channel in the mono mix, from short samples all over the track."""
    del changed_ns  # part of the cache's key only
    channels = next((t.channels for t in file.tracks if t.index == index), 1)
    if channels == 1:
        return (1.0,)
    length = _MIX_PROBE_S * SAMPLE_RATE
    samples = np.zeros((channels, 0), np.float32)
    for number in range(_MIX_PROBES):
        first = file.duration_ms * SAMPLE_RATE // 1000 * number // _MIX_PROBES
        taken = 0
        for _, piece in _pieces_from(file, index, first):
            if taken >= length:
                break
            if piece.shape[0] == channels:
                samples = np.concatenate([samples, piece], axis=1)
            taken += piece.shape[1]
    return mix_weights(samples)
