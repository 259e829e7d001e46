"""What people are shown, as values. Everything here is derived; nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from exporters.decided import EntryState
from workers.views.clips import (
    ClipFiles,
    ClipState,
    ClipView,
    Decision,
    Faq,
    FaqEntryView,
    FileState,
    PlatformFile,
    RequestView,
)
from workers.views.faq_list import FaqList, FaqListed, FaqSource, FaqVersion
from workers.views.files import OpenedFile, SourceFile, StoredFile, UploadView
from workers.views.learning import Learning, TasteChange
from workers.views.people import Actor, ApiKey, Person, Role, Session
from workers.views.recordings import RecordingState, RecordingView, StepState, StepView
from workers.views.system import Event, QueueView, RunningStep, SetAside, SystemState, WorkerView

__all__ = [
    "Actor",
    "ApiKey",
    "ClipFiles",
    "ClipState",
    "ClipView",
    "Decision",
    "EntryState",
    "Event",
    "Faq",
    "FaqEntryView",
    "FaqList",
    "FaqListed",
    "FaqSource",
    "FaqVersion",
    "FileState",
    "Learning",
    "OpenedFile",
    "Page",
    "Person",
    "PlatformFile",
    "QueueView",
    "RecordingState",
    "RecordingView",
    "RequestView",
    "Role",
    "RunningStep",
    "Session",
    "SetAside",
    "SourceFile",
    "StepState",
    "StepView",
    "StoredFile",
    "SystemState",
    "TasteChange",
    "UploadView",
    "WorkerView",
]

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A part of a list.

    Attributes:
        items: In the list's order.
        next_cursor: Pass it to get what follows; None at the end.
    """

    items: tuple[Item, ...]
    next_cursor: str | None = None
