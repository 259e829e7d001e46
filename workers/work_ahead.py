"""What is or was to do for a recording and its clips, as work for somebody. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workers.announce import PREVIEW_WINDOW
from workers.clip_plans import ClipPlan
from workers.core_sharing import Chore, Run
from workers.pipeline import Queue
from workers.plan import Step
from workers.store.rows import NO_HISTORY, History
from workers.usual_cost import EVERYTHING_HEARD, Cost, Learned, Size, size_of, usual
from workers.worklist import RecordingPlan


@dataclass(frozen=True, slots=True)
class Task:
    """A step, or a part of one, as something that takes a worker for a while.

    Attributes:
        name: Of the step.
        key: Its address.
        queue: Who can do it.
        needs: Addresses of what has to be there first.
        cost: What it cost before this recording began.
        history: What its attempts say.
        is_backlog: It lets pass what people wait for.
    """

    name: str
    key: str
    queue: Queue
    needs: frozenset[str]
    cost: Cost
    history: History
    is_backlog: bool = False

    def run(self, begin: datetime, end: datetime) -> Run:
        """That it ran for a time."""
        return Run(begin, end, self.cost.threads)

    def chore(self, left_s: float, *, is_running: bool) -> Chore:
        """What is left of it, to be played."""
        threads = self.cost.threads
        return Chore(self.key, self.queue, self.needs, threads, left_s, is_running, self.is_backlog)


def tasks_of(plan: RecordingPlan, known: Learned, *, is_for_share: bool = False) -> list[Task]:
    """Everything that is or was to do, in working order.

    Args:
        plan: Of the recording.
        known: Of this machine, from before the recording began.
        is_for_share: What is not known yet is taken for much, so that nothing grows later.
    """
    said = {step.name: plan.history(step.key).summary or {} for step in plan.steps}
    heard = EVERYTHING_HEARD if is_for_share else known.heard
    size = size_of(plan.duration_ms, said.get("sound", {}), said.get("sales", {}), heard)
    tasks: list[Task] = []
    for step in plan.steps:
        parts = _parts(plan, step, size)
        own = plan.history(step.key) if all(p.history.is_finished for p in parts) else NO_HISTORY
        needs = frozenset({*step.needs.values(), *(part.key for part in parts)})
        whole = Task(step.name, step.key, step.stage.queue, needs, _in_one_go(step, size), own)
        tasks += [*parts, whole]
    return [
        replace(task, cost=known.here(task.name, task.cost), is_backlog=_is_backlog(plan))
        for task in tasks
    ]


def is_measured(plan: RecordingPlan) -> bool:
    """Whether it is known how much there is to do: above all, how much is to be heard."""
    counting = {
        step.needs.get(step.stage.parts_from)
        for step in plan.steps
        if step.stage.whole_with not in step.needs
    }
    asked = (step for step in plan.steps if step.key in counting)
    return all(plan.history(step.key).is_finished for step in asked)


def clip_tasks(plan: RecordingPlan, clips: Sequence[ClipPlan]) -> list[Task]:
    """What is to do for clips of a recording, best first."""
    size = size_of(0, {}, {}, EVERYTHING_HEARD)
    return [
        Task(
            step.name, step.key, step.stage.queue, frozenset(step.needs.values()),
            usual(step.name, size), clip.history(step.key), _is_backlog(plan),
        )
        for clip in clips
        for step in clip.wanted
    ]  # fmt: skip


def expected_previews(plan: RecordingPlan, after: Step) -> list[Task]:
    """What the clips that a step will suggest are going to take, roughly."""
    size = size_of(0, {}, {}, EVERYTHING_HEARD)
    cost = usual("frame", size) + usual("preview", size)
    cost = replace(cost, seconds=cost.seconds * PREVIEW_WINDOW)
    needs = frozenset({after.key})
    return [
        Task(
            "preview", f"{after.key}:previews", Queue.RENDER, needs, cost, NO_HISTORY,
            _is_backlog(plan),
        )
    ]  # fmt: skip


def _is_backlog(plan: RecordingPlan) -> bool:
    return plan.row.lane == "backlog"


def _parts(plan: RecordingPlan, step: Step, size: Size) -> list[Task]:
    """The parts of a step, known or not yet; they stay in the whole when they are done."""
    if not _is_shared(step, size):
        return []
    needs = frozenset(step.needs.values())
    known = plan.parts.get(step.key, ())
    else_history = replace(NO_HISTORY, is_finished=plan.history(step.key).is_finished)
    found = []
    for number in range(len(size.part_minutes)):
        name, key, history = f"{step.name}:{number + 1}", f"{step.key}:{number}", else_history
        if number < len(known):
            key, history = known[number].key, plan.history(known[number].key)
        found.append(Task(name, key, step.stage.queue, needs, usual(name, size), history))
    return found


def _is_shared(step: Step, size: Size) -> bool:
    """Whether a step has parts for several workers."""
    is_whole = step.stage.whole_with in step.needs
    return bool(step.stage.parts_from) and not is_whole and len(size.part_minutes) > 1


def _in_one_go(step: Step, size: Size) -> Cost:
    """What a step costs, with what else would have been its parts' work."""
    if step.stage.whole_with in step.needs:
        return usual(step.name, size) + usual("aligning", size)
    if step.stage.parts_from and size.part_minutes and not _is_shared(step, size):
        return usual(step.name, size) + usual(f"{step.name}:1", size)
    return usual(step.name, size)
