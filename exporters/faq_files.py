"""The files of a FAQ by name. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exporters.entries import FaqSheet
from exporters.faq import faq_block, faq_html, faq_json_ld, faq_markdown, review_markdown
from exporters.faq_tables import faq_csv, faq_csv_cp949, shop_csv

#: Of the files that may be published, how each is made.
_MAKERS: Mapping[str, Callable[[FaqSheet], str | bytes]] = {
    "faq.html": faq_html,
    "faq.md": faq_markdown,
    "faq.csv": faq_csv,
    "faq.jsonld": lambda sheet: faq_json_ld(sheet.published),
    "faq-block.html": faq_block,
    "faq-cp949.csv": faq_csv_cp949,
    "faq-cafe24.csv": lambda sheet: shop_csv(sheet, "cafe24"),
    "faq-smartstore.csv": lambda sheet: shop_csv(sheet, "smartstore"),
    "faq-shopify.csv": lambda sheet: shop_csv(sheet, "shopify"),
}
PUBLISHED = tuple(_MAKERS)
FOR_REVIEW = "needs-review.md"


def faq_files(sheet: FaqSheet) -> dict[str, str | bytes]:
    """Content of each file by name: those that may be published, and `needs-review.md`."""
    made = {name: faq_file(sheet, name) for name in _MAKERS}
    return made | {FOR_REVIEW: review_markdown(sheet)}


def faq_file(sheet: FaqSheet, name: str) -> str | bytes:
    """Content of one file that may be published.

    Raises:
        KeyError: there is none of this name.
    """
    return _MAKERS[name](sheet)
