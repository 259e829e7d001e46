"""What happens, and how the installation is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from workers.pipeline import JsonValue


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
