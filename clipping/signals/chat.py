"""Bursts of chat: moments at which unusually many people reacted at once. Pure.

A burst is counted in people, not in messages, against the chat's own recent level, and is laid
where its cause was, not where it was highest.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipping.model import Signal, SignalKind
from clipping.signals.messages import Reaction, SortedChat, sort_messages
from transcripts.messages import ChatMessage
from transcripts.timeline import Span, merged

Curve = npt.NDArray[np.float64]

#: One person counts once in half a minute, however much they write.
_PERSON_EVERY_MS = 30_000
_SMOOTH_S = 17
_BASELINE_S = 600
#: A burst is this many deviations above the level of its ten minutes, and this many people.
_MIN_DEVIATIONS = 1.5
_MIN_PEOPLE = 4
_PEAKS_APART_S = 20
_COMPARED = 10
#: Four people within the smoothing window.
_BARELY = 4 / _SMOOTH_S
#: Below this, chat says nothing about moments.
_ENOUGH_MESSAGES, _ENOUGH_PEOPLE = 40, 10
_RAFFLE_PEOPLE = 8
_RAFFLE_GAP_MS = 15_000

#: From cause to the first answers on the screen: seeing, typing, and the platform's delay. Chat
#: peaks come 17-23 s after a labelled moment starts and 5-15 s after its cause (see
#: `docs/signals.md`); how fast bursts rise here moves the figure within these limits.
_LAG_S, _LEAST_LAG_S, _MOST_LAG_S = 14, 10, 18
_BURSTS_FOR_LAG = 6
_RISE_REACH_S = 40
_FOOT = 0.25

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
        lag_ms: Assumed time from a cause to the foot of its burst.
        lag_is_estimated: From this recording's bursts; else the usual figure.
        notes: For people; says so when there was not enough chat.
    """

    signals: tuple[Signal, ...] = ()
    lag_ms: int = _LAG_S * 1000
    lag_is_estimated: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Burst:
    """A peak of the curve, in seconds; `height` is above the level of its time."""

    foot_s: int
    peak_s: int
    height: float


def find_chat_signals(chat: Sequence[ChatMessage], duration_ms: int) -> ChatSignals:
    """Bursts, with their cause's span, and raffles.

    Args:
        chat: In order of time; may lie outside the recording.
        duration_ms: Length of the recording.
    """
    if not chat:
        return ChatSignals(notes=("There is no chat: suggestions rest on the other signals.",))
    messages = sort_messages(chat, duration_ms)
    raffles = _raffles(messages)
    people = len({reaction.person for reaction in messages.reactions})
    if len(messages.reactions) < _ENOUGH_MESSAGES or people < _ENOUGH_PEOPLE:
        note = (
            f"Not enough chat: {len(messages.reactions)} messages from {people} people. "
            "It was not counted."
        )
        return ChatSignals(raffles, notes=(note,))
    curve = people_curve(messages.reactions, duration_ms)
    bursts = _find_bursts(curve)
    lag_s = _estimated_lag_s(bursts)
    lag_ms = (_LAG_S if lag_s is None else lag_s) * 1000
    signals = _signals(bursts, messages.reactions, lag_ms, duration_ms)
    ordered = sorted((*signals, *raffles), key=lambda s: (s.span, s.kind))
    return ChatSignals(tuple(ordered), lag_ms, lag_s is not None)


