"""How late the chat of a channel answers, from its earlier broadcasts. Pure."""

from __future__ import annotations

from collections.abc import Sequence

#: A channel is known by so many broadcasts, most of which answer within this time of the usual one.
_LEAST_REMEMBERED, _MOST_REMEMBERED, _AGREE_S = 3, 20, 6
#: Where the middle of the answers lay in 21 recordings; what is remembered goes no further.
_LIKELY_S = (12, 43)


def remembered_lag_s(measured: Sequence[int]) -> int | None:
    """The lag of a channel, from what was measured in its broadcasts; None when they do not agree.

    Args:
        measured: Seconds, of one broadcast each, newest first.
    """
    newest = sorted(measured[:_MOST_REMEMBERED])
    if len(newest) < _LEAST_REMEMBERED:
        return None
    usual = newest[len(newest) // 2]
    agreeing = sum(abs(one - usual) <= _AGREE_S for one in newest)
    return min(_LIKELY_S[1], max(_LIKELY_S[0], usual)) if agreeing * 2 > len(newest) else None
