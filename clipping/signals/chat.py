"""Bursts of chat: moments to which unusually many people reacted at once. Pure.

A burst is counted in people, not in messages, against the chat's own recent level, and is laid
where its cause was, not where it was highest.
"""

from __future__ import annotations

import bisect
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from clipping.model import Signal, SignalKind
from clipping.notes import Note, NoteCode
from clipping.signals.chat_lag import ChatLag, find_lag
from clipping.signals.curves import Curve, deviation, smoothed
from clipping.signals.excitement import answers, excitement
from clipping.signals.messages import Reaction, SortedChat, is_bare_number, sort_messages
from transcripts.messages import ChatMessage
from transcripts.timeline import Span, merged

#: A burst is this many people.
_MIN_PEOPLE = 4
_PEAKS_APART_S = 15
#: Answers are described by the seconds around their densest one.
_DENSEST_S, _AROUND_S = 15, 10
_COMPARED = 10
#: What four people bring about in a chat that is else still.
_BARELY = 0.1
#: The highest of a show's worth of chance rises: 1.5-2.5 deviations in random chats, while
#: moments reach 3-5.
_BY_CHANCE = 3.0
#: Bursts in which people say what they feel are moments more often than polls and roll calls
#: (AUC 0.82 on 344 bursts judged by hand); so little is taken for granted of words unknown to us.
_UNKNOWN = 0.2
#: Below this, chat says nothing about moments.
_ENOUGH_MESSAGES, _ENOUGH_PEOPLE = 40, 10
_RAFFLE_PEOPLE = 8
#: A bare number may be a vote about the show, so it takes this many to be as sure.
_NUMBERS = 2
_RAFFLE_GAP_MS = 15_000
#: The host asks people to enter before they do, and goes on about it after.
_AROUND_MS = 10_000
#: Nobody has seen, thought and typed sooner.
_LEAST_ANSWER_S = 5

_KINDS = {
    "laughter": SignalKind.CHAT_LAUGHTER,
    "delight": SignalKind.CHAT_DELIGHT,
    "purchase": SignalKind.CHAT_PURCHASE,
    "question": SignalKind.CHAT_QUESTION,
}


@dataclass(frozen=True, slots=True)
class ChatSignals:
    """What chat says.

    Attributes:
        signals: In order of start.
        lag: From a moment to the middle of its answers; None without enough chat.
        notes: For people; says so when there was not enough chat.
    """

    signals: tuple[Signal, ...] = ()
    lag: ChatLag | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class _Burst:
    """A moment and its answers.

    Attributes:
        span: From the moment to the densest of its answers.
        height: How much it was answered, above the level of its time.
        answers: The reactions around the densest second.
    """

    span: Span
    height: float
    answers: Sequence[Reaction]

    @property
    def people(self) -> int:
        """How many answered."""
        return len({reaction.person for reaction in self.answers})


