"""The stage engine: what a stage is, its key, and how to have its output.

Knows no queue and no database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from transcripts.progress import Progress, ignore_progress
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


def plan_keys(
    stages: Iterable[Stage], sources: Mapping[str, str], params: Params
) -> dict[str, str]:
    """The key of every stage. Needs no output: a key depends on keys, not on contents.

    Args:
        stages: In an order where each comes after its needs.
        sources: Digest of each source there is ("media", "chat_file", …).
        params: What was asked for.
    """
    known = dict(sources)
    keys: dict[str, str] = {}
    for stage in stages:
        keys[stage.name] = known[stage.name] = stage_key(stage, known, params)
    return keys


def ensure(
    stage: Stage,
    key: str,
    *,
    inputs: Mapping[str, Path],
    params: Params,
    artifacts: ArtifactStore,
    progress: Progress = ignore_progress,
) -> Path:
    """The stage's output folder, running the stage only if nobody has.

    Safe to call twice, to kill half-way, and to call from two workers at once.
    """
    if (done := artifacts.find(key)) is not None:
        return done

    def part(name: str, part_params: Params, fill: Callable[[Path], None]) -> Path:
        ingredients: JsonValue = {"of": key, "name": name, "params": dict(part_params)}
        return _ensure_part(f"{stage.name}.part-{digest(ingredients)}", fill, artifacts)

    own = {name: params.get(name) for name in stage.reads}
    given = {name: inputs[name] for name in stage.needs if name in inputs}
    with artifacts.publishing(key) as draft:
        stage.run(Work(given, own, draft, progress, part))
    published = artifacts.find(key)
    assert published is not None  # publishing() either publishes or raises
    return published


def _ensure_part(key: str, fill: Callable[[Path], None], artifacts: ArtifactStore) -> Path:
    if (done := artifacts.find(key)) is not None:
        return done
    with artifacts.publishing(key) as draft:
        fill(draft)
    published = artifacts.find(key)
    assert published is not None
    return published
