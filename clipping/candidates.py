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
from clipping.usual_length import moment_length_ms
from transcripts.model import Segment
from transcripts.timeline import Span

#: Lengths tried from each opening, as shares of the way from the shortest to the longest.
_LENGTHS = (0.1, 0.3, 0.5, 0.8)
#: What is left of a score when the clip ends too close to its last word, or opens on a sentence
#: that needs the one before it.
_UNCLEAN, _DEPENDENT = 0.7, 0.8
#: And when it begins with a subject that is over too soon and goes on with another.
_MIXED = 0.6
#: A stretch with less speech than this is cut without regard to sentences.
_FEW_WORDS = 0.2


def find_candidates(
    evidence: Evidence,
    signals: Sequence[Signal],
    policy: Policy,
    *,
    length: Length = Length.SHORT,
    weights: Weights = DEFAULT_WEIGHTS,
    topics: Sequence[int] = (),
) -> list[Scored]:
    """Spans of speech between sentence limits, and moments where nothing is said.

    Args:
        evidence: Of the recording.
        signals: All reasons for and against.
        policy: What is asked for.
        length: The kind of clip.
        weights: What each reason is worth.
        topics: Numbers of the sentences that begin another subject, in order.
    """
    shortest_ms, longest_ms = policy.limits_ms(length)
    limits = (min(shortest_ms, evidence.duration_ms), min(longest_ms, evidence.duration_ms))
    scorer = Scorer(signals, weights, length, limits)
    out = list(_moments(evidence, scorer, limits))
    if evidence.transcript is not None and evidence.transcript.segments:
        lattice = sentence_lattice(evidence.transcript, evidence.scenes, evidence.duration_ms)
        out += _spoken(evidence.transcript.segments, lattice, scorer, limits, topics)
    return out


def _spoken(
    segments: Sequence[Segment],
    lattice: Lattice,
    scorer: Scorer,
    limits: tuple[int, int],
    topics: Sequence[int],
) -> Iterator[Scored]:
    for opening in lattice.openings:
        for closing, mixes in _closings(opening, lattice, limits, topics):
            span = Span(opening.at_ms, closing.at_ms)
            inside = segments[opening.sentence : closing.sentence + 1]
            quality = _DEPENDENT if not stands_alone(inside[0].text) else 1.0
            quality *= (1.0 if closing.is_clean else _UNCLEAN) * (_MIXED if mixes else 1.0)
            yield scorer.score(span, inside, quality=quality)


def _closings(
    opening: Opening, lattice: Lattice, limits: tuple[int, int], topics: Sequence[int]
) -> list[tuple[Closing, bool]]:
    """Where a clip from here may end, and whether it would mix subjects.

    Only what begins a subject that is too short for a clip goes on into the next one.
    """
    before = bisect.bisect_right(topics, opening.sentence)
    until = topics[before] if before < len(topics) else lattice.sentences
    closings = _within_subject(opening, lattice, limits, until)
    closings = closings or _in_silence(opening, lattice, limits[0])
    if closings or opening.sentence != (topics[before - 1] if before else 0):
        return [(closing, False) for closing in closings]
    mixed = _within_subject(opening, lattice, limits, lattice.sentences)
    return [(closing, True) for closing in mixed]


def _within_subject(
    opening: Opening, lattice: Lattice, limits: tuple[int, int], until: int
) -> list[Closing]:
    """A few ends of different length before a sentence; unclean ones where there is no other."""
    shortest, longest = limits
    first = bisect.bisect_left(lattice.ends, opening.at_ms + shortest)
    last = bisect.bisect_right(lattice.ends, opening.at_ms + longest)
    allowed = [c for c in lattice.closings[first:last] if opening.sentence <= c.sentence < until]
    allowed = [closing for closing in allowed if closing.is_clean] or allowed
    if not allowed:
        return []
    wanted = [opening.at_ms + shortest + share * (longest - shortest) for share in _LENGTHS]
    chosen = {min(allowed, key=lambda c: (abs(c.at_ms - at), c.at_ms)).at_ms for at in wanted}
    return [closing for closing in allowed if closing.at_ms in chosen]


def _in_silence(opening: Opening, lattice: Lattice, shortest_ms: int) -> list[Closing]:
    """Where little is said: an end in the silence after the last sentence."""
    at_ms = opening.at_ms + shortest_ms
    last = bisect.bisect_right(lattice.ends, at_ms) - 1
    following = bisect.bisect_right(lattice.openings, at_ms, key=lambda o: o.at_ms)
    if last < 0 or at_ms > lattice.duration_ms:
        return []
    sentence = lattice.closings[last].sentence
    # A sentence that began before this end and goes on after it would be cut.
    is_whole = opening.sentence <= sentence == following - 1
    return [Closing(at_ms, sentence, is_clean=True)] if is_whole else []


def _moments(evidence: Evidence, scorer: Scorer, limits: tuple[int, int]) -> Iterator[Scored]:
    """Clips around reasons that lie where little or nothing is said."""
    segments = () if evidence.transcript is None else evidence.transcript.segments
    spoken = Covered(segment.span for segment in segments)
    for signal in scorer.moments():
        length = min(limits[1], max(limits[0], moment_length_ms(signal)))
        start_ms = max(0, min(signal.span.start_ms, evidence.duration_ms - length))
        span = Span(start_ms, min(evidence.duration_ms, start_ms + length))
        span = _within(snapped_to_cuts(span, evidence.scenes), limits, span)
        if spoken.share(span) < _FEW_WORDS:
            yield scorer.score(span, ())


def _within(span: Span, limits: tuple[int, int], otherwise: Span) -> Span:
    return span if limits[0] <= span.duration_ms <= limits[1] else otherwise
