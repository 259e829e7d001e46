"""What a clip costs: all platform versions, framing and preview against one bare encode.

Both sides run in turns. Whole-recording work (speech, scenes) is done before and not counted: it
happens once for a recording, whatever the number of clips.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from clipping.ffmpeg import SAFE_INPUT
from exporters.presets import PRESETS
from transcripts.timeline import Span, seconds
from workers.artifacts import LocalArtifacts
from workers.benchmarks.running import BenchResult, Cost, Material, cost, median_cost, result
from workers.brief import Brief, ClipOrder
from workers.plan import Step, clip_steps, recording_steps, run_step
from workers.stages.table import RECORDING_STAGES

BUDGET = 1.3
_FRAMING_BUDGET = 0.5
_PREVIEW_BUDGET = 0.35
_CLIP_MS = 30_000
_BEFORE = ("probe", "sound", "transcript", "scenes")
#: Said again and again, so that captions are drawn as in a talk.
_SAID, _SAID_MS = "오늘만 59,900원에 무료배송까지 해 드려요", 3_500
_ENCODE = "encode"


def render(material: Material, rounds: int) -> list[BenchResult]:
    """Ratios of one clip for four platforms, of its parts, framing and preview; medians.

    Args:
        material: What is measured on; the clip is its 30 s from a quarter on.
        rounds: Runs of each side.
    """
    sources = {"media": material.media, "transcript_file": _subtitles(material)}
    base = material.scratch / "before"
    before = _recording_steps()
    for step in before:
        run_step(step, sources, LocalArtifacts(base))
    runs = [_round(material, sources, before, base) for _ in range(rounds)]
    median = {name: median_cost([run[name] for run in runs]) for name in runs[0]}
    span_s = _span(material).duration_ms / 1000
    return [
        result(name, against, budget, (ours, reference), material, rounds)
        for name, against, budget, ours, reference in _rows(median, span_s)
    ]


def _rows(
    median: Mapping[str, Cost], span_s: float
) -> Iterator[tuple[str, str, float | None, Cost, Cost]]:
    """Name, what it is compared with, budget, ours, the reference."""

    def total(*steps: str) -> Cost:
        return sum((median[step] for step in steps), Cost())

    bare, made = "one bare encode", ("frame", "render", "package")
    checked = (*made, "measure", "verify")
    yield "render", bare, BUDGET, total(*checked), total(_ENCODE)
    yield "render, unverified", bare, None, total(*made), total(_ENCODE)
    yield "render and covers", bare, None, total(*checked, "cover"), total(_ENCODE)
    yield "framing", "the span", _FRAMING_BUDGET, total("frame"), Cost(span_s, span_s)
    yield "preview", "the finished clip", _PREVIEW_BUDGET, total("preview"), total("render")
    for step in (*checked, "cover"):
        yield f"- {step}", bare, None, total(step), total(_ENCODE)


def _round(
    material: Material,
    sources: Mapping[str, Path],
    before: Sequence[Step],
    base: Path,
) -> dict[str, Cost]:
    """The cost of each stage of one clip, all platforms together, and of the bare encode."""
    costs = {_ENCODE: cost(lambda: _bare_encode(material))}
    folder = material.scratch / "round"
    shutil.copytree(base, folder)
    artifacts = LocalArtifacts(folder)
    try:
        for step in _clip_steps(material, before):
            spent = cost(lambda step=step: run_step(step, sources, artifacts))  # type: ignore[misc]
            name = step.stage.name
            costs[name] = costs.get(name, Cost()) + spent
    finally:
        shutil.rmtree(folder)
    return costs


def _recording_steps() -> tuple[Step, ...]:
    without = [stage.name for stage in RECORDING_STAGES if stage.name not in _BEFORE]
    return recording_steps(_digests(), Brief(), without=without)


def _clip_steps(material: Material, before: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of the finished files, then of the preview."""
    order = ClipOrder(_span(material))
    return tuple(
        step
        for final in (True, False)
        for step in clip_steps(before, _digests(), Brief(), order, final=final)
    )


def _digests() -> dict[str, str]:
    return {"media": "bench", "transcript_file": "bench-text"}


def _subtitles(material: Material) -> Path:
    """Captions for the whole recording, as an SRT file."""
    blocks = []
    for number, start_ms in enumerate(range(0, material.info.duration_ms - _SAID_MS, _SAID_MS), 1):
        times = " --> ".join(_srt_time(at) for at in (start_ms, start_ms + _SAID_MS - 300))
        blocks.append(f"{number}\n{times}\n{_SAID}\n")
    path = material.scratch / "said.srt"
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path


def _srt_time(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02},{rest % 1000:03}"


def _bare_encode(material: Material) -> object:
    """The span to the target's size, by the same encoder with the same preset and rate."""
    target, span = PRESETS["reels"].target, _span(material)
    fill = f"scale={target.width}:{target.height}:force_original_aspect_ratio=increase"
    return material.ffmpeg.run(
        (
            *(*SAFE_INPUT, "-ss", seconds(span.start_ms)),
            *("-i", str(material.media), "-t", seconds(span.duration_ms)),
            *("-vf", f"{fill},crop={target.width}:{target.height},fps={target.frame_rate}"),
            *("-c:v", "libx264", "-preset", "veryfast", "-b:v", f"{target.video_kbps}k"),
            *("-c:a", "aac", str(material.scratch / "reference.mp4")),
        ),
        duration_ms=span.duration_ms,
    )


def _span(material: Material) -> Span:
    start_ms = material.info.duration_ms // 4
    return Span(start_ms, min(material.info.duration_ms, start_ms + _CLIP_MS))
