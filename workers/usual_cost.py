"""What the steps of a recording usually cost: a table, and how this machine differs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workers.core_sharing import Run, WorkClock
from workers.store.rows import PastWork

#: Explaining passages: minutes of all together and for each product in the list, at most so many
#: products (most have none, some one of a minute); and no more than this share of what is said.
_PASSAGES_MINUTES, _PASSAGE_MINUTES, _MOST_PASSAGES, _EXPLAINS = 0.5, 0.07, 24, 0.6


@dataclass(frozen=True, slots=True)
class Size:
    """What decides the cost of a recording's steps.

    Attributes:
        minutes: Length of the recording.
        part_minutes: Of what is heard in each part of its speech.
        products: How many are offered.
    """

    minutes: float
    part_minutes: tuple[float, ...]
    products: int

    @property
    def spoken_minutes(self) -> float:
        """Length of all that is heard."""
        return sum(self.part_minutes)

    @property
    def passage_minutes(self) -> float:
        """Length of all explaining passages, roughly."""
        if not self.products:
            return 0.0
        minutes = _PASSAGES_MINUTES + _PASSAGE_MINUTES * min(self.products, _MOST_PASSAGES)
        return min(minutes, self.spoken_minutes * _EXPLAINS)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step of some recording costs.

    Attributes:
        threads: As many as it can use.
        seconds: When nothing disturbs it.
        ready_s: Of these, before it gets on.
    """

    threads: float
    seconds: float
    ready_s: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        """Of both, one after the other."""
        return Cost(
            max(self.threads, other.threads),
            self.seconds + other.seconds,
            self.ready_s + other.ready_s,
        )

    def until(self, share: float) -> float:
        """Seconds until it tells this share, 0-1."""
        return self.ready_s + (self.seconds - self.ready_s) * share


@dataclass(frozen=True, slots=True)
class Learned:
    """What earlier work tells of the work on this machine.

    Attributes:
        pace: How many times the cost of the table each kind of step took; "" for all together.
        heard: Share of a recording that is heard.
    """

    pace: Mapping[str, float]
    heard: float

    def here(self, name: str, cost: Cost) -> Cost:
        """What a step that usually costs so much costs here."""
        pace = self.pace.get(kind_of(name), self.pace.get("", 1.0))
        return replace(cost, seconds=cost.seconds * pace, ready_s=cost.ready_s * pace)


@dataclass(frozen=True, slots=True)
class Rate:
    """Seconds of undisturbed work by size, on two cores of 2.5 GHz (November 2026).

    Attributes:
        threads: As many as it can use.
        at_least: Of every recording.
        a_minute: For each minute of it.
        a_spoken_minute: For each minute of it that is heard.
        a_passage_minute: For each minute of explaining passages.
    """

    threads: float
    at_least: float
    a_minute: float = 0.0
    a_spoken_minute: float = 0.0
    a_passage_minute: float = 0.0

    def of(self, size: Size) -> Cost:
        """What it comes to."""
        seconds = (
            self.at_least
            + self.a_minute * size.minutes
            + self.a_spoken_minute * size.spoken_minutes
            + self.a_passage_minute * size.passage_minutes
        )
        return Cost(self.threads, seconds)


_PART = "transcript:part"
_RATES = {
    "probe": Rate(1, 0.1),
    "sales": Rate(1, 0.05),
    "chat": Rate(1, 0.05, 0.01),
    "sound": Rate(1, 0.35, 0.19),
    _PART: Rate(2, 0.3, 0.0, 1.9),
    "transcript": Rate(1, 0.7, 0.0, 0.02),
    "aligning": Rate(2, 1.0, 0.0, 1.0),
    "phrases": Rate(1, 2.7, 0.0, 0.02),
    "scenes": Rate(2, 2.0, 0.5),
    "signals": Rate(1, 0.1, 0.01),
    "highlights": Rate(1, 0.05, 0.01),
    "titles": Rate(0.1, 5.0),
    "qa": Rate(1, 2.35, 0.0, 0.04),
    "faq": Rate(1, 0.4),
    "passages": Rate(1.3, 1.5, 0.0, 0.0, 12.5),
    "pages": Rate(1, 3.0),
    "replay": Rate(1, 0.4),
    "requested": Rate(1, 0.1, 0.01),
    "frame": Rate(1.1, 3.0),
    "preview": Rate(1.2, 4.5),
    "render": Rate(1.5, 8.0),
}
_OTHER = Rate(1, 0.1)
#: No machine is faster than this; what took no time at all tells nothing.
_LEAST_PACE = 0.02
#: The first part of the speech finds the language, and its worker the model.
_FIRST_PART = Cost(2, 2.0, 2.0)
#: Assumed until it is known, and too much of it, so that nothing grows when it is.
_UNKNOWN_MINUTES, _UNKNOWN_PRODUCTS, _PART_MINUTES = 60.0, 8, 3.5
EVERYTHING_HEARD = 1.0
#: Of a recording of so many ms; counted beside those that were heard here.
_USUALLY_HEARD, _USUAL_MS = 0.8, 600_000


