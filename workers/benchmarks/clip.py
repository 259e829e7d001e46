"""One clip for all platforms against one bare encode of the same span."""

from __future__ import annotations

import tempfile
from pathlib import Path

from clipping.ffmpeg import SAFE_INPUT
from exporters.presets import PRESETS
from transcripts.timeline import Span, seconds
from workers.artifacts import LocalArtifacts
from workers.benchmarks.running import Material, paired
from workers.brief import Brief, ClipOrder
from workers.plan import clip_steps, recording_steps, run_step
from workers.stages.table import RECORDING_STAGES

_CLIP_MS = 20_000
_NOT_FOR_A_CLIP = tuple(stage.name for stage in RECORDING_STAGES if stage.name != "probe")
_OF_A_CLIP = ("probe", "frame", "render", "measure", "verify")


def _clip(material: Material) -> object:
    """The stages of one clip for all platforms, without captions (the reference has none)."""
    digests = {"media": "bench"}
    brief = Brief()
    recording = recording_steps(digests, brief, without=_NOT_FOR_A_CLIP)
    steps = clip_steps(recording, digests, brief, ClipOrder(_span(material)), final=True)
    with tempfile.TemporaryDirectory(dir=material.scratch) as folder:
        artifacts = LocalArtifacts(Path(folder))
        for step in (*recording, *steps):
            if step.stage.name in _OF_A_CLIP:
                run_step(step, {"media": material.media}, artifacts)
    return None


def _clip_reference(material: Material) -> object:
    target = PRESETS["reels"].target
    span = _span(material)
    fill = f"scale={target.width}:{target.height}:force_original_aspect_ratio=increase"
    return material.ffmpeg.run(
        (
            *(*SAFE_INPUT, "-ss", seconds(span.start_ms), "-i", str(material.media)),
            *("-t", seconds(span.duration_ms)),
            *("-vf", f"{fill},crop={target.width}:{target.height},fps={target.frame_rate}"),
            *("-c:v", "libx264", "-preset", "veryfast", "-b:v", f"{target.video_kbps}k"),
            *("-c:a", "aac", str(material.scratch / "reference.mp4")),
        ),
        duration_ms=span.duration_ms,
    )


def _span(material: Material) -> Span:
    start_ms = material.info.duration_ms // 4
    return Span(start_ms, min(material.info.duration_ms, start_ms + _CLIP_MS))


CLIP = paired("clip", "one bare encode", 1.3, _clip, _clip_reference)
