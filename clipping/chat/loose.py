"""JSON that somebody else wrote: what is not of the expected kind counts as absent. Pure."""

from __future__ import annotations

import math
from typing import Any

#: No broadcast and no calendar lies beyond it, in any unit.
_MOST = 1e18


def members(value: Any) -> dict[str, Any]:
    """An object's members; none when it is no object."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list's items; none when it is no list."""
    return value if isinstance(value, list) else []


def word(value: Any) -> str:
    """A text or whole number as text without blanks around it; "" for anything else."""
    is_word = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip() if is_word else ""


def number(value: Any) -> float | None:
    """A finite number, also one written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and abs(found) <= _MOST else None
