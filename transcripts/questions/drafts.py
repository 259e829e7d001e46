"""Questions with what answers them, before they are cleaned for reading. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transcripts.questions.answers import Host, Stretch
from transcripts.questions.detection import asks_back
from transcripts.questions.model import Source
from transcripts.questions.wording import stems, traits
from transcripts.timeline import Span


@dataclass(frozen=True, slots=True)
class Draft:
    """A question with what answers it, before it is cleaned."""

    text: str
    span: Span
    source: Source
    asked_by: int
    also: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    answer_span: Span | None = None
    answer_source: Source = Source.SPEECH
    confidence: float = 0.0
    stretch: Stretch | None = None

    def answered(self, host: Host, stretch: Stretch, confidence: float) -> Draft:
        """This question with a stretch of speech as its answer."""
        return replace(
            self,
            answer=host.texts(stretch),
            answer_span=host.span(stretch),
            confidence=confidence,
            stretch=stretch,
        )


def joined_by_answer(drafts: Sequence[Draft]) -> list[Draft]:
    """Questions with one answer that may be the same question become one; chat's wording leads."""
    out: list[Draft] = []
    answered: list[int] = []
    for draft in sorted(drafts, key=lambda d: (d.source is not Source.CHAT, -d.asked_by, d.span)):
        if draft.answer_span is None:
            out.append(draft)
            continue
        at = next((i for i in answered if _same_answer(out[i], draft)), None)
        if at is None:
            answered.append(len(out))
            out.append(draft)
            continue
        kept = out[at]
        heard = 0 if draft.source is not kept.source else draft.asked_by
        fuller = _fuller(kept, draft) if draft.source is kept.source else kept
        out[at] = replace(
            kept,
            span=kept.span.union(draft.span) if draft.source is kept.source else kept.span,
            asked_by=kept.asked_by + heard,
            also=kept.also if asks_back(draft.text) else (*kept.also, draft.text),
            answer=fuller.answer,
            answer_span=fuller.answer_span,
            stretch=fuller.stretch,
            confidence=max(kept.confidence, draft.confidence),
        )
    return out


def without_answers(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without spoken questions that are the answer to a viewer's.

    "At 30,000 won, would it not be fun?" tells the price and is no question of its own.
    """
    told = {d.answer_span for d in drafts if d.source is Source.CHAT and d.answer_span}
    return [d for d in drafts if d.source is Source.CHAT or d.span not in told]


def _same_answer(one: Draft, other: Draft) -> bool:
    """Whether one stretch answers two questions that may be the same.

    Where the stretches differ at an edge, each must hold what is surest of the other, or the
    questions have a word in common.
    """
    mine, theirs = one.answer_span, other.answer_span
    if mine is None or theirs is None or not mine.overlap_ms(theirs):
        return False
    if not traits(one.text).may_share_answer(traits(other.text)):
        return False
    if mine == theirs or _is_told_at_once(one, other):
        return True
    shared_ms = mine.overlap_ms(theirs)
    is_most = 2 * shared_ms >= mine.duration_ms + theirs.duration_ms - shared_ms
    has_word = not set(stems(one.text)).isdisjoint(stems(other.text))
    return has_word and (is_most or mine.start_ms == theirs.start_ms)


def _is_told_at_once(one: Draft, other: Draft) -> bool:
    """Whether each answer holds the surest sentence of the other."""
    if one.stretch is None or other.stretch is None:
        return False
    return one.stretch.holds_core_of(other.stretch) and other.stretch.holds_core_of(one.stretch)


def _fuller(one: Draft, other: Draft) -> Draft:
    """Of two drafts with one answer the one that has more of it; the first when it is all in it."""
    if one.answer_span is None or other.answer_span is None:
        return one
    return other if other.answer_span.duration_ms > one.answer_span.duration_ms else one
