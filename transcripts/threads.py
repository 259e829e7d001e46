"""Threads of the recogniser: as many as help, measured once and kept; work that they share."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

_Given = TypeVar("_Given")
_Answer = TypeVar("_Answer")

_FILE = ".batches-at-once.json"
#: More threads must be worth at least this, or they only take cores from other work.
_WORTH = 0.9
_TRIES = 2
#: Share of the cores that may be taken while it is measured.
_BUSY = 0.5


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


def chosen_threads(
    folder: Path,
    model: str,
    measure: Callable[[int], Callable[[], None]],
    load: float | None = None,
) -> int:
    """Threads for a model on this machine: kept from the first time, else measured now.

    A busy machine tells nothing; there it is as many as cores until a quiet start.

    Args:
        folder: Where models are kept; the choice is written there, when it can be.
        model: Name of the model.
        measure: Gives for a number of threads a piece of work to time.
        load: Processes that want a core, on average; None asks the system.
    """
    cores = usable_cores()
    if cores == 1:
        return 1
    kept = _kept(folder)
    name = f"{model} on {cores} cores"
    if name not in kept:
        if (os.getloadavg()[0] if load is None else load) > cores * _BUSY:
            return cores
        kept = {**kept, name: _best(cores, measure)}
        _keep(folder, kept)
    return kept[name]


def at_once(
    threads: int, given: Sequence[_Given], do: Callable[[_Given], _Answer]
) -> Generator[tuple[_Given, _Answer], None, None]:
    """Each thing and what was made of it, in order; so many are in work at a time.

    An error of one, or closing it, ends it; those that have not begun are then left.
    """
    if threads == 1 or len(given) < 2:
        yield from ((one, do(one)) for one in given)
        return
    with ThreadPoolExecutor(threads) as pool:
        try:
            yield from zip(given, pool.map(do, given), strict=True)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _best(cores: int, measure: Callable[[int], Callable[[], None]]) -> int:
    """The fewest threads that are not much slower than more would be."""
    best, best_s = 1, _seconds(measure(1))
    threads = 2
    while threads <= cores:
        taken_s = _seconds(measure(threads))
        if taken_s < best_s * _WORTH:
            best, best_s = threads, taken_s
        threads = cores if threads < cores < 2 * threads else 2 * threads
    return best


def _seconds(work: Callable[[], None]) -> float:
    """The shortest of some runs, after one that does not count."""
    work()
    times = []
    for _ in range(_TRIES):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def _kept(folder: Path) -> dict[str, int]:
    try:
        value = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {str(k): v for k, v in value.items() if isinstance(v, int) and v > 0}


def _keep(folder: Path, choices: Mapping[str, int]) -> None:
    draft = folder / f"{_FILE}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(choices), encoding="utf-8")
        draft.replace(folder / _FILE)
    except OSError:
        return  # a folder that takes no files: it is measured again next time
