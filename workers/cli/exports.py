"""`afterlive export faq` and `afterlive export product-page`: for the shop, from `qa.json`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli import console, given

if TYPE_CHECKING:
    from exporters.entries import FaqSheet
    from exporters.passages import Passage

export_app = typer.Typer(no_args_is_help=True, help="Write what leaves the house.")

QaFile = Annotated[
    Path, typer.Argument(metavar="QA.json", show_default=False, help="From `afterlive qa`.")
]
Folder = Annotated[Path, typer.Option("-o", "--output", help="Folder to write into.")]
Approved = Annotated[
    list[str] | None,
    typer.Option("--approve", help="Id of a flagged entry that a person has approved; repeatable."),
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


@export_app.command("faq")
def export_faq(
    qa_file: QaFile,
    output: Folder,
    products: given.ProductsFile = None,
    format_: Annotated[FaqFormat, typer.Option("--format", help="What to write.")] = FaqFormat.ALL,
    approve: Approved = None,
    by: By = "",
    language: Language = None,
    title: Title = "",
    as_json: given.AsJson = False,
) -> None:
    """Write the FAQ. Entries that a person must look at first are left out and listed apart."""
    from exporters.approvals import approvals_json
    from exporters.faq_files import FOR_REVIEW, faq_files

    sheet = sheet_of(qa_file, products, (approve or [], by), language, title)
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
    products: given.ProductsFile = None,
    transcript: Annotated[
        Path | None, typer.Option(help="transcript.json, SRT or VTT: adds what the host says.")
    ] = None,
    media: Annotated[
        Path | None, typer.Option(help="The recording: adds the explaining passage as a clip.")
    ] = None,
    approve: Approved = None,
    by: By = "",
    language: Language = None,
    title: Title = "",
    as_json: given.AsJson = False,
) -> None:
    """Write a page block for each product: what the host says of it, and its questions."""
    from exporters.passages import find_passages
    from exporters.points import find_points
    from exporters.product_page import page_folders, product_files

    if media and not transcript:
        raise typer.BadParameter("--media needs --transcript: it says where a product is explained")
    sheet = sheet_of(qa_file, products, (approve or [], by), language, title)
    spoken = given.transcript(transcript) if transcript else None
    points = find_points(spoken, sheet.products) if spoken else {}
    shown = find_passages(spoken, sheet.products) if spoken and media else {}
    folders = page_folders(sheet.products)
    clips = (
        _write_clips(media, {folders[id_]: shown[id_] for id_ in shown}, output) if media else []
    )
    files = {
        f"{folder}/{name}": text
        for id_, folder in folders.items()
        for name, text in product_files(sheet, id_, points.get(id_, ()), shown.get(id_)).items()
    }
    _write(files, output)
    _report(sheet, [str(output / name) for name in [*files, *clips]], as_json=as_json)


def _write_clips(media: Path, passages: Mapping[str, Passage], output: Path) -> list[str]:
    """Cut the passages, by the folder of their product; the names of the files."""
    from clipping.ffmpeg import find_ffmpeg
    from clipping.passage_clip import write_passage, write_still
    from clipping.probe import probe
    from exporters.product_page import CLIP, COVER
    from workers.settings import load_settings

    info, ffmpeg = probe(media), find_ffmpeg(load_settings().ffmpeg)
    names: list[str] = []
    with console.progress("passages") as report:
        for done, (folder, passage) in enumerate(passages.items(), 1):
            for name, write in ((CLIP, write_passage), (COVER, write_still)):
                with console.writing(output / folder / name) as draft:
                    write(media, info, passage.span, draft, ffmpeg=ffmpeg)
                names.append(f"{folder}/{name}")
            report(done / len(passages))
    return names


def sheet_of(
    qa_file: Path,
    products: Path | None,
    approved: tuple[list[str], str],
    language: str | None,
    title: str,
) -> FaqSheet:
    """The entries of a `qa.json` with the approvals given on the command line.

    Raises:
        WorkersError: an id is not there, or flagged entries are approved without a name.
    """
    from exporters.entries import decide, sheet_language
    from workers.errors import WorkersError

    found = given.questions(qa_file)
    ids, by = approved
    flags = {pair.id: [flag.value for flag in pair.flags] for pair in found.pairs}
    if unknown := sorted(set(ids) - set(flags)):
        raise WorkersError(f"{qa_file} has no entry {unknown[0]}. Its ids begin with q-.")
    if not by.strip() and any(flags[id_] for id_ in ids):
        raise WorkersError("Who approves? Flagged entries leave with a name: --by NAME.")
    decisions = [{"id": i, "state": "approved", "by": by, "flags": flags[i]} for i in ids]
    spoken = language or sheet_language(found)
    return decide(found, decisions, given.products(products), language=spoken, title=title)


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
