"""Metrics, offers and products: files of the shop → values on the recording's clock."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from clipping.errors import UnreadableSidecar
from clipping.model import Metric, Offer, OfferKind
from clipping.sidecars import Row, find_columns, plain_name, read_head, read_lines, read_rows
from clipping.times import Scale, WrittenTime, find_time_base, parse_time, unit_of
from transcripts.products import Product
from transcripts.timeline import Span

_METRIC_COLUMNS: dict[str, tuple[str, ...]] = {
    "at": (
        "at",
        "time",
        "timestamp",
        "datetime",
        "date",
        "시간",
        "시각",
        "일시",
        "시간대",
        "방송시간",
    ),
    "viewers": (
        *("viewers", "viewer", "concurrentviewers", "ccu", "audience", "watching"),
        *("시청자", "시청자수", "동시접속자", "동시접속자수", "동시시청자수", "동접"),
    ),
    "orders": (
        "orders",
        "order",
        "ordercount",
        "purchases",
        "주문",
        "주문수",
        "주문건수",
        "구매수",
    ),
    "revenue": (
        *("revenue", "sales", "gmv", "amount", "salesamount"),
        *("매출", "매출액", "결제금액", "거래액", "주문금액", "판매금액"),
    ),
    "likes": ("likes", "like", "hearts", "좋아요", "좋아요수", "하트"),
}
_OFFER_COLUMNS: dict[str, tuple[str, ...]] = {
    "start": ("start", "from", "begin", "startat", "시작", "시작시간", "시작시각", "시작일시"),
    "end": ("end", "to", "until", "endat", "종료", "종료시간", "종료시각", "끝", "종료일시"),
    "kind": ("kind", "type", "종류", "유형", "구분"),
    "label": ("label", "name", "title", "text", "이름", "내용", "혜택", "제목", "혜택명"),
    "product": ("productid", "product", "sku", "상품번호", "상품코드", "상품id", "상품"),
}
_PRODUCT_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "productid", "sku", "productno", "code", "상품번호", "상품코드", "상품id", "번호"),
    "name": ("name", "productname", "title", "상품명", "이름", "제품명"),
    "aliases": ("aliases", "alias", "keywords", "tags", "별칭", "다른이름", "별명", "키워드"),
    "price": ("price", "saleprice", "sellingprice", "판매가", "가격", "할인가", "판매가격"),
    "url": ("url", "link", "productlink", "주소", "링크", "상품주소"),
    "category": ("category", "producttype", "카테고리", "분류", "상품분류"),
}
_OFFER_WORDS: dict[OfferKind, tuple[str, ...]] = {
    OfferKind.PIN: ("pin", "핀", "고정", "소개", "노출"),
    OfferKind.COUPON: ("coupon", "쿠폰"),
    OfferKind.EVENT: ("event", "giveaway", "raffle", "이벤트", "추첨", "경품"),
    OfferKind.DISCOUNT: ("discount", "deal", "sale", "할인", "특가", "타임딜", "세일"),
}
_ALIAS_BREAK = re.compile(r"[;|,\n]")
_NOT_NUMBER = re.compile(r"[^\d.\-]")
#: A pin or offer without an end lasts until the next one, and no longer than this.
_OPEN_OFFER_MS = 10 * 60_000
_COUNTED = ("orders", "revenue", "likes")


@dataclass(frozen=True, slots=True)
class Metrics:
    """Rows in order of time, and what was assumed."""

    rows: tuple[Metric, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """Offer windows in order of start, and what was assumed."""

    windows: tuple[Offer, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Products in the file's order, and what was left out."""

    products: tuple[Product, ...] = ()
    notes: tuple[str, ...] = ()


