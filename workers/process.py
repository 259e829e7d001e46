"""The main job in one process: recording in, clips, FAQ and report out. No server, no queue."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clipping.errors import ClippingError
from exporters.errors import ExportersError
from transcripts.errors import TranscriptsError
from transcripts.progress import Progress
from transcripts.timeline import Span
from workers.artifacts import LocalArtifacts
from workers.brand import NO_KIT, BrandKit
from workers.brief import Brief, ClipOrder
from workers.digests import RememberedDigests
from workers.errors import LanguageModelFailed, StageFailed
from workers.plan import Step, clip_steps, recording_steps, run_step

logger = logging.getLogger(__name__)

#: Errors that are about the material, not about the program: the step is left out, with the reason.
#: So is a language model that does not answer: everything can be done without its words.
MATERIAL_ERRORS = (ClippingError, TranscriptsError, ExportersError, LanguageModelFailed)

#: Where a processed folder keeps its finished stages.
WORK_FOLDER = ".afterlive"

#: Opens a progress display for a step's name.
Watch = Callable[[str], AbstractContextManager[Progress]]


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that could not be done, and why, for people."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class MadeClip:
    """A finished clip.

    Attributes:
        rank: 1 for the best.
        highlight: The suggestion as in `highlights.json`.
        outputs: Output folder of each step that succeeded, by step name.
        failures: What could not be done.
    """

    rank: int
    highlight: Mapping[str, Any]
    outputs: Mapping[str, Path]
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Processed:
    """All outputs of a recording.

    Attributes:
        media: The recording.
        sources: Files given, by source name.
        brief: What was asked for.
        outputs: Output folder of each step that succeeded, by step name.
        keys: Key of each step, by step name.
        failures: What could not be done.
        clips: Best first.
    """

    media: Path
    sources: Mapping[str, Path]
    brief: Brief
    outputs: Mapping[str, Path]
    keys: Mapping[str, str]
    failures: tuple[Failure, ...] = ()
    clips: tuple[MadeClip, ...] = field(default=())


def process(
    sources: Mapping[str, Path],
    brief: Brief,
    work: Path,
    watch: Watch,
    brand: BrandKit = NO_KIT,
) -> Processed:
    """Do everything for one recording; what is finished already is found, not repeated.

    Args:
        sources: Files by source name; "media" must be there. A brand kit's are among them.
        brief: What is wanted.
        work: Folder for finished stages, kept between runs.
        watch: Opens a progress display for a step.
        brand: Its colours.

    Raises:
        StageFailed: the file is no usable recording.
    """
    artifacts = LocalArtifacts(work / "artifacts")
    remembered = RememberedDigests(work / "digests.json")
    digests: dict[str, str] = {}
    for name, path in sources.items():
        with watch("reading") as progress:
            digests[name] = remembered.digest(path, progress)
    steps, outputs, failures = _recording(sources, digests, brief, artifacts, watch)
    clips = []
    for rank, highlight in enumerate(_suggestions(outputs), 1):
        order = replace(order_of(highlight), brand=brand)
        of_clip = clip_steps(steps, digests, brief, order, final=True)
        made, lost = _run(of_clip, sources, artifacts, _labelled(watch, f"clip {rank}"), outputs)
        clips.append(MadeClip(rank, highlight, made, lost))
    return Processed(
        media=sources["media"],
        sources=sources,
        brief=brief,
        outputs=outputs,
        keys={step.name: step.key for step in steps},
        failures=failures,
        clips=tuple(clips),
    )


def order_of(highlight: Mapping[str, Any]) -> ClipOrder:
    """The clip that a suggestion asks for."""
    return ClipOrder(
        span=Span(int(highlight["start_ms"]), int(highlight["end_ms"])),
        title=str(highlight.get("title", "")),
        product_ids=tuple(highlight.get("product_ids", ())),
    )


def _recording(
    sources: Mapping[str, Path],
    digests: Mapping[str, str],
    brief: Brief,
    artifacts: LocalArtifacts,
    watch: Watch,
) -> tuple[tuple[Step, ...], dict[str, Path], tuple[Failure, ...]]:
    """Run the recording's steps; after a failure, plan the rest to do without."""
    failures: list[Failure] = []
    while True:
        steps = recording_steps(digests, brief, without=[f.step for f in failures])
        outputs, lost = _run(steps, sources, artifacts, watch, {}, stop_at_first=True)
        if not lost:
            return steps, outputs, tuple(failures)
        if lost[0].step == "probe":
            raise StageFailed("probe", lost[0].reason)
        failures += lost


def _run(
    steps: Sequence[Step],
    sources: Mapping[str, Path],
    artifacts: LocalArtifacts,
    watch: Watch,
    known: Mapping[str, Path],
    *,
    stop_at_first: bool = False,
) -> tuple[dict[str, Path], tuple[Failure, ...]]:
    outputs: dict[str, Path] = {}
    failures: list[Failure] = []
    there = {*known, *sources}
    for step in steps:
        platform = step.name.partition(":")[2]
        wanted = {f"{n}:{platform}" if f"{n}:{platform}" in outputs else n for n in step.needs}
        if not wanted <= there | set(outputs):
            continue  # what it needs has failed, and that is noted already
        try:
            with watch(step.name) as progress:
                outputs[step.name] = run_step(step, sources, artifacts, progress)
        except MATERIAL_ERRORS as error:
            logger.warning("%s failed: %s", step.name, error)
            failures.append(Failure(step.name, str(error)))
            if stop_at_first:
                break
    return outputs, tuple(failures)


def _suggestions(outputs: Mapping[str, Path]) -> list[Mapping[str, Any]]:
    folder = outputs.get("titles", outputs.get("highlights"))
    if folder is None:
        return []
    text = (folder / "highlights.json").read_text(encoding="utf-8")
    return in_places(json.loads(text)["highlights"])


def in_places(highlights: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Suggestions in the order in which people see them: by score, unless they have places."""
    return sorted(highlights, key=lambda one: int(one.get("place", 0)))


def _labelled(watch: Watch, label: str) -> Watch:
    return lambda name: watch(f"{label} {name}")
