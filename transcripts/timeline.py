"""Time in a recording: whole milliseconds from its first frame. The only ruler. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of a recording, `start_ms <= t < end_ms`.

    Raises:
        ValueError: not `0 <= start_ms < end_ms`.
    """

    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_ms < self.end_ms:
            raise ValueError(f"not a span: {self.start_ms}-{self.end_ms} ms")

    @property
    def duration_ms(self) -> int:
        """Length, > 0."""
        return self.end_ms - self.start_ms

    @property
    def middle_ms(self) -> int:
        """The middle, rounded down."""
        return (self.start_ms + self.end_ms) // 2

    def contains(self, at_ms: int) -> bool:
        """Whether a moment lies inside; the end does not."""
        return self.start_ms <= at_ms < self.end_ms

    def overlap_ms(self, other: Span) -> int:
        """Milliseconds both share; 0 when they only touch."""
        return max(0, min(self.end_ms, other.end_ms) - max(self.start_ms, other.start_ms))

    def gap_ms(self, other: Span) -> int:
        """Milliseconds between them; 0 when they touch or overlap."""
        return max(0, max(self.start_ms, other.start_ms) - min(self.end_ms, other.end_ms))

    def union(self, other: Span) -> Span:
        """The shortest span that covers both."""
        return Span(min(self.start_ms, other.start_ms), max(self.end_ms, other.end_ms))

    def clamped(self, duration_ms: int) -> Span | None:
        """The part inside a recording of `duration_ms`; None when nothing is left."""
        end_ms = min(self.end_ms, duration_ms)
        return Span(self.start_ms, end_ms) if self.start_ms < end_ms else None

    def padded(self, before_ms: int, after_ms: int, duration_ms: int) -> Span:
        """The span with room around it, kept inside the recording."""
        return Span(max(0, self.start_ms - before_ms), min(duration_ms, self.end_ms + after_ms))


def merged(spans: Iterable[Span], *, max_gap_ms: int = 0) -> tuple[Span, ...]:
    """Spans in order, joined where they overlap, touch or lie within `max_gap_ms`."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start_ms - out[-1].end_ms <= max_gap_ms:
            out[-1] = out[-1].union(span)
        else:
            out.append(span)
    return tuple(out)


def clock(ms: int) -> str:
    """A moment as people write it: `1:02:03` or `2:03`; a minus sign before the start.

    >>> clock(123_456), clock(3_723_000), clock(-5_000)
    ('2:03', '1:02:03', '-0:05')
    """
    sign, seconds = ("-" if ms < 0 else ""), abs(ms) // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours}:{minutes:02}:{seconds:02}" if hours else f"{sign}{minutes}:{seconds:02}"


def seconds(ms: int) -> str:
    """Exact decimal seconds for a command line.

    >>> seconds(61_005)
    '61.005'
    """
    sign = "-" if ms < 0 else ""
    return f"{sign}{abs(ms) // 1000}.{abs(ms) % 1000:03}"
