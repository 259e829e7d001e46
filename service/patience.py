"""Guessing passwords is slow: few wrong ones for an address, few comparisons at once for all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.errors import TooManyTries

#: Wrong passwords for one address within `_REMEMBERED`; then it has to wait.
MOST_WRONG = 10
_REMEMBERED = timedelta(minutes=10)
#: Each comparison takes 64 MB and a good part of a second, and strangers may ask for it.
_MOST_AT_ONCE = 3
_MOST_ADDRESSES = 10_000


@dataclass(slots=True)
class Patience:
    """Remembers wrong passwords of this process. One-time links need none: nobody guesses them.

    Whoever is kept out by another's guesses still gets in by a link.
    """

    _wrong: dict[str, list[datetime]] = field(default_factory=dict)
    _free: threading.Semaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_MOST_AT_ONCE)
    )

    @contextmanager
    def comparing(self, email: str, now: datetime) -> Iterator[None]:
        """A place in which to compare a password; it counts as wrong until `forget`.

        Raises:
            TooManyTries: too many were wrong, or too many are being compared.
        """
        address = email.strip().lower()
        recent = [at for at in self._wrong.get(address, []) if at > now - _REMEMBERED]
        if len(recent) >= MOST_WRONG or not self._free.acquire(blocking=False):
            raise TooManyTries("too many passwords were tried; wait, or use a sign-in link")
        try:
            self._remember(address, [*recent, now])
            yield
        finally:
            self._free.release()

    def forget(self, email: str) -> None:
        """The password was right."""
        self._wrong.pop(email.strip().lower(), None)

    def _remember(self, address: str, wrong: list[datetime]) -> None:
        self._wrong.pop(address, None)  # the newest stand last
        if len(self._wrong) >= _MOST_ADDRESSES:
            self._wrong.pop(next(iter(self._wrong)))
        self._wrong[address] = wrong
