"""The FAQ as tables: for spreadsheets, and in the columns of shop systems. Pure."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from exporters.entries import FaqEntry, FaqSheet
from exporters.escape import csv_cell
from exporters.faq import render
from exporters.page_words import WORDS

#: Spreadsheets of Korean Windows read UTF-8 only with this in front.
_BYTE_ORDER_MARK = "\ufeff"
#: Look-alikes for signs that CP949 has not.
_CP949_SIGNS = {"–": "-", "—": "-", "−": "-", "\u00a0": " ", "•": "·"}


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table in a shop system's own words.

    Attributes:
        columns: Headers in order.
        rows: Gives the rows of a sheet.
    """

    columns: tuple[str, ...]
    rows: Callable[[FaqSheet], Iterable[Sequence[str]]]


def faq_csv(sheet: FaqSheet) -> str:
    """A table for spreadsheets: byte order mark, CRLF, no cell that is a formula."""
    return _BYTE_ORDER_MARK + _plain_table(sheet, str)


def faq_csv_cp949(sheet: FaqSheet) -> bytes:
    """The same for programs that know only the old Korean encoding, without byte order mark.

    Signs that it has not become look-alikes or go; Hangul is always kept.
    """
    return _plain_table(sheet, in_cp949).encode("cp949")


def in_cp949(text: str) -> str:
    """The text in characters that CP949 has.

    >>> in_cp949("똠방 café – 🎁 €5")
    '똠방 cafe -  €5'
    """
    return "".join(map(_cp949, text))


def _plain_table(sheet: FaqSheet, spelled: Callable[[str], str]) -> str:
    words = WORDS[sheet.language]
    columns = ("id", "product_id", "product", "question", "answer", "moment", "asked_by",
               "until_column")  # fmt: skip
    header = [words[name] for name in columns]
    return _table(header, map(_row(sheet), sheet.published), spelled)


def shop_csv(sheet: FaqSheet, shop: str) -> str:
    """The table of one shop system: UTF-8 with byte order mark, as all three take it.

    Raises:
        KeyError: there is no such shop; `SHOPS` lists them.
    """
    shape = SHOPS[shop]
    return _BYTE_ORDER_MARK + _table(shape.columns, shape.rows(sheet), str)


def _row(sheet: FaqSheet) -> Callable[[FaqEntry], Sequence[str]]:
    def row(entry: FaqEntry) -> Sequence[str]:
        names = "; ".join(sheet.product_name(id_) for id_ in entry.product_ids)
        moment = _moment(entry.proof.start_ms, sheet.language) if entry.proof else ""
        return (entry.id, "; ".join(entry.product_ids), names, entry.question, entry.answer,
                moment, str(entry.asked_by), entry.until)  # fmt: skip

    return row


def _moment(ms: int, language: str) -> str:
    """In words: spreadsheets take "0:01:05" for a time of day, and some show "12:01:05 AM".

    >>> _moment(65_400, "ko"), _moment(3_665_000, "en")
    ('1분 5초', '1 h 1 min 5 s')
    """
    minutes, seconds = divmod(ms // 1000, 60)
    parts = (minutes // 60, minutes % 60, seconds)
    pattern = WORDS[language]["moment_at" if parts[0] else "moment_in_hour"]
    return pattern.format(hours=parts[0], minutes=parts[1], seconds=parts[2])


def _by_product(sheet: FaqSheet) -> Iterable[tuple[str, FaqEntry]]:
    """Each entry once for each of its products; once without one where it has none."""
    for entry in sheet.published:
        for id_ in entry.product_ids or ("",):
            yield id_, entry


def _cafe24(sheet: FaqSheet) -> Iterable[Sequence[str]]:
    author = WORDS[sheet.language]["author"]
    for id_, entry in _by_product(sheet):
        name = sheet.product_name(id_) if id_ else ""
        yield id_, name, entry.question, entry.answer, author


def _smartstore(sheet: FaqSheet) -> Iterable[Sequence[str]]:
    for id_, entry in _by_product(sheet):
        name = sheet.product_name(id_) if id_ else WORDS[sheet.language]["general"]
        yield id_, name, entry.question, entry.answer


def _shopify(sheet: FaqSheet) -> Iterable[Sequence[str]]:
    """A row for each product with entries: their block of HTML as the product's own field."""
    for product in sheet.products:
        if entries := sheet.of_product(product.id):
            block = render("product_faq.html", sheet=sheet, entries=entries)
            yield product.id, product.name, block


#: Column names as the systems' own exports and boards use them, looked at in November 2026.
SHOPS: Mapping[str, TableShape] = {
    "cafe24": TableShape(("상품코드", "상품명", "제목", "내용", "작성자"), _cafe24),
    "smartstore": TableShape(("상품번호", "상품명", "질문", "답변"), _smartstore),
    "shopify": TableShape(("Handle", "Title", "FAQ (product.metafields.custom.faq)"), _shopify),
}


def _table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], spelled: Callable[[str], str]
) -> str:
    """The text of a table; cells are made harmless after they are spelled, not before."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([csv_cell(spelled(cell)) for cell in row] for row in rows)
    return out.getvalue()


def _cp949(char: str) -> str:
    for candidate in (char, _CP949_SIGNS.get(char, ""), unicodedata.normalize("NFKD", char)[:1]):
        try:
            candidate.encode("cp949")
        except UnicodeEncodeError:
            continue
        if candidate:
            return candidate
    return ""
