"""How far a recording is and how long it will still take. Pure.

Both come from playing the rest of the work through: which step waits for which, and how many
workers take each kind. The share goes by what steps cost before this recording began, so that it
never falls; the time left by everything known now, above all by the steps' own speed.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean

from workers.pipeline import Queue
from workers.plan import Step
from workers.store.rows import NO_HISTORY, History, PastWork
from workers.usual_cost import Size, kind_of, paces, size_of, usual_s
from workers.worklist import RecordingPlan

#: Seconds from a step's end to the beginning of the next one.
_HANDOVER_S = 0.25
#: Up to this share getting ready is most of the time; from the other on only own speed counts.
_READY_AT, _TRUSTED_FROM = 0.2, 0.5
#: What is usual weighs as much as this share of all the work, beside what steps took today.
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
        left_s: Seconds until all steps are done.
    """

    share: float
    left_s: float


@dataclass(frozen=True, slots=True)
class Task:
    """A step, or a part of one, as something that takes a worker for a while.

    Attributes:
        name: Of the step.
        key: Its address.
        queue: Who can do it.
        needs: Addresses of what has to be there first.
        cost_s: What it cost before this recording began.
        history: What its attempts say.
    """

    name: str
    key: str
    queue: Queue
    needs: frozenset[str]
    cost_s: float
    history: History


def forecast(
    plan: RecordingPlan,
    past: Sequence[PastWork],
    workers: Mapping[Queue, int],
    now: datetime,
) -> Forecast:
    """How far a recording is, if its work goes on from now.

    Args:
        plan: Of the recording.
        past: Finished attempts from before it began.
        workers: How many there are for each queue; one where it is not said.
        now: The moment.
    """
    return forecast_of(tasks_of(plan, past), workers, now)


def forecast_of(tasks: Sequence[Task], workers: Mapping[Queue, int], now: datetime) -> Forecast:
    """The same of tasks."""
    today = _today(tasks)
    from_the_start = [replace(task, history=NO_HISTORY) for task in tasks]
    whole_s = played_s(from_the_start, [task.cost_s for task in tasks], workers)
    rest_s = played_s(tasks, [t.cost_s * (1 - share_done(t, now)) for t in tasks], workers)
    left_s = [task_left_s(task, today[kind_of(task.name)], now) for task in tasks]
    return Forecast(max(0.0, 1 - rest_s / whole_s), played_s(tasks, left_s, workers))


def tasks_of(plan: RecordingPlan, past: Sequence[PastWork]) -> list[Task]:
    """Everything that is or was to do, in working order.

    Args:
        plan: Of the recording.
        past: Finished attempts from before it began.
    """
    pace = paces(past)
    said = {step.name: plan.history(step.key).summary or {} for step in plan.steps}
    size = size_of(plan.duration_ms, said.get("sound", {}), said.get("sales", {}))

    def cost_s(name: str) -> float:
        return usual_s(name, size) * pace.get(kind_of(name), pace.get("", 1.0))

    tasks: list[Task] = []
    for step in plan.steps:
        parts = _parts(plan, step, size, cost_s)
        own = plan.history(step.key) if all(p.history.is_finished for p in parts) else NO_HISTORY
        needs = frozenset({*step.needs.values(), *(part.key for part in parts)})
        cost = cost_s(step.name)
        if step.stage.whole_with in step.needs:
            cost += cost_s("aligning")
        tasks += [*parts, Task(step.name, step.key, step.stage.queue, needs, cost, own)]
    return tasks


def _parts(
    plan: RecordingPlan, step: Step, size: Size, cost_s: Callable[[str], float]
) -> list[Task]:
    """The parts of a step, known or not yet; of a finished one nobody asks any more what they did.

    So what they cost stays in the whole all along.
    """
    if not step.stage.parts_from or step.stage.whole_with in step.needs:
        return []
    needs = frozenset(step.needs.values())
    known = plan.parts.get(step.key, ())
    else_history = replace(NO_HISTORY, is_finished=plan.history(step.key).is_finished)
    found = []
    for number in range(len(size.part_minutes)):
        name, key, history = f"{step.name}:{number + 1}", f"{step.key}:{number}", else_history
        if number < len(known):
            key, history = known[number].key, plan.history(known[number].key)
        found.append(Task(name, key, step.stage.queue, needs, cost_s(name), history))
    return found


def share_done(task: Task, now: datetime) -> float:
    """Share of a task that is done, by what it tells, or by how long it has been at it."""
    history = task.history
    if history.is_finished:
        return 1.0
    if not history.is_running or history.begun_at is None:
        return 0.0
    by_time = (now - history.begun_at).total_seconds() / task.cost_s
    return max(history.share, min(_UNTOLD, by_time))


