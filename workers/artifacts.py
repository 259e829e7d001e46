"""Content-addressed stage outputs: found by key, published by one rename."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

_DRAFT = ".draft-"


class ArtifactStore(Protocol):
    """Where outputs are kept: a local folder, or one in front of a bucket."""

    def find(self, key: str) -> Path | None:
        """The published folder of a key, or None."""
        ...

    def publishing(self, key: str) -> AbstractContextManager[Path]:
        """An empty folder, published as the output of `key` when the block ends well."""
        ...


class LocalArtifacts:
    """Outputs as folders `root/<key>` on one file system."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def find(self, key: str) -> Path | None:
        """The published folder of a key, or None."""
        folder = self.root / key
        return folder if folder.is_dir() else None

    @contextmanager
    def publishing(self, key: str) -> Iterator[Path]:
        """An empty folder, published as the output of `key` when the block ends well.

        Whoever publishes first wins; a later draft of the same key is dropped. A killed process
        leaves a draft, never half an output; `remove_stale_drafts` clears it.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self.root))
        try:
            yield draft
            _sync(draft)
            try:
                draft.rename(self.root / key)
            except OSError:
                if not (self.root / key).is_dir():
                    raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def exists(self, key: str) -> bool:
        """Whether the output of a key has been published."""
        return (self.root / key).is_dir()

    def remove(self, key: str) -> None:
        """Forget an output. It is renamed first, so that nobody finds half of it."""
        if not (self.root / key).is_dir():
            return
        gone = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self.root))
        try:
            (self.root / key).rename(gone / "gone")
        finally:
            shutil.rmtree(gone, ignore_errors=True)

    def remove_stale_drafts(self, older_than_s: float) -> int:
        """Remove drafts that no living run can own. Returns how many."""
        removed = 0
        for draft in self.root.glob(f"{_DRAFT}*"):
            newest = max(
                (p.stat().st_mtime for p in (draft, *draft.rglob("*")) if p.exists()), default=0
            )
            if time.time() - newest > older_than_s:
                shutil.rmtree(draft, ignore_errors=True)
                removed += 1
        return removed


class GuardedArtifacts:
    """Outputs that may be published only while a guard allows it."""

    def __init__(self, inner: ArtifactStore, may_publish: Callable[[], None]) -> None:
        """Put a guard in front of a store.

        Args:
            inner: The store.
            may_publish: Called just before an output is published; raises when it must not be.
        """
        self._inner = inner
        self._may_publish = may_publish

    def find(self, key: str) -> Path | None:
        """The published folder of a key, or None."""
        return self._inner.find(key)

    def publishing(self, key: str) -> AbstractContextManager[Path]:
        """An empty folder, published when the block ends well and the guard allows it."""
        return self._publishing(key)

    @contextmanager
    def _publishing(self, key: str) -> Iterator[Path]:
        with self._inner.publishing(key) as draft:
            yield draft
            self._may_publish()


def _sync(folder: Path) -> None:
    """Bring every file to the disk, so that a power cut cannot leave a published but empty file."""
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
