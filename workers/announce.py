"""From what there is to do to announced jobs. A hint: the reconciler is the guarantee."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from workers.application import Application
from workers.clip_plans import ClipPlan, Finals, plan_clips
from workers.enqueue import Doorbell, StepJob
from workers.pipeline import Queue
from workers.plan import Step
from workers.store import clips
from workers.store.database import Connection
from workers.store.rows import NO_HISTORY, History
from workers.worklist import RecordingPlan, runnable

#: At most so many jobs of backlogs wait in a queue. What people wait for goes before them, so the
#: rest of a backlog stays in the database until there is room.
BACKLOG_WINDOW = 16
#: Clips of one recording whose previews are under way at a time, best first. The next one's framing
#: must not stand before the first one's preview in the queue.
PREVIEW_WINDOW = 4


@dataclass(frozen=True, slots=True)
class Announcement:
    """A step that somebody should do now.

    Attributes:
        job: What will travel.
        queue: Which workers may do it.
        timeout_s: Longest run.
    """

    job: StepJob
    queue: Queue
    timeout_s: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a recording needs.

    Attributes:
        ready: To be done now, most urgent first.
        is_settled: Nothing is running, ready, or will be ready by itself.
    """

    ready: tuple[Announcement, ...]
    is_settled: bool


def outlook(connection: Connection, app: Application, plan: RecordingPlan) -> Outlook:
    """What a recording and its clips need now."""
    if plan.is_cancelled or plan.is_broken:
        return Outlook((), is_settled=not _is_running(plan.histories))
    is_done = _is_done(app, plan.histories)
    ready = _announcements(app, plan, plan.due(is_done), plan.histories, "", is_done)
    pending = any(_may_come(step, plan.histories, plan, is_done) for step in plan.steps)
    mine = clips.clips_of(connection, [plan.row.id])
    under_way = 0
    for clip in plan_clips(connection, app, plan, mine, finals=Finals.WANTED):
        histories = {**plan.histories, **clip.histories}
        done = _is_done(app, histories)
        # Finished files of approved clips go first: a person waits for them.
        found = _announcements(app, plan, clip.wanted, histories, clip.row.id, done)
        if clip.wants_preview and not clip.wants_finals and (found or _is_running(clip.histories)):
            under_way += 1
            found = found if under_way <= PREVIEW_WINDOW else []
        ready = [*found, *ready] if clip.row.decision == "approve" else [*ready, *found]
        pending = pending or _clip_pending(clip, plan, histories, done)
    unique = {announcement.job.step_key: announcement for announcement in reversed(ready)}
    return Outlook(tuple(reversed(unique.values())), is_settled=not pending)


def announce(doorbell: Doorbell, found: Iterable[Announcement]) -> int:
    """Ring for everything there is room for. Returns how many were new.

    Args:
        doorbell: The queues.
        found: Most urgent first.
    """
    every = list(found)
    waiting = {queue: set(doorbell.waiting(queue)) for queue in {a.queue for a in every}}
    rung = 0
    for announcement in every:
        there, job = waiting[announcement.queue], announcement.job
        if job.id in there or (job.is_backlog and len(there) >= BACKLOG_WINDOW):
            continue
        if doorbell.ring(announcement.queue, job, timeout_s=announcement.timeout_s):
            there.add(job.id)
            rung += 1
    return rung


def _announcements(
    app: Application,
    plan: RecordingPlan,
    steps: Iterable[Step],
    histories: Mapping[str, History],
    clip_id: str,
    is_done: Callable[[str], bool],
) -> list[Announcement]:
    ready = runnable(steps, histories, plan.rules, plan.brought, is_done, app.clock())
    return [
        Announcement(
            StepJob(
                plan.row.id,
                clip_id,
                step.key,
                histories.get(step.key, NO_HISTORY).attempts + 1,
                is_backlog=plan.row.lane == "backlog",
            ),
            step.stage.queue,
            step.stage.timeout_for(plan.duration_ms),
        )
        for step in ready
    ]


def _is_done(app: Application, histories: Mapping[str, History]) -> Callable[[str], bool]:
    """Finished by the database and still kept: an output that was lost is made again."""
    kept: dict[str, bool] = {}

    def is_done(key: str) -> bool:
        if not histories.get(key, NO_HISTORY).is_finished:
            return False
        if key not in kept:
            kept[key] = app.artifacts.exists(key)
        return kept[key]

    return is_done


def _is_running(histories: Mapping[str, History]) -> bool:
    return any(history.is_running for history in histories.values())


def _may_come(
    step: Step,
    histories: Mapping[str, History],
    plan: RecordingPlan,
    is_done: Callable[[str], bool],
) -> bool:
    """Whether a step is still to be done, now or later."""
    history = histories.get(step.key, NO_HISTORY)
    return history.is_running or not (plan.rules.gave_up(history) or is_done(step.key))


def _clip_pending(
    clip: ClipPlan,
    plan: RecordingPlan,
    histories: Mapping[str, History],
    is_done: Callable[[str], bool],
) -> bool:
    """Whether something of a clip may still be done; what needs a step that failed will not."""
    hopeless: set[str] = set()
    for step in clip.wanted:
        gave_up = plan.rules.gave_up(histories.get(step.key, NO_HISTORY))
        if gave_up or hopeless & set(step.needs.values()):
            hopeless.add(step.key)
        elif _may_come(step, histories, plan, is_done):
            return True
    return False
