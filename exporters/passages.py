"""The passage in which the host explains a product: whole sentences, nothing to check. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from exporters.points import tells_of
from transcripts.mentions import Pin, find_mentions
from transcripts.model import Segment, Transcript
from transcripts.product_index import SURE
from transcripts.products import Product
from transcripts.questions.checks import find_flags
from transcripts.questions.model import Flag
from transcripts.questions.personal_data import mask_personal_data
from transcripts.questions.reading import read_answer
from transcripts.timeline import Span

_SHORTEST_MS, _LONGEST_MS = 5_000, 60_000
#: A longer silence ends an explanation.
_LONGEST_REST_MS = 6_000
#: Sentences before the first mention that may lead to it.
_LEAD_IN = 3
#: What a sentence is worth for a passage: one that shows the product, one that only goes on, one
#: about something else.
_PINNED, _GOES_ON, _ELSEWHERE = 0.3, -0.12, -1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence for reading, and when it is said."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a product is explained.

    Attributes:
        span: From the first sentence to the end of the last.
        lines: What is said.
    """

    span: Span
    lines: tuple[Line, ...]


def find_passages(
    transcript: Transcript, products: Sequence[Product], pins: Sequence[Pin] = ()
) -> dict[str, Passage]:
    """The best passage of each product that has one; the same input gives the same.

    Sentences with prices, offers, claims, personal data or rough language are in no passage: a
    clip of them would leave the house without anybody's look.
    """
    worth: dict[str, dict[Span, float]] = {product.id: {} for product in products}
    told: dict[str, set[Span]] = {product.id: set() for product in products}
    texts = {segment.span: segment.text for segment in transcript.segments}
    for mention in find_mentions(transcript, products, pins):
        if mention.confidence >= SURE:
            of_product = worth[mention.product_id]
            of_product[mention.span] = max(of_product.get(mention.span, 0.0), mention.confidence)
            if tells_of(mention, texts[mention.span]):
                told[mention.product_id].add(mention.span)
    runs = _runs(transcript.segments)
    found = {id_: _best(runs, id_, worth, told[id_], pins) for id_ in worth if told[id_]}
    return {id_: passage for id_, passage in found.items() if passage is not None}


def _runs(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Sentences in a row that nobody has to check, without a long rest between them."""
    runs: list[list[Segment]] = [[]]
    for segment in segments:
        last = runs[-1][-1] if runs[-1] else None
        if last and segment.span.start_ms - last.span.end_ms > _LONGEST_REST_MS:
            runs.append([])
        if _must_be_checked(segment.text):
            runs.append([])
        else:
            runs[-1].append(segment)
    return [run for run in runs if run]


def _must_be_checked(text: str) -> bool:
    """Whether somebody has to look at a sentence; that it goes on in the next one is no reason."""
    return bool(set(find_flags("", text)) - {Flag.UNSURE}) or mask_personal_data(text) != text


def _best(
    runs: Sequence[Sequence[Segment]],
    product_id: str,
    worth: Mapping[str, Mapping[Span, float]],
    told: Collection[Span],
    pins: Sequence[Pin],
) -> Passage | None:
    """The passage of most worth around a sentence that tells something of the product."""
    mine = worth[product_id]
    others = {span for id_, spans in worth.items() if id_ != product_id for span in spans}
    shown = [pin.span for pin in pins if pin.product_id == product_id]
    best: tuple[float, int, tuple[Segment, ...]] | None = None
    for run in runs:
        values = [_value(segment.span, mine, others, shown) for segment in run]
        for at, segment in enumerate(run):
            if segment.span not in told:
                continue
            for first in range(max(0, at - _LEAD_IN), at + 1):
                score, last = _longest(run, values, first)
                candidate = (score, -run[first].span.start_ms, tuple(run[first : last + 1]))
                if last >= at and (best is None or candidate[:2] > best[:2]):
                    best = candidate
    return _passage(best[2]) if best else None


def _value(
    span: Span, mine: Mapping[Span, float], others: set[Span], shown: Sequence[Span]
) -> float:
    if span in mine:
        return mine[span]
    if span in others:
        return _ELSEWHERE
    return _PINNED if any(pin.overlap_ms(span) for pin in shown) else _GOES_ON


def _longest(run: Sequence[Segment], values: Sequence[float], first: int) -> tuple[float, int]:
    """The end that gives the most from a first sentence on, long enough and not too long."""
    best, end, total = float("-inf"), -1, 0.0
    for last in range(first, len(run)):
        length_ms = run[last].span.end_ms - run[first].span.start_ms
        if length_ms > _LONGEST_MS:
            break
        total += values[last]
        if length_ms >= _SHORTEST_MS and total > best:
            best, end = total, last
    return best, end


def _passage(segments: Sequence[Segment]) -> Passage:
    lines = tuple(Line(read_answer(s.text) or s.text, s.span) for s in segments)
    return Passage(Span(segments[0].span.start_ms, segments[-1].span.end_ms), lines)
