"""How late a chat answers: measured against what happened, else as in earlier broadcasts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clipping.notes import Note, NoteCode
from clipping.signals.curves import Curve, smoothed
from clipping.signals.excitement import USUAL_LAG_S

#: Seeing, typing and the platform's delay: no chat answers sooner or later than this.
_LEAST_S, _MOST_S = 5, 45
#: Fewer causes than this cannot tell a lag from chance.
_CAUSES = 6
#: The best lag has to stand out this many deviations from lags that cannot be.
_STANDS_OUT = 4.5
_BLUR_S = 9
_REACH_S = 240


@dataclass(frozen=True, slots=True)
class ChatLag:
    """From a moment to the middle of its answers.

    Attributes:
        seconds: How long.
        is_measured: Against this recording's speech, sound or offers.
        is_remembered: From earlier broadcasts; when neither holds it is the usual figure.
    """

    seconds: int
    is_measured: bool
    is_remembered: bool = False

    def note(self) -> Note:
        """For people."""
        code = NoteCode.CHAT_LAG_REMEMBERED if self.is_remembered else NoteCode.CHAT_LAG_ASSUMED
        code = NoteCode.CHAT_LAG_MEASURED if self.is_measured else code
        return Note(code, {"seconds": self.seconds})


def find_lag(lively: Curve, causes: Sequence[int], channel_s: int | None = None) -> ChatLag:
    """The lag at which chat is liveliest after the causes, if one stands out.

    Args:
        lively: Liveliness of each second.
        causes: When something happened that chat may have answered, in ms.
        channel_s: The lag of the channel's earlier broadcasts, where it is known.
    """
    usual = ChatLag(channel_s or USUAL_LAG_S, is_measured=False, is_remembered=bool(channel_s))
    if len(causes) < _CAUSES:
        return usual
    blurred = smoothed(lively, _BLUR_S)
    starts = np.array([at // 1000 for at in causes])

    def liveliness(shifts: range) -> Curve:
        at = starts[None, :] + np.array(shifts)[:, None]
        known = (at >= 0) & (at < len(blurred))
        values = np.where(known, blurred[np.clip(at, 0, len(blurred) - 1)], blurred.mean())
        means: Curve = values.mean(axis=1)
        return means

    possible = liveliness(range(_LEAST_S, _MOST_S + 1))
    impossible = np.concatenate(
        [liveliness(range(-_REACH_S, -15)), liveliness(range(_MOST_S + 30, _REACH_S))]
    )
    best = int(np.argmax(possible))
    if possible[best] - impossible.mean() < _STANDS_OUT * max(1e-9, float(impossible.std())):
        return usual
    return ChatLag(_LEAST_S + best, is_measured=True)
