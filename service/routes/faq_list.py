"""The questions of all broadcasts: read, joined, parted, settled, and as files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from service.delivery import give_text
from service.routes.files import give_and_head
from service.schemas.faq_list import FaqListedOut, FaqListOut, JoinIn, KeyIn
from service.visitor import ActorDep, AppDep
from workers.actions import faq_list

router = APIRouter(prefix="/faq", tags=["questions"])

ProductQuery = Annotated[
    str | None, Query(max_length=200, description="Only of this product; empty: of none.")
]


@router.get("")
def list_all(
    app: AppDep,
    actor: ActorDep,
    product_id: ProductQuery = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    cursor: Annotated[str | None, Query(max_length=20, pattern="^[0-9]+$")] = None,
) -> FaqListOut:
    """The questions of the newest broadcasts as one list, most asked first.

    The same question is one entry with its answers side by side, dated; answers that contradict
    each other are never made one.
    """
    entries = faq_list.list_all(app, actor, product_id).entries
    start = int(cursor or 0)
    shown = entries[start : start + limit]
    more = start + limit < len(entries)
    return FaqListOut(
        items=[FaqListedOut.of(one) for one in shown],
        total=len(entries),
        next_cursor=str(start + limit) if more else None,
    )


@router.post("/{listed_id}/join")
def join_listed(listed_id: str, wanted: JoinIn, app: AppDep, actor: ActorDep) -> FaqListedOut:
    """Make two questions one, whatever their words."""
    return FaqListedOut.of(faq_list.join_listed(app, actor, listed_id, wanted.into))


@router.post("/{listed_id}/part")
def part_listed(listed_id: str, wanted: KeyIn, app: AppDep, actor: ActorDep) -> FaqListedOut:
    """Take an entry of one broadcast out of a question; the new question."""
    return FaqListedOut.of(faq_list.part_listed(app, actor, listed_id, wanted.key))


@router.post("/{listed_id}/choose")
def choose_answer(listed_id: str, wanted: KeyIn, app: AppDep, actor: ActorDep) -> FaqListedOut:
    """Let one answer hold: it is approved in your name, the others are rejected."""
    return FaqListedOut.of(faq_list.choose_answer(app, actor, listed_id, wanted.key))


@give_and_head(router, "/files/{file_name}")
def get_list_file(
    file_name: str, app: AppDep, actor: ActorDep, product_id: ProductQuery = None
) -> Response:
    """The FAQ of all broadcasts as a file; contradicted and flagged answers are left out."""
    content = faq_list.list_file(app, actor, file_name, product_id)
    return give_text(file_name, content)
