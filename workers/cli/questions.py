"""`afterlive qa` and `afterlive export faq | product-page`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli import console

if TYPE_CHECKING:
    from exporters.entries import FaqSheet
    from transcripts.messages import ChatMessage
    from transcripts.model import Transcript
    from transcripts.products import Product
    from transcripts.questions.model import QaList

export_app = typer.Typer(no_args_is_help=True, help="Write what leaves the house.")

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
QaFile = Annotated[
    Path, typer.Argument(metavar="QA.json", show_default=False, help="From `afterlive qa`.")
]
ProductsFile = Annotated[Path | None, typer.Option("--products", help="Product list, CSV or JSON.")]
Folder = Annotated[Path, typer.Option("-o", "--output", help="Folder to write into.")]
Approved = Annotated[
    list[str] | None,
    typer.Option("--approve", help="Id of a flagged entry that a person has approved; repeatable."),
]
Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="Day of the broadcast: dates its offers."),
]
Language = Annotated[str | None, typer.Option(help="Of the page: ko or en; else as the questions.")]
Title = Annotated[str, typer.Option(help="Name of the broadcast, shown on the page.")]


By = Annotated[str, typer.Option("--by", help="Name of the person who approved them.")]


class FaqFormat(StrEnum):
    """What `export faq` writes."""

    HTML = "html"
    BLOCK = "block"
    MD = "md"
    CSV = "csv"
    CP949 = "cp949"
    CAFE24 = "cafe24"
    SMARTSTORE = "smartstore"
    SHOPIFY = "shopify"
    JSONLD = "jsonld"
    ALL = "all"

    @property
    def file(self) -> str:
        """Name of the file it is."""
        plain = {"html": "faq.html", "md": "faq.md", "csv": "faq.csv", "jsonld": "faq.jsonld"}
        kind = "html" if self is FaqFormat.BLOCK else "csv"
        return plain.get(self.value, f"faq-{self.value}.{kind}")


def qa(
    transcript: Annotated[Path, typer.Option(help="transcript.json, SRT or VTT.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="qa.json to write.")],
    chat: Annotated[Path | None, typer.Option(help="Chat, any known format.")] = None,
    products: ProductsFile = None,
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """Find what was asked, in speech and chat, and what the host answered."""
    from transcripts.questions.checks import with_checks
    from transcripts.questions.finding import find_qa
    from transcripts.questions.model import qa_to_json

    spoken = _transcript(transcript)
    found = find_qa(spoken, _chat(chat, spoken.duration_ms), _products(products))
    found = with_checks(found, day.date() if day else None)
    written = qa_to_json(found)
    console.write_json(output, written)
    text = f"{len(found.pairs)} answered, {len(found.unanswered)} unanswered in {output}"
    console.result(written, as_json=as_json, text=text)


@export_app.command("faq")
def export_faq(
    qa_file: QaFile,
    output: Folder,
    products: ProductsFile = None,
    format_: Annotated[FaqFormat, typer.Option("--format", help="What to write.")] = FaqFormat.ALL,
    approve: Approved = None,
    by: By = "",
    language: Language = None,
    title: Title = "",
    as_json: AsJson = False,
) -> None:
    """Write the FAQ. Entries that a person must look at first are left out and listed apart."""
    from exporters.approvals import approvals_json
    from exporters.faq_files import FOR_REVIEW, faq_files

    sheet = _sheet(qa_file, products, (approve or [], by), language, title)
    files = {
        name: content
        for name, content in faq_files(sheet).items()
        if format_ is FaqFormat.ALL or name in {format_.file, FOR_REVIEW}
    }
    if approve:
        files["approvals.json"] = approvals_json(sheet)
    _write(files, output)
    _report(sheet, [str(output / name) for name in files], as_json=as_json)


@export_app.command("product-page")
def export_product_page(
    qa_file: QaFile,
    output: Folder,
    products: ProductsFile = None,
    transcript: Annotated[
        Path | None, typer.Option(help="transcript.json, SRT or VTT: adds what the host says.")
    ] = None,
    approve: Approved = None,
    by: By = "",
    language: Language = None,
    title: Title = "",
    as_json: AsJson = False,
) -> None:
    """Write a page block for each product: what the host says of it, and its questions."""
    from exporters.product_page import find_points, page_folders, product_files

    sheet = _sheet(qa_file, products, (approve or [], by), language, title)
    spoken = _transcript(transcript) if transcript else None
    points = find_points(spoken, sheet.products) if spoken else {}
    files = {
        f"{folder}/{name}": text
        for id_, folder in page_folders(sheet.products).items()
        for name, text in product_files(sheet, id_, points.get(id_, ())).items()
    }
    _write(files, output)
    _report(sheet, [str(output / name) for name in files], as_json=as_json)


def _sheet(
    qa_file: Path,
    products: Path | None,
    approved: tuple[list[str], str],
    language: str | None,
    title: str,
) -> FaqSheet:
    from exporters.entries import decide, sheet_language
    from workers.errors import WorkersError

    found = _qa(qa_file)
    ids, by = approved
    flags = {pair.id: [flag.value for flag in pair.flags] for pair in found.pairs}
    if unknown := sorted(set(ids) - set(flags)):
        raise WorkersError(f"{qa_file} has no entry {unknown[0]}. Its ids begin with q-.")
    if not by.strip() and any(flags[id_] for id_ in ids):
        raise WorkersError("Who approves? Flagged entries leave with a name: --by NAME.")
    decisions = [{"id": i, "state": "approved", "by": by, "flags": flags[i]} for i in ids]
    spoken = language or sheet_language(found)
    return decide(found, decisions, _products(products), language=spoken, title=title)


def _report(sheet: FaqSheet, files: list[str], *, as_json: bool) -> None:
    value = {"published": len(sheet.published), "held": len(sheet.held), "files": files}
    if sheet.held:
        console.say(
            f"{len(sheet.held)} entries wait for a person and were left out; "
            "--approve ID --by NAME lets one through."
        )
    console.result(value, as_json=as_json, text="\n".join(files))


def _write(files: Mapping[str, str | bytes], folder: Path) -> None:
    for name, content in files.items():
        console.write_file(folder / name, content)


def _qa(path: Path) -> QaList:
    from transcripts.errors import UnreadableTranscript
    from transcripts.questions.model import qa_from_json

    try:
        return qa_from_json(json.loads(path.read_text(encoding="utf-8-sig")))
    except (ValueError, UnreadableTranscript) as error:
        raise UnreadableTranscript(
            f"{path}: {error}. `afterlive qa` writes such a file."
        ) from error


def _transcript(path: Path) -> Transcript:
    from transcripts.subtitles import load_transcript

    return load_transcript(path)


def _chat(path: Path | None, duration_ms: int) -> tuple[ChatMessage, ...]:
    if path is None:
        return ()
    from clipping.chat.reading import read_chat
    from workers.settings import load_settings

    return read_chat(path, key=load_settings().author_key, duration_ms=duration_ms or None).messages


def _products(path: Path | None) -> tuple[Product, ...]:
    if path is None:
        return ()
    from clipping.catalogue import read_products

    return read_products(path).products
