"""What the steps of a recording usually cost: a table, and how this machine differs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workers.store.rows import PastWork

#: Explaining passages: of so many products at most; minutes for each product in the list (most have
#: none, some one of a minute); and together no more than this share of what is said.
_MOST_PASSAGES, _PASSAGE_MINUTES, _EXPLAINS = 24, 0.2, 0.6


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
        products = min(self.products, _MOST_PASSAGES)
        return min(products * _PASSAGE_MINUTES, self.spoken_minutes * _EXPLAINS)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of work, on two cores of 2.5 GHz with every kind of worker busy (November 2026)."""

    at_least: float
    a_minute: float = 0.0
    a_spoken_minute: float = 0.0
    a_passage_minute: float = 0.0

    def of(self, size: Size) -> float:
        """Of a recording of this size."""
        return (
            self.at_least
            + self.a_minute * size.minutes
            + self.a_spoken_minute * size.spoken_minutes
            + self.a_passage_minute * size.passage_minutes
        )


_COSTS = {
    "probe": Cost(0.15),
    "sales": Cost(0.05),
    "chat": Cost(0.05, 0.02),
    "sound": Cost(0.4, 0.4),
    "transcript:part": Cost(0.6, 0.0, 4.4),
    "transcript": Cost(0.7, 0.0, 0.15),
    "aligning": Cost(1.0, 0.0, 1.5),
    "phrases": Cost(2.8, 0.0, 0.15),
    "scenes": Cost(0.5, 2.0),
    "signals": Cost(0.1, 0.02),
    "highlights": Cost(0.05, 0.02),
    "titles": Cost(5.0),
    "qa": Cost(2.3, 0.0, 0.2),
    "faq": Cost(0.4),
    "passages": Cost(0.7, 0.0, 0.0, 16.0),
    "pages": Cost(3.5),
    "replay": Cost(0.4),
    "requested": Cost(0.1, 0.02),
}
_OTHER = Cost(0.1)
#: Assumed until it is known, and too much of it, so that nothing shrinks when it is.
_UNKNOWN_MINUTES, _UNKNOWN_PRODUCTS, _PART_MINUTES = 60.0, 8, 3.5


def size_of(duration_ms: int, sound: Mapping[str, Any], sales: Mapping[str, Any]) -> Size:
    """The size of a recording, as far as its first steps have told it.

    Args:
        duration_ms: Its length, 0 while unknown.
        sound: What the step of that name said of its result.
        sales: Likewise.
    """
    minutes = duration_ms / 60_000 or _UNKNOWN_MINUTES
    count = int(sound["parts"]) if "parts" in sound else max(1, round(minutes / _PART_MINUTES))
    heard = sound.get("part_ms")
    parts = [ms / 60_000 for ms in heard] if heard else [minutes / count] * count if count else []
    return Size(minutes, tuple(parts), int(sales.get("products", _UNKNOWN_PRODUCTS)))


def usual_s(name: str, size: Size) -> float:
    """Seconds that a step, or a part of one, costs by the table.

    Args:
        name: Of the step; a part has its number from 1 behind it ("transcript:3"). A step in
            parts is what is left when these are there.
        size: Of the recording.
    """
    stage, _, number = name.partition(":")
    if stage == "transcript" and number.isdigit():
        own = size.part_minutes[int(number) - 1 : int(number)] or size.part_minutes[:1]
        return _COSTS["transcript:part"].of(Size(0.0, own, 0))
    return _COSTS.get(stage, _OTHER).of(size)


def paces(past: Sequence[PastWork]) -> dict[str, float]:
    """How many times the cost of the table each kind of step took here; "" for all together."""
    took: dict[str, float] = {}
    usual: dict[str, float] = {}
    sizes = _sizes(past)
    for work in past:
        for kind in ("", kind_of(work.step)):
            took[kind] = took.get(kind, 0.0) + work.seconds
            usual[kind] = usual.get(kind, 0.0) + usual_s(work.step, sizes[work.recording_id])
    return {kind: took[kind] / usual[kind] for kind in took}


def kind_of(name: str) -> str:
    """What steps have in common that cost alike: the stage, or being a part of it."""
    stage, _, number = name.partition(":")
    return f"{stage}:part" if stage == "transcript" and number.isdigit() else stage


def _sizes(past: Sequence[PastWork]) -> dict[str, Size]:
    """The size of each recording, from what its first steps said."""
    said: dict[str, dict[str, Mapping[str, Any]]] = {}
    length: dict[str, int] = {}
    for work in past:
        said.setdefault(work.recording_id, {})[work.step] = work.summary
        length[work.recording_id] = max(length.get(work.recording_id, 0), work.duration_ms)
    return {
        id_: size_of(length[id_], own.get("sound", {}), own.get("sales", {}))
        for id_, own in said.items()
    }
