"""What a workspace has shown to like: factors on the usual weights. Pure.

Factors and not weights are kept, so that a release with other weights keeps the taste.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from clipping.model import SignalKind
from clipping.score_weights import DEFAULT_WEIGHTS, MOST_WEIGHT, Weights

#: However long one kind of decision goes on, a weight is at most doubled or halved.
MOST_FACTOR, LEAST_FACTOR = 2.0, 0.5
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Taste:
    """Factors on the weights of reasons, each between `LEAST_FACTOR` and `MOST_FACTOR`.

    Attributes:
        factors: By kind; what is absent or 1 stays as it is. Rounded, so that it survives JSON.
    """

    factors: Mapping[SignalKind, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = DEFAULT_WEIGHTS.reasons
        bounded = {
            kind: round(min(MOST_FACTOR, max(LEAST_FACTOR, factor)), _DIGITS)
            for kind, factor in sorted(self.factors.items())
            if kind in known and math.isfinite(factor)
        }
        kept = {kind: factor for kind, factor in bounded.items() if factor != 1.0}
        object.__setattr__(self, "factors", MappingProxyType(kept))

    def factor(self, kind: SignalKind) -> float:
        """What a reason's weight is multiplied with."""
        return self.factors.get(kind, 1.0)

    def weights(self, usual: Weights = DEFAULT_WEIGHTS) -> Weights:
        """The usual weights as this taste has them; the very same ones when there is no taste."""
        if not self.factors:
            return usual
        return usual.with_reasons(
            {
                kind: min(MOST_WEIGHT, usual.reasons.get(kind, 0.0) * factor)
                for kind, factor in self.factors.items()
            }
        )


#: Nothing has been learned.
NO_TASTE = Taste()


def taste_to_json(taste: Taste) -> dict[str, float]:
    """As the database and a stage's parameters have it: factors by kind."""
    return {kind.value: factor for kind, factor in taste.factors.items()}


def taste_from_json(value: Mapping[str, Any]) -> Taste:
    """Read what `taste_to_json` wrote; kinds that this version does not know are left out."""
    known = {kind.value: kind for kind in SignalKind}
    return Taste({known[name]: float(f) for name, f in value.items() if name in known})
