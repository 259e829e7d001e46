"""The script of the demo broadcast: what is seen, said, written and sold when. Read from JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transcripts.timeline import Span
from workers.errors import WorkersError


@dataclass(frozen=True, slots=True)
class Shot:
    """What is seen until the next cut.

    Attributes:
        kind: "waiting", "host", "two", "product" or "insert".
        start_s: Where it begins; even, so that cuts fall on key frames.
        seconds: How long; even.
        piece: Film or picture shown in it, or "".
        who: Portrait shown in it, or "".
        place: Name of the set behind the person, or "".
        scale: Size of the portrait; 1 is its own.
        x: Where the middle of the person is, as a share of the width.
        sway: How far the person moves to either side, in pixels.
        from_s: Where in a film it begins.
    """

    kind: str
    start_s: int
    seconds: int
    piece: str = ""
    who: str = ""
    place: str = ""
    scale: float = 1.0
    x: float = 0.5
    sway: int = 0
    from_s: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something said, on the broadcast's clock."""

    id: str
    span: Span
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Take:
    """A sound file of speech and when it begins."""

    piece: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that many viewers react to.

    Attributes:
        span: What they react to.
        kind: As in the truth file: "delight" or "purchase".
        people: How many write.
        lag_ms: How long the first of them takes.
        orders: How many orders it brings.
        lines: What they write.
    """

    span: Span
    kind: str
    people: int
    lag_ms: int
    orders: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Viewers' wordings of one question with their times, and what answers them, if anything."""

    asked: tuple[tuple[str, int], ...]
    answer: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A price board shown over the picture (ASS text)."""

    from_s: int
    to_s: int
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """The whole broadcast.

    Attributes:
        shots: One after another from 0.
        takes: Speech files.
        sentences: What is said, in order.
        moments: What viewers react to.
        raffle: A flood of entries that is no moment; `lag_ms` is 0.
        questions: What viewers ask.
        waiting: The card with music before and after.
        boards: Price boards.
        chatter: Texts of idle chat by kind: "greet", "small", "emoji", "names".
        per_minute: Idle messages a minute.
        products: Rows of the product list.
        offers: Rows of the offer list.
    """

    shots: tuple[Shot, ...]
    takes: tuple[Take, ...]
    sentences: tuple[Sentence, ...]
    moments: tuple[Moment, ...]
    raffle: Moment
    questions: tuple[Question, ...]
    waiting: tuple[Span, Span]
    boards: tuple[Board, ...]
    chatter: Mapping[str, tuple[str, ...]]
    per_minute: int
    products: tuple[Mapping[str, Any], ...]
    offers: tuple[Mapping[str, Any], ...]

    @property
    def seconds(self) -> int:
        """Length of the broadcast."""
        return self.shots[-1].start_s + self.shots[-1].seconds

    @property
    def cuts_ms(self) -> tuple[int, ...]:
        """Where shots change."""
        return tuple(shot.start_s * 1000 for shot in self.shots[1:])


def load_script(path: Path) -> Script:
    """Read the script.

    Raises:
        WorkersError: the file is damaged.
    """
    try:
        return _script(json.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise WorkersError(
            f"{path} is damaged ({type(error).__name__}: {error}). Get it anew from the repository."
        ) from error


def _script(value: Mapping[str, Any]) -> Script:
    shots = tuple(_shots(value["shots"]))
    sentences = tuple(_sentences(value["speech"]))
    known = {sentence.id: sentence for sentence in sentences}
    end_ms = (shots[-1].start_s + shots[-1].seconds) * 1000
    before_s, after_s = value["waiting_s"]
    raffle = value["raffle"]
    return Script(
        shots=shots,
        takes=tuple(Take(take["piece"], take["at_ms"]) for take in value["speech"]),
        sentences=sentences,
        moments=tuple(_moment(entry, known) for entry in value["moments"]),
        raffle=Moment(
            span=Span(raffle["at_ms"], raffle["at_ms"] + raffle["length_ms"]),
            kind="raffle",
            people=raffle["people"],
            lag_ms=0,
            orders=0,
            lines=tuple(raffle["lines"]),
        ),
        questions=tuple(_question(entry, known) for entry in value["questions"]),
        waiting=(Span(0, before_s * 1000), Span(end_ms - after_s * 1000, end_ms)),
        boards=tuple(Board(**board) for board in value["boards"]),
        chatter={
            name: tuple(lines)
            for name, lines in value["chatter"].items()
            if isinstance(lines, list)
        },
        per_minute=value["chatter"]["per_minute"],
        products=tuple(value["products"]),
        offers=tuple(value["offers"]),
    )


def _shots(entries: list[Mapping[str, Any]]) -> Iterator[Shot]:
    at = 0
    for entry in entries:
        fields = {("place" if name == "set" else name): v for name, v in entry.items()}
        shot = Shot(start_s=at, **fields)
        yield shot
        at += shot.seconds


def _sentences(takes: list[Mapping[str, Any]]) -> Iterator[Sentence]:
    for take in takes:
        for entry in take["sentences"]:
            start_ms = take["at_ms"] + entry["start_ms"]
            end_ms = take["at_ms"] + entry["end_ms"]
            yield Sentence(entry["id"], Span(start_ms, end_ms), entry["text"], take["language"])


def _moment(entry: Mapping[str, Any], known: Mapping[str, Sentence]) -> Moment:
    return Moment(
        span=known[entry["from"]].span.union(known[entry["to"]].span),
        kind=entry["kind"],
        people=entry["people"],
        lag_ms=entry["lag_ms"],
        orders=entry["orders"],
        lines=tuple(entry["lines"]),
    )


def _question(entry: Mapping[str, Any], known: Mapping[str, Sentence]) -> Question:
    """Times are milliseconds before the answer, or on the broadcast's clock where there is none."""
    answer = tuple(known[name] for name in entry["answer"])
    base_ms = answer[0].span.start_ms if answer else 0
    asked = tuple((text, max(0, base_ms + at_ms)) for text, at_ms in entry["asked"])
    return Question(asked, answer)