def find_chat_signals(
    chat: Sequence[ChatMessage],
    duration_ms: int,
    causes: Sequence[int] = (),
    channel_lag_s: int | None = None,
) -> ChatSignals:
    """Bursts, with their cause's span, and raffles.

    Args:
        chat: In order of time; may lie outside the recording.
        duration_ms: Length of the recording.
        causes: When something happened that chat may have answered, from other signals, in ms.
        channel_lag_s: How late the chats of the channel's earlier broadcasts answered, if known.
    """
    if not chat:
        return ChatSignals(notes=(Note(NoteCode.NO_CHAT),))
    messages = sort_messages(chat, duration_ms)
    raffles = _raffles(messages, duration_ms)
    people = len({reaction.person for reaction in messages.reactions})
    if len(messages.reactions) < _ENOUGH_MESSAGES or people < _ENOUGH_PEOPLE:
        counted = {"messages": len(messages.reactions), "people": people}
        note = Note(NoteCode.NOT_ENOUGH_CHAT, counted)
        return ChatSignals(raffles, notes=(note,))
    lively = excitement(messages.reactions, duration_ms)
    lag = find_lag(lively, causes, channel_lag_s)
    curve = answers(lively, lag.seconds, is_measured=lag.is_measured)[: -(-duration_ms // 1000)]
    bursts = _find_bursts(curve, lively, lag, messages.reactions)
    crowded = [burst for burst in bursts if burst.people >= _MIN_PEOPLE]
    signals = _signals(crowded, _BY_CHANCE * deviation(curve))
    ordered = sorted((*signals, *raffles), key=lambda s: (s.span, s.kind))
    return ChatSignals(tuple(ordered), lag, (lag.note(),))


def _find_bursts(
    curve: Curve, lively: Curve, lag: ChatLag, reactions: Sequence[Reaction]
) -> Iterator[_Burst]:
    """Moments that were answered more than the level of their time, the most answered first."""
    dense = smoothed(lively, _DENSEST_S)
    times = [reaction.at_ms for reaction in reactions]
    taken = np.zeros(len(curve), dtype=bool)
    for at in np.argsort(-curve, kind="stable"):
        if curve[at] <= 0:
            return
        if taken[at]:
            continue
        taken[max(0, at - _PEAKS_APART_S) : at + _PEAKS_APART_S + 1] = True
        first = min(len(dense) - 1, int(at) + _LEAST_ANSWER_S)
        densest = first + int(np.argmax(dense[first : int(at) + 2 * lag.seconds + 1]))
        inside = slice(
            bisect.bisect_left(times, (densest - _AROUND_S) * 1000),
            bisect.bisect_right(times, (densest + _AROUND_S) * 1000),
        )
        start_ms = int(at) * 1000
        span = Span(start_ms, max(start_ms + 1, min(len(curve), densest) * 1000))
        yield _Burst(span, _felt_height(float(curve[at]), reactions[inside]), reactions[inside])


def _felt_height(height: float, inside: Sequence[Reaction]) -> float:
    """The height, less where people's words do not tell what they feel or want."""
    people = {reaction.person for reaction in inside}
    felt = {reaction.person for reaction in inside if reaction.topic}
    return height * math.sqrt((len(felt) / max(1, len(people)) + _UNKNOWN) / (1 + _UNKNOWN))


def _signals(bursts: Sequence[_Burst], chance: float) -> Iterator[Signal]:
    usual = _usual_height(bursts, chance)
    for burst in bursts:
        topic = _topic(burst.answers)
        seconds = max(1, (burst.answers[-1].at_ms - burst.answers[0].at_ms) // 1000)
        yield Signal(
            kind=_KINDS.get(topic, SignalKind.CHAT_BURST),
            span=burst.span,
            strength=round(burst.height / (burst.height + usual), 4),
            detail=f"people={burst.people} seconds={seconds} topic={topic or 'any'}",
        )


def _usual_height(bursts: Sequence[_Burst], chance: float) -> float:
    """The height that is worth a half: the median of the best ten, so that channels compare.

    Where fewer than ten stand out, the missing ones count as barely visible: rare bursts tell more.
    What chance alone brings about is never worth as much, so a chat without moments has no strong
    ones.
    """
    best = sorted((burst.height for burst in bursts), reverse=True)[:_COMPARED]
    padded = best + [_BARELY] * (_COMPARED - len(best))
    return max(_BARELY, chance, padded[_COMPARED // 2])


def _topic(inside: Sequence[Reaction]) -> str:
    """What at least a third of the people of a burst write about; "" when they do not agree."""
    by_topic = Counter(topic for _, topic in {(r.person, r.topic) for r in inside if r.topic})
    people = len({reaction.person for reaction in inside})
    if not by_topic:
        return ""
    topic, count = min(by_topic.items(), key=lambda item: (-item[1], item[0]))
    return topic if count * 3 >= people else ""


def _raffles(messages: SortedChat, duration_ms: int) -> tuple[Signal, ...]:
    """Stretches in which many people write what they were asked to write."""
    spans = merged((Span(m.at_ms, m.at_ms + 1) for m in messages.raffle), max_gap_ms=_RAFFLE_GAP_MS)
    times = [message.at_ms for message in messages.raffle]
    out = []
    for span in spans:
        first, last = (
            bisect.bisect_left(times, span.start_ms),
            bisect.bisect_left(times, span.end_ms),
        )
        entries = messages.raffle[first:last]
        people = {message.author_key for message in entries}
        named = {m.author_key for m in entries if not is_bare_number(m.text)}
        if len(named) + len(people - named) / _NUMBERS >= _RAFFLE_PEOPLE:
            detail = f"people={len(people)} seconds={max(1, span.duration_ms // 1000)}"
            talked = Span(
                max(0, span.start_ms - _AROUND_MS), min(duration_ms, span.end_ms + _AROUND_MS)
            )
            out.append(Signal(SignalKind.RAFFLE, talked, min(1.0, len(people) / 20), detail))
    return tuple(out)
