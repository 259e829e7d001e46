"""Steps at once that want more threads than there are cores: each gets its part of them. Pure.

Workers are sessions or containers of their own, so the system gives each as much as any other; what
one has no use for goes to the rest.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workers.pipeline import Queue

#: Seconds from a step's end to the beginning of the next one.
_HANDOVER_S = 0.25


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does the work.

    Attributes:
        cores: Of all machines with workers.
        workers: How many there are for each queue; one where it is not said.
    """

    cores: float
    workers: Mapping[Queue, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that takes a worker for a while.

    Attributes:
        key: Its address.
        queue: Who can do it.
        needs: Addresses of what has to be there first.
        threads: As many as it can use.
        left_s: Seconds that it still takes when nothing disturbs it.
        is_running: A worker has it.
        is_backlog: It lets pass what people wait for.
    """

    key: str
    queue: Queue
    needs: frozenset[str]
    threads: float
    left_s: float
    is_running: bool = False
    is_backlog: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """When something ran, and how many threads it could use."""

    begun_at: datetime
    ended_at: datetime
    threads: float


def cores_each(threads: Collection[float], cores: float) -> float:
    """The most cores that one of several things at once gets: all of them share alike.

    Args:
        threads: As many as each can use.
        cores: To be shared.
    """
    left = cores
    for number, wanted in enumerate(sorted(threads)):
        fair = left / (len(threads) - number)
        if wanted >= fair:
            return fair
        left -= wanted
    return cores


class WorkClock:
    """How much undisturbed work what ran got done, by what else ran meanwhile."""

    def __init__(self, runs: Iterable[Run], cores: float) -> None:
        begins, ends = defaultdict[float, list[float]](list), defaultdict[float, list[float]](list)
        for run in runs:
            if run.begun_at < run.ended_at:
                begins[run.begun_at.timestamp()].append(run.threads)
                ends[run.ended_at.timestamp()].append(run.threads)
        self._at = sorted({*begins, *ends})
        self._each: list[float] = []
        running: list[float] = []
        for at in self._at:
            running += begins.get(at, ())
            for threads in ends.get(at, ()):
                running.remove(threads)
            self._each.append(cores_each(running, cores))

    def work_s(self, run: Run) -> float:
        """Seconds that what ran would have taken undisturbed."""
        at, end, work_s = run.begun_at.timestamp(), run.ended_at.timestamp(), 0.0
        number = bisect_right(self._at, at) - 1
        while at < end:
            until = min(end, self._at[number + 1]) if number + 1 < len(self._at) else end
            each = self._each[number] if number >= 0 else run.threads
            work_s += (until - at) * min(1.0, each / run.threads)
            at, number = until, number + 1
        return work_s


def ends_s(chores: Sequence[Chore], staff: Staff) -> dict[str, float]:
    """Seconds until each is done, each by the first worker that is free when it can be done.

    Args:
        chores: In the order in which workers take what could be done at the same time; of those
            with one key the first counts.
        staff: Who does them.

    Returns:
        By key; what waits for something that nobody makes is left out.
    """
    found: dict[str, Chore] = {}
    for chore in chores:
        found.setdefault(chore.key, chore)
    return _Play([chore for chore in found.values() if chore.left_s > 0], staff).ends_s()


def played_s(chores: Sequence[Chore], staff: Staff) -> float:
    """Seconds until all is done; see `ends_s`."""
    return max(ends_s(chores, staff).values(), default=0.0)


class _Play:
    """The rest of the work, played through."""

    def __init__(self, chores: Sequence[Chore], staff: Staff) -> None:
        there = {chore.key for chore in chores}
        self._chores, self._cores, self._at_s = chores, staff.cores, 0.0
        self._free = {c.queue: max(1, staff.workers.get(c.queue, 1)) for c in chores}
        self._left_s: dict[int, float] = {}
        self._ready: dict[Queue, list[tuple[bool, float, int]]] = {c.queue: [] for c in chores}
        self._missing = [len(chore.needs & there) for chore in chores]
        self._wanted_by: dict[str, list[int]] = {}
        for number, chore in enumerate(chores):
            for key in chore.needs & there:
                self._wanted_by.setdefault(key, []).append(number)
            if chore.is_running:
                self._begin(number, 0.0)
            elif not self._missing[number]:
                self._announce(number)

    def ends_s(self) -> dict[str, float]:
        """When each is done, by key."""
        ends: dict[str, float] = {}
        self._begin_ready()
        while self._left_s:
            ended = self._go_on()
            ends[self._chores[ended].key] = self._at_s
            self._end(ended)
            self._begin_ready()
        return ends

    def _go_on(self) -> int:
        """Until the next one is done. Returns which."""
        each = cores_each([self._chores[n].threads for n in self._left_s], self._cores)
        speed = {n: min(1.0, each / self._chores[n].threads) for n in self._left_s}
        first = min(self._left_s, key=lambda n: self._left_s[n] / speed[n])
        passed_s = self._left_s.pop(first) / speed[first]
        self._at_s += passed_s
        for number in self._left_s:
            self._left_s[number] = max(0.0, self._left_s[number] - passed_s * speed[number])
        return first

    def _announce(self, number: int) -> None:
        chore = self._chores[number]
        heapq.heappush(self._ready[chore.queue], (chore.is_backlog, self._at_s, number))

    def _begin(self, number: int, handover_s: float) -> None:
        chore = self._chores[number]
        self._free[chore.queue] -= 1
        self._left_s[number] = chore.left_s + handover_s

    def _end(self, number: int) -> None:
        chore = self._chores[number]
        self._free[chore.queue] += 1
        for waiting in self._wanted_by.get(chore.key, ()):
            self._missing[waiting] -= 1
            if not self._missing[waiting] and not self._chores[waiting].is_running:
                self._announce(waiting)

    def _begin_ready(self) -> None:
        for queue, numbers in self._ready.items():
            while numbers and self._free[queue] > 0:
                self._begin(heapq.heappop(numbers)[-1], _HANDOVER_S)
