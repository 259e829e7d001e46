"""What there is to do, done and given up for recordings, from what the database says.

Everything is worked out anew from facts: what was brought, asked, decided and attempted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from workers.application import Application
from workers.asked import asked_params
from workers.brand import BrandKit
from workers.brief import Brief
from workers.parts import planned_parts, seen_by_parts
from workers.pipeline import JsonValue
from workers.plan import Step
from workers.store import attempts, brand, recordings
from workers.store.database import Connection, shared_in
from workers.store.rows import NO_HISTORY, History, RecordingRow, SourceRow
from workers.views import StepState

#: Without it the file is no recording, and nothing else can be done.
FIRST_STEP = "probe"
MAX_FAILURES = 3
_RETRY_AFTER = (timedelta(seconds=5), timedelta(seconds=30))


@dataclass(frozen=True, slots=True)
class Rules:
    """When work is given up.

    Attributes:
        max_deaths: Workers that may die on a step.
        max_failures: Errors that may pass by themselves.
    """

    max_deaths: int
    max_failures: int = MAX_FAILURES

    def gave_up(self, history: History) -> bool:
        """Whether nobody will try again by itself."""
        return not history.is_finished and (
            history.is_permanent
            or history.failures >= self.max_failures
            or history.deaths >= self.max_deaths
        )

    def rests(self, history: History, now: datetime) -> bool:
        """Whether the step must wait a while after a failure."""
        if history.failures == 0 or history.ended_at is None:
            return False
        pause = _RETRY_AFTER[min(history.failures, len(_RETRY_AFTER)) - 1]
        return now < history.ended_at + pause


@dataclass(frozen=True, slots=True)
class RecordingPlan:
    """A recording with its steps and their histories.

    Attributes:
        row: The recording.
        sources: Its newest file of each kind.
        brief: What was asked for.
        steps: Planned to do without what was given up.
        lost: Steps that were given up.
        histories: By key, of all these steps; keys without attempts are left out.
        is_cancelled: Somebody stopped it.
        forgiven: Failures up to this attempt do not count.
        rules: When work is given up.
        kits: Brand kits of the workspace and when each was made, oldest first.
        parts: By key of the step they belong to: what several workers may share of it.
    """

    row: RecordingRow
    sources: tuple[SourceRow, ...]
    brief: Brief
    steps: tuple[Step, ...]
    lost: tuple[Step, ...]
    histories: Mapping[str, History]
    is_cancelled: bool
    forgiven: int
    rules: Rules
    parts: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    kits: tuple[tuple[datetime, BrandKit], ...] = ()

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each source, by kind."""
        return {source.kind: source.sha256 for source in self.sources}

    @property
    def brand_blobs(self) -> dict[str, str]:
        """Where each file of the workspace's brand kits is kept, by SHA-256."""
        files = (file for _, kit in self.kits for _, file in kit.files)
        return {file.sha256: file.blob_name for file in files}

    @property
    def brought(self) -> set[str]:
        """SHA-256 of every file that steps may need."""
        return {*self.digests.values(), *self.brand_blobs}

    @property
    def is_broken(self) -> bool:
        """The file is no usable recording."""
        return any(step.name == FIRST_STEP for step in self.lost)

    @property
    def duration_ms(self) -> int:
        """Length of the recording, 0 while unknown."""
        first = next((step for step in self.steps if step.name == FIRST_STEP), None)
        summary = self.history(first.key).summary if first else None
        return int((summary or {}).get("duration_ms") or 0)

    def history(self, key: str) -> History:
        """What the attempts at a key say."""
        return self.histories.get(key, NO_HISTORY)

    def with_file_names(self, text: str) -> str:
        """What a stage says, for people: stages know files only by the hash of their bytes."""
        for source in self.sources:
            text = text.replace(source.sha256, source.file_name)
        return text

    def step(self, name: str) -> Step | None:
        """A step by name; None when it was given up or is not planned."""
        return next((step for step in self.steps if step.name == name), None)

    def due(self, is_done: Callable[[str], bool]) -> tuple[Step, ...]:
        """The steps in working order; one with parts gives way to those that are still to make.

        Args:
            is_done: Whether a key's output is there.
        """
        return tuple(due for step in self.steps for due in self._due(step, is_done))

    def _due(self, step: Step, is_done: Callable[[str], bool]) -> tuple[Step, ...]:
        waiting = tuple(
            part
            for part in self.parts.get(step.key, ())
            if not is_done(part.key) and not self.rules.gave_up(self.history(part.key))
        )
        return (step,) if is_done(step.key) or not waiting else waiting

    @property
    def suggesting(self) -> Step | None:
        """The step whose output people see as suggestions; None when it was given up."""
        return self.step("titles") or self.step("highlights")

    @property
    def requested(self) -> tuple[Step, ...]:
        """Steps whose outputs are suggestions that people asked for."""
        return tuple(step for step in self.steps if step.stage.name == "requested")

    def is_done(self, name: str) -> bool:
        """Whether a step by name has its output."""
        step = self.step(name)
        return step is not None and self.history(step.key).is_finished


