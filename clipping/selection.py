"""The choice among scored spans: the best, again and again, of what is still different. Pure."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from clipping.covered import Covered
from clipping.model import Signal, SignalKind
from clipping.policy import Policy
from clipping.scoring import BEHAVIOUR, MOMENTS, Scored, is_same_moment
from clipping.spacing import best_spaced
from transcripts.model import Transcript
from transcripts.timeline import Span, merged

#: Ids of the products a span is about, surest first.
Products = Callable[[Span], tuple[str, ...]]

#: A suggestion of this score has a reason or two; below, it only fills the floor.
GOOD = 0.3
_SAME_PRODUCT = 0.85
_SAME_TEXT = 85
#: Two hearings of one sentence differ by a letter or two.
_SAME_SENTENCE = 95
#: A span of which so much was said in a better one adds nothing.
_SAID_AGAIN = 0.8
_K = SignalKind
#: Reasons that are words.
_PITCH = frozenset(
    {
        *(_K.PRICE, _K.DISCOUNT, _K.DEMONSTRATION, _K.COMPARISON),
        *(_K.OBJECTION, _K.TESTIMONIAL, _K.QUESTION, _K.CALL_TO_ACT),
    }
)
#: Spans that share more than this of the shorter one are the same moment.
_MOST_SHARED = 0.5


@dataclass(slots=True)
class Choice:
    """A selection while it is made.

    Attributes:
        chosen: In the order of choice.
        refused: Spans that stood in the way of better ones, and why.
        products: How often each product is shown.
        moments: Reasons that people gave by what they did, shown already.
    """

    chosen: list[Scored] = field(default_factory=list)
    refused: dict[Span, str] = field(default_factory=dict)
    products: Counter[str] = field(default_factory=Counter)
    moments: list[Signal] = field(default_factory=list)

    def take(self, one: Scored, products: Products) -> None:
        """Choose one, and remember what it shows."""
        self.chosen.append(one)
        self.products.update(products(one.span)[:1])
        self.moments += (signal for signal in one.because if signal.kind in MOMENTS)


class SaidText:
    """Finds what is said in spans of one recording."""

    def __init__(self, transcript: Transcript | None) -> None:
        segments = () if transcript is None else transcript.segments
        self._segments = sorted(segments, key=lambda segment: segment.span.middle_ms)
        self._middles = [segment.span.middle_ms for segment in self._segments]
        self._known: dict[Span, str] = {}
        self._words: dict[Span, str] = {}
        self._pitches: dict[Span, tuple[str, ...]] = {}

    def within(self, span: Span) -> str:
        """Sentences whose middle lies in a span, joined by blanks; "" where nothing is said."""
        if span not in self._known:
            self._known[span] = " ".join(self._texts(span))
        return self._known[span]

    def words(self, span: Span) -> str:
        """What is said in a span, its words in the order of the alphabet."""
        if span not in self._words:
            self._words[span] = " ".join(sorted(self.within(span).split()))
        return self._words[span]

    def pitch(self, one: Scored) -> tuple[str, ...]:
        """The sentences that are its reasons, as letters and digits alone; none where none is."""
        if one.span not in self._pitches:
            spans = merged(sorted(part.span for part in one.because if part.kind in _PITCH))
            texts = (_letters(text) for span in spans for text in self._texts(span))
            self._pitches[one.span] = tuple(filter(None, texts))
        return self._pitches[one.span]

    def _texts(self, span: Span) -> list[str]:
        first = bisect.bisect_left(self._middles, span.start_ms)
        last = bisect.bisect_left(self._middles, span.end_ms)
        return [segment.text for segment in self._segments[first:last]]


def choose(
    fit: Sequence[Scored],
    policy: Policy,
    products: Products,
    said: SaidText,
    *,
    wanted: int,
    enough: int,
) -> Choice:
    """Choose up to `wanted` of the spans, weak ones only until there are `enough`.

    Args:
        fit: Best first.
        policy: What is asked for.
        products: Finds products.
        said: Finds texts.
        wanted: How many at most.
        enough: From how many on a weak one is not worth it.
    """
    choice, used = Choice(), _Used(policy)
    fresh = [one for one in fit if not used.refuses(one, choice)]
    spaced = best_spaced(fresh, wanted, policy.min_gap_ms) if policy.min_gap_ms else ()
    for pool in (spaced, fresh):
        left = [one for one in pool if not _refused(one, choice, choice.chosen, policy, said)]
        while len(choice.chosen) < wanted:
            best = _best(left, choice, products)
            if best is None or (best.score < GOOD and len(choice.chosen) >= enough):
                break
            choice.take(best, products)
            left = [one for one in left if not _refused(one, choice, (best,), policy, said)]
    return choice


class _Used:
    """What was approved or published before, and from where."""

    def __init__(self, policy: Policy) -> None:
        known = {"used_before": policy.used, "used_elsewhere": policy.used_elsewhere}
        self._known = [(why, spans, Covered(spans)) for why, spans in known.items() if spans]

    def refuses(self, one: Scored, choice: Choice) -> bool:
        """Whether most of a span is known, from one clip or from several; keeps the reason."""
        for reason, spans, together in self._known:
            is_one_of_them = any(_is_same(one.span, used) for used in spans)
            if is_one_of_them or together.share(one.span) > _MOST_SHARED:
                choice.refused[one.span] = reason
                return True
        return False


def _is_same(one: Span, other: Span) -> bool:
    return one.overlap_ms(other) > _MOST_SHARED * min(one.duration_ms, other.duration_ms)


def _best(left: Sequence[Scored], choice: Choice, products: Products) -> Scored | None:
    """The most worth of all; what is worth the same goes to the earlier span."""
    best, most = None, 0.0
    for one in left:
        if best is not None and one.score < most:
            break  # nothing is worth more than its score, and scores only fall from here
        worth = _worth(one, choice, products)
        if best is None or (worth, -one.span.start_ms) > (most, -best.span.start_ms):
            best, most = one, worth
    return best


def _worth(one: Scored, choice: Choice, products: Products) -> float:
    """The score without what a suggestion shows already.

    A moment counts once, and what is merely said counts less with each suggestion that shows its
    product. What people reacted to is new whatever product it is about.
    """
    new = [part for part in one.because if not _is_shown(part, choice)]
    reacted = sum(part.strength for part in new if part.kind in BEHAVIOUR)
    said = sum(part.strength for part in new) - reacted
    return reacted + said * _SAME_PRODUCT ** sum(
        choice.products[product] for product in products(one.span)[:1]
    )


def _is_shown(part: Signal, choice: Choice) -> bool:
    """Whether it is the same wave of orders, or of chat, as one that is shown."""
    return part.kind in MOMENTS and any(
        is_same_moment(part.kind, shown.kind) and _is_same(part.span, shown.span)
        for shown in choice.moments
    )


def _refused(
    one: Scored, choice: Choice, chosen: Sequence[Scored], policy: Policy, said: SaidText
) -> bool:
    """Whether one of those chosen stands in the way; keeps the reason."""
    reason = _objection(one, chosen, policy, said)
    if reason is not None:
        choice.refused[one.span] = reason
    return reason is not None


def _objection(one: Scored, chosen: Sequence[Scored], policy: Policy, said: SaidText) -> str | None:
    for other in chosen:
        if one.span.overlap_ms(other.span):
            return "overlaps_better"
        if abs(one.span.start_ms - other.span.start_ms) < policy.min_gap_ms:
            return "too_close_to_better"
    # A pitch said twice is one clip, unless the crowd reacted to this very time.
    if one.because and one.because[0].kind in BEHAVIOUR:
        return None
    is_same = any(_says_the_same(one, other, said) for other in chosen)
    return "same_words_as_better" if is_same else None


def _says_the_same(one: Scored, other: Scored, said: SaidText) -> bool:
    """Whether what two spans are about is said in the same words, whatever is said around it."""
    pitch, known = said.pitch(one), said.pitch(other)
    if pitch and known:
        again = sum(len(text) for text in pitch if any(_is_the_same(text, k) for k in known))
        return again >= _SAID_AGAIN * sum(map(len, pitch))
    words, others = said.words(one.span), said.words(other.span)
    return bool(words) and fuzz.ratio(words, others, score_cutoff=_SAME_TEXT) >= _SAME_TEXT


@lru_cache(maxsize=65_536)
def _is_the_same(text: str, known: str) -> bool:
    """Whether two sentences differ by no word: "M 사이즈는 49,000원" is another than "L …"."""
    return fuzz.ratio(text, known, score_cutoff=_SAME_SENTENCE) >= _SAME_SENTENCE


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
