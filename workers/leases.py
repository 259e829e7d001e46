"""The lease of a running attempt: kept alive by a thread, asked before anything is published."""

from __future__ import annotations

import logging
import threading
import time
from types import TracebackType
from typing import Self

from workers.application import Application
from workers.errors import Cancelled, WorkersError
from workers.store import attempts, recordings
from workers.store.database import DatabaseAway
from workers.store.rows import Attempt

logger = logging.getLogger(__name__)

#: Signs of life within the time after which a silent worker loses its work.
_BEATS = 6
_LONGEST_PAUSE_S = 2.0


class LeaseLost(WorkersError):
    """Somebody else has the work now; what was made so far may not be published."""


class Lease:
    """Keeps an attempt's lease while the block runs.

    `progress` is what the stage calls: it only notes the share, and raises when the work was
    cancelled or lost. The database is told by a thread of its own, so a stage may be silent; the
    worker's parent process keeps the lease too, for code that holds the interpreter.

    A stage tells its share now and then; in between it is carried on at the stage's own speed, but
    not beyond where the stage may be expected to tell again.
    """

    def __init__(self, app: Application, attempt: Attempt) -> None:
        self._app = app
        self._attempt = attempt
        self._share = 0.0
        self._told, self._told_at, self._stride = 0.0, 0.0, 0.0
        self._begun = time.monotonic()
        self._stop = threading.Event()
        self._is_lost = False
        self._is_cancelled = False
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def progress(self, share: float) -> None:
        """Note the share done, 0-1.

        Raises:
            Cancelled: a person stopped the work.
            LeaseLost: somebody else has it now.
        """
        told = min(1.0, max(0.0, share))
        self._stride = max(self._stride, told - self._told)
        self._told, self._told_at = told, time.monotonic()
        self._check()

    def may_publish(self) -> None:
        """Let an output be published, having renewed the lease just now.

        Raises:
            Cancelled: a person stopped the work.
            LeaseLost: somebody else has it now.
        """
        self._beat()
        self._check()

    def _carried_on(self) -> float:
        """The share done by now; never less than was said before."""
        now = time.monotonic()
        share = carried_on(self._told, self._told_at - self._begun, now - self._begun, self._stride)
        self._share = max(self._share, share)
        return self._share

    def _check(self) -> None:
        if self._is_cancelled:
            raise Cancelled("The work was stopped.")
        if self._is_lost:
            raise LeaseLost(f"Another worker took over {self._attempt.step}.")

    def _run(self) -> None:
        pause_s = min(_LONGEST_PAUSE_S, self._app.settings.lease_s / _BEATS)
        while not self._stop.wait(pause_s):
            try:
                self._beat()
            except DatabaseAway:
                # The database may be away for a moment. If it stays away the lease runs out and
                # `may_publish` says so; a thread that ended here would lose it for nothing.
                logger.warning("no sign of life could be given", exc_info=True)
            if self._is_lost:
                return

    def _beat(self) -> None:
        app, attempt = self._app, self._attempt
        with app.store.write() as connection:
            share = self._carried_on()
            alive = attempts.beat(connection, attempt.id, share, app.clock(), app.settings.lease_s)
            wish = recordings.last_wishes(connection, [attempt.recording_id])
        self._is_lost = self._is_lost or not alive
        last = wish.get(attempt.recording_id)
        self._is_cancelled = last is not None and last.kind == "cancel"


def carried_on(told: float, told_s: float, now_s: float, stride: float) -> float:
    """The share done by now of work that told its share a while ago.

    Args:
        told: What it told, 0-1.
        told_s: When, in seconds from the work's beginning.
        now_s: Now, likewise.
        stride: The most by which what it told grew from one time to the next.
    """
    if told_s <= 0:
        return told
    return min(1.0, told + min(told * (now_s - told_s) / told_s, stride))
