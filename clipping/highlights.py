"""Which moments are suggested, in what order, and why the others are not. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import fuzz

from clipping.candidates import find_candidates
from clipping.evidence import Evidence
from clipping.model import Highlight, HighlightList, RejectedSpan, Signal, SignalKind
from clipping.product_links import ProductLinks
from clipping.score_weights import DEFAULT_WEIGHTS, Weights
from clipping.scoring import BEHAVIOUR, MOMENTS, Scored
from clipping.signals.families import find_signals
from clipping.spacing import best_spaced
from clipping.titles import find_title
from transcripts.timeline import Span, clock

#: Ids of the products a span is about, surest first.
Products = Callable[[Span], tuple[str, ...]]

_MINUTE_MS = 60_000
#: Viewers of clippers who got four to nine clips came back; one to three brought nobody back.
_FLOOR, _FLOOR_FROM_MS, _SHORT_FLOOR = 4, 30 * _MINUTE_MS, 3
_MOST = 12
#: A suggestion of this score has a reason or two; below, it only fills the floor.
_GOOD = 0.3
_LEAST = 0.02
_SAME_PRODUCT = 0.85
_SAME_TEXT = 85
_REJECTED, _REJECTED_SPOILT = 30, 15


@dataclass(frozen=True, slots=True)
class Policy:
    """What is asked for.

    Attributes:
        count: How many suggestions, or None for as many as fit the length.
        min_gap_ms: Least distance between the starts of two suggestions.
        shortest_ms: Least length of a suggestion.
        longest_ms: Greatest length.
    """

    count: int | None = None
    min_gap_ms: int = 0
    shortest_ms: int = 15_000
    longest_ms: int = 60_000


@dataclass(slots=True)
class _Choice:
    """The selection while it is made."""

    chosen: list[Scored] = field(default_factory=list)
    refused: dict[Span, str] = field(default_factory=dict)
    products: Counter[str] = field(default_factory=Counter)
    moments: set[tuple[SignalKind, Span]] = field(default_factory=set)

    def take(self, one: Scored, products: Products) -> None:
        """Choose one, and remember what it shows."""
        self.chosen.append(one)
        self.products.update(products(one.span)[:1])
        self.moments.update((s.kind, s.span) for s in one.because if s.kind in MOMENTS)


def find_highlights(
    evidence: Evidence,
    policy: Policy,
    signals: Sequence[Signal] | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
) -> HighlightList:
    """The best moments of a recording, best first, with everything that explains them.

    The same input gives the same answer; ties go to the earlier span.

    Args:
        evidence: Whatever is known.
        policy: What is asked for.
        signals: Already found in the same evidence, or None to find them now.
        weights: What each reason is worth, as learned or by default.
    """
    notes: tuple[str, ...] = ()
    if signals is None:
        found = find_signals(evidence)
        signals, notes = found.signals, found.notes
    candidates = find_candidates(
        evidence,
        signals,
        shortest_ms=policy.shortest_ms,
        longest_ms=policy.longest_ms,
        weights=weights,
    )
    candidates.sort(key=lambda one: (-one.score, one.span))
    fit = [one for one in candidates if one.spoilt_by is None and one.score >= _LEAST]
    products = cache(ProductLinks(evidence).within)
    choice = _choose(fit, evidence, policy, products)
    highlights = tuple(_highlight(one, evidence, products) for one in choice.chosen)
    ordered = tuple(sorted(highlights, key=lambda one: (-one.score, one.span)))
    return HighlightList(
        ordered,
        _rejected(candidates, choice),
        (*notes, *_count_notes(ordered, candidates, evidence, policy)),
    )


def wanted_count(duration_ms: int, policy: Policy) -> int:
    """How many suggestions: as asked, else one for five minutes, within four and twelve."""
    if policy.count is not None:
        return policy.count
    return max(_FLOOR, min(_MOST, round(duration_ms / (5 * _MINUTE_MS))))


def _floor(duration_ms: int) -> int:
    return _FLOOR if duration_ms >= _FLOOR_FROM_MS else _SHORT_FLOOR


def _choose(
    fit: Sequence[Scored], evidence: Evidence, policy: Policy, products: Products
) -> _Choice:
    """Take the best, again and again, of what is still different enough; `fit` is best first."""
    wanted = wanted_count(evidence.duration_ms, policy)
    # Who asks for a number gets it; who does not gets good ones, and the floor.
    enough = wanted if policy.count is not None else _floor(evidence.duration_ms)
    texts = _text_finder(evidence)
    choice = _Choice()
    spaced = best_spaced(fit, wanted, policy.min_gap_ms) if policy.min_gap_ms else ()
    for pool in (spaced, fit):
        left = [one for one in pool if not _refused(one, choice, choice.chosen, policy, texts)]
        while len(choice.chosen) < wanted:
            best = _best(left, choice, products)
            if best is None or (best.score < _GOOD and len(choice.chosen) >= enough):
                break
            choice.take(best, products)
            left = [one for one in left if not _refused(one, choice, (best,), policy, texts)]
    return choice


def _best(left: Sequence[Scored], choice: _Choice, products: Products) -> Scored | None:
    """The most worth of all; what is worth the same goes to the earlier span."""
    best, most = None, 0.0
    for one in left:
        if best is not None and one.score < most:
            break  # nothing is worth more than its score, and scores only fall from here
        worth = _worth(one, choice, products)
        if best is None or (worth, -one.span.start_ms) > (most, -best.span.start_ms):
            best, most = one, worth
    return best


def _worth(one: Scored, choice: _Choice, products: Products) -> float:
    """The score without what a suggestion shows already: moments, and the product a little."""
    new = sum(s.strength for s in one.because if (s.kind, s.span) not in choice.moments)
    return new * _SAME_PRODUCT ** sum(choice.products[p] for p in products(one.span)[:1])


def _refused(
    one: Scored,
    choice: _Choice,
    chosen: Sequence[Scored],
    policy: Policy,
    texts: Callable[[Span], str],
) -> bool:
    """Whether one of those chosen stands in the way; keeps the reason."""
    reason = _objection(one, chosen, policy, texts)
    if reason is not None:
        choice.refused[one.span] = reason
    return reason is not None


def _objection(
    one: Scored, chosen: Sequence[Scored], policy: Policy, texts: Callable[[Span], str]
) -> str | None:
    for other in chosen:
        if one.span.overlap_ms(other.span):
            return "overlaps_better"
        if abs(one.span.start_ms - other.span.start_ms) < policy.min_gap_ms:
            return "too_close_to_better"
    # A pitch said twice is one clip, unless the crowd reacted to this very time.
    text = "" if one.because and one.because[0].kind in BEHAVIOUR else texts(one.span)
    if text and any(fuzz.token_sort_ratio(text, texts(o.span)) >= _SAME_TEXT for o in chosen):
        return "same_words_as_better"
    return None


def _text_finder(evidence: Evidence) -> Callable[[Span], str]:
    @cache
    def find(span: Span) -> str:
        return "" if evidence.transcript is None else evidence.transcript.text_within(span)

    return find


def _highlight(one: Scored, evidence: Evidence, products: Products) -> Highlight:
    segments = () if evidence.transcript is None else evidence.transcript.within(one.span)
    inside = tuple(s for s in segments if one.span.contains(s.span.middle_ms))
    return Highlight(
        id=highlight_id(one.span),
        span=one.span,
        score=one.score,
        kind=_kind(one.because),
        title=find_title(inside, one.because) or clock(one.span.start_ms),
        product_ids=products(one.span),
        because=one.because,
    )


def highlight_id(span: Span) -> str:
    """The same for the same span."""
    text = f"{span.start_ms}-{span.end_ms}".encode()
    return "h" + hashlib.blake2b(text, digest_size=6).hexdigest()


def _kind(because: Sequence[Signal]) -> str:
    """The strongest reason that is about the moment, not about how it opens."""
    about = [s for s in because if s.kind not in (SignalKind.HOOK, SignalKind.STANDS_ALONE)]
    return (about or list(because))[0].kind.value if because else SignalKind.STANDS_ALONE.value


def _rejected(candidates: Sequence[Scored], choice: _Choice) -> tuple[RejectedSpan, ...]:
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
    candidates: Sequence[Scored], choice: _Choice, shown: list[Span], most: int
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


def _reason(one: Scored, choice: _Choice) -> str:
    if one.spoilt_by is not None:
        return one.spoilt_by.value
    if one.span in choice.refused:
        return choice.refused[one.span]
    return "weaker_than_chosen" if one.score >= _GOOD else "no_strong_reason"


def _count_notes(
    highlights: Sequence[Highlight],
    candidates: Sequence[Scored],
    evidence: Evidence,
    policy: Policy,
) -> tuple[str, ...]:
    """Why there are fewer suggestions than people expect, or why some are weak."""
    wanted = policy.count if policy.count is not None else _floor(evidence.duration_ms)
    if not candidates and evidence.transcript is not None and evidence.transcript.segments:
        return ("No moment can be suggested: too little is said to fill the shortest clip.",)
    if not candidates:
        return (
            "No moment can be suggested: no speech, chat, sales figure or offer tells one from "
            "another.",
        )
    notes = []
    if len(highlights) < wanted:
        notes.append(_shortage(highlights, candidates, wanted))
    weak = sum(highlight.score < _GOOD for highlight in highlights)
    if weak and policy.count is None:
        notes.append(f"{weak} of the suggestions have no strong reason: they only fill the list.")
    return tuple(notes)


def _shortage(highlights: Sequence[Highlight], candidates: Sequence[Scored], wanted: int) -> str:
    spoilt = sum(one.spoilt_by is not None for one in candidates)
    reason = (
        "most of the recording is waiting, music, silence or raffles"
        if spoilt * 2 > len(candidates)
        else "the rest overlaps, repeats or lies too close to these"
    )
    return f"{len(highlights)} of {wanted} suggestions: {reason}."
