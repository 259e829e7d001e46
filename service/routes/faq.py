"""Questions and answers: read, correct, decide, and what was made of them."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from exporters.product_page import CAPTIONS, CLIP, COVER
from service.archives import one_file_page, page_products, product_members
from service.delivery import give_file, give_text, give_zip
from service.routes.files import give_and_head
from service.schemas.faq import (
    FaqApproval,
    FaqDecisionOut,
    FaqEdit,
    FaqEntryOut,
    FaqMerge,
    FaqOut,
    FaqSplit,
)
from service.schemas.forms import Reason
from service.visitor import ActorDep, AppDep
from workers.actions import faq, recordings
from workers.errors import NotFound

router = APIRouter(prefix="/recordings/{recording_id}", tags=["questions"])

#: Files of a product, by the step that makes them.
PAGE_FILES = {
    **dict.fromkeys(("page.html", "block.html", "page.md", "snippet.jsonld", CAPTIONS), "pages"),
    **dict.fromkeys((CLIP, COVER), "passages"),
}


@router.get("/faq")
def list_faq(recording_id: str, app: AppDep, actor: ActorDep) -> FaqOut:
    """Questions with their answers and evidence, and those nobody answered."""
    return FaqOut.of(faq.list_faq(app, actor, recording_id))


@router.patch("/faq/{entry_id}")
def edit_entry(
    recording_id: str, entry_id: str, wanted: FaqEdit, app: AppDep, actor: ActorDep
) -> FaqEntryOut:
    """Correct a question or answer, or move it to other products."""
    return FaqEntryOut.of(faq.edit_entry(app, actor, recording_id, entry_id, **wanted.changes()))


@router.post("/faq/{entry_id}/approve")
def approve_entry(
    recording_id: str,
    entry_id: str,
    app: AppDep,
    actor: ActorDep,
    wanted: FaqApproval | None = None,
) -> FaqEntryOut:
    """Let an entry leave the house. With a key, a flagged one needs the person's name in `by`."""
    wanted = wanted or FaqApproval()
    entry = faq.approve_entry(app, actor, recording_id, entry_id, wanted.by,
                              question=wanted.question, answer=wanted.answer)  # fmt: skip
    return FaqEntryOut.of(entry)


@router.post("/faq/{entry_id}/reject")
def reject_entry(
    recording_id: str, entry_id: str, wanted: Reason, app: AppDep, actor: ActorDep
) -> FaqEntryOut:
    """Keep an entry out, with the reason."""
    return FaqEntryOut.of(faq.reject_entry(app, actor, recording_id, entry_id, wanted.reason))


@router.post("/faq/{entry_id}/reopen")
def reopen_entry(recording_id: str, entry_id: str, app: AppDep, actor: ActorDep) -> FaqEntryOut:
    """Take a decision back."""
    return FaqEntryOut.of(faq.reopen_entry(app, actor, recording_id, entry_id))


@router.post("/faq/{entry_id}/merge")
def merge_entries(
    recording_id: str, entry_id: str, wanted: FaqMerge, app: AppDep, actor: ActorDep
) -> FaqEntryOut:
    """Make an entry part of another one, whose text stays; everybody who asked is counted."""
    return FaqEntryOut.of(faq.merge_entries(app, actor, recording_id, entry_id, wanted.into))


@router.post("/faq/{entry_id}/part")
def part_entry(recording_id: str, entry_id: str, app: AppDep, actor: ActorDep) -> FaqEntryOut:
    """Take an entry out of the one that it was joined to."""
    return FaqEntryOut.of(faq.part_entry(app, actor, recording_id, entry_id))


@router.post("/faq/{entry_id}/split", status_code=201)
def split_entry(
    recording_id: str, entry_id: str, wanted: FaqSplit, app: AppDep, actor: ActorDep
) -> FaqEntryOut:
    """Make a second entry of a part of an answer; it keeps the moment that proves it."""
    made = faq.split_entry(app, actor, recording_id, entry_id,
                           question=wanted.question, answer=wanted.answer)  # fmt: skip
    return FaqEntryOut.of(made)


@router.post("/faq/{entry_id}/dismiss", status_code=204)
def dismiss_question(recording_id: str, entry_id: str, app: AppDep, actor: ActorDep) -> None:
    """Take an unanswered question from the shop's list."""
    faq.dismiss_question(app, actor, recording_id, entry_id)


@router.post("/faq/{entry_id}/restore", status_code=204)
def restore_question(recording_id: str, entry_id: str, app: AppDep, actor: ActorDep) -> None:
    """Put an unanswered question back on the shop's list."""
    faq.restore_question(app, actor, recording_id, entry_id)


@router.get("/faq-audit")
def list_decisions(recording_id: str, app: AppDep, actor: ActorDep) -> list[FaqDecisionOut]:
    """Who decided what on which entry, when, and what they were warned of; oldest first."""
    return [FaqDecisionOut.of(row) for row in faq.audit(app, actor, recording_id)]


@give_and_head(router, "/pages/{product}/zip")
def get_product_zip(recording_id: str, product: str, app: AppDep, actor: ActorDep) -> Response:
    """Everything of one product: texts, clip, still and captions."""
    members = product_members(app, actor, recording_id, product)
    if not members:
        raise NotFound(f"page of {product}")
    return give_zip(f"{product}.zip", members)


@give_and_head(router, "/pages/{product}/one-file.html")
def get_product_in_one_file(
    recording_id: str, product: str, app: AppDep, actor: ActorDep
) -> Response:
    """A product's page with its clip inside, to pass on alone."""
    text = one_file_page(app, actor, recording_id, product)
    return give_text(f"{product}.html", text)


@give_and_head(router, "/pages/{product}/{file_name}")
def get_product_page(
    recording_id: str, product: str, file_name: str, app: AppDep, actor: ActorDep
) -> Response:
    """A product's page block, as HTML, Markdown or JSON-LD, and the clip that it shows."""
    if file_name not in PAGE_FILES or product not in page_products(app, actor, recording_id):
        raise NotFound(f"page of {product}")
    path = f"{product}/{file_name}"
    opened = recordings.open_output(app, actor, recording_id, PAGE_FILES[file_name], path)
    return give_file(opened, as_download=True)