def people_curve(reactions: Sequence[Reaction], duration_ms: int) -> Curve:
    """People reacting around each second, smoothed. Shape (seconds,)."""
    counts = np.zeros(duration_ms // 1000 + 1)
    last: dict[str, int] = {}
    for reaction in reactions:
        if reaction.at_ms - last.get(reaction.person, -_PERSON_EVERY_MS) >= _PERSON_EVERY_MS:
            last[reaction.person] = reaction.at_ms
            counts[reaction.at_ms // 1000] += reaction.weight
    window = np.hanning(_SMOOTH_S + 2)[1:-1]
    return np.convolve(counts, window / window.sum(), "same")[: len(counts)]


def rolling_median(curve: Curve, reach: int) -> Curve:
    """The median of each value's surroundings, `reach` values to each side. Same shape."""
    padded = np.pad(curve, reach, mode="reflect" if len(curve) > reach else "edge")
    # Blocks keep the memory flat in length.
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    blocks = [np.median(windows[at : at + 2000], axis=1) for at in range(0, len(curve), 2000)]
    return np.concatenate(blocks)


def _find_bursts(curve: Curve) -> tuple[_Burst, ...]:
    """Peaks above the level of their ten minutes, the highest first."""
    reach = min(_BASELINE_S // 2, max(1, len(curve) - 1))
    level = rolling_median(curve, reach)
    above = curve - level
    deviation = 1.4826 * rolling_median(np.abs(above), reach)
    # A chat that is nearly silent would make every message a burst.
    floor = 1 / _SMOOTH_S
    taken = np.zeros(len(curve), dtype=bool)
    out = []
    for at in np.argsort(-above, kind="stable"):
        if above[at] < floor:
            break
        if taken[at] or above[at] < _MIN_DEVIATIONS * deviation[at]:
            continue
        taken[max(0, at - _PEAKS_APART_S) : at + _PEAKS_APART_S + 1] = True
        foot = _foot(curve, int(at), float(level[at]))
        out.append(_Burst(foot, int(at), float(above[at])))
    return tuple(out)


def _foot(curve: Curve, peak: int, level: float) -> int:
    """The second at which the rise to a peak began."""
    threshold = level + _FOOT * (curve[peak] - level)
    at = peak
    while at > max(0, peak - _RISE_REACH_S) and curve[at] > threshold:
        at -= 1
    return at


def _estimated_lag_s(bursts: Sequence[_Burst]) -> int | None:
    """How slowly this chat rises tells how late it comes: halfway between that and the usual."""
    if len(bursts) < _BURSTS_FOR_LAG:
        return None
    rises = sorted(burst.peak_s - burst.foot_s for burst in bursts[:12])
    return min(_MOST_LAG_S, max(_LEAST_LAG_S, (_LAG_S + rises[len(rises) // 2]) // 2))


def _signals(
    bursts: Sequence[_Burst], reactions: Sequence[Reaction], lag_ms: int, duration_ms: int
) -> list[Signal]:
    if not bursts:
        return []
    times = [reaction.at_ms for reaction in reactions]
    usual = _usual_height(bursts)
    out = []
    for burst in bursts:
        first = bisect.bisect_left(times, burst.foot_s * 1000)
        last = bisect.bisect_right(times, (burst.peak_s + _SMOOTH_S // 2) * 1000)
        inside = reactions[first:last]
        people = {reaction.person for reaction in inside}
        if len(people) < _MIN_PEOPLE:
            continue
        start_ms = max(0, burst.foot_s * 1000 - lag_ms)
        end_ms = min(duration_ms, max(start_ms + 1000, burst.peak_s * 1000 - lag_ms // 2))
        topic = _topic(inside)
        seconds = max(1, (inside[-1].at_ms - inside[0].at_ms) // 1000)
        out.append(
            Signal(
                kind=_KINDS.get(topic, SignalKind.CHAT_BURST),
                span=Span(start_ms, max(start_ms + 1, end_ms)),
                strength=round(burst.height / (burst.height + usual), 4),
                detail=f"people={len(people)} seconds={seconds} topic={topic or 'any'}",
            )
        )
    return out


def _usual_height(bursts: Sequence[_Burst]) -> float:
    """The height that is worth a half: the median of the best ten, so that channels compare.

    Where fewer than ten stand out, the missing ones count as barely visible: rare bursts tell more.
    """
    best = sorted((burst.height for burst in bursts), reverse=True)[:_COMPARED]
    padded = best + [_BARELY] * (_COMPARED - len(best))
    return padded[_COMPARED // 2]


def _topic(inside: Sequence[Reaction]) -> str:
    """What at least a third of the people of a burst write about; "" when they do not agree."""
    by_topic = Counter(topic for _, topic in {(r.person, r.topic) for r in inside if r.topic})
    people = len({reaction.person for reaction in inside})
    if not by_topic:
        return ""
    topic, count = min(by_topic.items(), key=lambda item: (-item[1], item[0]))
    return topic if count * 3 >= people else ""


def _raffles(messages: SortedChat) -> tuple[Signal, ...]:
    """Stretches in which many people write what they were asked to write."""
    spans = merged((Span(m.at_ms, m.at_ms + 1) for m in messages.raffle), max_gap_ms=_RAFFLE_GAP_MS)
    times = [message.at_ms for message in messages.raffle]
    out = []
    for span in spans:
        first, last = (
            bisect.bisect_left(times, span.start_ms),
            bisect.bisect_left(times, span.end_ms),
        )
        people = {message.author_key for message in messages.raffle[first:last]}
        if len(people) >= _RAFFLE_PEOPLE:
            detail = f"people={len(people)} seconds={max(1, span.duration_ms // 1000)}"
            out.append(Signal(SignalKind.RAFFLE, span, min(1.0, len(people) / 20), detail))
    return tuple(out)
