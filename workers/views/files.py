"""Files that were brought or may be given out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workers.pipeline import JsonValue


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
