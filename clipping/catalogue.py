"""Product lists as shops export them → `Product`: our own columns, Shopify, Cafe24, Smartstore.

A shape is known by its header. To add one: a `_Shape` with the columns that only it has.
Headers as seen in exported files, November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clipping.errors import UnreadableSidecar
from clipping.product_titles import clean_titles
from clipping.shop_table import ShopTable, dropped_note, require_column, table_of
from clipping.sidecars import Row, plain_name, read_head, read_lines, read_rows
from transcripts.foreign_json import parse_json
from transcripts.products import Product


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Products in the file's order, and what was left out."""

    products: tuple[Product, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a shop's export is laid out.

    Attributes:
        label: What people call it.
        marks: Plain names of columns of which each group must be there in one spelling.
        columns: Plain names of our fields' columns, the preferred one first.
        categories: Columns that together are the category, from wide to narrow.
    """

    label: str
    marks: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]]
    categories: tuple[str, ...] = ()

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a header is of this shape."""
        plain = {plain_name(cell) for cell in header}
        return all(not plain.isdisjoint(group) for group in self.marks)


_OWN = _Shape(
    "",
    (),
    {
        "id": (
            *("id", "productid", "sku", "productcode", "productno", "code"),
            *("상품번호", "상품코드", "상품id", "번호"),
        ),
        "name": ("name", "productname", "title", "상품명", "이름", "제품명"),
        "aliases": ("aliases", "alias", "keywords", "tags", "별칭", "다른이름", "별명", "키워드"),
        "price": ("price", "saleprice", "sellingprice", "판매가", "가격", "할인가", "판매가격"),
        "url": ("url", "link", "productlink", "주소", "링크", "상품주소"),
        "category": ("category", "producttype", "카테고리", "분류", "상품분류"),
    },
)
#: Search words and tags of shops are no names: "여름" would then be spoken of in every sentence.
_SHAPES = (
    _Shape(
        "Shopify",
        (("handle", "urlhandle"), ("title",)),
        {
            "id": ("handle", "urlhandle"),
            "name": ("title",),
            "price": ("variantprice", "price"),
            "category": ("type", "productcategory", "customproducttype"),
        },
    ),
    _Shape(
        "Cafe24",
        (("상품코드",), ("상품명",), ("자체상품코드", "진열상태", "상품분류번호")),
        {
            "id": ("상품코드",),
            "name": ("상품명",),
            "price": ("판매가", "상품가"),
            "category": ("상품분류", "카테고리"),
        },
    ),
    _Shape(
        "Smartstore",
        (("상품번호스마트스토어", "판매자상품코드", "채널상품번호"), ("상품명",)),
        {
            "id": ("상품번호스마트스토어", "채널상품번호", "상품번호", "판매자상품코드"),
            "name": ("상품명",),
            "discounted": ("할인가pc", "할인가", "할인가모바일"),
            "price": ("판매가", "판매가격"),
            "url": ("상품주소", "상품url"),
            "category": ("카테고리명", "카테고리"),
        },
        ("대분류", "중분류", "소분류", "세분류"),
    ),
)
_ALIAS_BREAK = re.compile(r"[;|,\n]")
_WHOLE = re.compile(r"(\d[\d,]*)\.0+")


def read_products(path: Path) -> Catalogue:
    """Read a product list: CSV or JSON of our own columns, or a shop system's export.

    Titles are cleaned of what shops put around them; of several rows of one product the first
    one with a title counts.

    Raises:
        UnreadableSidecar: no product can be read.
        OSError: the file cannot be opened.
    """
    if read_head(path).lstrip()[:1] in ("[", "{"):
        listed, total = _from_json(path)
        notes: tuple[str, ...] = ()
    else:
        rows = tuple(read_rows(path))
        if not rows:
            return Catalogue(notes=(f"{path.name} is empty.",))
        listed, total, notes = _from_rows(path, rows)
    if not listed and total:
        raise UnreadableSidecar(f"{path.name}: no product has a name.")
    first: dict[str, Product] = {}
    for product in listed:
        first.setdefault(product.id, product)
    titles = clean_titles([product.name for product in first.values()])
    products = tuple(replace(p, name=t) for p, t in zip(first.values(), titles, strict=True))
    return Catalogue(products, (*notes, *dropped_note(path, total - len(products))))


def _from_rows(path: Path, rows: tuple[Row, ...]) -> tuple[list[Product], int, tuple[str, ...]]:
    shape = next((shape for shape in _SHAPES if shape.fits(rows[0].cells)), _OWN)
    table = table_of(rows, shape.columns)
    require_column(path, table, "name")
    listed = [_from_row(table, row, shape) for row in table.rows if table.text(row, "name")]
    # Further rows of a product hold its variants and pictures; they are no rows lost.
    known = {product.id for product in listed}
    variants = sum(
        not table.text(row, "name") and table.text(row, "id") in known for row in table.rows
    )
    repeated = len(listed) - len(known) if shape is not _OWN else 0
    notes = (f"{path.name} was read as a product export of {shape.label}.",) if shape.label else ()
    return listed, len(table.rows) - variants - repeated, notes


def _from_row(table: ShopTable, row: Row, shape: _Shape) -> Product:
    discounted = table.text(row, "discounted")
    is_lower = (table.number(row, "discounted") or 0) > 0
    parts = table_of((Row(0, table.header), row), {c: (c,) for c in shape.categories})
    category = [text for c in shape.categories if (text := parts.text(row, c))]
    return Product(
        id=table.text(row, "id") or f"row-{row.number}",
        name=table.text(row, "name"),
        aliases=_aliases(table.text(row, "aliases")),
        price=_price(discounted if is_lower else table.text(row, "price")),
        url=table.text(row, "url"),
        category=" > ".join(category) or table.text(row, "category"),
    )


def _from_json(path: Path) -> tuple[list[Product], int]:
    try:
        value = parse_json("".join(read_lines(path)))
    except ValueError as error:
        raise UnreadableSidecar(f"{path.name} is no valid JSON: {error}.") from error
    entries = value.get("products") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise UnreadableSidecar(f"{path.name} is no list of products.")
    products = [_from_entry(n, e) for n, e in enumerate(entries, 1) if isinstance(e, dict)]
    return [product for product in products if product.name], len(entries)


def _from_entry(number: int, entry: Mapping[str, Any]) -> Product:
    plain = {plain_name(name): value for name, value in entry.items()}
    variants = plain.get("variants")
    if isinstance(variants, list) and variants and isinstance(variants[0], dict):
        plain.setdefault("price", variants[0].get("price"))  # Shopify's products.json

    def field(name: str) -> Any:
        return next((plain[n] for n in _OWN.columns[name] if plain.get(n) is not None), "")

    is_shopify = "handle" in plain
    aliases = "" if is_shopify else field("aliases")
    return Product(
        id=str(plain["handle"] if is_shopify else field("id") or f"row-{number}"),
        name=str(field("name")).strip(),
        aliases=tuple(map(str, aliases)) if isinstance(aliases, list) else _aliases(str(aliases)),
        price=_price(str(field("price"))),
        url=str(field("url")),
        category=str(field("category")),
    )


def _aliases(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _ALIAS_BREAK.split(text) if part.strip())


def _price(text: str) -> str:
    """A price as written, without the empty decimals that shop systems add ("5000.00")."""
    whole = _WHOLE.fullmatch(text.strip())
    # "24.00" is a price in a currency with cents; "5000.00" is one that a system wrote out.
    return whole[1] if whole and len(whole[1].replace(",", "")) > 3 else text.strip()
