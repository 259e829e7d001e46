"""Runs a benchmark: ours against a reference, in turns in the same run. Ratios, never seconds."""

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
from transcripts.timeline import seconds
from workers.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class Material:
    """What is measured on: the first minutes of a recording, cut out without encoding.

    Attributes:
        media: The piece.
        info: What probing says of it.
        ffmpeg: The program that the product would use.
        scratch: A folder that is deleted afterwards.
        settings: The installation's.
    """

    media: Path
    info: MediaInfo
    ffmpeg: Ffmpeg
    scratch: Path
    settings: Settings


@dataclass(frozen=True, slots=True)
class BenchResult:
    """Medians over the rounds, in seconds, and their ratio.

    Attributes:
        name: Which figure.
        against: What the reference is, for people.
        budget: Greatest allowed ratio of ours to the reference; None where none is set.
        minutes: Length of the piece.
        rounds: Runs of each side.
        ours_s: Median of ours.
        reference_s: Median of the reference.
        detail: What else was counted, for people.
    """

    name: str
    against: str
    budget: float | None
    minutes: float
    rounds: int
    ours_s: float
    reference_s: float
    detail: str = ""

    @property
    def ratio(self) -> float:
        """Ours to the reference."""
        return self.ours_s / self.reference_s


#: A benchmark: from the piece and the number of rounds to its figures.
Benchmark = Callable[[Material, int], list[BenchResult]]


def paired(
    name: str,
    against: str,
    budget: float | None,
    ours: Callable[[Material], object],
    reference: Callable[[Material], object],
) -> Benchmark:
    """A benchmark of one figure. Both sides run in turns so that a busy machine hits both."""

    def run(material: Material, rounds: int) -> list[BenchResult]:
        times = [(timed(ours, material), timed(reference, material)) for _ in range(rounds)]
        return [
            BenchResult(
                name=name,
                against=against,
                budget=budget,
                minutes=material.info.duration_ms / 60_000,
                rounds=rounds,
                ours_s=statistics.median(our for our, _ in times),
                reference_s=statistics.median(other for _, other in times),
            )
        ]

    return run


def timed(do: Callable[[Material], object], material: Material) -> float:
    """Seconds that one run takes."""
    begin = time.perf_counter()
    do(material)
    return time.perf_counter() - begin


def run_benchmarks(
    benchmarks: tuple[Benchmark, ...], media: Path | None, *, minutes: float, rounds: int
) -> list[BenchResult]:
    """Measure each benchmark on the same piece of a recording.

    Args:
        benchmarks: In the order in which they are to run.
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
        return [figure for bench in benchmarks for figure in bench(material, rounds)]


def _demo(scratch: Path, ffmpeg: Ffmpeg) -> Path:
    from workers.demo_broadcast import build_demo, find_pieces

    return build_demo(find_pieces(), scratch / "demo", ffmpeg, lambda _: None).sources()["media"]


def _piece(media: Path, scratch: Path, ffmpeg: Ffmpeg, minutes: float) -> Path:
    out = scratch / f"piece{media.suffix}"
    length_ms = round(minutes * 60_000)
    where = ("-i", str(media), "-t", seconds(length_ms))
    ffmpeg.run((*SAFE_INPUT, *where, "-c", "copy", str(out)), duration_ms=length_ms)
    return out