def read_metrics(path: Path, *, duration_ms: int | None = None) -> Metrics:
    """Read `metrics.csv`: `at,viewers,orders,revenue,likes`, any column but `at` absent.

    Columns that only ever grow are running totals and are turned into counts per row.

    Raises:
        UnreadableSidecar: there is no column of times, or no row can be read.
        OSError: the file cannot be opened.
    """
    table = _read_table(path, _METRIC_COLUMNS)
    if table is None:
        return Metrics(notes=(f"{path.name} is empty.",))
    _require(path, table, "at")
    timed = [(row, time) for row in table.rows if (time := table.time(row, "at")) is not None]
    if not timed:
        raise UnreadableSidecar(f"{path.name}: no row has a readable time in column 'at'.")
    place, notes = _placing([time for _, time in timed], duration_ms)
    rows = [
        Metric(
            at_ms=place(time),
            viewers=table.number(row, "viewers"),
            orders=table.number(row, "orders"),
            revenue=table.number(row, "revenue"),
            likes=table.number(row, "likes"),
        )
        for row, time in timed
    ]
    rows.sort(key=lambda row: row.at_ms)
    dropped = len(table.rows) - len(timed)
    rows, totals = _counts_per_row(rows)
    if totals:
        notes += (f"Running totals were turned into counts per row: {', '.join(totals)}.",)
    return Metrics(tuple(rows), notes + _dropped_note(path, dropped))


def read_offers(path: Path, *, duration_ms: int | None = None) -> Offers:
    """Read `offers.csv`: `start,end,kind(coupon|discount|event|pin),label,product_id`.

    Raises:
        UnreadableSidecar: there is no column of starts, or no row can be read.
        OSError: the file cannot be opened.
    """
    table = _read_table(path, _OFFER_COLUMNS)
    if table is None:
        return Offers(notes=(f"{path.name} is empty.",))
    _require(path, table, "start")
    timed = [(row, time) for row in table.rows if (time := table.time(row, "start")) is not None]
    if not timed:
        raise UnreadableSidecar(f"{path.name}: no row has a readable time in column 'start'.")
    place, notes = _placing([time for _, time in timed], duration_ms)
    starts = sorted(place(time) for _, time in timed)
    windows = []
    for row, time in timed:
        start_ms, end = place(time), table.time(row, "end")
        later = [at for at in starts if at > start_ms]
        end_ms = place(end) if end else min([start_ms + _OPEN_OFFER_MS, *later[:1]])
        if end_ms > max(0, start_ms):
            kind = _offer_kind(table.text(row, "kind"), table.text(row, "label"))
            span = Span(max(0, start_ms), end_ms)
            windows.append(Offer(span, kind, table.text(row, "label"), table.text(row, "product")))
    windows.sort(key=lambda offer: (offer.span, offer.kind, offer.label, offer.product_id))
    return Offers(tuple(windows), notes + _dropped_note(path, len(table.rows) - len(windows)))


def read_products(path: Path) -> Catalogue:
    """Read `products.csv` or `products.json`: `id,name,aliases,price,url,category`.

    Raises:
        UnreadableSidecar: no product can be read.
        OSError: the file cannot be opened.
    """
    if read_head(path).lstrip()[:1] in ("[", "{"):
        products, total = _products_from_json_file(path)
    else:
        table = _read_table(path, _PRODUCT_COLUMNS)
        if table is None:
            return Catalogue(notes=(f"{path.name} is empty.",))
        _require(path, table, "name")
        products, total = _products_from_table(table), len(table.rows)
    if not products and total:
        raise UnreadableSidecar(f"{path.name}: no product has a name.")
    unique = {product.id: product for product in reversed(products)}
    kept = tuple(product for product in products if unique.get(product.id) is product)
    return Catalogue(kept, _dropped_note(path, total - len(kept)))


@dataclass(frozen=True, slots=True)
class _Table:
    columns: Mapping[str, int]
    units: Mapping[str, str]
    rows: tuple[Row, ...]
    header: tuple[str, ...]

    def text(self, row: Row, column: str) -> str:
        index = self.columns.get(column, len(row.cells))
        return row.cells[index] if index < len(row.cells) else ""

    def time(self, row: Row, column: str) -> WrittenTime | None:
        return parse_time(self.text(row, column), self.units.get(column, ""))

    def number(self, row: Row, column: str) -> float | None:
        return _number(self.text(row, column))


def _read_table(path: Path, names: Mapping[str, tuple[str, ...]]) -> _Table | None:
    rows = tuple(read_rows(path))
    if not rows:
        return None
    header = rows[0].cells
    columns = find_columns(header, names)
    units = {name: unit_of(plain_name(header[index])) for name, index in columns.items()}
    return _Table(columns, units, rows[1:], header)


def _require(path: Path, table: _Table, column: str) -> None:
    if column not in table.columns:
        raise UnreadableSidecar(
            f"{path.name} has no column {column!r}. "
            f"Its first row says: {', '.join(table.header[:8])}."
        )


