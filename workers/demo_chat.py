"""What viewers of the demo broadcast write and buy, and the truth about it. Pure.

Everything comes from one seeded generator, so the same script gives the same files.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from transcripts.timeline import clock
from workers.demo_script import Moment, Question, Script

_SEED = 20_261_123
_VIEWERS = 260
_STEP_MS = 10_000
_LIVELY_MS = 9_000


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One line of chat."""

    at_ms: int
    author: str
    text: str
    kind: str = "chat"


@dataclass(frozen=True, slots=True)
class Sidecars:
    """The files that come with the recording, as text."""

    chat: str
    metrics: str
    offers: str
    products: str


def write_sidecars(script: Script) -> Sidecars:
    """Chat, sales, offers and products that fit what is seen and said."""
    dice = random.Random(_SEED)  # noqa: S311 - chance for a show, not for secrets
    lines = sorted(_chat(script, dice))
    return Sidecars(
        chat=_csv(
            ("time", "user", "message", "type"),
            ((clock(line.at_ms), line.author, line.text, line.kind) for line in lines),
        ),
        metrics=_csv(("at", "viewers", "orders", "revenue", "likes"), _metrics(script, dice)),
        offers=_csv(
            ("start", "end", "kind", "label", "product_id"),
            (
                (clock(o["start_ms"]), clock(o["end_ms"]), o["kind"], o["label"], o["product_id"])
                for o in script.offers
            ),
        ),
        products=_csv(
            ("id", "name", "aliases", "price", "url", "category"),
            (
                (
                    *(p["id"], p["name"], ";".join(p["aliases"]), p["price"]),
                    *(f"https://shop.example/{p['id']}", p["category"]),
                )
                for p in script.products
            ),
        ),
    )


def truth(script: Script, file: str) -> dict[str, Any]:
    """Everything that is known of the broadcast, for measuring."""
    return {
        "schema": 1,
        "file": file,
        "duration_ms": script.seconds * 1000,
        "fps": 30,
        "cuts_ms": list(script.cuts_ms),
        "gradual_ms": [],
        "waiting": [[span.start_ms, span.end_ms] for span in script.waiting],
        "shots": [
            {
                "start_ms": shot.start_s * 1000,
                "end_ms": (shot.start_s + shot.seconds) * 1000,
                "kind": shot.kind,
            }
            for shot in script.shots
        ],
        "utterances": [
            {
                "id": sentence.id,
                "start_ms": sentence.span.start_ms,
                "end_ms": sentence.span.end_ms,
                "text": sentence.text,
                "language": sentence.language,
            }
            for sentence in script.sentences
        ],
        "moments": [_moment_truth(moment) for moment in script.moments],
        "decoys": [_moment_truth(script.raffle)],
        "questions": [_question_truth(question) for question in script.questions],
    }


def _moment_truth(moment: Moment) -> dict[str, Any]:
    span = moment.span
    out = {"start_ms": span.start_ms, "end_ms": span.end_ms, "kind": moment.kind}
    return {**out, "chat_people": moment.people, "chat_lag_ms": moment.lag_ms}


def _question_truth(question: Question) -> dict[str, Any]:
    answer = question.answer
    return {
        "asked": [{"text": text, "at_ms": at_ms} for text, at_ms in question.asked],
        "answer_start_ms": answer[0].span.start_ms if answer else None,
        "answer_end_ms": answer[-1].span.end_ms if answer else None,
        "answer_text": " ".join(sentence.text for sentence in answer) or None,
    }


def _chat(script: Script, dice: random.Random) -> Iterator[Line]:
    authors = _authors(script.chatter["names"])
    yield from _idle(script, authors, dice)
    for moment in script.moments:
        yield from _burst(moment, authors, dice)
    yield from _burst(script.raffle, authors, dice)
    for question in script.questions:
        for text, at_ms in question.asked:
            yield Line(at_ms, dice.choice(authors), text)


def _authors(names: Sequence[str]) -> list[str]:
    """Made-up names, some already masked as platforms do."""
    return [
        f"{names[n % len(names)]}{n}***" if n % 5 == 0 else f"{names[n % len(names)]}_{n:03}"
        for n in range(_VIEWERS)
    ]


def _idle(script: Script, authors: Sequence[str], dice: random.Random) -> Iterator[Line]:
    """Greetings around the start, then small talk; the keenest viewers write most."""
    opening_ms = script.waiting[0].end_ms
    for author in dice.sample(authors, 42):
        at_ms = opening_ms - 8_000 + round(dice.expovariate(1 / 12_000))
        yield Line(max(0, at_ms), author, dice.choice(script.chatter["greet"]))
    at = 0.0
    while (at := at + dice.expovariate(script.per_minute / 60_000)) < script.seconds * 1000:
        keen = min(len(authors) - 1, int(dice.paretovariate(0.8)) - 1)
        kind = "emoji" if dice.random() < 0.2 else "small"
        yield Line(round(at), authors[keen], dice.choice(script.chatter[kind]))


def _burst(moment: Moment, authors: Sequence[str], dice: random.Random) -> Iterator[Line]:
    """Many people at once, each a little later than what they react to."""
    is_raffle = moment.kind == "raffle"
    lively_ms = moment.span.duration_ms if is_raffle else _LIVELY_MS
    start_ms = moment.span.start_ms if is_raffle else max(
        moment.span.start_ms, moment.span.end_ms - 4_000)  # fmt: skip
    for author in dice.sample(authors, moment.people):
        at_ms = start_ms + moment.lag_ms + round(dice.betavariate(1.6, 3) * lively_ms)
        bought = moment.kind == "purchase" and dice.random() < 0.3
        yield Line(at_ms, author, dice.choice(moment.lines), "purchase" if bought else "chat")


def _metrics(script: Script, dice: random.Random) -> Iterator[tuple[object, ...]]:
    """A row each ten seconds: viewers come, stay and leave; orders follow the moments."""
    opening, closing = script.waiting
    prices = {product["id"]: int(product["price"]) for product in script.products}
    viewers = 180.0
    for at_ms in range(0, script.seconds * 1000, _STEP_MS):
        on_air = opening.end_ms <= at_ms < closing.start_ms
        viewers += dice.uniform(18, 46) if on_air and viewers < 1_150 else dice.uniform(-30, 12)
        orders = (1 if dice.random() < 0.5 else 0) if on_air else 0
        orders += sum(_orders_in(moment, at_ms) for moment in script.moments)
        shown = [
            o["product_id"]
            for o in script.offers
            if o["kind"] == "pin" and o["start_ms"] <= at_ms < o["end_ms"]
        ]
        price = prices[shown[0]] if shown else prices["cup"]
        likes = dice.randrange(20, 60) + 3 * orders if on_air else dice.randrange(5)
        yield clock(at_ms), round(viewers), orders, orders * price, likes


def _orders_in(moment: Moment, at_ms: int) -> int:
    """A moment's orders in one row: half at once, the rest over the next two."""
    row = moment.span.end_ms // _STEP_MS * _STEP_MS
    shares = {row: 2, row + _STEP_MS: 4, row + 2 * _STEP_MS: 4}
    return round(moment.orders / shares[at_ms]) if at_ms in shares else 0


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
