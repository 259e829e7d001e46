"""What is asked of the choice: how many, how long, about what, and what was used before. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from clipping.model import SignalKind
from transcripts.timeline import Span

_MINUTE_MS = 60_000
#: Viewers of clippers who got four to nine clips came back; one to three brought nobody back.
_FLOOR, _FLOOR_FROM_MS, _SHORT_FLOOR = 4, 3 * _MINUTE_MS, 3
_MOST = 12
_K = SignalKind


class Length(StrEnum):
    """The three kinds of clips that shops cut."""

    #: Announces the next show.
    TEASER = "teaser"
    #: For social channels.
    SHORT = "short"
    #: Explains a product on its page.
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class LengthRule:
    """What makes a clip of a length.

    Attributes:
        shortest_ms: Least length.
        longest_ms: Greatest length.
        usual_ms: Length that costs nothing, others must earn it; None where the evidence of each
            clip says it.
        factors: What each reason is worth for it, as a share of its usual worth; absent is 1.
    """

    shortest_ms: int
    longest_ms: int
    usual_ms: int | None
    factors: Mapping[SignalKind, float]


RULES: Mapping[Length, LengthRule] = {
    # A teaser has to catch at once, and must not promise what is over by the next show.
    Length.TEASER: LengthRule(
        6_000,
        14_900,
        14_900,
        {_K.HOOK: 2.0, _K.STANDS_ALONE: 2.0, _K.OFFER: 0.3, _K.DISCOUNT: 0.3, _K.PRICE: 0.5},
    ),
    Length.SHORT: LengthRule(15_000, 60_000, None, {}),
    # A product page outlives offers and moods; what explains is worth more there.
    Length.EXPLAIN: LengthRule(
        60_000,
        180_000,
        120_000,
        {
            **dict.fromkeys((_K.DEMONSTRATION, _K.COMPARISON, _K.OBJECTION, _K.QUESTION), 1.5),
            **dict.fromkeys((_K.OFFER, _K.DISCOUNT, _K.CALL_TO_ACT), 0.3),
            **dict.fromkeys((_K.CHAT_LAUGHTER, _K.CHAT_DELIGHT, _K.CHAT_BURST), 0.5),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What is asked for.

    Attributes:
        count: How many suggestions of each length, or None for as many as fit the recording.
        min_gap_ms: Least distance between the starts of two suggestions.
        lengths: Which kinds of clips.
        shortest_ms: Least length of a suggestion, or None for what its kind says.
        longest_ms: Greatest length, or None for what its kind says.
        product_ids: Only clips about one of these; empty for any.
        keywords: Only clips in which one of these is said; empty for any.
        within: Only clips in this part of the recording.
        used: Spans that were approved or published before: they are not suggested again.
        used_elsewhere: The same, from other uploads of the show.
    """

    count: int | None = None
    min_gap_ms: int = 0
    lengths: tuple[Length, ...] = (Length.SHORT,)
    shortest_ms: int | None = None
    longest_ms: int | None = None
    product_ids: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    within: Span | None = None
    used: tuple[Span, ...] = ()
    used_elsewhere: tuple[Span, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether something particular is asked for."""
        return bool(self.product_ids or self.keywords or self.within is not None)

    def limits_ms(self, length: Length) -> tuple[int, int]:
        """Least and greatest length of a kind of clip as it is asked for."""
        rule = RULES[length]
        shortest = rule.shortest_ms if self.shortest_ms is None else self.shortest_ms
        longest = rule.longest_ms if self.longest_ms is None else self.longest_ms
        return shortest, max(shortest, longest)


def wanted_count(duration_ms: int, policy: Policy) -> int:
    """How many suggestions: as asked, else one for five minutes, within four and twelve."""
    if policy.count is not None:
        return policy.count
    return max(_FLOOR, min(_MOST, round(duration_ms / (5 * _MINUTE_MS))))


def least_count(duration_ms: int, policy: Policy) -> int:
    """How many suggestions are made even if they are weak.

    Who asks for a number gets it; who does not gets good ones, and the floor.
    """
    if policy.count is not None:
        return policy.count
    return _FLOOR if duration_ms >= _FLOOR_FROM_MS else _SHORT_FLOOR
