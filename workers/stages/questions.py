"""The stages of questions: qa, faq, pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from clipping.model import OfferKind
from clipping.sales_json import offers_from_json, products_from_json
from exporters.entries import FaqSheet, decide, sheet_language
from exporters.faq_files import faq_files
from exporters.passages import find_passages
from exporters.points import find_points
from exporters.product_page import Published, page_folders, product_files
from exporters.video_data import address
from transcripts.mentions import Pin
from transcripts.messages import ChatMessage, read_messages
from transcripts.model import Transcript, transcript_from_json
from transcripts.products import Product
from transcripts.questions.checks import with_checks
from transcripts.questions.corrections import corrections_from_json
from transcripts.questions.finding import find_qa
from transcripts.questions.misheard import misheard_from_json
from transcripts.questions.model import QaList, qa_from_json, qa_to_json
from workers.language_model import LanguageModel, find_language_model
from workers.pipeline import Work
from workers.polishing import polish
from workers.settings import load_settings
from workers.stages.json_files import read_json, write_json

_NOTHING_HEARD = Transcript(language="und", duration_ms=0)


def run_qa(work: Work) -> None:
    """From transcript, chat and sales, each where there is one: qa.json."""
    chat: tuple[ChatMessage, ...] = ()
    if path := _file(work, "chat", "chat.jsonl"):
        with path.open(encoding="utf-8") as lines:
            chat = tuple(read_messages(lines))
    found = find_qa(
        transcript_of(work) or _NOTHING_HEARD, chat, offered_products(work), pins=pins_of(work)
    )
    if model := _language_model(work):
        found = polish(found, model)
    write_json(work.draft / "qa.json", qa_to_json(with_checks(found, said_on(work))))


def run_faq(work: Work) -> None:
    """From qa and sales, with people's decisions: the four FAQ files and needs-review.md."""
    for name, text in faq_files(faq_sheet(work)).items():
        _write_text(work.draft / name, text)


def run_pages(work: Work) -> None:
    """From qa, sales, transcript and passages: a folder for each product, and pages.json."""
    sheet, transcript = faq_sheet(work), transcript_of(work)
    points = find_points(transcript, sheet.products, pins_of(work)) if transcript else {}
    found = find_passages(transcript, sheet.products, pins_of(work)) if transcript else {}
    with_clip = _with_clip(work)
    folders = page_folders(sheet.products)
    for done, product in enumerate(sheet.products, 1):
        folder = work.draft / folders[product.id]
        folder.mkdir()
        files = product_files(
            sheet,
            product.id,
            points.get(product.id, ()),
            found.get(product.id) if product.id in with_clip else None,
            _published(work, folders[product.id]),
        )
        for name, text in files.items():
            _write_text(folder / name, text)
        work.progress(done / len(sheet.products))
    notes = [] if sheet.products else ["There is no product list, so there are no product pages."]
    listed = [
        {
            "id": product.id,
            "name": product.name,
            "folder": folders[product.id],
            "has_content": bool(points.get(product.id) or sheet.of_product(product.id))
            or product.id in with_clip,
        }
        for product in sheet.products
    ]
    write_json(work.draft / "pages.json", {"schema": 1, "products": listed, "notes": notes})


def _with_clip(work: Work) -> frozenset[str]:
    """Products whose passage has been cut."""
    path = _file(work, "passages", "passages.json")
    return frozenset(str(one["id"]) for one in read_json(path)["passages"]) if path else frozenset()


def _published(work: Work, folder: str) -> Published | None:
    """Where a product's files will be on the web; None while nobody said."""
    site, day = work.params.get("site_url"), said_on(work)
    return Published(address(str(site), "products"), folder, day) if site and day else None


def faq_sheet(work: Work) -> FaqSheet:
    """The questions after people's decisions."""
    qa = _qa(work)
    return decide(
        qa,
        _decisions(work),
        offered_products(work),
        language=sheet_language(qa),
        corrections=corrections_from_json(_maps(work, "product_corrections")),
        said_on=said_on(work),
        misheard=misheard_from_json(_maps(work, "misheard")),
    )


def _qa(work: Work) -> QaList:
    path = _file(work, "qa", "qa.json")
    return qa_from_json(read_json(path)) if path else QaList()


def _decisions(work: Work) -> list[Mapping[str, Any]]:
    """The parameter "faq_decisions", as `exporters.decided.decided_entries` takes them."""
    return _maps(work, "faq_decisions")


def _maps(work: Work, name: str) -> list[Mapping[str, Any]]:
    value = work.params.get(name) or []
    if not isinstance(value, list):
        raise TypeError(f"{name}: a list was expected, not {value!r}")
    return [entry for entry in value if isinstance(entry, Mapping)]


def transcript_of(work: Work) -> Transcript | None:
    """What is said; None where nobody has listened."""
    path = _file(work, "transcript", "transcript.json")
    return transcript_from_json(read_json(path)) if path else None


def offered_products(work: Work) -> tuple[Product, ...]:
    """The product list."""
    path = _file(work, "sales", "products.json")
    return products_from_json(read_json(path)) if path else ()


def _language_model(work: Work) -> LanguageModel | None:
    """The one that was set when the work was planned, if it still is."""
    settings = load_settings()
    wanted = work.params.get("language_model")
    is_set = bool(wanted) and settings.language_model_identity == wanted
    return find_language_model(settings) if is_set else None


def said_on(work: Work) -> date | None:
    """The parameter "recorded_on": day of the broadcast, "2026-11-25", or nothing."""
    value = work.params.get("recorded_on")
    return date.fromisoformat(str(value)) if value else None


def pins_of(work: Work) -> tuple[Pin, ...]:
    """When which product was pinned."""
    path = _file(work, "sales", "offers.json")
    offers = offers_from_json(read_json(path)) if path else ()
    pins = [offer for offer in offers if offer.kind is OfferKind.PIN and offer.product_id]
    return tuple(Pin(offer.span, offer.product_id) for offer in pins)


def _file(work: Work, need: str, name: str) -> Path | None:
    folder = work.inputs.get(need)
    path = folder / name if folder else None
    return path if path is not None and path.is_file() else None


def _write_text(path: Path, content: str | bytes) -> None:
    # As bytes: a table's CRLF must not become CRCRLF anywhere.
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
