"""Cuts inside a clip, as a value: which pieces of the recording follow each other in it. Pure.

Everything is kept on the recording's clock and projected through this onto the clip's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from transcripts.timeline import Span, merged

SCHEMA = 1
#: A shorter piece between two cuts is a flicker; it goes with them.
MIN_PIECE_MS = 400


@dataclass(frozen=True, slots=True)
class EditList:
    """The pieces of a recording that make up a clip.

    Attributes:
        pieces: On the recording's clock, in order, with time left out between them; at least one.

    Raises:
        ValueError: there is no piece, or two overlap, touch or are out of order.
    """

    pieces: tuple[Span, ...]

    def __post_init__(self) -> None:
        if not self.pieces:
            raise ValueError("an edit list needs at least one piece")
        if any(a.end_ms >= b.start_ms for a, b in pairwise(self.pieces)):
            raise ValueError("the pieces of an edit list follow each other with gaps between them")

    @property
    def span(self) -> Span:
        """From the first piece's start to the last one's end, on the recording's clock."""
        return Span(self.pieces[0].start_ms, self.pieces[-1].end_ms)

    @property
    def duration_ms(self) -> int:
        """Length of the clip."""
        return sum(piece.duration_ms for piece in self.pieces)

    @property
    def starts_ms(self) -> tuple[int, ...]:
        """Where each piece begins on the clip's clock; the first at 0."""
        lengths = (piece.duration_ms for piece in self.pieces[:-1])
        return tuple(accumulate(lengths, initial=0))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is cut out."""
        return len(self.pieces) == 1

    def to_clip(self, at_ms: int) -> int:
        """A moment of the recording on the clip's clock; one that is cut out lies on the joint.

        Before the clip that is 0, behind it the clip's length.
        """
        number = bisect_right(self.pieces, at_ms, key=lambda piece: piece.start_ms) - 1
        if number < 0:
            return 0
        into = min(at_ms, self.pieces[number].end_ms) - self.pieces[number].start_ms
        return self.starts_ms[number] + into

    def project(self, span: Span) -> Span | None:
        """What remains of a span, on the clip's clock; None when all of it is cut out."""
        start_ms, end_ms = self.to_clip(span.start_ms), self.to_clip(span.end_ms)
        return Span(start_ms, end_ms) if start_ms < end_ms else None

    def kept_ms(self, span: Span) -> int:
        """How much of a span remains."""
        return sum(piece.overlap_ms(span) for piece in self.pieces)


def whole(span: Span) -> EditList:
    """Nothing is cut out."""
    return EditList((span,))


def without(span: Span, removed: Iterable[Span]) -> EditList:
    """A span without some parts of it. Pieces too short to be seen go with their neighbours.

    When nothing worth showing would be left, nothing is cut out.
    """
    inside = [r for r in merged(removed, max_gap_ms=MIN_PIECE_MS - 1) if r.overlap_ms(span)]
    edges = [
        span.start_ms,
        *(edge for r in inside for edge in (r.start_ms, r.end_ms)),
        span.end_ms,
    ]
    pieces = [
        Span(start_ms, end_ms)
        for start_ms, end_ms in zip(edges[::2], edges[1::2], strict=True)
        if end_ms - start_ms >= MIN_PIECE_MS
    ]
    return EditList(tuple(pieces)) if pieces else whole(span)


def edit_list_to_json(edits: EditList) -> dict[str, Any]:
    """`edit.json`: `{"schema":1,"pieces":[{"start_ms","end_ms"}]}`, the recording's clock."""
    return {
        "schema": SCHEMA,
        "pieces": [{"start_ms": p.start_ms, "end_ms": p.end_ms} for p in edits.pieces],
    }
