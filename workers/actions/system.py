"""What happens now, what happened since, and how the installation is."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import timedelta

from workers.actions.access import require
from workers.application import Application
from workers.enqueue import queue_lengths
from workers.pipeline import Queue
from workers.store import attempts, events, recordings
from workers.store.database import Connection
from workers.store.rows import LeaseRow
from workers.views import (
    Actor,
    Event,
    QueueView,
    Role,
    RunningStep,
    SetAside,
    SystemState,
    WorkerView,
)
from workers.worklist import Rules

#: A worker that has been silent for longer is taken for dead.
WORKER_SILENT = timedelta(seconds=60)
_MOST_SET_ASIDE = 50


def events_since(app: Application, actor: Actor, after: int, limit: int = 200) -> tuple[Event, ...]:
    """What happened in the workspace after an event, oldest first."""
    with app.store.read() as connection:
        rows = events.since(connection, after, limit, actor.workspace_id)
    return tuple(Event(r.id, r.kind, r.recording_id, r.payload, r.created_at) for r in rows)


def last_event_id(app: Application, actor: Actor) -> int:
    """The newest event of the workspace, 0 when there is none."""
    with app.store.read() as connection:
        return events.last_id(connection, actor.workspace_id)


def running_steps(app: Application, actor: Actor) -> tuple[RunningStep, ...]:
    """What is worked on for the workspace now, with shares done."""
    with app.store.read() as connection:
        running = attempts.running(connection)
        ids = {lease.attempt.recording_id for lease in running}
        mine = {r.id for r in recordings.find_recordings(connection, ids, actor.workspace_id)}
    return tuple(
        RunningStep(
            lease.attempt.recording_id,
            lease.attempt.clip_id,
            lease.attempt.step,
            lease.share,
            lease.seen_at,
        )
        for lease in running
        if lease.attempt.recording_id in mine
    )


def system_state(app: Application, actor: Actor) -> SystemState:
    """How the installation is. For administrators."""
    require(actor, Role.ADMIN)
    with app.store.read() as connection:
        running = attempts.running(connection)
        workers = _workers(connection, app, running)
        aside = _set_aside(connection, app, actor)
    waiting = queue_lengths(app.settings)
    busy = Counter(worker.queue for worker in workers if worker.step)
    alive = Counter(worker.queue for worker in workers if worker.is_alive)
    queues = tuple(
        QueueView(queue.value, (waiting or {}).get(queue, 0), busy[queue.value], alive[queue.value])
        for queue in Queue
    )
    disk = shutil.disk_usage(app.settings.data_dir)
    return SystemState(workers, queues, waiting is not None, disk.free, disk.total, aside)


def _workers(
    connection: Connection, app: Application, running: tuple[LeaseRow, ...]
) -> tuple[WorkerView, ...]:
    now = app.clock()
    steps = {lease.worker: lease.attempt.step for lease in running}
    return tuple(
        WorkerView(
            row.name,
            row.queue,
            row.pid,
            now - row.seen_at < WORKER_SILENT,
            row.seen_at,
            steps.get(row.name, ""),
        )
        for row in attempts.list_workers(connection)
    )


def _set_aside(connection: Connection, app: Application, actor: Actor) -> tuple[SetAside, ...]:
    """Failed work that nobody will try again by itself; the last failure of each step."""
    rules = Rules(app.settings.max_deaths)
    failures = attempts.recent_failures(connection, _MOST_SET_ASIDE * 4)
    ids = {attempt.recording_id for attempt, *_ in failures}
    rows = recordings.find_recordings(connection, ids, actor.workspace_id)
    titles = {row.id: row.title for row in rows}
    wishes = recordings.last_wishes(connection, titles)
    forgiven = {
        attempt.step_key: wishes[attempt.recording_id].after_attempt
        for attempt, *_ in failures
        if attempt.recording_id in wishes
    }
    keys = {attempt.step_key: forgiven.get(attempt.step_key, 0) for attempt, *_ in failures}
    known = attempts.histories(connection, keys)
    found: dict[str, SetAside] = {}
    for attempt, reason, log_tail, at in failures:
        history = known[attempt.step_key]
        if attempt.recording_id in titles and rules.gave_up(history):
            found.setdefault(
                attempt.step_key,
                SetAside(
                    attempt.recording_id,
                    titles[attempt.recording_id],
                    attempt.clip_id,
                    attempt.step,
                    reason,
                    history.deaths,
                    log_tail,
                    at,
                ),
            )
    return tuple(found.values())[:_MOST_SET_ASIDE]
