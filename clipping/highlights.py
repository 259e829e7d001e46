"""Which moments are suggested, in what order, and why the others are not. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from clipping.candidates import find_candidates
from clipping.coverage import cover_products
from clipping.evidence import Evidence
from clipping.model import Highlight, HighlightList, RejectedSpan, Signal, SignalKind
from clipping.notes import Note, NoteCode
from clipping.policy import Length, Policy, least_count, wanted_count
from clipping.product_links import ProductLinks
from clipping.score_weights import DEFAULT_WEIGHTS, Weights
from clipping.scoring import Scored
from clipping.selection import GOOD, Choice, Products, SaidText, choose
from clipping.signals.families import find_signals
from clipping.titles import find_hook, find_title
from clipping.topics import topic_starts
from clipping.uncollected import uncollected
from transcripts.numerals import as_searched
from transcripts.timeline import Span, clock

_LEAST = 0.02
_REJECTED, _REJECTED_SPOILT = 30, 15


@dataclass(frozen=True, slots=True)
class _Found:
    """The choice among clips of one length. `candidates` are best first."""

    length: Length
    candidates: tuple[Scored, ...]
    choice: Choice


@uncollected()
def find_highlights(
    evidence: Evidence,
    policy: Policy,
    signals: Sequence[Signal] | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
) -> HighlightList:
    """The best moments of a recording, best first, with everything that explains them.

    The same input gives the same answer; ties go to the earlier span. Each length that is asked
    for is chosen by itself: a teaser may be a part of a short clip.

    Args:
        evidence: Whatever is known.
        policy: What is asked for.
        signals: Already found in the same evidence, or None to find them now.
        weights: What each reason is worth, as learned or by default.
    """
    notes: tuple[Note, ...] = ()
    if signals is None:
        signal_list = find_signals(evidence)
        signals, notes = signal_list.signals, signal_list.notes
    links = ProductLinks(evidence)
    products = cache(links.within)
    segments = () if evidence.transcript is None else evidence.transcript.segments
    topics = topic_starts(segments, links.mentions, links.pins)
    said = SaidText(evidence.transcript)
    search = _Search(evidence, policy, signals, weights, products, said, topics)
    parts = [search.find(length) for length in policy.lengths]
    highlights = [
        _highlight(one, part.length, evidence, products)
        for part in parts
        for one in part.choice.chosen
    ]
    ordered = tuple(sorted(highlights, key=lambda one: (-one.score, one.span)))
    main = parts[0]
    return HighlightList(
        ordered,
        _rejected(main.candidates, main.choice),
        _once([*notes, *(n for part in parts for n in _count_notes(part, evidence, policy))]),
        cover_products(evidence.products, ordered, main.candidates, main.choice, products),
    )


def _once(notes: Sequence[Note]) -> tuple[Note, ...]:
    return tuple({note.text: note for note in notes}.values())


@dataclass(frozen=True, slots=True)
class _Search:
    """Everything that a choice rests on."""

    evidence: Evidence
    policy: Policy
    signals: Sequence[Signal]
    weights: Weights
    products: Products
    said: SaidText
    topics: Sequence[int]

    def find(self, length: Length) -> _Found:
        """The best clips of one length."""
        candidates = find_candidates(
            self.evidence,
            self.signals,
            self.policy,
            length=length,
            weights=self.weights,
            topics=self.topics,
        )
        if self.policy.is_narrow:
            candidates = [one for one in candidates if self._is_asked_for(one)]
        candidates.sort(key=lambda one: (-one.score, one.span))
        choice = choose(
            [one for one in candidates if one.spoilt_by is None and one.score >= _LEAST],
            self.policy,
            self.products,
            self.said,
            wanted=wanted_count(self.evidence.duration_ms, self.policy),
            enough=least_count(self.evidence.duration_ms, self.policy),
        )
        return _Found(length, tuple(candidates), choice)

    def _is_asked_for(self, one: Scored) -> bool:
        """Whether a span lies where, and is about what, somebody asked for."""
        policy = self.policy
        if policy.within and one.span.overlap_ms(policy.within) < one.span.duration_ms:
            return False
        if policy.product_ids and not set(policy.product_ids) & set(self.products(one.span)):
            return False
        text = as_searched(self.said.within(one.span)) if policy.keywords else ""
        return not policy.keywords or any(as_searched(word) in text for word in policy.keywords)


def _highlight(one: Scored, length: Length, evidence: Evidence, products: Products) -> Highlight:
    segments = () if evidence.transcript is None else evidence.transcript.within(one.span)
    inside = tuple(s for s in segments if one.span.contains(s.span.middle_ms))
    return Highlight(
        id=highlight_id(one.span),
        span=one.span,
        score=one.score,
        kind=_kind(one.because) if length is Length.SHORT else length.value,
        title=find_title(inside, one.because) or clock(one.span.start_ms),
        product_ids=products(one.span),
        because=one.because,
        hook=find_hook(inside, one.because),
    )


def highlight_id(span: Span) -> str:
    """The same for the same span."""
    text = f"{span.start_ms}-{span.end_ms}".encode()
    return "h" + hashlib.blake2b(text, digest_size=6).hexdigest()


def _kind(because: Sequence[Signal]) -> str:
    """The strongest reason that is about the moment, not about how it opens."""
    about = [s for s in because if s.kind not in (SignalKind.HOOK, SignalKind.STANDS_ALONE)]
    return (about or list(because))[0].kind.value if because else SignalKind.STANDS_ALONE.value


def _rejected(candidates: Sequence[Scored], choice: Choice) -> tuple[RejectedSpan, ...]:
    """What was left out, each moment once: first what was spoilt, then the rest, best first."""
    spoilt = sorted(
        (one for one in candidates if one.spoilt_by is not None),
        key=lambda one: (-one.unspoilt, one.span),
    )
    fit = [one for one in candidates if one.spoilt_by is None]
    shown = [one.span for one in choice.chosen]
    out = _different(spoilt, choice, shown, _REJECTED_SPOILT)
    return tuple(out + _different(fit, choice, shown, _REJECTED))


def _different(
    candidates: Sequence[Scored], choice: Choice, shown: list[Span], most: int
) -> list[RejectedSpan]:
    """Candidates that are not mere other cuts of a moment that is shown or listed already."""
    out: list[RejectedSpan] = []
    for one in candidates:
        if len(out) == most:
            break
        if any(one.span.overlap_ms(span) * 2 > one.span.duration_ms for span in shown):
            continue
        shown.append(one.span)
        score = one.score if one.spoilt_by is None else one.unspoilt
        out.append(RejectedSpan(one.span, score, _reason(one, choice)))
    return out


def _reason(one: Scored, choice: Choice) -> str:
    if one.spoilt_by is not None:
        return one.spoilt_by.value
    if one.span in choice.refused:
        return choice.refused[one.span]
    return "weaker_than_chosen" if one.score >= GOOD else "no_strong_reason"


def _count_notes(part: _Found, evidence: Evidence, policy: Policy) -> tuple[Note, ...]:
    """Why there are fewer suggestions than people expect, or why some are weak."""
    wanted = least_count(evidence.duration_ms, policy)
    if not part.candidates:
        return (_nothing(evidence, policy),)
    notes = []
    found = len(part.choice.chosen)
    if found < wanted:
        spoilt = sum(one.spoilt_by is not None for one in part.candidates)
        is_spoilt = spoilt * 2 > len(part.candidates)
        code = NoteCode.FEWER_SPOILT if is_spoilt else NoteCode.FEWER_ALIKE
        notes.append(Note(code, {"found": found, "wanted": wanted}))
    weak = sum(one.score < GOOD for one in part.choice.chosen)
    if weak and policy.count is None:
        notes.append(Note(NoteCode.WEAK, {"count": weak}))
    return tuple(notes)


def _nothing(evidence: Evidence, policy: Policy) -> Note:
    if policy.is_narrow:
        return Note(NoteCode.NOTHING_ASKED_FOR)
    is_spoken = evidence.transcript is not None and bool(evidence.transcript.segments)
    return Note(NoteCode.TOO_LITTLE_SAID if is_spoken else NoteCode.NOTHING_STANDS_OUT)
