"""Every span that could become a clip, scored. Pure."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

from clipping.boundaries import Closing, Lattice, Opening, sentence_lattice, snapped_to_cuts
from clipping.covered import Covered
from clipping.evidence import Evidence
from clipping.model import Signal
from clipping.policy import Length, Policy
from clipping.score_weights import DEFAULT_WEIGHTS, Weights
from clipping.scoring import Scored, Scorer, stands_alone
from transcripts.model import Segment
from transcripts.timeline import Span

#: Lengths tried from each opening, as shares of the way from the shortest to the longest.
_LENGTHS = (0.1, 0.3, 0.5, 0.8)
#: A moment without known words: its cause, the reaction, and room for an uncertain beginning.
_MOMENT_MS = 45_000
#: What is left of a score when the clip ends too close to its last word, or opens on a sentence
#: that needs the one before it.
_UNCLEAN, _DEPENDENT = 0.7, 0.8
#: A stretch with less speech than this is cut without regard to sentences.
_FEW_WORDS = 0.2


def find_candidates(
    evidence: Evidence,
    signals: Sequence[Signal],
    policy: Policy,
    *,
    length: Length = Length.SHORT,
    weights: Weights = DEFAULT_WEIGHTS,
) -> list[Scored]:
    """Spans of speech between sentence limits, and moments where nothing is said.

    Args:
        evidence: Of the recording.
        signals: All reasons for and against.
        policy: What is asked for.
        length: The kind of clip.
        weights: What each reason is worth.
    """
    shortest_ms, longest_ms = policy.limits_ms(length)
    limits = (min(shortest_ms, evidence.duration_ms), min(longest_ms, evidence.duration_ms))
    scorer = Scorer(signals, weights, length, limits)
    out = list(_moments(evidence, scorer, limits))
    if evidence.transcript is not None and evidence.transcript.segments:
        lattice = sentence_lattice(evidence.transcript, evidence.scenes, evidence.duration_ms)
        out += _spoken(evidence.transcript.segments, lattice, scorer, limits)
    return out


def _spoken(
    segments: Sequence[Segment], lattice: Lattice, scorer: Scorer, limits: tuple[int, int]
) -> Iterator[Scored]:
    ends = [closing.at_ms for closing in lattice.closings]
    for opening in lattice.openings:
        closings = _closings(opening.at_ms, lattice.closings, ends, limits)
        for closing in closings or _in_silence(opening, lattice, ends, limits[0]):
            if closing.sentence < opening.sentence:
                continue
            span = Span(opening.at_ms, closing.at_ms)
            inside = segments[opening.sentence : closing.sentence + 1]
            quality = _DEPENDENT if not stands_alone(inside[0].text) else 1.0
            yield scorer.score(
                span, inside, quality=quality * (1.0 if closing.is_clean else _UNCLEAN)
            )


def _closings(
    start_ms: int, closings: Sequence[Closing], ends: Sequence[int], limits: tuple[int, int]
) -> list[Closing]:
    """A few ends of different length; unclean ones only where there is no other."""
    shortest, longest = limits
    first = bisect.bisect_left(ends, start_ms + shortest)
    last = bisect.bisect_right(ends, start_ms + longest)
    allowed = closings[first:last]
    allowed = [closing for closing in allowed if closing.is_clean] or list(allowed)
    if not allowed:
        return []
    wanted = [start_ms + shortest + share * (longest - shortest) for share in _LENGTHS]
    chosen = {min(allowed, key=lambda c: (abs(c.at_ms - at), c.at_ms)).at_ms for at in wanted}
    return [closing for closing in allowed if closing.at_ms in chosen]


def _in_silence(
    opening: Opening, lattice: Lattice, ends: Sequence[int], shortest_ms: int
) -> list[Closing]:
    """Where little is said: an end in the silence after the last sentence."""
    at_ms = opening.at_ms + shortest_ms
    last = bisect.bisect_right(ends, at_ms) - 1
    following = bisect.bisect_right(lattice.openings, at_ms, key=lambda o: o.at_ms)
    if last < 0 or at_ms > lattice.duration_ms:
        return []
    sentence = lattice.closings[last].sentence
    # A sentence that began before this end and goes on after it would be cut.
    return [Closing(at_ms, sentence, is_clean=True)] if sentence == following - 1 else []


def _moments(evidence: Evidence, scorer: Scorer, limits: tuple[int, int]) -> Iterator[Scored]:
    """Clips around reasons that lie where little or nothing is said."""
    segments = () if evidence.transcript is None else evidence.transcript.segments
    spoken = Covered(segment.span for segment in segments)
    for signal in scorer.moments():
        length = min(limits[1], max(limits[0], _MOMENT_MS))
        start_ms = max(0, min(signal.span.start_ms, evidence.duration_ms - length))
        span = Span(start_ms, min(evidence.duration_ms, start_ms + length))
        span = _within(snapped_to_cuts(span, evidence.scenes), limits, span)
        if spoken.share(span) < _FEW_WORDS:
            yield scorer.score(span, ())


def _within(span: Span, limits: tuple[int, int], otherwise: Span) -> Span:
    return span if limits[0] <= span.duration_ms <= limits[1] else otherwise
