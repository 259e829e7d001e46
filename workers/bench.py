"""Benchmarks: our stages against a reference, in turns in the same run. Ratios, never seconds."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clipping.errors import NoPicture
from clipping.ffmpeg import SAFE_INPUT, Ffmpeg, find_ffmpeg
from clipping.model import MediaInfo
from clipping.probe import probe
from exporters.presets import PRESETS
from transcripts.timeline import Span, seconds
from workers.artifacts import LocalArtifacts
from workers.brief import Brief, ClipOrder
from workers.plan import clip_steps, recording_steps, run_step
from workers.settings import Settings, load_settings
from workers.stages.table import RECORDING_STAGES

_CLIP_MS = 20_000
_NOT_FOR_A_CLIP = tuple(stage.name for stage in RECORDING_STAGES if stage.name != "probe")
_OF_A_CLIP = ("probe", "frame", "render", "measure", "verify")


@dataclass(frozen=True, slots=True)
class Material:
    """What is measured on: the first minutes of a recording, cut out without encoding."""

    media: Path
    info: MediaInfo
    ffmpeg: Ffmpeg
    scratch: Path
    settings: Settings


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A pair of runs.

    Attributes:
        against: What the reference is, for people.
        budget: Greatest allowed ratio of ours to the reference.
        ours: Our side.
        reference: The other side.
    """

    against: str
    budget: float
    ours: Callable[[Material], object]
    reference: Callable[[Material], object]


@dataclass(frozen=True, slots=True)
class BenchResult:
    """Medians over the rounds, in seconds, and their ratio."""

    name: str
    against: str
    budget: float
    minutes: float
    rounds: int
    ours_s: float
    reference_s: float

    @property
    def ratio(self) -> float:
        """Ours to the reference."""
        return self.ours_s / self.reference_s


def run_benchmarks(
    names: tuple[str, ...], media: Path | None, *, minutes: float, rounds: int
) -> list[BenchResult]:
    """Measure each named benchmark; both sides run in turns so that a busy machine hits both.

    Args:
        names: From `BENCHMARKS`.
        media: A recording with picture and sound, or None for the demo broadcast.
        minutes: How much of it.
        rounds: Runs of each side; the median counts.

    Raises:
        NoPicture: the recording has none.
    """
    settings = load_settings()
    ffmpeg = find_ffmpeg(settings.ffmpeg)
    with tempfile.TemporaryDirectory(prefix="afterlive-bench-") as folder:
        scratch = Path(folder)
        piece = _piece(media or _demo(scratch, ffmpeg), scratch, ffmpeg, minutes)
        info = probe(piece)
        if info.picture is None:
            raise NoPicture("The benchmarks need a recording with a picture.")
        material = Material(piece, info, ffmpeg, scratch, settings)
        return [_measure(name, BENCHMARKS[name], material, rounds) for name in names]


def _measure(name: str, bench: Benchmark, material: Material, rounds: int) -> BenchResult:
    ours, reference = [], []
    for _ in range(rounds):
        ours.append(_timed(bench.ours, material))
        reference.append(_timed(bench.reference, material))
    return BenchResult(
        name=name,
        against=bench.against,
        budget=bench.budget,
        minutes=material.info.duration_ms / 60_000,
        rounds=rounds,
        ours_s=statistics.median(ours),
        reference_s=statistics.median(reference),
    )


def _timed(do: Callable[[Material], object], material: Material) -> float:
    begin = time.perf_counter()
    do(material)
    return time.perf_counter() - begin


def _demo(scratch: Path, ffmpeg: Ffmpeg) -> Path:
    from workers.demo_broadcast import build_demo, find_pieces

    return build_demo(find_pieces(), scratch / "demo", ffmpeg, lambda _: None).sources()["media"]


def _piece(media: Path, scratch: Path, ffmpeg: Ffmpeg, minutes: float) -> Path:
    out = scratch / f"piece{media.suffix}"
    length_ms = round(minutes * 60_000)
    where = ("-i", str(media), "-t", seconds(length_ms))
    ffmpeg.run((*SAFE_INPUT, *where, "-c", "copy", str(out)), duration_ms=length_ms)
    return out


def _scenes(material: Material) -> object:
    from clipping.scenes import study_picture

    return study_picture(material.media, material.info)


def _scenes_reference(material: Material) -> object:
    from scenedetect import AdaptiveDetector, detect

    return detect(str(material.media), AdaptiveDetector())


def _speech(material: Material) -> object:
    from transcripts.asr import FasterWhisperTranscriber
    from transcripts.listening import measure_sound
    from transcripts.speech import transcribe
    from transcripts.weights import find_model

    model = find_model(material.settings.model or None, material.settings.models_folder())
    duration_ms = material.info.duration_ms
    return transcribe(
        material.media,
        duration_ms=duration_ms,
        curve=measure_sound(material.media, duration_ms=duration_ms),
        transcriber=FasterWhisperTranscriber(
            model.path, model.name, threads=material.settings.threads
        ),
    )


def _speech_reference(material: Material) -> object:
    from faster_whisper import WhisperModel

    from transcripts.weights import find_model

    settings = material.settings
    model = find_model(settings.model or None, settings.models_folder())
    plain = WhisperModel(
        str(model.path), device="cpu", compute_type="int8", cpu_threads=settings.threads
    )
    found, _ = plain.transcribe(str(material.media), word_timestamps=True)
    return list(found)


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


#: Budgets of the design's section 8.
BENCHMARKS = {
    "scenes": Benchmark("PySceneDetect AdaptiveDetector", 0.25, _scenes, _scenes_reference),
    "speech": Benchmark("plain faster-whisper", 0.35, _speech, _speech_reference),
    "clip": Benchmark("one bare encode", 1.3, _clip, _clip_reference),
}
