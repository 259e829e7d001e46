"""SHA-256 of files, remembered by size and time of change so that gigabytes are read once."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from transcripts.progress import Progress, ignore_progress

_BLOCK = 4 * 2**20


def file_digest(path: Path, progress: Progress = ignore_progress) -> str:
    """SHA-256 of a file in hex, read block by block."""
    size = max(1, path.stat().st_size)
    done = 0
    state = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            state.update(block)
            done += len(block)
            progress(min(1.0, done / size))
    return state.hexdigest()


class RememberedDigests:
    """Digests kept in a JSON file, valid while a file keeps its place, size and time of change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _load(path)

    def digest(self, path: Path, progress: Progress = ignore_progress) -> str:
        """SHA-256 of `path`, read only when it is new or changed."""
        stat = path.stat()
        mark = f"{path.resolve()}|{stat.st_size}|{stat.st_mtime_ns}|{stat.st_ino}"
        if mark not in self._known:
            self._known[mark] = file_digest(path, progress)
            self._save()
        return self._known[mark]

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps(self._known), encoding="utf-8")
        draft.replace(self._path)


def _load(path: Path) -> dict[str, str]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # only a memory: lost means read again
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}