def task_left_s(task: Task, today: float, now: datetime) -> float:
    """Seconds that a task still takes its worker.

    Args:
        task: Which.
        today: How many times its cost such a task takes today.
        now: The moment.
    """
    history = task.history
    if history.is_finished:
        return 0.0
    usual = task.cost_s * today
    if not history.is_running or history.begun_at is None:
        return usual
    been_s = (now - history.begun_at).total_seconds()
    cost_s = _own_cost_s(history, usual)
    return max(cost_s - been_s, _STILL * cost_s * (1 - history.share))


def played_s(tasks: Sequence[Task], left_s: Sequence[float], workers: Mapping[Queue, int]) -> float:
    """Seconds until all tasks are done, each by the first worker that is free when it can be done.

    Args:
        tasks: In the order in which workers take them.
        left_s: What each still takes.
        workers: How many there are for each queue; one where it is not said.
    """
    undone = [number for number, own_s in enumerate(left_s) if own_s > 0]
    tasks, left_s = [tasks[i] for i in undone], [left_s[i] for i in undone]
    play = _Play(tasks, left_s, workers)
    for number, task in enumerate(tasks):
        if task.history.is_running:
            play.begin(number)
    return play.end_s()


class _Play:
    """The rest of the work, played through."""

    def __init__(
        self, tasks: Sequence[Task], left_s: Sequence[float], workers: Mapping[Queue, int]
    ) -> None:
        there = {task.key for task in tasks}
        self._tasks, self._left_s, self._at_s = tasks, left_s, 0.0
        self._free = {task.queue: max(1, workers.get(task.queue, 1)) for task in tasks}
        self._ends: list[tuple[float, int]] = []
        self._ready: dict[Queue, list[int]] = {task.queue: [] for task in tasks}
        self._missing = [len(task.needs & there) for task in tasks]
        self._wanted_by: dict[str, list[int]] = {}
        for number, task in enumerate(tasks):
            for key in task.needs & there:
                self._wanted_by.setdefault(key, []).append(number)
            if not task.history.is_running and not self._missing[number]:
                heapq.heappush(self._ready[task.queue], number)

    def begin(self, number: int) -> None:
        """Give a task to a worker."""
        task = self._tasks[number]
        self._free[task.queue] -= 1
        handover_s = 0.0 if task.history.is_running else _HANDOVER_S
        heapq.heappush(self._ends, (self._at_s + self._left_s[number] + handover_s, number))

    def end_s(self) -> float:
        """When the last task is done; what waits for something that nobody makes is left out."""
        self._begin_ready()
        while self._ends:
            self._at_s, ended = heapq.heappop(self._ends)
            self._free[self._tasks[ended].queue] += 1
            for number in self._wanted_by.get(self._tasks[ended].key, ()):
                self._missing[number] -= 1
                if not self._missing[number] and not self._tasks[number].history.is_running:
                    heapq.heappush(self._ready[self._tasks[number].queue], number)
            self._begin_ready()
        return self._at_s

    def _begin_ready(self) -> None:
        for queue, numbers in self._ready.items():
            while numbers and self._free[queue] > 0:
                self.begin(heapq.heappop(numbers))


def _today(tasks: Sequence[Task]) -> dict[str, float]:
    """How many times their cost tasks take today, by kind: by all of them, and by their like."""
    seen = [_seen(task) for task in tasks]
    every = _ratio(seen, _USUAL_WEIGHT * sum(task.cost_s for task in tasks), 1.0)
    kinds: dict[str, list[int]] = {}
    for number, task in enumerate(tasks):
        kinds.setdefault(kind_of(task.name), []).append(number)
    return {
        kind: _ratio([seen[i] for i in own], fmean(tasks[i].cost_s for i in own), every)
        for kind, own in kinds.items()
    }


def _ratio(seen: Sequence[tuple[float, float]], weight: float, else_ratio: float) -> float:
    """Time taken against time usual, in all; `else_ratio` counts for so many usual seconds."""
    took_s, usually_s = map(sum, zip(*seen, strict=True))
    return (took_s + weight * else_ratio) / (usually_s + weight)


def _seen(task: Task) -> tuple[float, float]:
    """Seconds that a task took so far, and what it costs usually up to there."""
    history = task.history
    if history.is_finished and history.seconds:
        return history.seconds, task.cost_s
    if _tells(history) and history.begun_at and history.seen_at:
        return (history.seen_at - history.begun_at).total_seconds(), task.cost_s * history.share
    return 0.0, 0.0


def _own_cost_s(history: History, usual: float) -> float:
    """Seconds that a running task takes in all.

    A second attempt finds what the first has done, so its speed says nothing.
    """
    if not _tells(history) or history.begun_at is None or history.seen_at is None:
        return usual
    own_s = (history.seen_at - history.begun_at).total_seconds() / history.share
    trust = min(1.0, history.share / _TRUSTED_FROM)
    return trust * own_s + (1 - trust) * usual


def _tells(history: History) -> bool:
    return history.is_running and history.attempts == 1 and history.share > _READY_AT
