"""Work on many small values without searching them for cycles, which they cannot have."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Python's search for cycles rests meanwhile, in the whole process; also a decorator.

    Messages, sentences and signals are freed when the last reference goes. Searching 150,000 of
    them for cycles each time some thousand more are made cost more time than the work itself, and
    grew faster than the show.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
