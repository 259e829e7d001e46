"""What people made of the questions: corrected, moved, joined, parted, answered, approved. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from transcripts.questions.checks import doubt_checks, find_checks
from transcripts.questions.corrections import Correction, corrected_products
from transcripts.questions.misheard import Misheard, put_right
from transcripts.questions.model import (
    Check,
    Flag,
    OpenQuestion,
    QaList,
    QaPair,
    Question,
    Source,
)
from transcripts.timeline import Span


class EntryState(StrEnum):
    """What a person decided on an entry."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who let an entry leave the house.

    Attributes:
        by: Name of the person; "" where only a program did.
        at: When, as ISO 8601, or "".
        flags: What the person was warned of; None where it was not noted.
    """

    by: str
    at: str = ""
    flags: frozenset[str] | None = None

    def covers(self, flags: Sequence[Flag]) -> bool:
        """Whether these flags were seen by a named person. No flags need nobody.

        Who approves an answer has heard its words: that they are doubted later changes nothing.
        """
        if not flags:
            return True
        warned = {flag.value for flag in flags if flag is not Flag.MISHEARD}
        seen = self.flags is None or warned <= self.flags
        return bool(self.by.strip()) and seen


@dataclass(frozen=True, slots=True)
class DecidedEntry:
    """A question with its answer after all decisions.

    Attributes:
        id: As found; a part split off has its own.
        question: The text that leaves the house.
        answer: Likewise.
        asked: The question as found: its span, where and by how many it was asked.
        proof: When the host says the answer; None for an answer that a person wrote.
        asked_by: With everybody who asked what was joined to it.
        product_ids: Products it belongs to.
        flags: Why a person has to look at the text as it now is.
        checks: The same with the words.
        state: What was decided.
        approval: Who approved it, or None.
        confidence: Of the pair as found.
        is_edited: A person changed question, answer or products.
        merged: Ids of the entries joined to it.
        into: The entry it was joined to, or "".
        origin: The entry it was split from, or "".
        doubts: Words of the answer as found that may have been misheard.
    """

    id: str
    question: str
    answer: str
    asked: Question
    proof: Span | None
    asked_by: int
    product_ids: tuple[str, ...]
    flags: tuple[Flag, ...]
    checks: tuple[Check, ...]
    state: EntryState = EntryState.PROPOSED
    approval: Approval | None = None
    confidence: float = 0.0
    is_edited: bool = False
    merged: tuple[str, ...] = ()
    into: str = ""
    origin: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def may_leave(self) -> bool:
        """Not rejected, not part of another entry, and every flag seen by a named person."""
        if self.state is EntryState.REJECTED or self.into or not self.answer:
            return False
        if not self.flags:
            return True
        approved = self.state is EntryState.APPROVED
        return approved and self.approval is not None and self.approval.covers(self.flags)

    @property
    def until(self) -> str:
        """The last day on which the text holds, as far as it names one; else ""."""
        return min((check.until for check in self.checks if check.until), default="")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What applies to all entries of a list."""

    by_id: Mapping[str, Mapping[str, Any]]
    corrections: Sequence[Correction] = ()
    said_on: date | None = None
    products: frozenset[str] = field(default_factory=frozenset)
    misheard: Sequence[Misheard] = ()


def decided_entries(
    qa: QaList,
    decisions: Iterable[Mapping[str, Any]],
    *,
    corrections: Sequence[Correction] = (),
    said_on: date | None = None,
    products: Iterable[str] = (),
    misheard: Sequence[Misheard] = (),
) -> tuple[DecidedEntry, ...]:
    """All entries as they are after people's decisions, in the order found.

    Args:
        qa: What was found.
        decisions: `{"id", "state"?, "question"?, "answer"?, "product_ids"?, "by"?, "at"?, "flags"?,
            "into"?, "from"?}`: of each entry what holds now. `by`, `at` and `flags` belong to an
            approval; `into` joins it to another entry; `from` makes it a part of that entry. An
            unanswered question with an `answer` is an entry. Ids that are not found are left alone.
        corrections: Products that people gave to such questions in other broadcasts.
        said_on: Day of the broadcast.
        products: Ids of the product list; corrections to other products do not apply.
        misheard: Words that people put right in captions; what was approved before stays.
    """
    by_id = {str(decision["id"]): decision for decision in decisions}
    rules = _Rules(by_id, tuple(corrections), said_on, frozenset(products), misheard)
    entries = {entry.id: entry for entry in _found(qa, rules)}
    return tuple(_with_joined(entries))


def _found(qa: QaList, rules: _Rules) -> Iterator[DecidedEntry]:
    parts: dict[str, list[str]] = {}
    for id_, decision in rules.by_id.items():
        if origin := decision.get("from"):
            parts.setdefault(str(origin), []).append(id_)
    for pair in qa.pairs:
        whole = _heard_right(_of_pair(pair), rules)
        yield _decided(whole, rules)
        for id_ in parts.get(pair.id, ()):
            part = replace(whole, id=id_, question="", answer="", origin=pair.id, asked_by=1)
            yield _decided(part, rules)
    for entry in qa.unanswered:
        if rules.by_id.get(entry.id, {}).get("answer"):
            yield _decided(_of_open(entry), rules)


