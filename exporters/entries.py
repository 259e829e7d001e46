"""What may leave the house: people's decisions applied, flagged entries held back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from exporters.decided import Approval, DecidedEntry, EntryState, decided_entries
from transcripts.products import Product
from transcripts.questions.corrections import Correction
from transcripts.questions.misheard import Misheard
from transcripts.questions.model import Check, Flag, QaList
from transcripts.questions.rules import script_of
from transcripts.timeline import Span


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question with its answer as it is published.

    Attributes:
        id: Of the pair.
        question: As found, or as a person wrote it.
        answer: As found, or as a person wrote it.
        proof: When the host says so; None for an answer that a person wrote.
        asked_by: How many asked.
        product_ids: Products it belongs to.
        flags: Why a person had, or has, to look at it.
        checks: The same with the words that say so.
        until: Last day on which it holds ("2026-11-25"), or "".
        approval: Who let it out; None where nothing had to be looked at.
        held_on: Day of the broadcast that proves it, where there are several; else "".
    """

    id: str
    question: str
    answer: str
    proof: Span | None
    asked_by: int = 1
    product_ids: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    checks: tuple[Check, ...] = ()
    until: str = ""
    approval: Approval | None = None
    held_on: str = ""


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


def decide(  # noqa: PLR0913 - everything that is known of a list
    qa: QaList,
    decisions: Iterable[Mapping[str, Any]],
    products: Sequence[Product] = (),
    *,
    language: str = "en",
    title: str = "",
    corrections: Sequence[Correction] = (),
    said_on: date | None = None,
    misheard: Sequence[Misheard] = (),
) -> FaqSheet:
    """Apply people's decisions: an approved entry is published, a rejected one goes.

    Without a decision an entry is published unless it is flagged; a flagged one needs the approval
    of a named person who saw its flags.

    Args:
        qa: What was found.
        decisions: As for `exporters.decided.decided_entries`.
        products: The product list.
        language: Of the speech; Korean gets Korean documents, all others English ones.
        title: Name of the broadcast.
        corrections: Products that people gave to such questions before.
        said_on: Day of the broadcast.
        misheard: Words that people put right in captions.
    """
    entries = decided_entries(
        qa,
        decisions,
        corrections=corrections,
        said_on=said_on,
        products=[product.id for product in products],
        misheard=misheard,
    )
    waiting = [e for e in entries if not (e.may_leave or e.into)]
    return FaqSheet(
        published=tuple(sorted((_entry(e) for e in entries if e.may_leave), key=_rank)),
        held=tuple(_entry(e) for e in waiting if e.state is not EntryState.REJECTED),
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


def _entry(entry: DecidedEntry) -> FaqEntry:
    return FaqEntry(
        id=entry.id,
        question=entry.question,
        answer=entry.answer,
        proof=entry.proof,
        asked_by=entry.asked_by,
        product_ids=entry.product_ids,
        flags=entry.flags,
        checks=entry.checks,
        until=entry.until,
        approval=entry.approval,
    )


def _rank(entry: FaqEntry) -> tuple[int, bool, Span, str]:
    """Most asked first, then in order of the answers; what people wrote comes last."""
    return (-entry.asked_by, entry.proof is None, entry.proof or Span(0, 1), entry.id)
