"""The questions of all broadcasts over the API."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from service.schemas.forms import Form
from workers.views import FaqListed, FaqSource, FaqVersion


class JoinIn(Form):
    """Which question another one is joined to."""

    into: str = Field(min_length=1, max_length=200)


class KeyIn(Form):
    """An entry of one broadcast, as a list names it."""

    key: str = Field(min_length=1, max_length=300)


class FaqSourceOut(BaseModel):
    """An entry of one broadcast."""

    key: str
    recording_id: str
    title: str
    held_on: date
    question: str
    asked_by: int
    start_ms: int | None
    end_ms: int | None

    @staticmethod
    def of(source: FaqSource) -> FaqSourceOut:
        """From the application's value."""
        proof = source.entry.proof if source.entry else None
        return FaqSourceOut(
            key=source.key,
            recording_id=source.recording_id,
            title=source.title,
            held_on=source.held_on,
            question=source.question,
            asked_by=source.asked_by,
            start_ms=proof.start_ms if proof else None,
            end_ms=proof.end_ms if proof else None,
        )


class FaqVersionOut(BaseModel):
    """One answer, with the broadcasts that give it."""

    text: str
    is_by_hand: bool
    is_contradicted: bool
    is_outdated: bool
    may_leave: bool
    sources: list[FaqSourceOut]

    @staticmethod
    def of(version: FaqVersion) -> FaqVersionOut:
        """From the application's value."""
        return FaqVersionOut(
            text=version.text,
            is_by_hand=version.is_by_hand,
            is_contradicted=version.is_contradicted,
            is_outdated=version.is_outdated,
            may_leave=version.may_leave,
            sources=[FaqSourceOut.of(source) for source in version.sources],
        )


class FaqListedOut(BaseModel):
    """One question of all broadcasts. `agreement`: unanswered, one, several or contradicting."""

    id: str
    question: str
    asked_by: int
    product_ids: list[str]
    agreement: str
    versions: list[FaqVersionOut]
    sources: list[FaqSourceOut]

    @staticmethod
    def of(listed: FaqListed) -> FaqListedOut:
        """From the application's value."""
        return FaqListedOut(
            id=listed.id,
            question=listed.question,
            asked_by=listed.asked_by,
            product_ids=list(listed.product_ids),
            agreement=listed.agreement.value,
            versions=[FaqVersionOut.of(version) for version in listed.versions],
            sources=[FaqSourceOut.of(source) for source in listed.sources],
        )


class FaqListOut(BaseModel):
    """A page of the questions of all broadcasts, most asked first."""

    items: list[FaqListedOut]
    total: int
    next_cursor: str | None
