"""Everything that is found out about a recording, but for recognising speech, against one decode.

Sound, shots, chat, sales, signals, highlights, and questions where a transcript lies beside the
recording. What renders pictures is no analysis.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from clipping.ffmpeg import SAFE_INPUT
from workers.artifacts import LocalArtifacts
from workers.benchmarks.running import BenchResult, Cost, Material, cost, median_cost, result
from workers.brief import Brief
from workers.pipeline import Queue
from workers.plan import Step, recording_steps, run_step
from workers.stages.table import RECORDING_STAGES

BUDGET = 1.0
_SPEECH = ("probe", "sales", "sound", "transcript")


def analysis(material: Material, rounds: int) -> list[BenchResult]:
    """The whole analysis without speech, then its steps; medians, in turns with the decode."""
    sources = {"media": material.media, **material.beside}
    costs: list[dict[str, Cost]] = []
    decodes: list[Cost] = []
    for _ in range(rounds):
        costs.append(step_costs(sources, material.scratch))
        decodes.append(cost(lambda: _decode(material)))
    decode = median_cost(decodes)
    medians = median_costs(costs)
    whole = sum(medians.values(), Cost())
    against = "one decode"
    return [
        result("analysis", against, BUDGET, (whole, decode), material, rounds),
        *(
            result(f"- {name}", against, None, (spent, decode), material, rounds)
            for name, spent in medians.items()
        ),
    ]


def step_costs(sources: dict[str, Path], scratch: Path) -> dict[str, Cost]:
    """What each step of a recording's analysis costs, one after the other, by its name."""
    steps = _steps(sources)
    with _spoken(steps, sources, scratch) as artifacts:
        return {
            step.name: cost(lambda step=step: run_step(step, sources, artifacts))  # type: ignore[misc]
            for step in steps
            if step.name != "transcript"
        }


def median_costs(rounds: Sequence[dict[str, Cost]]) -> dict[str, Cost]:
    """The medians of each step."""
    return {name: median_cost([costs[name] for costs in rounds]) for name in rounds[0]}


def _steps(sources: dict[str, Path]) -> tuple[Step, ...]:
    without = [stage.name for stage in RECORDING_STAGES if stage.queue is Queue.RENDER]
    if "transcript_file" not in sources:
        without.append("transcript")
    return recording_steps(dict.fromkeys(sources, "bench"), Brief(), without=without)


@contextmanager
def _spoken(
    steps: tuple[Step, ...], sources: dict[str, Path], scratch: Path
) -> Iterator[LocalArtifacts]:
    """A store that holds the transcript alone, made before the clock runs."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        artifacts = LocalArtifacts(Path(folder))
        for step in steps:
            if step.name in _SPEECH:
                run_step(step, sources, artifacts)
        for step in steps:
            if step.name != "transcript" and (made := artifacts.find(step.key)) is not None:
                shutil.rmtree(made)
        yield artifacts


def _decode(material: Material) -> None:
    material.ffmpeg.run(
        (*SAFE_INPUT, "-i", str(material.media), "-f", "null", "-"),
        duration_ms=material.info.duration_ms,
    )
