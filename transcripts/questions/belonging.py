"""Which products a question is about; without evidence it belongs to the whole shop. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from transcripts.mentions import Pin, pinned_at
from transcripts.model import Segment
from transcripts.product_index import SURE, ProductIndex
from transcripts.products import Product
from transcripts.questions.drafts import Draft
from transcripts.questions.rules import rule, script_of
from transcripts.questions.wording import stems, traits

#: A product is spoken of for so long after the host named it, unless another one is named.
_SPOKEN_OF_MS = 60_000
#: Hosts take a product up before they name it.
_NAMED_SOON_MS = 30_000
_NAMED_IN_QUESTION, _NAMED_IN_ANSWER = 0.45, 0.6
_MOST = 3
#: What nobody asks of a thing without naming it.
_NOT_OF_A_THING = frozenset({"time", "place", "reason", "person"})


class Belonging:
    """Tells which products a question is about."""

    def __init__(
        self, products: Sequence[Product], pins: Sequence[Pin], sentences: Sequence[Segment]
    ) -> None:
        """Prepare.

        Args:
            products: What is sold.
            pins: When which product was shown as the current one.
            sentences: What is said, in order.
        """
        self._index = ProductIndex(products)
        self._has_products = bool(products)
        self._pins = pins
        self._sentences = sentences
        self._starts = [sentence.span.start_ms for sentence in sentences]
        self._named: dict[int, Mapping[str, float]] = {}

    def of(self, draft: Draft) -> tuple[str, ...]:
        """Surest first: named in the question, named in the answer, shown at that time.

        What concerns the whole shop, such as delivery, belongs to no product unless one is named.
        """
        if not self._has_products:
            return ()
        if named := self._named_in(draft.text, _NAMED_IN_QUESTION):
            return self._as_answered(named, draft.answer)
        if _says(draft.text, "whole_shop"):
            return ()
        if named := self._named_in(" ".join(draft.answer), _NAMED_IN_ANSWER):
            return named
        at_ms = draft.answer_span.start_ms if draft.answer_span else draft.span.start_ms
        shown = self._shown_at(at_ms, is_of_a_thing=_is_of_a_thing(draft.text))
        return (shown,) if shown else ()

    def _as_answered(self, named: tuple[str, ...], answer: Sequence[str]) -> tuple[str, ...]:
        """Of several products that a question may mean those that its answer speaks of."""
        if len(named) == 1:
            return named
        told = self._named_in(" ".join(answer), _NAMED_IN_ANSWER)
        return tuple(one for one in named if one in told) or named

    def _named_in(self, text: str, least: float) -> tuple[str, ...]:
        found = [one.product_id for one in self._index.find(text) if one.confidence >= least]
        return tuple(found[:_MOST])

    def _shown_at(self, at_ms: int, *, is_of_a_thing: bool) -> str | None:
        """The product in the host's hand, if a question can be taken to be about it.

        A question about a thing ("can it be washed?") is about the one that is pinned, or else
        spoken of; any other one only if the host speaks of what is pinned.
        """
        pinned = pinned_at(at_ms, self._pins)
        if is_of_a_thing:
            return pinned or self._spoken_of(at_ms)
        return pinned if pinned and self._is_spoken_of(pinned, at_ms) else None

    def _spoken_of(self, at_ms: int) -> str | None:
        """The product that the host named last, not too long ago."""
        first = bisect_left(self._starts, at_ms - _SPOKEN_OF_MS)
        for index in reversed(range(first, bisect_right(self._starts, at_ms))):
            if named := [id_ for id_, sure in self._names(index).items() if sure >= SURE]:
                return named[0]
        return None

    def _is_spoken_of(self, product_id: str, at_ms: int) -> bool:
        """Whether the host names a product shortly before or after a moment."""
        first = bisect_left(self._starts, at_ms - _SPOKEN_OF_MS)
        last = bisect_right(self._starts, at_ms + _NAMED_SOON_MS)
        return any(
            self._names(index).get(product_id, 0.0) >= _NAMED_IN_ANSWER
            for index in range(first, last)
        )

    def _names(self, index: int) -> Mapping[str, float]:
        """Products that a sentence names, surest first, with their confidence."""
        if index not in self._named:
            found = self._index.find(self._sentences[index].text)
            self._named[index] = {one.product_id: one.confidence for one in found}
        return self._named[index]


def _is_of_a_thing(question: str) -> bool:
    """Whether a question is about a thing that is shown: it points at it, or asks what things have.

    So does one that names nothing at all ("how much?"), unless it asks when, where, who or why.
    """
    names_nothing = not stems(question) and traits(question).asks.isdisjoint(_NOT_OF_A_THING)
    return names_nothing or _says(question, "of_a_thing")


def _says(text: str, name: str) -> bool:
    script = script_of(text)
    return script != "any" and bool(rule(script, name).search(text))
