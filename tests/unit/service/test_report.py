"""A broadcast in numbers: what the page and the API say of it."""

from __future__ import annotations

from clipping.model import Metric, Offer, OfferKind
from service.report import offer_results, weak_stretch
from service.series import BroadcastSeries
from tests.unit.service.showroom import QUESTION, Showroom
from transcripts.timeline import Span
from workers.views import RecordingView

HOUR = 3_600_000


def series(**curves: object) -> BroadcastSeries:
    empty = {"chat": None, "viewers": None, "orders": None, "sound": None}
    return BroadcastSeries(
        duration_ms=HOUR, step_ms=60_000, offers=[], cuts=[], **{**empty, **curves}
    )


def test_orders_of_an_offer_are_set_against_the_rest_of_the_show() -> None:
    metrics = [
        Metric(minute * 60_000, orders=9 if 10 <= minute < 15 else 1) for minute in range(60)
    ]
    offers = [
        Offer(Span(600_000, 900_000), OfferKind.COUPON, "쿠폰"),
        Offer(Span(0, 60_000), OfferKind.PIN, "크림"),
    ]

    found = offer_results(offers, metrics, HOUR)

    assert [one.label for one in found] == ["쿠폰"]
    assert (found[0].orders, found[0].orders_a_minute, found[0].usual_a_minute) == (45, 9, 1)
    assert offer_results(offers, [Metric(0, viewers=5)], HOUR) == []


def test_the_weak_quarter_hour_is_found_by_what_counts_most() -> None:
    orders = [1.0 if 20 <= minute < 35 else 4.0 for minute in range(60)]
    chat = [9.0 if minute > 30 else 1.0 for minute in range(60)]

    weak = weak_stretch(series(orders=orders, chat=chat))

    assert weak is not None
    assert (weak.start_ms, weak.end_ms, weak.by) == (20 * 60_000, 35 * 60_000, "orders")
    assert weak_stretch(series(chat=chat)).by == "chat"  # type: ignore[union-attr]
    assert weak_stretch(series()) is None
    assert weak_stretch(series(orders=[0.0] * 60)) is None


def test_the_report_knows_audience_questions_and_clips(
    room: Showroom, finished: RecordingView
) -> None:
    report = room.browser.get(f"/api/v1/recordings/{finished.id}/report").json()

    assert report["peak_viewers"] > report["mean_viewers"] > 0
    assert report["orders"] > 0
    assert [one["label"] for one in report["offers"]] == ["2만원 쿠폰"]
    assert report["asked"][0]["text"] == QUESTION
    assert report["asked"][0]["asked_by"] == 12
    assert None in [one["answer_at_ms"] for one in report["asked"]]
    assert report["suggested"] >= 4
