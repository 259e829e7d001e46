"""The stage engine: what a stage is, its key, and how to have its output.

Knows no queue and no database.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from transcripts.progress import SHARED, Progress, ignore_progress
from workers.artifacts import ArtifactStore

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
Params = Mapping[str, JsonValue]


class Queue(StrEnum):
    """Which workers may run a stage."""

    CPU = "cpu"
    SPEECH = "speech"
    RENDER = "render"


#: Long work inside a stage, in parts that survive a killed worker: gives the folder of the part
#: with this name and parameters, filled by the function unless it exists already.
Parts = Callable[[str, Params, Callable[[Path], None]], Path]


@dataclass(frozen=True, slots=True)
class Work:
    """What a stage is given.

    Attributes:
        inputs: Folder of each needed stage, file of each needed source; no entry for absent ones.
        params: Only those the stage declared in `reads`.
        draft: Empty folder to fill; published by one rename.
        progress: Call with the share done, 0-1; raises when the work was cancelled.
        part: Keeps finished parts of long work.
    """

    inputs: Mapping[str, Path]
    params: Params
    draft: Path
    progress: Progress
    part: Parts


@dataclass(frozen=True, slots=True)
class Stage:
    """One step from a recording towards a finished clip.

    Attributes:
        name: Lower-case, unique; part of the key and of the job id.
        version: Raise it when the same inputs should give a different output.
        needs: Stages or sources whose output this one reads.
        queue: Which workers may run it.
        timeout_s: Longest run for a short recording, in seconds.
        run: Fills the draft. No other side effect.
        reads: Names of the parameters this stage reads.
        timeout_s_per_hour: Added for each hour of the recording.
        can_miss: Needed stages whose output it can do without, saying so in its notes.
        parts_from: Needed stage whose summary says in "parts" how many parts this one has that
            several workers may share; "" when it is done in one go.
        whole_with: Source whose presence makes the parts needless.
        run_part: Makes the part of this number (from 0) and keeps it by `Work.part` under the name
            `SHARED` and that number; `run` finds it there, or makes it.
        only_with: A parameter without which it is not planned at all; "" for always.
    """

    name: str
    version: int
    needs: tuple[str, ...]
    queue: Queue
    timeout_s: int
    run: Callable[[Work], None]
    reads: tuple[str, ...] = ()
    timeout_s_per_hour: int = 0
    can_miss: tuple[str, ...] = ()
    parts_from: str = ""
    whole_with: str = ""
    run_part: Callable[[Work, int], None] | None = None
    only_with: str = ""

    def timeout_for(self, duration_ms: int) -> int:
        """Longest allowed run for a recording of this length, in seconds."""
        return self.timeout_s + self.timeout_s_per_hour * duration_ms // 3_600_000


def digest(value: JsonValue) -> str:
    """32 hex digits that are the same for the same JSON value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def stage_key(stage: Stage, sources: Mapping[str, str], params: Params) -> str:
    """Address of the stage's output: its name, then a hash of all that decides the output.

    Args:
        stage: The stage.
        sources: Key of each needed stage or digest of each needed source; absent sources left out.
        params: All parameters; only those in `stage.reads` count.
    """
    ingredients: JsonValue = {
        "name": stage.name,
        "version": stage.version,
        "params": {name: params.get(name) for name in stage.reads},
        "needs": {name: sources.get(name) for name in stage.needs},
    }
    return f"{stage.name}-{digest(ingredients)}"


def ensure(  # noqa: PLR0913 - a stage and everything it is given
    stage: Stage,
    key: str,
    *,
    inputs: Mapping[str, Path],
    params: Params,
    artifacts: ArtifactStore,
    progress: Progress = ignore_progress,
    number: int | None = None,
) -> Path:
    """The stage's output folder, or that of one shared part, running it only if nobody has.

    Safe to call twice, to kill half-way, and to call from two workers at once.

    Args:
        stage: What runs.
        key: Address of its output.
        inputs: Folder of each needed stage, file of each needed source.
        params: All parameters; the stage sees those it reads.
        artifacts: Where outputs are kept.
        progress: Told the share done.
        number: Of the shared part that is wanted; None for the whole.
    """
    wanted = key if number is None else shared_key(stage, key, number)
    if (done := artifacts.find(wanted)) is not None:
        return done

    def part(name: str, part_params: Params, fill: Callable[[Path], None]) -> Path:
        return _ensure_part(part_key(stage, key, name, part_params), fill, artifacts)

    own = {name: params.get(name) for name in stage.reads}
    given = {name: inputs[name] for name in stage.needs if name in inputs}
    if number is None:
        with artifacts.publishing(key) as draft:
            stage.run(Work(given, own, draft, progress, part))
    elif stage.run_part is not None:
        with tempfile.TemporaryDirectory() as draft_name:
            stage.run_part(Work(given, own, Path(draft_name), progress, part), number)
    published = artifacts.find(wanted)
    assert published is not None  # a stage publishes or raises, and keeps the part it is asked for
    return published


def part_key(stage: Stage, of: str, name: str, params: Params) -> str:
    """Address of a part.

    Args:
        stage: Whose part.
        of: Key of the stage's output.
        name: What kind of part.
        params: Everything else that decides what is in it.
    """
    ingredients: JsonValue = {"of": of, "name": name, "params": dict(params)}
    return f"{stage.name}.part-{digest(ingredients)}"


def shared_key(stage: Stage, of: str, number: int) -> str:
    """Address of the part that any worker may make; see `Stage.run_part`."""
    return part_key(stage, of, SHARED, {"number": number})


def _ensure_part(key: str, fill: Callable[[Path], None], artifacts: ArtifactStore) -> Path:
    if (done := artifacts.find(key)) is not None:
        return done
    with artifacts.publishing(key) as draft:
        fill(draft)
    published = artifacts.find(key)
    assert published is not None
    return published
