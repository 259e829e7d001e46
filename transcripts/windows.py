"""Where to listen: voiced spans packed into windows that the recogniser takes in one go. Pure.

A window is up to 15 s of sound in pieces; the silence between pieces is left out. A chunk is the
windows that are decoded together and kept as one part of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from transcripts.timeline import Span, merged

#: The model could take 30 s, but half of that costs it less than half: attention is quadratic.
_WINDOW_MS = 15_000
#: A window is closed at the longest silence in its last part, so that sentences stay whole.
_CLOSE_FROM_MS = 9_600
#: Room around a voice: its first and last sounds are quieter than the detector hears.
_BEFORE_MS, _AFTER_MS = 300, 300
#: One batch of the recogniser, some three minutes: what a killed worker loses.
_WINDOWS_A_CHUNK = 16

#: Loudness at a moment, in dB.
Level = Callable[[int], float]


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of a recording that are heard as one.

    Attributes:
        pieces: In order, apart from each other; 15 s in all at most.
    """

    pieces: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """From the first piece to the last, with the silence between."""
        return Span(self.pieces[0].start_ms, self.pieces[-1].end_ms)

    @property
    def duration_ms(self) -> int:
        """Length without the silence between."""
        return sum(piece.duration_ms for piece in self.pieces)

    def part(self, start_ms: int, end_ms: int) -> Window:
        """What is heard between two moments of the window, as a window of its own."""
        pieces, at_ms = [], 0
        for piece in self.pieces:
            first, last = max(0, start_ms - at_ms), min(piece.duration_ms, end_ms - at_ms)
            if first < last:
                pieces.append(Span(piece.start_ms + first, piece.start_ms + last))
            at_ms += piece.duration_ms
        return Window(tuple(pieces))

    def in_recording(self, at_ms: int) -> int:
        """The moment of the recording that is heard `at_ms` after the window's beginning."""
        left = at_ms
        for piece in self.pieces:
            if left < piece.duration_ms:
                return piece.start_ms + left
            left -= piece.duration_ms
        return self.pieces[-1].end_ms


@dataclass(frozen=True, slots=True)
class Chunk:
    """Windows that are decoded together, in order."""

    windows: tuple[Window, ...]

    @property
    def span(self) -> Span:
        """From the first window to the last."""
        return Span(self.windows[0].span.start_ms, self.windows[-1].span.end_ms)

    @property
    def duration_ms(self) -> int:
        """Length of what is heard."""
        return sum(window.duration_ms for window in self.windows)


def plan_chunks(voiced: Sequence[Span], duration_ms: int, level: Level) -> tuple[Chunk, ...]:
    """Everything voiced, in chunks of some minutes that end in silence.

    Args:
        voiced: Where someone speaks or may speak, in order.
        duration_ms: Length of the recording.
        level: Loudness, to find the quietest place in speech without a pause.
    """
    windows = tuple(plan_windows(voiced, duration_ms, level))
    return tuple(
        Chunk(windows[first : first + _WINDOWS_A_CHUNK])
        for first in range(0, len(windows), _WINDOWS_A_CHUNK)
    )


def plan_windows(voiced: Sequence[Span], duration_ms: int, level: Level) -> Iterable[Window]:
    """Windows in order; together they hold everything voiced, with some room around it."""
    waiting = list(_pieces(voiced, duration_ms, level))
    while waiting:
        count = _how_many(waiting)
        yield Window(tuple(waiting[:count]))
        waiting = waiting[count:]


def _pieces(voiced: Sequence[Span], duration_ms: int, level: Level) -> Iterable[Span]:
    inside = [part for span in voiced if (part := span.clamped(duration_ms))]
    for span in merged(s.padded(_BEFORE_MS, _AFTER_MS, duration_ms) for s in inside):
        rest = span
        while rest.duration_ms > _WINDOW_MS:
            at = _quietest(rest, level)
            yield Span(rest.start_ms, at)
            rest = Span(at, rest.end_ms)
        yield rest


def _quietest(span: Span, level: Level) -> int:
    """The quietest moment in the last part of what still fits; the later of equals."""
    moments = range(span.start_ms + _CLOSE_FROM_MS, span.start_ms + _WINDOW_MS, 100)
    return min(moments, key=lambda at: (level(at - 100) + level(at), -at))


def _how_many(waiting: Sequence[Span]) -> int:
    """How many of the pieces make the next window: up to the longest silence near its end."""
    length_ms, best, best_gap_ms = 0, 0, -1
    for i, piece in enumerate(waiting):
        if length_ms + piece.duration_ms > _WINDOW_MS:
            return max(1, best or i)
        length_ms += piece.duration_ms
        gap_ms = waiting[i + 1].start_ms - piece.end_ms if i + 1 < len(waiting) else 0
        if length_ms >= _CLOSE_FROM_MS and gap_ms >= best_gap_ms:
            best, best_gap_ms = i + 1, gap_ms
    return len(waiting)
