"""How long a clip should be: as long as its evidence leaves open where the moment lies. Pure.

A clip holds the time in which its cause lies and room for the sentence that opens it. A burst of
chat places its cause within the time to its answers; a wave of orders within three quarters of a
minute; words are where they are. Where no chat answers, words say what was offered and not what
moved people. In a show whose orders are known they place a moment no better than a wave of orders
does, and the clip is as long; where words are all there is, it keeps the thought around them.
"""

from __future__ import annotations

from collections.abc import Sequence

from clipping.model import Signal, SignalKind
from transcripts.timeline import Span

_K = SignalKind
#: What a clip needs beside the time of its cause: its opening, and the end of the thought.
_ROOM_MS = 10_000
_LEAST_MS, _MOST_MS = 20_000, 50_000
#: A passage of words is as long as its reasons lie apart, up to this; from the second on where
#: nobody's reaction is known.
_MOST_WORDS_MS, _THOUGHT_MS = 45_000, 40_000
#: Reasons that place nothing: they hold for minutes.
_PLACELESS = frozenset({_K.PIN, _K.VIEWERS})


def usual_length_ms(
    because: Sequence[Signal],
    span: Span,
    moments: frozenset[SignalKind],
    *,
    is_answered: bool,
    knows_orders: bool = False,
) -> int:
    """The length that costs a span nothing, by the most exact of its strong reasons.

    Args:
        because: Reasons within the span, each with what it is worth.
        span: Of the clip.
        moments: Kinds that tell when something happened.
        is_answered: Whether any reaction of people is known in this recording's chat.
        knows_orders: Whether any wave of orders is known in it.
    """
    strongest = max(because, key=lambda reason: reason.strength, default=None)
    if strongest is not None and strongest.kind in moments:
        strong = [one for one in because if _places(one, strongest, moments)]
        return min(map(moment_length_ms, strong), default=moment_length_ms(strongest))
    if knows_orders and not is_answered:
        return _MOST_MS
    least_ms = _LEAST_MS if is_answered else _THOUGHT_MS
    placed = [reason.span for reason in because if reason.kind not in _PLACELESS]
    if not placed:
        return least_ms
    first_ms = max(span.start_ms, min(one.start_ms for one in placed))
    last_ms = min(span.end_ms, max(one.end_ms for one in placed))
    return min(_MOST_WORDS_MS, max(least_ms, last_ms - first_ms))


def _places(one: Signal, strongest: Signal, moments: frozenset[SignalKind]) -> bool:
    """Whether it tells when something happened and is half as strong as the strongest.

    An offer says when it opened, not what was shown.
    """
    is_moment = one.kind in moments and one.kind is not _K.OFFER
    return is_moment and one.strength * 2 >= strongest.strength


def moment_length_ms(moment: Signal) -> int:
    """Length of a clip that shows what people reacted to."""
    return min(_MOST_MS, max(_LEAST_MS, moment.span.duration_ms + _ROOM_MS))
