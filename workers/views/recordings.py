"""Recordings and their steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workers.brief import Brief
from workers.views.files import SourceFile


class StepState(StrEnum):
    """Where a step is."""

    WAITING = "waiting"
    """For what it needs."""
    QUEUED = "queued"
    """It could run now, when a worker is free."""
    RUNNING = "running"
    DONE = "done"
    RETRYING = "retrying"
    """It failed and will be tried again."""
    FAILED = "failed"
    """It will not be tried again unless somebody asks."""


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a recording or clip.

    Attributes:
        name: The stage's name, with the platform where there is one ("verify:reels").
        state: Where it is.
        share: Done, 0-1.
        reason: One sentence when it failed or is tried again, else "".
        seen_at: Last sign of life of a running step.
        deaths: How often a worker died on it.
        notes: What the step said of its result, for people.
        log_tail: Last lines of the failed attempt, for operators.
    """

    name: str
    state: StepState
    share: float = 0.0
    reason: str = ""
    seen_at: datetime | None = None
    deaths: int = 0
    notes: tuple[str, ...] = ()
    log_tail: str = ""


class RecordingState(StrEnum):
    """Where a recording is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    """Everything that could be done is done; `failures` may name parts that could not."""
    FAILED = "failed"
    """The file is no usable recording."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class RecordingView:
    """A recording and how far it is.

    Attributes:
        id: Of the recording.
        title: As given, or the file's name.
        created_at: When it was brought.
        brief: What was asked for.
        sources: Its files; of each kind the newest counts and only that one is listed.
        lane: "interactive", or "backlog" for batches that must not make people wait.
        state: Where it is.
        share: Done, 0-1, by expected work.
        remaining_s: Expected seconds left, or None when unknown or finished.
        queue_position: Recordings that are served before it, or None when it is being served.
        seen_at: Last sign of life of its work.
        duration_ms: Once probed, else None.
        steps: In working order.
        notes: What people should know, once each.
        clip_count: Suggestions and people's own clips.
        approved_count: Of these, approved.
    """

    id: str
    title: str
    created_at: datetime
    brief: Brief
    sources: tuple[SourceFile, ...]
    lane: str
    state: RecordingState
    share: float
    remaining_s: int | None
    queue_position: int | None
    seen_at: datetime | None
    duration_ms: int | None
    steps: tuple[StepView, ...]
    notes: tuple[str, ...] = ()
    clip_count: int = 0
    approved_count: int = 0

    @property
    def failures(self) -> tuple[StepView, ...]:
        """Steps that failed for good; the others did without them."""
        return tuple(step for step in self.steps if step.state is StepState.FAILED)

    def output_ready(self, step: str) -> bool:
        """Whether a step's output can be opened."""
        return any(s.name == step and s.state is StepState.DONE for s in self.steps)
