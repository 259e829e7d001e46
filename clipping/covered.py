"""How much of a span others cover, found fast. Pure."""

from __future__ import annotations

import bisect
from collections.abc import Iterable

from transcripts.timeline import Span, merged


class Covered:
    """Stretches of a recording, to be compared with many spans."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = merged(spans)
        self._ends = [span.end_ms for span in self._spans]

    def share(self, span: Span) -> float:
        """Covered share of `span`, 0-1."""
        at = bisect.bisect_right(self._ends, span.start_ms)
        covered = 0
        while at < len(self._spans) and self._spans[at].start_ms < span.end_ms:
            covered += self._spans[at].overlap_ms(span)
            at += 1
        return covered / span.duration_ms
