"""Stage outputs in a bucket, with a folder of this machine in front of it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.artifacts import LocalArtifacts
from workers.blobs import Blobs


class RemoteArtifacts:
    """Outputs as objects under `artifacts/<key>/`; whoever writes the manifest first has published.

    Files go up first, under a name of their own for each try; the manifest that lists them goes
    last and only if there is none. So a reader sees a whole output or none, as with a rename.
    """

    def __init__(self, blobs: Blobs, cache: Path) -> None:
        self._blobs = blobs
        self._local = LocalArtifacts(cache)
        self._seen: set[str] = set()

    def find(self, key: str) -> Path | None:
        """The published folder of a key, brought here when it is not; or None."""
        if (here := self._local.find(key)) is not None:
            return here
        manifest = self._blobs.read_bytes(_manifest(key))
        if manifest is None:
            return None
        names: dict[str, str] = json.loads(manifest)
        with self._local.publishing(key) as draft:
            for name, blob in names.items():
                self._blobs.fetch(blob, draft / name)
        return self._local.find(key)

    def exists(self, key: str) -> bool:
        """Whether the output of a key has been published; asked of the bucket once."""
        if key not in self._seen and (
            self._local.exists(key) or self._blobs.exists(_manifest(key))
        ):
            self._seen.add(key)
        return key in self._seen

    @contextmanager
    def publishing(self, key: str) -> Iterator[Path]:
        """An empty folder, published as the output of `key` when the block ends well."""
        self._local.root.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=self._local.root))
        try:
            yield draft
            self._upload(key, draft)
            try:
                os.rename(draft, self._local.root / key)  # noqa: PTH104 - a folder, atomically
            except OSError:
                if self.find(key) is None:
                    raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def remove(self, key: str) -> None:
        """Forget an output, the manifest first so that nobody finds half of it."""
        self._seen.discard(key)
        self._blobs.delete(_manifest(key))
        for name in self._blobs.names(f"artifacts/{key}"):
            self._blobs.delete(name)
        shutil.rmtree(self._local.root / key, ignore_errors=True)

    def remove_stale_drafts(self, older_than_s: float) -> int:
        """Remove drafts on this machine that no living run can own. Returns how many."""
        return self._local.remove_stale_drafts(older_than_s)

    def _upload(self, key: str, draft: Path) -> None:
        run = uuid.uuid4().hex[:12]
        names: dict[str, str] = {}
        for path in sorted(p for p in draft.rglob("*") if p.is_file()):
            name = path.relative_to(draft).as_posix()
            # Numbered: a file's own name may hold characters that object names may not.
            names[name] = f"artifacts/{key}/{run}/{len(names)}"
            self._blobs.put_file(names[name], path)
        if not self._blobs.put_bytes_once(_manifest(key), json.dumps(names).encode()):
            for blob in names.values():
                self._blobs.delete(blob)
            # Another worker was first: theirs is the output, here too.
            shutil.rmtree(draft)
            self.find(key)


def _manifest(key: str) -> str:
    return f"artifacts/{key}/manifest.json"