def size_of(
    duration_ms: int, sound: Mapping[str, Any], sales: Mapping[str, Any], heard: float
) -> Size:
    """The size of a recording, as far as its first steps have told it.

    Args:
        duration_ms: Its length, 0 while unknown.
        sound: What the step of that name said of its result.
        sales: Likewise.
        heard: Share of it that is heard, 0-1, as long as it is not known.
    """
    minutes = duration_ms / 60_000 or _UNKNOWN_MINUTES
    spoken = minutes * heard
    count = int(sound["parts"]) if "parts" in sound else max(1, round(spoken / _PART_MINUTES))
    told = sound.get("part_ms")
    parts = [ms / 60_000 for ms in told] if told else [spoken / count] * count if count else []
    return Size(minutes, tuple(parts), int(sales.get("products", _UNKNOWN_PRODUCTS)))


def usual(name: str, size: Size) -> Cost:
    """What a step, or a part of one, costs by the table.

    Args:
        name: Of the step; a part has its number from 1 behind it ("transcript:3"). A step in
            parts is what is left when these are there.
        size: Of the recording.
    """
    stage, _, number = name.partition(":")
    if kind_of(name) != _PART:
        return _RATES.get(stage, _OTHER).of(size)
    own = size.part_minutes[int(number) - 1 : int(number)] or size.part_minutes[:1]
    cost = _RATES[_PART].of(Size(0.0, own, 0))
    return cost + _FIRST_PART if number == "1" else cost


def learned(past: Sequence[PastWork], cores: float) -> Learned:
    """What finished attempts tell; those at clips only of what disturbed the others."""
    took: dict[str, float] = {}
    usually: dict[str, float] = {}
    runs = [Run(w.begun_at, w.ended_at, _RATES.get(kind_of(w.step), _OTHER).threads) for w in past]
    clock = WorkClock(runs, cores)
    sizes = _sizes(past)
    shared = {work.recording_id for work in past if kind_of(work.step) == _PART}
    for work, run in zip(past, runs, strict=True):
        is_in_one_go = work.step == "transcript" and work.recording_id not in shared
        if work.is_of_clip or is_in_one_go:
            continue
        for kind in ("", kind_of(work.step)):
            took[kind] = took.get(kind, 0.0) + clock.work_s(run)
            cost = usual(work.step, sizes[work.recording_id])
            usually[kind] = usually.get(kind, 0.0) + cost.seconds
    paces = {kind: max(_LEAST_PACE, took[kind] / usually[kind]) for kind in took}
    return Learned(paces, _heard(past))


def kind_of(name: str) -> str:
    """What steps have in common that cost alike: the stage, or being a part of it."""
    stage, _, number = name.partition(":")
    return _PART if stage == "transcript" and number.isdigit() else stage


def _heard(past: Iterable[PastWork]) -> float:
    """Share of recordings that is heard; what is usual counts as one of ten minutes."""
    told = [work for work in past if work.step == "sound" and "part_ms" in work.summary]
    spoken = _USUALLY_HEARD * _USUAL_MS + sum(sum(work.summary["part_ms"]) for work in told)
    return min(1.0, spoken / (_USUAL_MS + sum(work.duration_ms for work in told)))


def _sizes(past: Sequence[PastWork]) -> dict[str, Size]:
    """The size of each recording, from what its first steps said."""
    said: dict[str, dict[str, Mapping[str, Any]]] = {}
    length: dict[str, int] = {}
    for work in past:
        said.setdefault(work.recording_id, {})[work.step] = work.summary
        length[work.recording_id] = max(length.get(work.recording_id, 0), work.duration_ms)
    return {
        id_: size_of(length[id_], own.get("sound", {}), own.get("sales", {}), EVERYTHING_HEARD)
        for id_, own in said.items()
    }
