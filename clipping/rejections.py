"""What a person's reason for rejecting a clip tells of the moment in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from clipping.model import SignalKind

_K = SignalKind


class Rejection(StrEnum):
    """The reasons that the page offers; people may write others."""

    BORING = "boring"
    CUT_BADLY = "cut_badly"
    WRONG_PRODUCT = "wrong_product"
    OLD_OFFER = "old_offer"
    PICTURE = "picture"
    DUPLICATE = "duplicate"


#: How much it tells of the content, 0-1, and of which kinds of reason (None: of all).
_TELLS: Mapping[str, tuple[float, frozenset[SignalKind] | None]] = {
    Rejection.BORING: (1.0, None),
    Rejection.CUT_BADLY: (0.0, None),
    Rejection.WRONG_PRODUCT: (0.0, None),
    Rejection.OLD_OFFER: (1.0, frozenset({_K.OFFER, _K.DISCOUNT, _K.PRICE, _K.PIN})),
    Rejection.PICTURE: (0.0, None),
    Rejection.DUPLICATE: (0.0, None),
}


def what_it_tells(reason: str) -> tuple[float, frozenset[SignalKind] | None]:
    """Trust in a rejection as a judgement of content, and what it is about.

    A reason in a person's own words, or none, is about all of the moment.
    """
    return _TELLS.get(reason, (1.0, None))