def plan_recordings(
    connection: Connection, app: Application, rows: Sequence[RecordingRow]
) -> tuple[RecordingPlan, ...]:
    """The plans of recordings, in the order given."""
    shared = shared_in(connection)
    if shared is None:
        return _plan_recordings(connection, app, rows)
    missing = [row for row in rows if (RecordingPlan, row.id) not in shared]
    for plan in _plan_recordings(connection, app, missing) if missing else ():
        shared[RecordingPlan, plan.row.id] = plan
    return tuple(shared[RecordingPlan, row.id] for row in rows)


def _plan_recordings(
    connection: Connection, app: Application, rows: Sequence[RecordingRow]
) -> tuple[RecordingPlan, ...]:
    ids = [row.id for row in rows]
    sources = recordings.newest_sources(connection, ids)
    wishes = recordings.last_wishes(connection, ids)
    rules = Rules(app.settings.max_deaths)
    kits = brand.kits_of(connection, {row.workspace_id for row in rows})
    drafts = [
        RecordingPlan(
            row=row,
            sources=sources[row.id],
            brief=Brief.from_json(row.brief),
            steps=(),
            lost=(),
            histories={},
            is_cancelled=row.id in wishes and wishes[row.id].kind == "cancel",
            forgiven=wishes[row.id].after_attempt if row.id in wishes else 0,
            rules=rules,
            kits=kits[row.workspace_id],
        )
        for row in rows
    ]
    extra = asked_params(connection, rows)
    done: dict[str, RecordingPlan] = {}
    while drafts:
        planned = [_planned(app, draft, extra[draft.row.id]) for draft in drafts]
        known = attempts.histories(connection, _forgiven(planned))
        drafts = []
        for draft in planned:
            plan = _judged(draft, known)
            done[plan.row.id] = plan
            if len(plan.lost) > len(draft.lost) and not plan.is_broken:
                drafts.append(plan)  # plan the rest again, to do without
    return _with_parts(connection, [done[id_] for id_ in ids])


def step_state(
    step: Step, history: History, rules: Rules, is_done: Callable[[str], bool]
) -> StepState:
    """Where a step is.

    Args:
        step: Which.
        history: What its attempts say.
        rules: When work is given up.
        is_done: Whether a needed key (or source) is there.
    """
    if history.is_finished:
        return StepState.DONE
    if history.is_running:
        return StepState.RUNNING
    if rules.gave_up(history):
        return StepState.FAILED
    if history.failures or history.deaths:
        return StepState.RETRYING
    needs_done = all(is_done(key) for key in step.needs.values())
    return StepState.QUEUED if needs_done else StepState.WAITING


def runnable(
    steps: Iterable[Step],
    histories: Mapping[str, History],
    rules: Rules,
    digests: Collection[str],
    is_done: Callable[[str], bool],
    now: datetime,
) -> tuple[Step, ...]:
    """Steps that somebody should do now; each key once.

    Args:
        steps: In working order.
        histories: By key.
        rules: When work is given up.
        digests: Of the sources there are.
        is_done: Whether a key's output is there.
        now: The moment.
    """
    found: dict[str, Step] = {}
    for step in steps:
        history = histories.get(step.key, NO_HISTORY)
        if history.is_running or rules.gave_up(history) or rules.rests(history, now):
            continue
        if is_done(step.key):
            continue
        if all(key in digests or is_done(key) for key in step.needs.values()):
            found.setdefault(step.key, step)
    return tuple(found.values())


def _planned(
    app: Application, draft: RecordingPlan, extra: Mapping[str, JsonValue]
) -> RecordingPlan:
    without = [step.name for step in draft.lost]
    steps = app.planner.recording(draft.digests, draft.brief, extra, without)
    return replace(draft, steps=steps)


def _judged(draft: RecordingPlan, known: Mapping[str, History]) -> RecordingPlan:
    """The plan with its histories, and the steps that turn out to be given up set apart."""
    mine = {step.key: known[step.key] for step in draft.steps if step.key in known}
    lost = tuple(s for s in draft.steps if draft.rules.gave_up(mine.get(s.key, NO_HISTORY)))
    return replace(
        draft,
        steps=tuple(step for step in draft.steps if step not in lost),
        lost=(*draft.lost, *lost),
        histories={**draft.histories, **mine},
    )


def _with_parts(
    connection: Connection, plans: Sequence[RecordingPlan]
) -> tuple[RecordingPlan, ...]:
    """The plans with the parts of unfinished steps, as far as it is known how many there are."""
    parts = {plan.row.id: planned_parts(plan.steps, plan.histories) for plan in plans}
    keys = {
        part.key: plan.forgiven
        for plan in plans
        for own in parts[plan.row.id].values()
        for part in own
    }
    known = attempts.histories(connection, keys) if keys else {}
    out = []
    for plan in plans:
        own = parts[plan.row.id]
        histories = dict(plan.histories)
        for key, steps in own.items():
            mine = {step.key: known[step.key] for step in steps if step.key in known}
            histories |= mine
            if mine:
                histories[key] = seen_by_parts(plan.history(key), mine.values(), len(steps))
        out.append(replace(plan, parts=own, histories=histories))
    return tuple(out)


def _forgiven(plans: Iterable[RecordingPlan]) -> dict[str, int]:
    """For each key the attempt up to which failures are forgiven; recordings may share keys."""
    found: dict[str, int] = {}
    for plan in plans:
        for step in plan.steps:
            found[step.key] = max(found.get(step.key, 0), plan.forgiven)
    return found
