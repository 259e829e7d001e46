"""How long work tells how far it is. Pure."""

from __future__ import annotations

from collections.abc import Callable

#: Called with the share done, 0-1, from the working thread; whatever it raises stops the work.
Progress = Callable[[float], None]


def ignore_progress(share: float) -> None:
    """Progress that nobody watches."""
