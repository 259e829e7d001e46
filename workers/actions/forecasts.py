"""How far recordings are and how long they will still take, beside all else that is to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from transcripts.threads import usable_cores
from workers.actions.system import WORKER_SILENT
from workers.application import Application
from workers.clip_plans import Finals, plan_clips
from workers.core_sharing import Staff
from workers.overview import recording_state
from workers.pipeline import Queue
from workers.remaining import Forecast, left_s_of, share_of
from workers.store import attempts, clips, recordings
from workers.store.database import Connection, Store
from workers.store.rows import ClipRow
from workers.usual_cost import Learned, learned
from workers.views import RecordingState
from workers.work_ahead import Task, clip_tasks, expected_previews, is_measured, tasks_of
from workers.worklist import RecordingPlan, plan_recordings

#: Recordings whose work is looked at together; those beyond are told no time.
_MOST_TOGETHER = 16
#: Clips that are looked at, the best of each recording first.
_MOST_CLIPS = 24
#: Recordings of which it is kept what was known before them.
_MOST_KNOWN = 1000
#: What nobody has worked on for so long takes no workers from others.
_LATELY = timedelta(hours=1)


def forecasts(
    connection: Connection, app: Application, plans: Sequence[RecordingPlan]
) -> dict[str, Forecast]:
    """How far each recording is that has begun and is not done, by id.

    Args:
        connection: Where to look.
        app: The application.
        plans: Of the recordings that are shown.
    """
    shown = [plan for plan in plans if _is_under_way(plan)]
    if not shown:
        return {}
    now = app.clock()
    staff = _staff(connection, now)
    lately = attempts.lately_worked_on(connection, now - _LATELY)
    together = _together(connection, app, shown, lately)
    plans_of = {plan.row.id: plan for plan in (*shown, *together)}
    known = {id_: _learned(app.store, plan, staff.cores) for id_, plan in plans_of.items()}
    busy = [plan.row.id for plan in together if plan.row.id in lately]
    rows = clips.clips_of(connection, busy)[:_MOST_CLIPS]
    groups: list[Sequence[Task]] = []
    for plan in together:
        own = [row for row in rows if row.recording_id == plan.row.id]
        groups += [tasks_of(plan, known[plan.row.id]), _clip_tasks(connection, app, plan, own)]
    of_recordings = left_s_of(groups, staff, now)[::2]
    left_s = {
        plan.row.id: one
        for plan, tasks, one in zip(together, groups[::2], of_recordings, strict=True)
        if is_measured(plan) and _are_staffed(tasks, staff)
    }
    return {
        plan.row.id: Forecast(
            share_of(tasks_of(plan, known[plan.row.id], is_for_share=True), staff, now),
            left_s.get(plan.row.id),
        )
        for plan in shown
    }


def _is_under_way(plan: RecordingPlan) -> bool:
    return bool(plan.histories) and recording_state(plan) is not RecordingState.DONE


def _together(
    connection: Connection,
    app: Application,
    shown: Sequence[RecordingPlan],
    lately: Sequence[str],
) -> list[RecordingPlan]:
    """The recordings shown and those that take workers from them, in turn."""
    ids = {plan.row.id for plan in shown}
    busy = [id_ for id_ in lately if id_ not in ids]
    others = recordings.find_recordings(connection, busy[:_MOST_TOGETHER])
    every = [*shown, *plan_recordings(connection, app, others)]
    wanted = [plan for plan in every if not plan.is_cancelled and not plan.is_broken]
    in_turn = sorted(wanted, key=lambda plan: (plan.row.lane == "backlog", plan.row.created_at))
    return in_turn[:_MOST_TOGETHER]


def _clip_tasks(
    connection: Connection, app: Application, plan: RecordingPlan, rows: Sequence[ClipRow]
) -> list[Task]:
    """What is to do for its clips; as long as there are none, for as many as there usually are."""
    if rows:
        return clip_tasks(plan, plan_clips(connection, app, plan, rows, finals=Finals.WANTED))
    is_to_come = plan.suggesting is not None and not plan.is_done(plan.suggesting.name)
    return expected_previews(plan, plan.suggesting) if plan.suggesting and is_to_come else []


def _are_staffed(tasks: Sequence[Task], staff: Staff) -> bool:
    """Whether somebody is there for all that is still to do; before all workers, somebody will."""
    wanted = {task.queue for task in tasks if not task.history.is_finished}
    return not staff.workers or wanted <= staff.workers.keys()


def _learned(store: Store, plan: RecordingPlan, cores: float) -> Learned:
    """What was known of this machine before the recording began, so that its share never falls."""
    begun = [history.attempt_id for history in plan.histories.values() if history.attempts]
    return _learned_before(store, min(begun, default=1), cores)


@lru_cache(maxsize=_MOST_KNOWN)
def _learned_before(store: Store, attempt_id: int, cores: float) -> Learned:
    """What the attempts before this one tell. Asked for with every look at the recording."""
    with store.read() as connection:
        return learned(attempts.recent_work(connection, before_id=attempt_id), cores)


def _staff(connection: Connection, now: datetime) -> Staff:
    """How many workers each queue has; their machines are taken for as good as this one."""
    there = [w for w in attempts.list_workers(connection) if now - w.seen_at < WORKER_SILENT]
    machines = {worker.machine for worker in there}
    cores = usable_cores() * max(1, len(machines))
    return Staff(cores, Counter(Queue(worker.queue) for worker in there))
