"""A block for a product's page: what the host says of it, with the moments, and its FAQ. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from exporters.chapters import lines_vtt
from exporters.entries import FaqEntry, FaqSheet
from exporters.escape import json_ld, markdown, web_address
from exporters.faq import entry_markdown, faq_page, render
from exporters.page_words import WORDS
from exporters.passages import Passage
from exporters.points import Point
from exporters.video_data import WebVideo, address, video_object
from transcripts.plain_text import plain
from transcripts.products import Product
from transcripts.timeline import clock

_SLUG_LENGTH = 40
_NOT_IN_SLUG = re.compile(r"[^\w-]+|_")


#: Files that stand beside a page whose product has a passage.
CLIP, COVER, CAPTIONS = "clip.mp4", "cover.jpg", "captions.vtt"


@dataclass(frozen=True, slots=True)
class Published:
    """Where and when a page's files are on the web, for search engines.

    Attributes:
        site: Address of the folder with the products' folders.
        folder: Name of the product's folder.
        held_on: Day of the broadcast.
    """

    site: str
    folder: str
    held_on: date


def product_files(
    sheet: FaqSheet,
    product_id: str,
    points: Sequence[Point],
    passage: Passage | None = None,
    published: Published | None = None,
) -> dict[str, str]:
    """Text of `page.html`, `block.html`, `page.md` and `snippet.jsonld` for a product of the list.

    With a passage the page shows `clip.mp4`, `cover.jpg` and `captions.vtt` beside it, and
    `captions.vtt` is among the files.

    Args:
        sheet: Entries and products.
        product_id: Which.
        points: What the host says of it.
        passage: The explaining passage, or None.
        published: Where the files will be; the clip is in `snippet.jsonld` only then.

    Raises:
        KeyError: the list has no such product.
    """
    product = {one.id: one for one in sheet.products}[product_id]
    entries = sheet.of_product(product_id)
    values: dict[str, Any] = {
        "sheet": sheet,
        "product": product,
        "price": shown_price(product.price, sheet.language),
        "points": points,
        "entries": entries,
        "passage": passage,
    }
    video = _video(product, passage, published, sheet.language) if passage and published else None
    files = {
        "page.html": render("product_page.html", **values),
        "block.html": render("product_block.html", **values),
        "page.md": _page_markdown(sheet, product, points, entries),
        "snippet.jsonld": json_ld(_snippet(product, points, entries, video)),
    }
    if passage:
        lines = [(line.text, line.span) for line in passage.lines]
        files[CAPTIONS] = lines_vtt(lines, passage.span.start_ms)
    return files


def page_folders(products: Sequence[Product]) -> dict[str, str]:
    """Folder name of each product by id: readable, safe as a path, different for different ids."""
    folders: dict[str, str] = {}
    for product in products:
        name = _slug(product.id)
        if not name or name in folders.values():
            mark = hashlib.sha256(product.id.encode()).hexdigest()[:8]
            name = f"{name}-{mark}" if name else f"product-{mark}"
        folders[product.id] = name
    return folders


def shown_price(price: str, language: str) -> str:
    """A price as the product list has it; bare Korean amounts with their separators and 원.

    >>> shown_price("59000", "ko"), shown_price("24.90", "en"), shown_price("", "ko")
    ('59,000원', '24.90', '')
    """
    bare = plain(price).replace(",", "")
    if language == "ko" and bare.isdecimal() and bare.isascii():
        return f"{int(bare):,}원"
    return plain(price)


def _page_markdown(
    sheet: FaqSheet, product: Product, points: Sequence[Point], entries: Sequence[FaqEntry]
) -> str:
    words = WORDS[sheet.language]
    lines = [f"# {markdown(product.name)}", ""]
    facts = [
        (words["price"], shown_price(product.price, sheet.language)),
        (words["category"], plain(product.category)),
    ]
    lines += [f"- {name}: {markdown(value)}" for name, value in facts if value]
    lines += [""] if any(value for _, value in facts) else []
    if url := web_address(product.url):
        lines += [f"[{words['to_product']}](<{url}>)", ""]
    if points:
        lines += [f"## {words['points']}", ""]
        for point in points:
            proof = words["proof"].format(clock=clock(point.span.start_ms))
            lines.append(f"- {words['quote'].format(text=markdown(point.text))} *{proof}*")
        lines.append("")
    if entries:
        lines += [f"## {words['faq']}", ""]
        for entry in entries:
            lines += entry_markdown(entry, sheet.language)
    return "\n".join(lines)


def _video(
    product: Product, passage: Passage, published: Published, language: str
) -> dict[str, Any]:
    """The passage's clip as a `VideoObject`."""
    folder = (published.site, published.folder)
    said = " ".join(line.text for line in passage.lines)
    return video_object(
        WebVideo(
            name=WORDS[language]["clip_of"].format(product=plain(product.name)),
            description=said,
            page_url=web_address(product.url) or address(*folder, "page.html"),
            content_url=address(*folder, CLIP),
            thumbnail_url=address(*folder, COVER),
            uploaded_on=published.held_on,
            duration_ms=passage.span.duration_ms,
            language=language,
            transcript=said,
        )
    )


def _snippet(
    product: Product,
    points: Sequence[Point],
    entries: Sequence[FaqEntry],
    video: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The product and its FAQ in one graph. Price and stock are the shop's page's own business."""
    thing: dict[str, Any] = {"@type": "Product", "name": plain(product.name), "sku": product.id}
    if points:
        thing["description"] = " ".join(plain(point.text) for point in points)
    if url := web_address(product.url):
        thing |= {"@id": f"{url}#product", "url": url}
    if category := plain(product.category):
        thing["category"] = category
    faq = faq_page(entries)
    graph = [thing]
    if entries:
        graph.append({key: value for key, value in faq.items() if key != "@context"})
    if video:
        graph.append(dict(video))
    return {"@context": "https://schema.org", "@graph": graph}


def _slug(id_: str) -> str:
    folded = unicodedata.normalize("NFKC", id_).lower()
    return _NOT_IN_SLUG.sub("-", folded).strip("-")[:_SLUG_LENGTH].strip("-")