def _of_pair(pair: QaPair) -> DecidedEntry:
    return DecidedEntry(
        id=pair.id,
        question=pair.question.text,
        answer=pair.answer.text,
        asked=pair.question,
        proof=pair.answer.span,
        asked_by=pair.question.asked_by,
        product_ids=pair.product_ids,
        flags=pair.flags,
        checks=pair.checks,
        confidence=pair.confidence,
        doubts=pair.answer.doubts,
    )


def _heard_right(entry: DecidedEntry, rules: _Rules) -> DecidedEntry:
    """The entry as found with the words that people put right in its captions."""
    decision = rules.by_id.get(entry.id, {})
    until = str(decision.get("at") or "") if decision.get("state") == "approved" else ""
    words = [word for word in rules.misheard if not until or word.at <= until]
    answer = put_right(entry.answer, entry.proof, words) if entry.proof else entry.answer
    is_spoken = entry.asked.source is Source.SPEECH
    question = put_right(entry.question, entry.asked.span, words) if is_spoken else entry.question
    if (question, answer) == (entry.question, entry.answer):
        return entry
    checks = _checks(entry, question, answer, rules)
    flags = _flags(entry, checks)
    return replace(entry, question=question, answer=answer, checks=checks, flags=flags)


def _of_open(entry: OpenQuestion) -> DecidedEntry:
    return DecidedEntry(
        id=entry.id,
        question=entry.question.text,
        answer="",
        asked=entry.question,
        proof=None,
        asked_by=entry.question.asked_by,
        product_ids=entry.product_ids,
        flags=(),
        checks=(),
    )


def _decided(entry: DecidedEntry, rules: _Rules) -> DecidedEntry:
    decision = rules.by_id.get(entry.id, {})
    question = str(decision.get("question") or entry.question)
    answer = str(decision.get("answer") or entry.answer)
    is_reworded = (question, answer) != (entry.question, entry.answer)
    checks = _checks(entry, question, answer, rules) if is_reworded else entry.checks
    flags = _flags(entry, checks) if is_reworded else entry.flags
    chosen = decision.get("product_ids")
    state = EntryState(str(decision.get("state") or "proposed"))
    return replace(
        entry,
        question=question,
        answer=answer,
        product_ids=_products(entry, rules) if chosen is None else tuple(map(str, chosen)),
        flags=flags,
        checks=checks,
        state=state,
        approval=_approval(decision) if state is EntryState.APPROVED else None,
        is_edited=is_reworded or chosen is not None,
        into=str(decision.get("into") or ""),
    )


def _checks(entry: DecidedEntry, question: str, answer: str, rules: _Rules) -> tuple[Check, ...]:
    """What a reworded text raises; words that were put right are doubted no more."""
    return find_checks(question, answer, rules.said_on) + doubt_checks(entry.doubts, answer)


def _flags(entry: DecidedEntry, checks: Sequence[Check]) -> tuple[Flag, ...]:
    """Of a reworded text: what its words raise, and the doubt whether answer and question fit."""
    found = {check.flag for check in checks} | ({Flag.UNSURE} & set(entry.flags))
    return tuple(flag for flag in Flag if flag in found)


def _approval(decision: Mapping[str, Any]) -> Approval:
    flags = decision.get("flags")
    return Approval(
        by=str(decision.get("by") or ""),
        at=str(decision.get("at") or ""),
        flags=None if flags is None else frozenset(map(str, flags)),
    )


def _products(entry: DecidedEntry, rules: _Rules) -> tuple[str, ...]:
    found = corrected_products(entry.asked.text, entry.product_ids, rules.corrections)
    if found is None or not set(found) <= rules.products:
        return entry.product_ids
    return found


def _with_joined(entries: Mapping[str, DecidedEntry]) -> Iterator[DecidedEntry]:
    """Entries that lead, with those joined to them; a ring of joins joins nothing."""
    leads = {id_: _lead(id_, entries) for id_ in entries}
    for entry in entries.values():
        lead = leads[entry.id]
        if lead != entry.id:
            yield replace(entry, into=lead)
            continue
        joined = [other for other in entries.values() if leads[other.id] == entry.id != other.id]
        yield replace(
            entry,
            into="",
            merged=tuple(other.id for other in joined),
            asked_by=entry.asked_by + sum(other.asked_by for other in joined),
        )


def _lead(id_: str, entries: Mapping[str, DecidedEntry]) -> str:
    seen = [id_]
    while (into := entries[seen[-1]].into) in entries:
        if into in seen:
            return id_
        seen.append(into)
    return seen[-1]
