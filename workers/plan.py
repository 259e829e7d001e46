"""From what was asked for to steps with keys: what there is to do, done and ready. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from transcripts.progress import Progress, ignore_progress
from workers.artifacts import ArtifactStore
from workers.brief import Brief, ClipOrder, merged_params
from workers.pipeline import Params, Stage, ensure, shared_key, stage_key
from workers.stages.table import (
    CLIP_STAGES,
    PLATFORM_STAGES,
    PREVIEW_STAGES,
    RECORDING_STAGES,
    REQUESTED,
    target_params,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A stage with everything that decides its output.

    Attributes:
        name: Unique among the steps of a recording or clip: the stage's name, with the platform
            where there is one ("verify:reels").
        stage: What runs.
        key: Address of the output.
        params: All parameters (the stage reads its own).
        needs: Key of each needed step and digest of each needed source, by the stage's own names.
        part: Number of the part of the stage that this step makes; None for the whole.
        part_of: Key of the whole; "" when this is the whole.
    """

    name: str
    stage: Stage
    key: str
    params: Params
    needs: Mapping[str, str]
    part: int | None = None
    part_of: str = ""


def recording_steps(
    digests: Mapping[str, str],
    brief: Brief,
    extra: Params | None = None,
    *,
    without: Collection[str] = (),
) -> tuple[Step, ...]:
    """Every step of a recording, each after its needs.

    Args:
        digests: SHA-256 of each source there is, by source name ("media", "chat_file", …).
        brief: What was asked for.
        extra: More parameters, such as decisions on FAQ entries.
        without: Stages that failed for good. Those that can are planned to do without their
            output, so one broken part never stops the rest; the others are left out.
    """
    params = merged_params(brief.params(), extra or {})
    wanted = [one for one in RECORDING_STAGES if not one.only_with or params.get(one.only_with)]
    known = dict(digests)
    steps = tuple(_chain(_possible(wanted, without), known, params))
    return (*steps, *_requested(known, params, without))


def clip_steps(
    recording: Sequence[Step],
    digests: Mapping[str, str],
    brief: Brief,
    order: ClipOrder,
    *,
    final: bool,
) -> tuple[Step, ...]:
    """Every step of one clip, each after its needs.

    Args:
        recording: The steps of its recording.
        digests: As for `recording_steps`.
        brief: What was asked for of the recording.
        order: What was asked for of the clip.
        final: Full size for every platform; else only the small preview.
    """
    known = {**digests, **{step.name: step.key for step in recording}}
    params = merged_params(brief.params(), order.params())
    if not final:
        return tuple(_chain(PREVIEW_STAGES, known, params))
    steps = list(_chain(CLIP_STAGES, known, params))
    for platform in brief.platforms:
        with_platform = merged_params(params, {"platform": platform, **target_params(platform)})
        by_platform = _chain(PLATFORM_STAGES, dict(known), with_platform)
        steps += [
            Step(f"{s.name}:{platform}", s.stage, s.key, s.params, s.needs) for s in by_platform
        ]
    return tuple(steps)


def run_step(
    step: Step,
    sources: Mapping[str, Path],
    artifacts: ArtifactStore,
    progress: Progress = ignore_progress,
) -> Path:
    """The step's output folder, made now if nobody has. All its needs must be there.

    Args:
        step: What to do.
        sources: The file of each source there is, by source name.
        artifacts: Where outputs are kept.
        progress: Told the share done.

    Raises:
        LookupError: a needed output is missing.
    """
    inputs: dict[str, Path] = {}
    for need, key in step.needs.items():
        if need in sources:
            inputs[need] = sources[need]
            continue
        if (folder := artifacts.find(key)) is None:
            raise LookupError(f"{step.name} needs {need}, which is not there")
        inputs[need] = folder
    return ensure(
        step.stage,
        step.part_of or step.key,
        inputs=inputs,
        params=step.params,
        artifacts=artifacts,
        progress=progress,
        number=step.part,
    )


def part_steps(step: Step, summary: Mapping[str, Any]) -> tuple[Step, ...]:
    """The parts of a step that several workers may share; none when it is done in one go.

    Args:
        step: The whole.
        summary: What the finished stage that counts the parts said of its result.
    """
    count = int(summary.get("parts") or 0)
    if step.stage.run_part is None or count < 2:
        return ()
    return tuple(
        Step(
            f"{step.name}:{number + 1}", step.stage, shared_key(step.stage, step.key, number),
            step.params, step.needs, number, step.key,
        )
        for number in range(count)
    )  # fmt: skip


def _requested(
    known: Mapping[str, str], params: Params, without: Collection[str]
) -> Iterable[Step]:
    """A step for each request for clips, named by its number."""
    requests = params.get("requests")
    for request in requests if isinstance(requests, list) else ():
        if not isinstance(request, dict):
            continue
        name = f"{REQUESTED.name}:{request['id']}"
        asked = merged_params(params, {"request": request["wanted"]})
        if name not in without and "signals" in known:
            for step in _chain((REQUESTED,), dict(known), asked):
                yield replace(step, name=name)


def _possible(stages: Iterable[Stage], without: Collection[str]) -> Iterable[Stage]:
    """Stages that can still run when some have failed for good."""
    lost = set(without)
    for stage in stages:
        if stage.name in lost or lost & set(stage.needs) - set(stage.can_miss):
            lost.add(stage.name)
        else:
            yield stage


def _chain(stages: Iterable[Stage], known: dict[str, str], params: Params) -> Iterable[Step]:
    for stage in stages:
        key = known[stage.name] = stage_key(stage, known, params)
        needs = {need: known[need] for need in stage.needs if need in known}
        yield Step(stage.name, stage, key, params, needs)