def _placing(
    times: Sequence[WrittenTime], duration_ms: int | None
) -> tuple[Callable[[WrittenTime], int], tuple[str, ...]]:
    """A function from written times to the recording's clock, and what was assumed."""
    base = find_time_base(times, duration_ms=duration_ms)
    first = min(base.at_ms(time) for time in times)
    by_clock = all(time.scale is Scale.RECORDING for time in times)
    # 19:00:00 in the first row of a one-hour show is the time of day.
    if by_clock and duration_ms is not None and first >= duration_ms:
        note = "The times were taken as times of day: the first one counts as the start."
        return (lambda time: base.at_ms(time) - first), (*base.notes, note)
    return base.at_ms, base.notes


def _counts_per_row(rows: Sequence[Metric]) -> tuple[list[Metric], list[str]]:
    columns = {name: [getattr(row, name) for row in rows] for name in _COUNTED}
    totals = [name for name in _COUNTED if _is_total(columns[name])]
    for name in totals:
        columns[name] = _steps(columns[name])
    counted = zip(rows, *(columns[name] for name in _COUNTED), strict=True)
    return [
        Metric(row.at_ms, row.viewers, orders, revenue, likes)
        for row, orders, revenue, likes in counted
    ], totals


def _steps(totals: Sequence[float | None]) -> list[float | None]:
    """Growth since the row before; 0 in the first, whose total says nothing of the time before."""
    out: list[float | None] = []
    before: float | None = None
    for total in totals:
        out.append(None if total is None else total - (total if before is None else before))
        before = before if total is None else total
    return out


def _is_total(values: Sequence[float | None]) -> bool:
    """Never falls over at least ten rows, and rises in more than two of them."""
    known = [value for value in values if value is not None]
    steps = [after - before for before, after in pairwise(known)]
    return len(known) >= 10 and all(s >= 0 for s in steps) and sum(s > 0 for s in steps) > 2


def _number(text: str) -> float | None:
    """A number with or without thousands marks and currency; None when there is none."""
    cleaned = _NOT_NUMBER.sub("", text)
    try:
        return float(cleaned) if cleaned else None
    except ValueError:
        return None


def _offer_kind(kind: str, label: str) -> OfferKind:
    for text in (kind.lower(), label.lower()):
        for known, words in _OFFER_WORDS.items():
            if any(word in text for word in words):
                return known
    return OfferKind.EVENT


def _products_from_table(table: _Table) -> list[Product]:
    return [
        Product(
            id=table.text(row, "id") or f"row-{row.number}",
            name=table.text(row, "name"),
            aliases=_aliases(table.text(row, "aliases")),
            price=table.text(row, "price"),
            url=table.text(row, "url"),
            category=table.text(row, "category"),
        )
        for row in table.rows
        if table.text(row, "name")
    ]


def _products_from_json_file(path: Path) -> tuple[list[Product], int]:
    try:
        value = json.loads("".join(read_lines(path)))
    except (ValueError, RecursionError) as error:
        raise UnreadableSidecar(f"{path.name} is no valid JSON: {error}.") from error
    entries = value.get("products") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise UnreadableSidecar(f"{path.name} is no list of products.")
    products = [_product_from_entry(n, e) for n, e in enumerate(entries, 1) if isinstance(e, dict)]
    return [product for product in products if product.name], len(entries)


def _product_from_entry(number: int, entry: Mapping[str, Any]) -> Product:
    plain = {plain_name(name): value for name, value in entry.items()}

    def field(name: str) -> Any:
        return next((plain[n] for n in _PRODUCT_COLUMNS[name] if plain.get(n) is not None), "")

    aliases = field("aliases")
    return Product(
        id=str(field("id") or f"row-{number}"),
        name=str(field("name")).strip(),
        aliases=tuple(map(str, aliases)) if isinstance(aliases, list) else _aliases(str(aliases)),
        price=str(field("price")),
        url=str(field("url")),
        category=str(field("category")),
    )


def _aliases(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _ALIAS_BREAK.split(text) if part.strip())


def _dropped_note(path: Path, count: int) -> tuple[str, ...]:
    return (f"{path.name}: {count} rows could not be read.",) if count else ()
