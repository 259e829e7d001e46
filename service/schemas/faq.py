"""Questions and answers over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from service.schemas.forms import DecisionOut, Form
from transcripts.questions.checks import explain, rule_of
from transcripts.questions.model import Check
from workers.store.rows import FaqDecisionRow
from workers.views import Faq, FaqEntryView


class FaqEdit(Form):
    """What to change of an entry; what is left out stays."""

    question: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    answer: Annotated[str, Field(min_length=1, max_length=5000)] | None = None
    product_ids: Annotated[list[str], Field(max_length=50)] | None = None

    def changes(self) -> dict[str, Any]:
        """As arguments of `workers.actions.faq.edit_entry`; absent ones are left out."""
        out = self.model_dump(exclude_none=True)
        return {**out, "product_ids": tuple(out["product_ids"])} if "product_ids" in out else out


class FaqApproval(Form):
    """Who has read the entry, where a program approves for a person; and the text that was read.

    Where the entry has another text by now, nothing is approved.
    """

    by: str = Field(default="", max_length=200)
    question: Annotated[str, Field(max_length=10_000)] | None = None
    answer: Annotated[str, Field(max_length=10_000)] | None = None


class FaqMerge(Form):
    """Which entry another one becomes part of."""

    into: str = Field(min_length=1, max_length=200)


class FaqSplit(Form):
    """The second entry that is made of a part of an answer."""

    question: str = Field(min_length=1, max_length=1000)
    answer: str = Field(min_length=1, max_length=5000)


class FaqCheckOut(BaseModel):
    """One thing that a person has to look at.

    `rule` names the rule, `words` what says so, `until` the last day on which an offer holds.
    """

    flag: str
    rule: str
    words: list[str]
    until: str
    days_after: int | None
    says: dict[str, str]
    law: str

    @staticmethod
    def of(check: Check) -> FaqCheckOut:
        """From the application's value."""
        known = rule_of(check.rule)
        return FaqCheckOut(
            flag=check.flag.value,
            rule=check.rule,
            words=list(check.words),
            until=check.until,
            days_after=check.days_after,
            says={language: explain(check, language) for language in ("ko", "en")},
            law=known.law if known else "",
        )


class FaqDecisionOut(BaseModel):
    """A decision on an entry as it was made. `seen` holds what an approval rests on."""

    entry_id: str
    kind: str
    person: str
    reason: str
    at: datetime
    seen: dict[str, Any]

    @staticmethod
    def of(row: FaqDecisionRow) -> FaqDecisionOut:
        """From the application's value."""
        return FaqDecisionOut(
            entry_id=row.entry_id,
            kind=row.kind,
            person=str(row.change.get("by") or row.person),
            reason=row.reason,
            at=row.created_at,
            seen=dict(row.change),
        )


class FaqEntryOut(BaseModel):
    """A question with its answer, and what was decided."""

    id: str
    question: str
    answer: str
    state: str
    is_edited: bool
    product_ids: list[str]
    flags: list[str]
    evidence: dict[str, Any]
    decision: DecisionOut | None
    checks: list[FaqCheckOut]
    asked_by: int
    may_leave: bool
    merged: list[str]
    into: str
    origin: str

    @staticmethod
    def of(entry: FaqEntryView) -> FaqEntryOut:
        """From the application's value."""
        return FaqEntryOut(
            id=entry.id,
            question=entry.question,
            answer=entry.answer,
            state=entry.state.value,
            is_edited=entry.is_edited,
            product_ids=list(entry.product_ids),
            flags=list(entry.flags),
            evidence=dict(entry.evidence),
            decision=DecisionOut.of(entry.decision),
            checks=[FaqCheckOut.of(check) for check in entry.checks],
            asked_by=entry.asked_by,
            may_leave=entry.may_leave,
            merged=list(entry.merged),
            into=entry.into,
            origin=entry.origin,
        )


class FaqOut(BaseModel):
    """The questions of a recording."""

    is_ready: bool
    entries: list[FaqEntryOut]
    unanswered: list[dict[str, Any]]
    notes: list[str]

    @staticmethod
    def of(faq: Faq) -> FaqOut:
        """From the application's value."""
        return FaqOut(
            is_ready=faq.is_ready,
            entries=[FaqEntryOut.of(entry) for entry in faq.entries],
            unanswered=[dict(question) for question in faq.unanswered],
            notes=list(faq.notes),
        )
