"""Rows as values: what the queries of this package give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4


def new_id() -> str:
    """32 hex digits that nobody can guess."""
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """A recording as it was brought."""

    id: str
    workspace_id: str
    title: str
    brief: Mapping[str, Any]
    lane: str
    makes_all_finals: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A file of a recording."""

    recording_id: str
    kind: str
    sha256: str
    file_name: str
    blob_name: str
    size_bytes: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """The last thing asked of a whole recording.

    Attributes:
        kind: "cancel" or "retry".
        after_attempt: Failures up to this attempt are forgiven.
    """

    kind: str
    after_attempt: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of a step, from its start on.

    Attributes:
        id: Grows.
        step_key: What is made.
        step: Its name.
        number: 1 for the first run of this key.
        recording_id: For whom.
        clip_id: For which clip, or None.
        duration_ms: Length of the recording, 0 when not known yet.
    """

    id: int
    step_key: str
    step: str
    number: int
    recording_id: str
    clip_id: str | None
    duration_ms: int


@dataclass(frozen=True, slots=True)
class History:
    """Everything the attempts at one key say.

    Attributes:
        attempts: How many there were.
        is_finished: One of them published the output.
        is_running: One holds the lease now.
        failures: Errors that count.
        deaths: Workers that died on it.
        is_permanent: The last error will not go away by itself.
        reason: Of the last failure or death, else "".
        log_tail: Of the last failure.
        ended_at: When the last attempt ended, None while it runs.
        share: Of the running attempt, 0-1.
        begun_at: When the last attempt began.
        seen_at: Last sign of life of the running attempt.
        seconds: What the finished attempt took.
        summary: What the finished attempt said of its result.
        attempt_id: The last attempt.
    """

    attempts: int = 0
    is_finished: bool = False
    is_running: bool = False
    failures: int = 0
    deaths: int = 0
    is_permanent: bool = False
    reason: str = ""
    log_tail: str = ""
    ended_at: datetime | None = None
    share: float = 0.0
    begun_at: datetime | None = None
    seen_at: datetime | None = None
    seconds: float = 0.0
    summary: Mapping[str, Any] | None = None
    attempt_id: int = 0


NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class PastWork:
    """A finished attempt, for what it tells of the next one.

    Attributes:
        step: Name of the step, that of a part with its number ("transcript:3").
        recording_id: For whom.
        duration_ms: Length of the recording (of a part: of its share), 0 when not known yet.
        begun_at: When it began.
        ended_at: When it ended.
        summary: What it said of its result.
        is_of_clip: It was for a clip of the recording.
    """

    step: str
    recording_id: str
    duration_ms: int
    begun_at: datetime
    ended_at: datetime
    summary: Mapping[str, Any]
    is_of_clip: bool = False


@dataclass(frozen=True, slots=True)
class ClipRow:
    """A clip with the newest of all that was appended to it.

    Attributes:
        id: Outlives re-runs.
        recording_id: Whose.
        highlight_id: Of the suggestion, None for a person's own clip.
        start_ms, end_ms, title, product_ids: As first made.
        created_at: When.
        change: Fields changed by the last edit, or None.
        version: Number of edits.
        decision: Kind of the last decision, or None.
        decision_reason: Given with it.
        decision_person: Name of who decided.
        decided_at: When.
        rank: In the newest set of suggestions, None when not in it.
        score: There, or in the last set that had it.
        kind: Likewise.
        because: Likewise.
        explores: Likewise; chosen without regard to taste.
        request_id: The request that it answers, None when it was suggested by itself.
    """

    id: str
    recording_id: str
    highlight_id: str | None
    start_ms: int
    end_ms: int
    title: str
    product_ids: tuple[str, ...]
    created_at: datetime
    change: Mapping[str, Any] | None = None
    version: int = 0
    decision: str | None = None
    decision_reason: str = ""
    decision_person: str = ""
    decided_at: datetime | None = None
    rank: int | None = None
    score: float = 0.0
    kind: str = ""
    because: tuple[Mapping[str, Any], ...] = ()
    explores: bool = False
    request_id: int | None = None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Clips that somebody asked for. `id` grows."""

    id: int
    recording_id: str
    wanted: Mapping[str, Any]
    person: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FaqDecisionRow:
    """A decision on a FAQ entry. `change` holds edited fields."""

    entry_id: str
    kind: str
    reason: str
    change: Mapping[str, Any]
    person: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened."""

    id: int
    workspace_id: str
    recording_id: str | None
    kind: str
    payload: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A resumable upload."""

    id: str
    file_name: str
    size_bytes: int
    offset_bytes: int
    details: Mapping[str, Any]
    sha256: str | None
    blob_name: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Someone with an account."""

    id: str
    workspace_id: str
    name: str
    email: str
    role: str
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker process; its name is made of queue, machine and number."""

    name: str
    queue: str
    pid: int
    seen_at: datetime

    @property
    def machine(self) -> str:
        """The name of the machine on which it runs."""
        return self.name.removeprefix(f"{self.queue}-").removesuffix(f"-{self.pid}")


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """Who works on what now."""

    attempt: Attempt
    worker: str
    share: float
    seen_at: datetime
    expires_at: datetime
