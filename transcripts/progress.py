"""How long work tells how far it is, and what it calls parts that workers share. Pure."""

from __future__ import annotations

from collections.abc import Callable

#: Called with the share done, 0-1, from the working thread; whatever it raises stops the work.
Progress = Callable[[float], None]

#: Name of the parts that several workers may make; their one parameter is "number".
SHARED = "shared"


def ignore_progress(share: float) -> None:
    """Progress that nobody watches."""


def between(first: float, last: float, on_progress: Progress) -> Progress:
    """Progress of a piece of work that lies between two shares of the whole."""
    return lambda share: on_progress(first + (last - first) * share)
