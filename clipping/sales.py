"""Metrics and offers: files of the shop → values on the recording's clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from clipping.errors import UnreadableSidecar
from clipping.model import Metric, Offer, OfferKind
from clipping.shop_table import dropped_note, read_table, require_column
from clipping.times import Scale, WrittenTime, find_time_base
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
_OFFER_WORDS: dict[OfferKind, tuple[str, ...]] = {
    OfferKind.PIN: ("pin", "핀", "고정", "소개", "노출"),
    OfferKind.COUPON: ("coupon", "쿠폰"),
    OfferKind.EVENT: ("event", "giveaway", "raffle", "이벤트", "추첨", "경품"),
    OfferKind.DISCOUNT: ("discount", "deal", "sale", "할인", "특가", "타임딜", "세일"),
}
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


def read_metrics(path: Path, *, duration_ms: int | None = None) -> Metrics:
    """Read `metrics.csv`: `at,viewers,orders,revenue,likes`, any column but `at` absent.

    Columns that only ever grow are running totals and are turned into counts per row.

    Raises:
        UnreadableSidecar: there is no column of times, or no row can be read.
        OSError: the file cannot be opened.
    """
    table = read_table(path, _METRIC_COLUMNS)
    if table is None:
        return Metrics(notes=(f"{path.name} is empty.",))
    require_column(path, table, "at")
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
    return Metrics(tuple(rows), notes + dropped_note(path, dropped))


def read_offers(path: Path, *, duration_ms: int | None = None) -> Offers:
    """Read `offers.csv`: `start,end,kind(coupon|discount|event|pin),label,product_id`.

    Raises:
        UnreadableSidecar: there is no column of starts, or no row can be read.
        OSError: the file cannot be opened.
    """
    table = read_table(path, _OFFER_COLUMNS)
    if table is None:
        return Offers(notes=(f"{path.name} is empty.",))
    require_column(path, table, "start")
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
    return Offers(tuple(windows), notes + dropped_note(path, len(table.rows) - len(windows)))


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


def _offer_kind(kind: str, label: str) -> OfferKind:
    for text in (kind.lower(), label.lower()):
        for known, words in _OFFER_WORDS.items():
            if any(word in text for word in words):
                return known
    return OfferKind.EVENT
