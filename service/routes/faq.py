"""Questions and answers: read, correct, decide, and what was made of them."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from service.archives import page_products
from service.delivery import give_file
from service.routes.files import give_and_head
from service.schemas.faq import FaqEdit, FaqEntryOut, FaqOut
from service.schemas.forms import Reason
from service.visitor import ActorDep, AppDep
from workers.actions import faq, recordings
from workers.errors import NotFound

router = APIRouter(prefix="/recordings/{recording_id}", tags=["questions"])

PAGE_FILES = ("page.html", "page.md", "snippet.jsonld")


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
def approve_entry(recording_id: str, entry_id: str, app: AppDep, actor: ActorDep) -> FaqEntryOut:
    """Let an entry leave the house."""
    return FaqEntryOut.of(faq.approve_entry(app, actor, recording_id, entry_id))


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


@give_and_head(router, "/pages/{product}/{file_name}")
def get_product_page(
    recording_id: str, product: str, file_name: str, app: AppDep, actor: ActorDep
) -> Response:
    """A product's page block, as HTML, Markdown or JSON-LD."""
    if file_name not in PAGE_FILES or product not in page_products(app, actor, recording_id):
        raise NotFound(f"page of {product}")
    opened = recordings.open_output(app, actor, recording_id, "pages", f"{product}/{file_name}")
    return give_file(opened, as_download=True)
