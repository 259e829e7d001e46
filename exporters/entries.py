"""What may leave the house: people's decisions applied, flagged entries held back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transcripts.products import Product
from transcripts.questions.model import Flag, QaList, QaPair
from transcripts.questions.rules import script_of
from transcripts.timeline import Span

_APPROVED, _REJECTED = "approved", "rejected"


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question with its answer as it is published.

    Attributes:
        id: Of the pair.
        question: As found, or as a person wrote it.
        answer: As found, or as a person wrote it.
        proof: When the host says so.
        asked_by: How many asked.
        product_ids: Products it belongs to.
        flags: Why a person had, or has, to look at it.
    """

    id: str
    question: str
    answer: str
    proof: Span
    asked_by: int = 1
    product_ids: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class FaqSheet:
    """Everything the documents are made of.

    Attributes:
        published: May leave the house: not flagged, or approved by a person. Most asked first.
        held: Wait for a person.
        products: The product list.
        language: "ko" or "en": of the documents' own words.
        title: Name of the broadcast, or "".
    """

    published: tuple[FaqEntry, ...]
    held: tuple[FaqEntry, ...] = ()
    products: tuple[Product, ...] = ()
    language: str = "en"
    title: str = ""

    def of_product(self, product_id: str) -> tuple[FaqEntry, ...]:
        """Published entries that belong to a product."""
        return tuple(entry for entry in self.published if product_id in entry.product_ids)

    def product_name(self, product_id: str) -> str:
        """The product's name; its id where the list does not have it."""
        return next((p.name for p in self.products if p.id == product_id), product_id)


def decide(
    qa: QaList,
    decisions: Iterable[Mapping[str, Any]],
    products: Sequence[Product] = (),
    *,
    language: str = "en",
    title: str = "",
) -> FaqSheet:
    """Apply people's decisions: an approved entry is published, a rejected one goes.

    Without a decision an entry is published unless it is flagged.

    Args:
        qa: What was found.
        decisions: `{"id", "state", "question"?, "answer"?, "product_ids"?}`; state "approved",
            "rejected" or "proposed". Ids that are not found are left alone.
        products: The product list.
        language: Of the speech; Korean gets Korean documents, all others English ones.
        title: Name of the broadcast.
    """
    by_id = {str(decision["id"]): decision for decision in decisions}
    published: list[FaqEntry] = []
    held: list[FaqEntry] = []
    for pair in qa.pairs:
        decision = by_id.get(pair.id, {})
        if (state := decision.get("state")) == _REJECTED:
            continue
        may_leave = state == _APPROVED or not pair.flags
        (published if may_leave else held).append(_entry(pair, decision))
    return FaqSheet(
        published=tuple(sorted(published, key=_rank)),
        held=tuple(held),
        products=tuple(products),
        language="ko" if language == "ko" else "en",
        title=title,
    )


def sheet_language(qa: QaList) -> str:
    """The language most questions and answers are written in: "ko" or "en"."""
    texts = [text for pair in qa.pairs for text in (pair.question.text, pair.answer.text)]
    texts += [entry.question.text for entry in qa.unanswered]
    korean = sum(script_of(text) == "ko" for text in texts)
    return "ko" if korean * 2 > len(texts) else "en"


def _entry(pair: QaPair, decision: Mapping[str, Any]) -> FaqEntry:
    product_ids = decision.get("product_ids")
    return FaqEntry(
        id=pair.id,
        question=str(decision.get("question") or pair.question.text),
        answer=str(decision.get("answer") or pair.answer.text),
        proof=pair.answer.span,
        asked_by=pair.question.asked_by,
        product_ids=pair.product_ids if product_ids is None else tuple(map(str, product_ids)),
        flags=pair.flags,
    )


def _rank(entry: FaqEntry) -> tuple[int, Span, str]:
    return (-entry.asked_by, entry.proof, entry.id)
