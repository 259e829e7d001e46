"""Parts of a command's long work, kept beside its file until that is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from transcripts.speech import Parts
from workers.artifacts import LocalArtifacts
from workers.pipeline import Params, digest


@contextmanager
def kept_until_done(output: Path, decided_by: Params) -> Iterator[Parts]:
    """Keeps finished parts while a file is made, and forgets them when the block ends well.

    Whatever ends it otherwise, kill -9 too, the next time goes on from the parts that are there.

    Args:
        output: The file. The parts lie in a hidden folder beside it.
        decided_by: Everything that decides what is in the parts.
    """
    artifacts = LocalArtifacts(output.with_name(f".{output.name}.parts"))

    def part(name: str, params: Params, fill: Callable[[Path], None]) -> Path:
        key = digest({"of": dict(decided_by), "name": name, "params": dict(params)})
        if (done := artifacts.find(key)) is None:
            with artifacts.publishing(key) as draft:
                fill(draft)
        return done or artifacts.root / key

    yield part
    shutil.rmtree(artifacts.root, ignore_errors=True)
