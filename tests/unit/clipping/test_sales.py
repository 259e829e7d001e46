"""Files of the shop are read in the shapes shops export them."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipping.catalogue import read_products
from clipping.errors import UnreadableSidecar
from clipping.model import OfferKind
from clipping.sales import read_metrics, read_offers
from clipping.sales_json import (
    metrics_from_json,
    metrics_to_json,
    offers_from_json,
    offers_to_json,
    products_from_json,
    products_to_json,
)
from transcripts.timeline import Span


def saved(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "file"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "times", [("0", "10"), ("00:00:00", "00:00:10"), ("2026-08-01T19:00:00", "2026-08-01T19:00:10")]
)
def test_metrics_times_are_seconds_clock_or_date(times: tuple[str, str], tmp_path: Path) -> None:
    path = saved(tmp_path, f"at,viewers,orders\n{times[0]},30,0\n{times[1]},40,2\n")

    rows = read_metrics(path).rows

    assert [(row.at_ms, row.viewers, row.orders) for row in rows] == [(0, 30, 0), (10_000, 40, 2)]
    assert rows[0].revenue is None


def test_korean_headers_in_cp949_with_thousands_marks_are_read(tmp_path: Path) -> None:
    text = '시간,시청자수,주문수,매출액\n00:00:10,"1,200",3,"59,900원"\n'

    rows = read_metrics(saved(tmp_path, text, "cp949")).rows

    assert (rows[0].viewers, rows[0].orders, rows[0].revenue) == (1200, 3, 59_900)


def test_times_of_day_count_from_the_first_row(tmp_path: Path) -> None:
    path = saved(tmp_path, "time,orders\n19:00:00,1\n19:01:00,2\n")

    metrics = read_metrics(path, duration_ms=3_600_000)

    assert [row.at_ms for row in metrics.rows] == [0, 60_000]
    assert any("time of day" in note or "times of day" in note for note in metrics.notes)


def test_running_totals_become_counts_per_row(tmp_path: Path) -> None:
    rows = "".join(f"{i * 10},{5 + i * 3}\n" for i in range(12))

    metrics = read_metrics(saved(tmp_path, f"at,likes\n{rows}"))

    assert [row.likes for row in metrics.rows] == [0.0] + [3.0] * 11
    assert any("likes" in note for note in metrics.notes)


def test_an_offer_without_end_lasts_until_the_next_one(tmp_path: Path) -> None:
    text = "start,end,kind,label,product_id\n60,,고정,기타,p1\n0:03:00,240,coupon,5천원 쿠폰,p1\n"

    windows = read_offers(saved(tmp_path, text)).windows

    assert [(w.span, w.kind) for w in windows] == [
        (Span(60_000, 180_000), OfferKind.PIN),
        (Span(180_000, 240_000), OfferKind.COUPON),
    ]


def test_products_are_read_from_tables_and_json_alike(tmp_path: Path) -> None:
    table = read_products(saved(tmp_path, "id,name,aliases,price\np1,Cup,mug; tea cup,24.90\n"))
    listed = read_products(
        saved(tmp_path, '[{"id":"p1","name":"Cup","aliases":["mug","tea cup"],"price":"24.90"}]')
    )

    assert table.products == listed.products
    assert table.products[0].aliases == ("mug", "tea cup")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "at,orders\nsoon,2\n", "at\n"])
def test_a_metrics_file_without_times_is_refused_with_a_sentence(text: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSidecar, match="at"):
        read_metrics(saved(tmp_path, text))


def test_broken_json_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSidecar, match="JSON"):
        read_products(saved(tmp_path, '[{"id":'))


def test_an_empty_file_is_no_error(tmp_path: Path) -> None:
    path = saved(tmp_path, "")

    assert read_metrics(path).rows == read_offers(path).windows == read_products(path).products


def test_values_survive_their_json_form(tmp_path: Path) -> None:
    metrics = read_metrics(saved(tmp_path, "at,viewers\n0,30\n5,31\n")).rows
    offers = read_offers(saved(tmp_path, "start,end,kind,label\n5,9,pin,A\n")).windows
    products = read_products(saved(tmp_path, "id,name,aliases\n1,A,b;c\n")).products

    assert metrics_from_json(metrics_to_json(metrics)) == metrics
    assert offers_from_json(offers_to_json(offers)) == offers
    assert products_from_json(products_to_json(products)) == products
