"""Requests for clips over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from service.schemas.forms import Form, Milliseconds
from workers.brief import ClipRequest
from workers.views import RequestView


class RequestIn(Form):
    """Clips to look for: about a product, with a word, in a part, of a length; all may be left out.

    A teaser lasts under 15 seconds, a short 15 to 60, an explaining passage one to three minutes.
    """

    product_id: str = Field(default="", max_length=200)
    keyword: str = Field(default="", max_length=80)
    start_ms: Milliseconds | None = None
    end_ms: Milliseconds | None = None
    length: Literal["", "teaser", "short", "explain"] = ""
    count: Annotated[int, Field(ge=1, le=20)] = 3

    @model_validator(mode="after")
    def _part_has_length(self) -> RequestIn:
        if self.end_ms is not None and self.end_ms <= (self.start_ms or 0):
            raise ValueError("a part ends after it starts")
        return self

    def wanted(self) -> ClipRequest:
        """As the application's value."""
        return ClipRequest(
            product_id=self.product_id.strip(),
            keyword=" ".join(self.keyword.split()),
            start_ms=self.start_ms,
            end_ms=self.end_ms,
            length=self.length,
            count=self.count,
        )


class RequestOut(BaseModel):
    """A request; its clips carry its id in `request_id`."""

    id: int
    product_id: str
    keyword: str
    start_ms: int | None
    end_ms: int | None
    length: str
    count: int
    state: str
    reason: str
    notes: list[str]
    person: str
    at: datetime

    @staticmethod
    def of(request: RequestView) -> RequestOut:
        """From the application's value."""
        wanted = request.wanted
        return RequestOut(
            id=request.id,
            product_id=wanted.product_id,
            keyword=wanted.keyword,
            start_ms=wanted.start_ms,
            end_ms=wanted.end_ms,
            length=wanted.length,
            count=wanted.count,
            state=request.state.value,
            reason=request.reason,
            notes=list(request.notes),
            person=request.person,
            at=request.at,
        )


class RequestsOut(BaseModel):
    """Everything that was asked for of a recording, newest first."""

    items: list[RequestOut]
