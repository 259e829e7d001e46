"""The FAQ as HTML, Markdown and JSON-LD; the same sheet gives the same bytes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from exporters.entries import FaqEntry, FaqSheet
from exporters.escape import json_ld, markdown, web_address
from exporters.page_font import with_font
from exporters.page_words import FLAG_WORDS, WORDS
from transcripts.numerals import as_searched
from transcripts.plain_text import plain
from transcripts.questions.checks import explain
from transcripts.timeline import clock


@dataclass(frozen=True, slots=True)
class FaqSection:
    """Entries under one heading: a product's, or those of the whole shop."""

    product_id: str
    heading: str
    entries: tuple[FaqEntry, ...]


def faq_html(sheet: FaqSheet) -> str:
    """A page that stands alone: its own style, no script, headings and times for every reader."""
    return render(
        "faq.html",
        sheet=sheet,
        title=plain(sheet.title),
        sections=sections(sheet),
    )


def faq_block(sheet: FaqSheet) -> str:
    """The same without a page around it, without style and without script: to paste into a shop's.

    Headings begin at the second level, as a shop's page has its own first one.
    """
    return render("faq_block.html", sheet=sheet, sections=sections(sheet))


def faq_markdown(sheet: FaqSheet) -> str:
    """Markdown in which everything found is shown literally."""
    words = WORDS[sheet.language]
    lines = [f"# {_title(sheet)}", ""]
    for section in sections(sheet):
        lines += [f"## {markdown(section.heading)}", ""]
        for entry in section.entries:
            lines += entry_markdown(entry, sheet.language)
    if not sheet.published:
        lines += [words["empty"], ""]
    return "\n".join(lines)


def entry_markdown(entry: FaqEntry, language: str, level: int = 3) -> list[str]:
    """Lines of one entry."""
    return [
        f"{'#' * level} {markdown(entry.question)}",
        "",
        markdown(entry.answer),
        "",
        f"*{' · '.join(remarks(entry, language))}*",
        "",
    ]


def faq_json_ld(entries: Sequence[FaqEntry]) -> str:
    """A `FAQPage` as schema.org describes it."""
    return json_ld(faq_page(entries))


def faq_page(entries: Sequence[FaqEntry]) -> dict[str, Any]:
    """The value of the `FAQPage`; each question once."""
    first: dict[str, FaqEntry] = {}
    for entry in entries:
        first.setdefault(plain(entry.question), entry)
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question,
                "acceptedAnswer": {"@type": "Answer", "text": plain(entry.answer)},
            }
            for question, entry in first.items()
        ],
    }


def review_markdown(sheet: FaqSheet) -> str:
    """What waits for a person, with the reasons. Not for publishing."""
    words, flags = WORDS[sheet.language], FLAG_WORDS[sheet.language]
    lines = [f"# {words['review']}", ""]
    lines += [words["review_about"] if sheet.held else words["review_empty"], ""]
    for entry in sheet.held:
        lines += entry_markdown(entry, sheet.language, level=2)
        told = {check.flag for check in entry.checks}
        lines += [f"- {markdown(explain(check, sheet.language))}" for check in entry.checks]
        lines += [f"- {flags[flag]}" for flag in entry.flags if flag not in told]
        lines += ["", f"`{entry.id}`", ""]
    return "\n".join(lines)


def sections(sheet: FaqSheet) -> tuple[FaqSection, ...]:
    """Entries by their first product in the order of the product list, then the shop's own."""
    known = [product.id for product in sheet.products]
    firsts = dict.fromkeys([*known, *(_first(entry) for entry in sheet.published)])
    listed = [id_ for id_ in firsts if id_] + [""]
    general = WORDS[sheet.language]["general"]
    return tuple(
        FaqSection(id_, sheet.product_name(id_) if id_ else general, entries)
        for id_ in listed
        if (entries := tuple(e for e in sheet.published if _first(e) == id_))
    )


def remarks(entry: FaqEntry, language: str) -> Iterator[str]:
    """Where the answer is said, how many asked where it was more than one, until when it holds."""
    words = WORDS[language]
    if entry.proof is None:
        yield words["by_shop"]
    elif entry.held_on:
        yield words["proof_on"].format(day=entry.held_on, clock=clock(entry.proof.start_ms))
    else:
        yield words["proof"].format(clock=clock(entry.proof.start_ms))
    if entry.asked_by > 1:
        yield words["asked"].format(count=entry.asked_by)
    if entry.until:
        yield words["until"].format(day=entry.until)


def render(template: str, *, sheet: FaqSheet, **values: Any) -> str:
    """A page from a template; whatever is put into it is escaped. Blocks carry no font."""
    page = _environment().get_template(template)
    text = page.render(
        sheet=sheet,
        t=WORDS[sheet.language],
        remarks=lambda entry: " · ".join(remarks(entry, sheet.language)),
        **values,
    )
    return with_font(text)


def _first(entry: FaqEntry) -> str:
    return entry.product_ids[0] if entry.product_ids else ""


def _title(sheet: FaqSheet) -> str:
    heading = WORDS[sheet.language]["faq"]
    return f"{heading} – {markdown(sheet.title)}" if plain(sheet.title) else heading


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("exporters", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "plain": plain,
        "clock": clock,
        "web_address": web_address,
        "as_searched": as_searched,
    }
    return environment
