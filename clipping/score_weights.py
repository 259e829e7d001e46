"""What each reason is worth, and what each spoiler spoils, as one value to store. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from clipping.errors import UnreadableSidecar
from clipping.model import SignalKind

SCHEMA = 1
#: No weight is larger: ten times a usual one.
MOST_WEIGHT = 10.0
_K = SignalKind

#: What each reason is worth at full strength. `docs/signals.md` says why.
_REASONS: dict[SignalKind, float] = {
    # What people did outweighs what was said.
    _K.CHAT_PURCHASE: 2.0,
    _K.CHAT_BURST: 2.0,
    _K.CHAT_LAUGHTER: 2.0,
    _K.CHAT_DELIGHT: 2.0,
    _K.CHAT_QUESTION: 2.0,
    _K.ORDERS: 1.8,
    _K.OFFER: 0.8,
    _K.VIEWERS: 0.4,
    _K.PIN: 0.2,
    _K.DEMONSTRATION: 0.9,
    _K.PRICE: 0.8,
    _K.DISCOUNT: 0.8,
    _K.COMPARISON: 0.6,
    _K.OBJECTION: 0.6,
    _K.TESTIMONIAL: 0.6,
    _K.QUESTION: 0.6,
    _K.CALL_TO_ACT: 0.5,
    _K.LOUDNESS: 0.3,
    _K.SPEECH_RATE: 0.2,
    _K.MOTION: 0.2,
    _K.HOOK: 0.2,
    _K.STANDS_ALONE: 0.2,
}
#: Which share of what it covers each of these spoils.
_SPOILERS: dict[SignalKind, float] = {
    _K.WAITING: 1.0,
    _K.MUSIC_ONLY: 1.0,
    _K.DEAD_AIR: 1.0,
    _K.RAFFLE: 0.9,
    _K.TECHNICAL: 0.7,
    _K.GREETING: 0.7,
    _K.COUNTDOWN: 0.7,
    _K.REPEAT: 1.0,
}


def _fixed(values: Mapping[SignalKind, float]) -> Mapping[SignalKind, float]:
    return MappingProxyType(dict(values))


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers that scoring multiplies with; learning makes new ones with `with_reasons`.

    Attributes:
        reasons: Worth of each reason at full strength, 0 to `MOST_WEIGHT`. A kind that is absent
            counts nothing.
        spoilers: Share that each kind of hygiene spoils of what it covers, 0-1.
    """

    reasons: Mapping[SignalKind, float] = field(default_factory=lambda: _fixed(_REASONS))
    spoilers: Mapping[SignalKind, float] = field(default_factory=lambda: _fixed(_SPOILERS))

    def with_reasons(self, changes: Mapping[SignalKind, float]) -> Weights:
        """The same with some reasons worth something else.

        Raises:
            ValueError: a kind is no reason, or a weight lies outside 0 to `MOST_WEIGHT`.
        """
        for kind, weight in changes.items():
            if kind not in _REASONS:
                raise ValueError(f"{kind.value!r} is no reason for a moment.")
            _check(kind, weight, MOST_WEIGHT)
        return Weights(_fixed({**self.reasons, **changes}), self.spoilers)


DEFAULT_WEIGHTS = Weights()


def weights_to_json(weights: Weights) -> dict[str, Any]:
    """As a file has it: `schema`, `reasons` and `spoilers`, each kind with its number."""
    return {
        "schema": SCHEMA,
        "reasons": {kind.value: value for kind, value in weights.reasons.items()},
        "spoilers": {kind.value: value for kind, value in weights.spoilers.items()},
    }


def weights_from_json(value: Any) -> Weights:
    """Read what `weights_to_json` wrote, or a part of it: what is not named keeps its default.

    Raises:
        UnreadableSidecar: it is no such value, names an unknown kind or a weight out of range.
    """
    if not isinstance(value, Mapping) or value.get("schema") != SCHEMA:
        raise UnreadableSidecar(f'These are no weights: there is no "schema": {SCHEMA}.')
    return Weights(
        _fixed(_REASONS | _read(value, "reasons", _REASONS, MOST_WEIGHT)),
        _fixed(_SPOILERS | _read(value, "spoilers", _SPOILERS, 1.0)),
    )


def _read(
    value: Mapping[str, Any], part: str, known: Mapping[SignalKind, float], most: float
) -> dict[SignalKind, float]:
    entries = value.get(part, {})
    if not isinstance(entries, Mapping):
        raise UnreadableSidecar(f"{part!r} of the weights is no object.")
    names = {kind.value: kind for kind in known}
    out = {}
    for name, weight in entries.items():
        if name not in names:
            raise UnreadableSidecar(f"{name!r} is none of the {part}: {', '.join(names)}.")
        try:
            out[names[name]] = _check(names[name], weight, most)
        except ValueError as error:
            raise UnreadableSidecar(str(error)) from error
    return out


def _check(kind: SignalKind, weight: Any, most: float) -> float:
    is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
    if not is_number or not math.isfinite(weight) or not 0 <= weight <= most:
        raise ValueError(f"The weight of {kind.value!r} must be a number from 0 to {most:g}.")
    return float(weight)
