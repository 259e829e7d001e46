"""Questions and answers over the API."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from service.schemas.forms import DecisionOut, Form
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
