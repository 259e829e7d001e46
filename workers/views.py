"""What people are shown, as values. Everything here is derived; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from transcripts.timeline import Span
from workers.brief import Brief, ClipOrder
from workers.pipeline import JsonValue

Item = TypeVar("Item")


class Role(StrEnum):
    """What a person or key may do; each may do what those before it may."""

    VIEWER = "viewer"
    MARKETER = "marketer"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Whether this role is enough."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Every action is done inside this one's workspace and nowhere else.

    Attributes:
        workspace_id: Whose things are seen and changed.
        person_id: None for the program itself.
        name: For people.
        role: What may be done.
    """

    workspace_id: str
    person_id: str | None
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser: who, and the token its forms must carry."""

    actor: Actor
    csrf_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account."""

    id: str
    name: str
    email: str
    role: Role
    has_password: bool


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for programs. The key itself is shown once, when it is made, and kept nowhere."""

    id: str
    name: str
    prefix: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A part of a list.

    Attributes:
        items: In the list's order.
        next_cursor: Pass it to get what follows; None at the end.
    """

    items: tuple[Item, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file whose bytes are safe.

    Attributes:
        file_name: As its owner called it; only ever shown.
        sha256: Of its bytes, in hex.
        blob_name: Where it is kept.
        size_bytes: Its length.
    """

    file_name: str
    sha256: str
    blob_name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a recording. `kind` is one of `workers.stages.table.SOURCES`."""

    kind: str
    file: StoredFile
    added_at: datetime


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


class ClipState(StrEnum):
    """What a person decided."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it was made. `kind`: "approve", "reject", "reopen" (or "edit" for FAQ)."""

    kind: str
    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClipView:
    """A suggestion or a person's own clip.

    Attributes:
        id: Outlives re-runs.
        recording_id: Whose clip it is.
        order: What will be cut: the suggestion with all edits.
        version: Number of edits; pass it back to change what you have seen.
        state: What was decided.
        rank: 1 for the best suggestion, None for own clips and for those no longer suggested.
        score: 0-1; 0 for own clips.
        kind: Strongest reason, "" for own clips.
        because: Reasons as in `highlights.json`, strongest first.
        is_own: Made by a person.
        is_edited: A person changed something.
        decision: The last one, or None.
        preview: State of the small video.
        suggested_span: What was suggested at first.
    """

    id: str
    recording_id: str
    order: ClipOrder
    version: int
    state: ClipState
    rank: int | None
    score: float
    kind: str
    because: tuple[Mapping[str, JsonValue], ...]
    is_own: bool
    is_edited: bool
    decision: Decision | None
    preview: StepState
    suggested_span: Span


class FileState(StrEnum):
    """Where a finished file of a clip is."""

    NONE = "none"
    """Not asked for: the clip is not approved."""
    MAKING = "making"
    READY = "ready"
    """Measured and within the platform's limits."""
    REFUSED = "refused"
    """Made, measured and outside the limits; never given out as final."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PlatformFile:
    """A clip for one platform.

    Attributes:
        platform: Name of a preset.
        state: Where it is.
        share: Done, 0-1.
        is_stale: An older version exists; what was edited since is being made or not approved.
        checks: As in `verify.json`.
        reason: One sentence when it failed.
    """

    platform: str
    state: FileState
    share: float = 0.0
    is_stale: bool = False
    checks: tuple[Mapping[str, JsonValue], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClipFiles:
    """All files of a clip.

    Attributes:
        clip: Which.
        preview: State of the small video; open it with `open_clip_output(…, "preview", …)`.
        preview_share: Done, 0-1.
        covers: Names of the covers there are ("cover.jpg", …).
        platforms: One for each platform of the brief.
        steps: Every step, for those who look closer.
    """

    clip: ClipView
    preview: StepState
    preview_share: float
    covers: tuple[str, ...]
    platforms: tuple[PlatformFile, ...]
    steps: tuple[StepView, ...] = field(default=())


class EntryState(StrEnum):
    """What a person decided on a FAQ entry."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class FaqEntryView:
    """A question with its answer, and what was decided.

    Attributes:
        id: As in `qa.json`.
        question: The text that leaves the house.
        answer: The same of the answer; "" for unanswered ones.
        evidence: The pair as in `qa.json`: spans, confidence, flags, who asked.
        state: What was decided.
        is_edited: A person changed the text.
        product_ids: Products it belongs to.
        flags: Reasons to look twice.
        decision: The last one, or None.
    """

    id: str
    question: str
    answer: str
    evidence: Mapping[str, JsonValue]
    state: EntryState
    is_edited: bool
    product_ids: tuple[str, ...]
    flags: tuple[str, ...]
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Faq:
    """The questions of a recording. `is_ready` is False until they have been looked for."""

    is_ready: bool
    entries: tuple[FaqEntryView, ...] = ()
    unanswered: tuple[Mapping[str, JsonValue], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that may be given out.

    Attributes:
        path: On this machine.
        name: What to call it when it is saved; may hold any character.
    """

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for live pages. Numbers grow."""

    id: int
    kind: str
    recording_id: str | None
    payload: Mapping[str, JsonValue]
    at: datetime


@dataclass(frozen=True, slots=True)
class RunningStep:
    """A step somebody is working on."""

    recording_id: str
    clip_id: str | None
    step: str
    share: float
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class UploadView:
    """A resumable upload.

    Attributes:
        id: Of the upload.
        file_name: As its owner called it.
        size_bytes: Length of the whole file.
        offset_bytes: Safely on disk.
        details: What came with it: kind, recording id, title …
        file: Once complete and stored.
        expires_at: Removed after this when not finished.
    """

    id: str
    file_name: str
    size_bytes: int
    offset_bytes: int
    details: Mapping[str, JsonValue]
    file: StoredFile | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker process. `is_alive` is False when it has been silent too long."""

    name: str
    queue: str
    pid: int
    is_alive: bool
    seen_at: datetime
    step: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue: jobs announced, running, and workers that serve it."""

    name: str
    waiting: int
    running: int
    workers: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """Work that will not be tried again: what, why and the evidence."""

    recording_id: str
    recording_title: str
    clip_id: str | None
    step: str
    reason: str
    deaths: int
    log_tail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SystemState:
    """The state of the installation.

    Attributes:
        workers: Seen within the last day.
        queues: One for each kind of work.
        queue_reachable: Whether Redis answers.
        free_bytes: On the data disk.
        total_bytes: Of the data disk.
        set_aside: Work that failed for good, newest first, at most 50.
    """

    workers: tuple[WorkerView, ...]
    queues: tuple[QueueView, ...]
    queue_reachable: bool
    free_bytes: int
    total_bytes: int
    set_aside: tuple[SetAside, ...]
