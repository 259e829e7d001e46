"""Runs a benchmark: ours against a reference, in turns in the same run. Ratios, never seconds."""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clipping.errors import NoPicture
from clipping.ffmpeg import SAFE_INPUT, Ffmpeg, find_ffmpeg
from clipping.model import MediaInfo
from clipping.probe import probe
from transcripts.timeline import seconds
from workers.backlog import read_backlog
from workers.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class Material:
    """What is measured on: the first minutes of a recording, cut out without encoding.

    Attributes:
        media: The piece.
        beside: Files that came with the recording (chat, sales, transcript), by source name.
        info: What probing says of it.
        ffmpeg: The program that the product would use.
        scratch: A folder that is deleted afterwards.
        settings: The installation's.
    """

    media: Path
    beside: Mapping[str, Path]
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


@dataclass(frozen=True, slots=True)
class Cost:
    """Time on the clock, and of all processors together, in seconds."""

    wall_s: float = 0.0
    cpu_s: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s)


def paired(
    name: str,
    against: str,
    budget: float | None,
    ours: Callable[[Material], object],
    reference: Callable[[Material], object],
) -> Benchmark:
    """A benchmark of one figure. Both sides run in turns so that a busy machine hits both."""

    def run(material: Material, rounds: int) -> list[BenchResult]:
        sides: tuple[list[Cost], list[Cost]] = [], []
        for _ in range(rounds):
            for costs, do in zip(sides, (ours, reference), strict=True):
                costs.append(cost(lambda do=do: do(material)))  # type: ignore[misc]
        medians = median_cost(sides[0]), median_cost(sides[1])
        return [result(name, against, budget, medians, material, rounds)]

    return run


def result(
    name: str,
    against: str,
    budget: float | None,
    costs: tuple[Cost, Cost],
    material: Material,
    rounds: int,
) -> BenchResult:
    """A figure from the costs of ours and of the reference."""
    ours, reference = costs
    return BenchResult(
        name=name,
        against=against,
        budget=budget,
        minutes=material.info.duration_ms / 60_000,
        rounds=rounds,
        ours_s=ours.wall_s,
        reference_s=reference.wall_s,
        detail=f"{ours.cpu_s / reference.cpu_s:.2f} in processor time",
    )


def cost(do: Callable[[], object]) -> Cost:
    """What one run costs, in this process and in children that end meanwhile."""
    begin, busy = time.perf_counter(), _busy_s()
    do()
    return Cost(time.perf_counter() - begin, _busy_s() - busy)


def median_cost(costs: Sequence[Cost]) -> Cost:
    """The medians of both times."""
    return Cost(
        statistics.median(each.wall_s for each in costs),
        statistics.median(each.cpu_s for each in costs),
    )


def _busy_s() -> float:
    """Processor time of this process and of the children that have ended."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


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
        sources = _beside(media) if media else _demo(scratch, ffmpeg)
        piece = _piece(sources["media"], scratch, ffmpeg, minutes)
        info = probe(piece)
        if info.picture is None:
            raise NoPicture("The benchmarks need a recording with a picture.")
        beside = {name: path for name, path in sources.items() if name != "media"}
        material = Material(piece, beside, info, ffmpeg, scratch, settings)
        return [figure for bench in benchmarks for figure in bench(material, rounds)]


def _beside(media: Path) -> dict[str, Path]:
    """The recording and the files of its folder that belong to it, as a backlog finds them."""
    items = (dict(item.sources) for item in read_backlog(media.parent))
    return next((found for found in items if found["media"] == media), {"media": media})


def _demo(scratch: Path, ffmpeg: Ffmpeg) -> dict[str, Path]:
    from workers.demo_broadcast import build_demo, find_pieces

    return build_demo(find_pieces(), scratch / "demo", ffmpeg, lambda _: None).sources()


def _piece(media: Path, scratch: Path, ffmpeg: Ffmpeg, minutes: float) -> Path:
    out = scratch / f"piece{media.suffix}"
    length_ms = round(minutes * 60_000)
    where = ("-i", str(media), "-t", seconds(length_ms))
    ffmpeg.run((*SAFE_INPUT, *where, "-c", "copy", str(out)), duration_ms=length_ms)
    return out
