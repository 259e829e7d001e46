"""How far a recording is and how long it will still take. Pure.

Both come from playing the rest of the work through: which step waits for which, how many workers
take each kind, and how they share the cores. The share goes by what steps cost before this
recording began, so that it never falls; the time left by everything known now, above all by the
steps' own speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from workers.core_sharing import Chore, Staff, WorkClock, ends_s, played_s
from workers.store.rows import History
from workers.usual_cost import kind_of
from workers.work_ahead import Task

#: Up to this share getting ready is most of the time; from the other on only own speed counts.
_READY_AT, _TRUSTED_FROM = 0.1, 0.5
#: What is usual weighs as much as this share of all the work, beside what each kind took today.
_USUAL_WEIGHT = 0.05
#: A step that takes longer than expected takes so much of its cost longer still.
_STILL = 0.1
#: A step that does not tell its share is never believed to be further than this.
_UNTOLD = 0.8


@dataclass(frozen=True, slots=True)
class Forecast:
    """How far a recording is.

    Attributes:
        share: Done of the whole, 0-1.
        left_s: Seconds until all steps are done; None while that cannot be told.
    """

    share: float
    left_s: float | None


def share_of(tasks: Sequence[Task], staff: Staff, now: datetime) -> float:
    """Share of all the work that is done, 0-1.

    Args:
        tasks: Everything that is or was to do, by costs that do not change while it goes on.
        staff: Who does it.
        now: The moment.
    """
    clock = _clock(tasks, staff, now)
    rest = [
        t.chore(t.cost.seconds * (1 - share_done(t, clock, now)), is_running=t.history.is_running)
        for t in tasks
    ]
    whole = [task.chore(task.cost.seconds, is_running=False) for task in tasks]
    return max(0.0, 1 - played_s(rest, staff) / played_s(whole, staff))


def left_s_of(groups: Sequence[Sequence[Task]], staff: Staff, now: datetime) -> tuple[float, ...]:
    """Seconds until all of each group is done, by everything known now.

    Args:
        groups: Everything that is or was to do, by recording, in the order in which workers take
            what could be done at the same time.
        staff: Who does it.
        now: The moment.
    """
    clock = _clock([task for tasks in groups for task in tasks], staff, now)
    chores = [chore for tasks in groups for chore in _rest(tasks, clock, now)]
    ends = ends_s(chores, staff)
    return tuple(max((ends.get(t.key, 0.0) for t in tasks), default=0.0) for tasks in groups)


def _rest(tasks: Sequence[Task], clock: WorkClock, now: datetime) -> list[Chore]:
    """What is left of a recording's tasks."""
    today = _today(tasks, clock)
    return [
        t.chore(task_left_s(t, today[kind_of(t.name)], clock, now), is_running=t.history.is_running)
        for t in tasks
    ]


def share_done(task: Task, clock: WorkClock, now: datetime) -> float:
    """Share of a task that is done, by what it tells, or by how long it has been at it."""
    history = task.history
    if history.is_finished:
        return 1.0
    if not history.is_running or history.begun_at is None:
        return 0.0
    by_time = clock.work_s(task.run(history.begun_at, now)) / task.cost.seconds
    return max(history.share, min(_UNTOLD, by_time))


def task_left_s(task: Task, today: float, clock: WorkClock, now: datetime) -> float:
    """Seconds that a task still takes its worker when nothing disturbs it.

    Args:
        task: Which.
        today: How many times its cost such a task takes today.
        clock: How much work got done until now.
        now: The moment.
    """
    history = task.history
    if history.is_finished:
        return 0.0
    usual_s = task.cost.seconds * today
    if not history.is_running or history.begun_at is None:
        return usual_s
    been_s = clock.work_s(task.run(history.begun_at, now))
    cost_s = _own_cost_s(task, usual_s, clock)
    return max(cost_s - been_s, _STILL * cost_s * (1 - history.share))


def _clock(tasks: Sequence[Task], staff: Staff, now: datetime) -> WorkClock:
    """How much work got done until now, by what ran of this recording."""
    runs = []
    for task in tasks:
        history = task.history
        end = now if history.is_running else history.ended_at
        if history.begun_at is not None and end is not None:
            runs.append(task.run(history.begun_at, end))
    return WorkClock(runs, staff.cores)


def _today(tasks: Sequence[Task], clock: WorkClock) -> dict[str, float]:
    """How many times their cost tasks take today, by kind: by all of them, and by their like.

    There may be more or less to do for one kind than its cost says, which says nothing of others;
    so for these no kind counts for more than what is usual.
    """
    kinds: dict[str, list[Task]] = {}
    for task in tasks:
        kinds.setdefault(kind_of(task.name), []).append(task)
    seen = {kind: [_seen(task, clock) for task in own] for kind, own in kinds.items()}
    weight = _USUAL_WEIGHT * sum(task.cost.seconds for task in tasks)
    every = _ratio([_at_most(weight, *_sum(saw)) for saw in seen.values()], weight, 1.0)
    return {
        kind: _ratio(seen[kind], fmean(task.cost.seconds for task in own), every)
        for kind, own in kinds.items()
    }


def _sum(seen: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(took_s for took_s, _ in seen), sum(usually_s for _, usually_s in seen)


def _at_most(weight: float, took_s: float, usually_s: float) -> tuple[float, float]:
    """The same ratio, of so many usual seconds at most."""
    part = min(1.0, weight / usually_s) if usually_s else 1.0
    return took_s * part, usually_s * part


def _ratio(seen: Sequence[tuple[float, float]], weight: float, else_ratio: float) -> float:
    """Time taken against time usual, in all; `else_ratio` counts for so many usual seconds."""
    took_s, usually_s = _sum(seen)
    weighed = usually_s + weight
    return (took_s + weight * else_ratio) / weighed if weighed else else_ratio


def _seen(task: Task, clock: WorkClock) -> tuple[float, float]:
    """Work that a task took so far, and what it costs usually up to there, in seconds."""
    history = task.history
    if history.begun_at is None:
        return 0.0, 0.0
    if history.is_finished and history.seconds and history.ended_at:
        return clock.work_s(task.run(history.begun_at, history.ended_at)), task.cost.seconds
    if _tells(history) and history.seen_at:
        been_s = clock.work_s(task.run(history.begun_at, history.seen_at))
        return been_s, task.cost.until(history.share)
    return 0.0, 0.0


def _own_cost_s(task: Task, usual_s: float, clock: WorkClock) -> float:
    """Seconds that a running task takes in all.

    A second attempt finds what the first has done, so its speed says nothing.
    """
    history = task.history
    if not _tells(history) or history.begun_at is None or history.seen_at is None:
        return usual_s
    been_s = clock.work_s(task.run(history.begun_at, history.seen_at))
    own_s = been_s * task.cost.seconds / task.cost.until(history.share)
    trust = min(1.0, history.share / _TRUSTED_FROM)
    return trust * own_s + (1 - trust) * usual_s


def _tells(history: History) -> bool:
    return history.is_running and history.attempts == 1 and history.share > _READY_AT
