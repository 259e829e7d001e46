"""The choice of moments from ready artefacts: what three hours cost against one, and what memory.

The show is made up, so that its length and its chat are known: a piece of two minutes stands for
three hours with 150,000 messages, and shorter pieces for less.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from workers.benchmarks.running import BenchResult, Cost, Material, median_cost

BUDGET = 1.05
#: So many times as long as the piece is the long show; the short one is a third of it.
_TIMES, _SHARE = 90, 3
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class _Run:
    """What one choice took.

    Attributes:
        cost: Time.
        peak_mb: Most memory that its process ever held, the show included.
        messages: How much chat there was.
    """

    cost: Cost
    peak_mb: int
    messages: int


def highlights(material: Material, rounds: int) -> list[BenchResult]:
    """Highlights of a long show and of a third of it, in turns, each in a process of its own."""
    long_minutes = max(_SHARE, round(material.info.duration_ms / 60_000 * _TIMES))
    short_minutes = long_minutes // _SHARE
    runs: tuple[list[_Run], list[_Run]] = [], []
    for _ in range(rounds):
        for side, minutes in zip(runs, (long_minutes, short_minutes), strict=True):
            side.append(_apart(minutes))
    long, short = (median_cost([run.cost for run in side]) for side in runs)
    share = short_minutes / long_minutes
    peak, short_peak = (max(run.peak_mb for run in side) for side in runs)
    return [
        BenchResult(
            name="highlights",
            against=f"{short_minutes} minutes; here for as many of {long_minutes}",
            budget=BUDGET,
            minutes=float(long_minutes),
            rounds=rounds,
            ours_s=long.wall_s * share,
            reference_s=short.wall_s,
            detail=(
                f"{long.wall_s:.1f} s ({long.cpu_s:.1f} s of processor time) and {peak} MB for all "
                f"{long_minutes} minutes with {runs[0][0].messages} messages, "
                f"{short_peak} MB for {short_minutes}; {long.cpu_s * share / short.cpu_s:.2f} "
                "in processor time"
            ),
        )
    ]


def _apart(minutes: int) -> _Run:
    """In a fresh process, whose memory holds nothing else."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_choose, minutes).result()


def _choose(minutes: int) -> _Run:
    from clipping.highlights import find_highlights
    from clipping.policy import Policy
    from workers.benchmarks.made_show import made_up_show

    show = made_up_show(minutes)
    begin, busy = time.perf_counter(), time.process_time()
    find_highlights(show, Policy())
    spent = Cost(time.perf_counter() - begin, time.process_time() - busy)
    return _Run(spent, _peak_mb(), len(show.chat))


def _peak_mb() -> int:
    """Of this process alone: what the system counts for it begins with its parent's memory."""
    if _STATUS.exists():
        for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
