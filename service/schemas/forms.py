"""What requests and answers share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from transcripts.timeline import Span
from workers.views import Decision, StepView, UploadView

Milliseconds = Annotated[int, Field(ge=0, le=7 * 86_400_000)]


class Form(BaseModel):
    """A request: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid")


class StepOut(BaseModel):
    """A step of the work."""

    name: str
    state: str
    share: float
    reason: str
    seen_at: datetime | None
    notes: list[str]

    @staticmethod
    def of(step: StepView) -> StepOut:
        """From the application's value."""
        return StepOut(
            name=step.name,
            state=step.state.value,
            share=step.share,
            reason=step.reason,
            seen_at=step.seen_at,
            notes=list(step.notes),
        )


class DecisionOut(BaseModel):
    """A decision as it was made."""

    kind: str
    reason: str
    person: str
    at: datetime

    @staticmethod
    def of(decision: Decision | None) -> DecisionOut | None:
        """From the application's value."""
        if decision is None:
            return None
        return DecisionOut(
            kind=decision.kind, reason=decision.reason, person=decision.person, at=decision.at
        )


class SpanOut(BaseModel):
    """A stretch of the recording, the end outside."""

    start_ms: int
    end_ms: int

    @staticmethod
    def of(span: Span) -> SpanOut:
        """From the application's value."""
        return SpanOut(start_ms=span.start_ms, end_ms=span.end_ms)


class UploadOut(BaseModel):
    """An upload."""

    id: str
    file_name: str
    size_bytes: int
    offset_bytes: int
    is_complete: bool
    sha256: str | None
    expires_at: datetime

    @staticmethod
    def of(upload: UploadView) -> UploadOut:
        """From the application's value."""
        same = ("id", "file_name", "size_bytes", "offset_bytes", "expires_at")
        return UploadOut(
            **{name: getattr(upload, name) for name in same},
            is_complete=upload.file is not None,
            sha256=upload.file.sha256 if upload.file else None,
        )


class Reason(Form):
    """Why something is rejected; the machine learns from it."""

    reason: str = Field(default="", max_length=500)
