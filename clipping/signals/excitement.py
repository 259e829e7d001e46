"""How lively a chat is over time, and which moments its liveliness answers. Pure.

People answer what they saw a while ago, and not all after the same time. So every second of the
recording is judged by the reactions that follow it within the time in which answers come
(`answers`), less those just before it: a moment is what a calm chat grows lively about.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clipping.signals.curves import Curve, rolling_median, smoothed
from clipping.signals.messages import Reaction

#: One person counts once in half a minute, however much they write.
_PERSON_EVERY_MS = 30_000
_SMOOTH_S = 9
#: Below one person in ten seconds, "twice as many as usual" says nothing.
_LEAST_USUAL = 0.1
_BASELINE_S = 600

#: From a moment to the middle of its answers, where nothing tells it for this recording. Measured
#: on 21 recordings: 12-22 s in championship streams, 20-43 s in personal ones; the width lets both
#: be found (`docs/signals.md`).
USUAL_LAG_S = 22
_SPREAD_S = 34
#: Where the lag is known, answers lie closer together.
_KNOWN_SPREAD_S = 24
#: Liveliness in this time before a moment belongs to something else.
_BEFORE_S, _BEFORE = 40, 0.35


def excitement(reactions: Sequence[Reaction], duration_ms: int) -> Curve:
    """How much livelier than usual each second is: log(1 + people / usual people). Per second.

    The logarithm keeps one storm from hiding all the others.
    """
    counts = np.zeros(duration_ms // 1000 + 1)
    last: dict[str, int] = {}
    for reaction in reactions:
        if reaction.at_ms - last.get(reaction.person, -_PERSON_EVERY_MS) >= _PERSON_EVERY_MS:
            last[reaction.person] = reaction.at_ms
            counts[reaction.at_ms // 1000] += reaction.weight
    usual = max(_LEAST_USUAL, float(counts.mean()))
    return np.log1p(smoothed(counts, _SMOOTH_S) / usual)


def answers(lively: Curve, lag_s: int = USUAL_LAG_S, *, is_measured: bool = False) -> Curve:
    """For each second, how much what follows it looks like an answer to it. Same shape.

    Args:
        lively: As `excitement` gives it.
        lag_s: From a moment to the middle of its answers.
        is_measured: In this recording: answers then lie closer to it.

    Returns:
        Above 0: more than the level of the ten minutes around.
    """
    window = _window(lag_s, _KNOWN_SPREAD_S if is_measured else _SPREAD_S)
    reach = len(window) // 2
    padded = np.pad(lively, reach, constant_values=float(lively.mean()))
    found = np.correlate(padded, window, "valid")[: len(lively)]
    level = rolling_median(lively, min(_BASELINE_S // 2, max(1, len(lively) - 1)))
    return found - (1 - _BEFORE) * level


def _window(lag_s: int, spread_s: int) -> Curve:
    """The weights of the seconds around a moment: answers count, what came before takes away."""
    reach = max(_BEFORE_S, lag_s + spread_s)
    at = np.arange(-reach, reach + 1)
    after = np.where(abs(at - lag_s) < spread_s, 1 + np.cos(np.pi * (at - lag_s) / spread_s), 0.0)
    before = (at < 0) & (at >= -_BEFORE_S)
    window: Curve = after / after.sum() - _BEFORE * before / before.sum()
    return window
