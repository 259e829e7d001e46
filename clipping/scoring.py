"""What a span is worth: reasons weighed, what stands against it taken away. Pure.

The parts of a score add up to it, so every number can be explained.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from clipping.covered import Covered
from clipping.model import Signal, SignalKind
from clipping.policy import RULES, Length
from clipping.score_weights import DEFAULT_WEIGHTS, Weights
from clipping.signals.lexicons import load_lexicon
from clipping.usual_length import usual_length_ms
from transcripts.model import Segment
from transcripts.timeline import Span

_K = SignalKind
_CHAT = frozenset(
    {_K.CHAT_PURCHASE, _K.CHAT_BURST, _K.CHAT_LAUGHTER, _K.CHAT_DELIGHT, _K.CHAT_QUESTION}
)
#: Reasons that are moments: a clip opens near them instead of merely holding them.
MOMENTS = _CHAT | {_K.ORDERS, _K.OFFER}
#: Reasons that people gave by what they did.
BEHAVIOUR = _CHAT | {_K.ORDERS, _K.VIEWERS}
_NEAR_MS, _ELSEWHERE = 15_000, 0.6
#: What is left of a wave of orders when a clip holds half of the time in which its cause lies: an
#: eighth. The cause lasts, so a clip that misses a part of that time is likely to cut it.
_WHOLE = 3
#: A raw sum of this much is worth a half.
_HALF = 1.5
#: A span spoilt beyond this share is not suggested at all.
MOST_SPOILT = 0.35
#: Of these, viewers see a little only.
_HARDLY = {_K.WAITING: 0.15, _K.MUSIC_ONLY: 0.15, _K.RAFFLE: 0.25}
_HOOK_MS = 3_000
#: No reason lasts longer, so signals that began earlier need not be looked at.
_LONGEST_REASON_MS = 120_000


@dataclass(frozen=True, slots=True)
class Scored:
    """A span with its score.

    Attributes:
        span: In the recording.
        score: 0-1, the sum of the strengths in `because`.
        because: Reasons, strongest first; each strength is its part of the score.
        spoilt_by: What spoils the span too much, or None.
        unspoilt: What the score would be if nothing spoilt the span.
    """

    span: Span
    score: float
    because: tuple[Signal, ...]
    spoilt_by: SignalKind | None = None
    unspoilt: float = 0.0


class Scorer:
    """Scores spans of one recording."""

    def __init__(
        self,
        signals: Sequence[Signal],
        weights: Weights = DEFAULT_WEIGHTS,
        length: Length = Length.SHORT,
        limits_ms: tuple[int, int] | None = None,
    ) -> None:
        rule = RULES[length]
        self._limits_ms = limits_ms or (rule.shortest_ms, rule.longest_ms)
        self._rule_ms = rule.usual_ms
        self._is_answered = any(signal.kind in _CHAT for signal in signals)
        self._knows_orders = any(signal.kind is _K.ORDERS for signal in signals)
        self._worth = {k: v * rule.factors.get(k, 1.0) for k, v in weights.reasons.items()}
        self._spoils = weights.spoilers
        self._reasons = sorted(
            (s for s in signals if s.kind in weights.reasons), key=lambda s: (s.span, s.kind)
        )
        self._starts = [signal.span.start_ms for signal in self._reasons]
        self._spoilers = {
            kind: Covered(s.span for s in signals if s.kind is kind) for kind in weights.spoilers
        }

    def score(self, span: Span, segments: Sequence[Segment], *, quality: float = 1.0) -> Scored:
        """Score a span.

        Args:
            span: In the recording.
            segments: Its sentences in order; empty where nothing is said.
            quality: 0-1, for limits that are less than clean.
        """
        spoilt = {
            kind: spoils * self._spoilers[kind].share(span) for kind, spoils in self._spoils.items()
        }
        worst = max(spoilt, key=lambda kind: spoilt[kind])
        share = min(1.0, sum(spoilt.values()))
        parts = [*self._parts(span), *self._speech_parts(span, segments)]
        raw = sum(part.strength for part in parts)
        fits = _length_factor(span, self._usual_ms(parts, span))
        factor = (1 - share) * quality * fits / (raw + _HALF)
        because = sorted(
            (replace(part, strength=round(part.strength * factor, 4)) for part in parts),
            key=lambda part: (-part.strength, part.kind, part.span),
        )
        kept = tuple(part for part in because if part.strength > 0)
        score = round(sum(part.strength for part in kept), 4)
        too_much = [k for k, most in _HARDLY.items() if spoilt.get(k, 0.0) > most]
        spoilt_by = worst if share > MOST_SPOILT else next(iter(too_much), None)
        return Scored(span, score, kept, spoilt_by, round(raw / (raw + _HALF), 4))

    def moments(self) -> list[Signal]:
        """Reasons that can carry a clip where nothing is said, in order."""
        return [signal for signal in self._reasons if signal.kind in MOMENTS]

    def _usual_ms(self, because: Sequence[Signal], span: Span) -> int:
        """Length that costs nothing, within what is asked for."""
        usual_ms = self._rule_ms or usual_length_ms(
            because,
            span,
            MOMENTS,
            is_answered=self._is_answered,
            knows_orders=self._knows_orders,
        )
        return min(max(usual_ms, self._limits_ms[0]), self._limits_ms[1])

    def _overlapping(self, span: Span) -> list[Signal]:
        first = bisect.bisect_left(self._starts, span.start_ms - _LONGEST_REASON_MS)
        last = bisect.bisect_left(self._starts, span.end_ms)
        return [s for s in self._reasons[first:last] if s.span.overlap_ms(span)]

    def _parts(self, span: Span) -> list[Signal]:
        """The best signal of each kind, its strength weighed; of all chat, the best burst."""
        best: dict[SignalKind, Signal] = {}
        overlapping = self._overlapping(span)
        held = [s for s in overlapping if s.kind in _CHAT and _is_held(s, span)]
        for signal in overlapping:
            kind = _K.CHAT_BURST if signal.kind in _CHAT else signal.kind
            worth = self._worth[signal.kind] * signal.strength * _fit(signal, span, held)
            if worth > 0 and (kind not in best or worth > best[kind].strength):
                best[kind] = replace(signal, strength=worth)
        return list(best.values())

    def _speech_parts(self, span: Span, segments: Sequence[Segment]) -> list[Signal]:
        """Whether the first sentence can be understood alone, and catches in three seconds."""
        if not segments:
            return []
        first = segments[0]
        where = Span(max(span.start_ms, first.span.start_ms), min(span.end_ms, first.span.end_ms))
        catches = first.span.start_ms - span.start_ms < _HOOK_MS and is_hook(first.text)
        holds = {_K.STANDS_ALONE: stands_alone(first.text), _K.HOOK: catches}
        return [
            Signal(kind, where, self._worth.get(kind, 0.0)) for kind, does in holds.items() if does
        ]


def _is_held(signal: Signal, span: Span) -> bool:
    return signal.span.overlap_ms(span) * 2 >= signal.span.duration_ms


def _fit(signal: Signal, span: Span, held: Sequence[Signal]) -> float:
    """How well a span holds a signal: its covered share, and where a moment begins.

    Where chat that the span holds tells when people decided, all the time in which they may have
    decided need not be seen.
    """
    overlap = signal.span.overlap_ms(span)
    is_told = signal.kind is _K.ORDERS and any(signal.span.overlap_ms(one.span) for one in held)
    if signal.kind not in MOMENTS or is_told:
        return overlap / min(signal.span.duration_ms, span.duration_ms)
    # What people reacted to lies somewhere in there, so all of it should be seen.
    covered = overlap / signal.span.duration_ms
    if signal.kind is _K.ORDERS:
        return covered**_WHOLE
    early_ms = abs(signal.span.start_ms - span.start_ms)
    return covered * (1 - _ELSEWHERE * min(1.0, early_ms / _NEAR_MS))


def _length_factor(span: Span, usual_ms: int) -> float:
    """Clips of the length that fits as they are; longer ones and shorter ones must earn it."""
    one, other = sorted((usual_ms, max(1, span.duration_ms)))
    return math.sqrt(math.sqrt(one / other))


def is_same_moment(one: SignalKind, other: SignalKind) -> bool:
    """Whether two reasons that overlap tell of one moment: the same kind, or both of chat."""
    return one is other or (one in _CHAT and other in _CHAT)


@lru_cache(maxsize=4_096)
def stands_alone(text: str) -> bool:
    """Whether a sentence needs none before it.

    It has two words, begins with no "그래서", "and" or "it", nor in the middle of a sentence, as
    what begins with a small letter does.
    """
    leans = text[:1].islower() or load_lexicon("opening", "dependent").pattern.search(text)
    return len(text.split()) >= 2 and not leans


@lru_cache(maxsize=4_096)
def is_hook(text: str) -> bool:
    """Whether a first sentence makes one stay: a question, a number, a price, an invitation."""
    if "?" in text or "!" in text or any(c.isdigit() for c in text):
        return True
    names = ("price", "discount", "demonstration", "comparison", "question")
    return any(load_lexicon("speech", name).pattern.search(text) for name in names)
