"""The scheduler: compares what there is to do with what is announced, and mends the difference.

Everything else may be late, lost or killed; this loop is what makes the work end all the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError

from workers.actions.uploads import remove_expired_uploads
from workers.announce import Announcement, Outlook, announce, outlook
from workers.application import Application
from workers.enqueue import Doorbell
from workers.store import attempts, clips, events, recordings, uploads
from workers.store.database import Connection, DatabaseAway
from workers.store.rows import LeaseRow
from workers.suggestions import import_suggestions, request_of
from workers.worklist import RecordingPlan, plan_recordings

logger = logging.getLogger(__name__)

PASS_EVERY_S = 1.0
#: A recording about which nothing is heard is looked at again after this.
_LOOK_AGAIN = timedelta(seconds=10)
#: A backlog may have found no room in the queues.
_LOOK_FOR_ROOM = timedelta(seconds=3)
_BATCH = 20
#: A pass ends after about so long, so that a thousand recordings at the start, or after Redis lost
#: its memory, do not keep waiting what happens meanwhile.
_PASS_S = 2.0
_EVENTS_A_PASS = 1000
_CLEAN_EVERY = timedelta(minutes=10)
_DRAFT_LIVES_S = 24 * 3600.0
_WORKER_LIVES = timedelta(days=1)
_EVENT_LIVES = timedelta(days=30)
_ANSWER_LIVES = timedelta(days=2)
#: Set in Redis while it remembers what was announced; gone after a flush or an empty restart.
_MARK = "afterlive:announced"


class Reconciler:
    """Remembers only when to look at which recording; all else is read anew."""

    def __init__(self, app: Application, redis: Redis) -> None:
        self._app = app
        self._redis = redis
        self._doorbell = Doorbell(redis)
        self._due: dict[str, datetime] = {}
        self._last_event = -1
        self._clean_at = app.clock()

    def run(self, stop: threading.Event) -> None:
        """Pass after pass until told to stop."""
        while not stop.wait(PASS_EVERY_S):
            try:
                self.run_once()
            except (DatabaseAway, RedisError) as error:
                # Both come back; what is missed now is found by the next pass.
                logger.warning("a pass was cut short: %s", error)

    def run_once(self) -> int:
        """One pass. Returns how many jobs were announced."""
        ends_at = time.monotonic() + _PASS_S
        self._free_lost_leases()
        noticed = self._notice()
        self._clean()
        if not self._redis.exists(_MARK):
            self._due = dict.fromkeys(self._due, self._app.clock())
            self._redis.set(_MARK, "1")
        now = self._app.clock()
        rest = sorted((at, id_) for id_, at in self._due.items() if at <= now)
        due = list(dict.fromkeys([*noticed, *(id_ for _, id_ in rest)]))
        rung = 0
        for first in range(0, len(due), _BATCH):
            rung += self._look(due[first : first + _BATCH])
            if first + _BATCH >= len(noticed) and time.monotonic() > ends_at:
                break  # what is left is still due in the next pass, after what happens until then
        return rung

    def _look(self, ids: Sequence[str]) -> int:
        app = self._app
        with app.store.read() as connection:
            rows = recordings.find_recordings(connection, ids)
            plans = plan_recordings(connection, app, rows)
            imported = clips.newest_imports(connection, ids)
        self._import(plans, imported)
        for id_ in set(ids) - {row.id for row in rows}:
            self._due.pop(id_, None)
        with app.store.read() as connection:
            found = [self._look_at(connection, plan) for plan in plans]
        ordered = sorted(found, key=lambda one: one[:2])
        return announce(self._doorbell, [a for *_, ready in ordered for a in ready])

    def _look_at(
        self, connection: Connection, plan: RecordingPlan
    ) -> tuple[bool, datetime, Iterable[Announcement]]:
        seen = outlook(connection, self._app, plan)
        if seen.is_settled:
            self._due.pop(plan.row.id, None)
        else:
            self._due[plan.row.id] = self._app.clock() + _pause(plan, seen)
        return plan.row.lane == "backlog", plan.row.created_at, seen.ready

    def _import(
        self, plans: Iterable[RecordingPlan], imported: Mapping[tuple[str, int | None], str]
    ) -> None:
        """Suggestions that nobody imported: finished for another recording of the same file."""
        for plan, step in ((p, s) for p in plans for s in (p.suggesting, *p.requested)):
            if step is None or not plan.is_done(step.name):
                continue
            if imported.get((plan.row.id, request_of(step))) == step.key:
                continue
            folder = self._app.artifacts.find(step.key)
            if folder is None:
                continue
            with self._app.store.write() as connection:
                now = self._app.clock()
                if import_suggestions(connection, plan.row.id, step, folder, now):
                    workspace = plan.row.workspace_id
                    events.append(connection, workspace, plan.row.id, "clips.suggested", now)

    def _free_lost_leases(self) -> None:
        now = self._app.clock()
        with self._app.store.read() as connection:
            if not attempts.expired(connection, now):
                return
        with self._app.store.write() as connection:
            for lease in attempts.expired(connection, now):
                self._free(connection, lease, now)

    def _free(self, connection: Connection, lease: LeaseRow, now: datetime) -> None:
        attempt = lease.attempt
        logger.warning("%s lost %s", lease.worker, attempt.step)
        attempts.end(
            connection,
            attempt.id,
            attempts.LOST,
            now,
            seconds=0.0,
            reason=f"The worker fell silent at {lease.share:.0%} and was given up.",
        )
        rows = recordings.find_recordings(connection, [attempt.recording_id])
        payload = {"step": attempt.step, "clip_id": attempt.clip_id, "number": attempt.number}
        for row in rows:
            events.append(connection, row.workspace_id, row.id, "step.lost", now, payload)

    def _notice(self) -> tuple[str, ...]:
        """Recordings about which something has happened: they are looked at first."""
        now = self._app.clock()
        with self._app.store.read() as connection:
            if self._last_event < 0:
                self._last_event = events.last_id(connection)
                self._due = dict.fromkeys(recordings.all_ids(connection), now)
                return ()
            happened = events.since(connection, self._last_event, _EVENTS_A_PASS)
        noticed: dict[str, datetime] = {}
        for event in happened:
            self._last_event = event.id
            if event.recording_id is not None:
                noticed[event.recording_id] = now
        self._due |= noticed
        return tuple(noticed)

    def _clean(self) -> None:
        now = self._app.clock()
        if now < self._clean_at:
            return
        self._clean_at = now + _CLEAN_EVERY
        self._app.artifacts.remove_stale_drafts(_DRAFT_LIVES_S)
        remove_expired_uploads(self._app)
        with self._app.store.write() as connection:
            attempts.forget_workers(connection, now - _WORKER_LIVES)
            events.forget(connection, now - _EVENT_LIVES)
            uploads.forget_answers(connection, now - _ANSWER_LIVES)


def _pause(plan: RecordingPlan, seen: Outlook) -> timedelta:
    """When to look at a recording again although nothing was heard of it."""
    if any(history.failures and not history.is_finished for history in plan.histories.values()):
        return timedelta(seconds=PASS_EVERY_S)  # its pause after a failure may be over
    if seen.ready and plan.row.lane == "backlog":
        return _LOOK_FOR_ROOM
    return _LOOK_AGAIN
