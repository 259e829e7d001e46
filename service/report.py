"""What a broadcast was like: audience, offers, weak quarter hour, questions, clips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from pydantic import BaseModel

from clipping.model import Metric, Offer, OfferKind
from clipping.sales_json import metrics_from_json, offers_from_json
from service.series import BroadcastSeries, broadcast_series
from transcripts.timeline import Span
from workers.actions import clips, recordings
from workers.application import Application
from workers.pipeline import JsonValue
from workers.views import Actor, ClipState

_QUARTER_MS = 15 * 60_000
_MOST_QUESTIONS = 10
_MINUTE_MS = 60_000


class OfferResult(BaseModel):
    """An offer and what was ordered while it was open; `usual` is the rest of the show a minute."""

    label: str
    kind: str
    start_ms: int
    end_ms: int
    orders: float
    orders_a_minute: float
    usual_a_minute: float


class Asked(BaseModel):
    """A question of viewers. `answer_at_ms` is None when nobody answered it."""

    text: str
    asked_by: int
    at_ms: int
    answer_at_ms: int | None


class Clipped(BaseModel):
    """An approved clip."""

    id: str
    title: str
    start_ms: int
    end_ms: int


class WeakStretch(BaseModel):
    """The quarter hour with the least of what counts most here: orders, else chat, else viewers."""

    start_ms: int
    end_ms: int
    by: str
    share_of_usual: float


class BroadcastReport(BaseModel):
    """A broadcast in numbers, as far as it is known; None where there is nothing to say."""

    duration_ms: int
    peak_viewers: float | None
    peak_viewers_at_ms: int | None
    mean_viewers: float | None
    peak_chat: float | None
    peak_chat_at_ms: int | None
    orders: float | None
    offers: list[OfferResult]
    weak: WeakStretch | None
    asked: list[Asked]
    clipped: list[Clipped]
    suggested: int


def broadcast_report(app: Application, actor: Actor, recording_id: str) -> BroadcastReport:
    """What is known of a broadcast by now."""
    series = broadcast_series(app, actor, recording_id)
    sales = _read(app, actor, recording_id, "sales", "metrics.json")
    metrics = metrics_from_json(sales) if sales else ()
    windows = _read(app, actor, recording_id, "sales", "offers.json")
    offers = offers_from_json(windows) if windows else ()
    listed = clips.list_clips(app, actor, recording_id).items
    viewers = [(row.at_ms, row.viewers) for row in metrics if row.viewers is not None]
    peak_at, peak = max(viewers, key=lambda pair: pair[1], default=(None, None))
    chat_step, chat = max(
        enumerate(series.chat or ()), key=lambda pair: pair[1], default=(None, None)
    )
    return BroadcastReport(
        duration_ms=series.duration_ms,
        peak_viewers=peak,
        peak_viewers_at_ms=peak_at,
        mean_viewers=sum(value for _, value in viewers) / len(viewers) if viewers else None,
        peak_chat=chat,
        peak_chat_at_ms=None if chat_step is None else chat_step * series.step_ms,
        orders=_orders(metrics, Span(0, max(1, series.duration_ms))),
        offers=offer_results(offers, metrics, series.duration_ms),
        weak=weak_stretch(series),
        asked=_asked(_read(app, actor, recording_id, "qa", "qa.json")),
        clipped=[
            Clipped(
                id=clip.id,
                title=clip.order.title,
                start_ms=clip.order.span.start_ms,
                end_ms=clip.order.span.end_ms,
            )
            for clip in listed
            if clip.state is ClipState.APPROVED
        ],
        suggested=sum(clip.rank is not None for clip in listed),
    )


def offer_results(
    offers: Sequence[Offer], metrics: Sequence[Metric], duration_ms: int
) -> list[OfferResult]:
    """What was ordered while each offer was open; pins are no offers. Pure."""
    total = _orders(metrics, Span(0, max(1, duration_ms)))
    if total is None:
        return []
    out = []
    for offer in offers:
        if offer.kind is OfferKind.PIN:
            continue
        inside = _orders(metrics, offer.span) or 0.0
        rest_ms = max(1, duration_ms - offer.span.duration_ms)
        out.append(
            OfferResult(
                label=offer.label,
                kind=offer.kind.value,
                start_ms=offer.span.start_ms,
                end_ms=offer.span.end_ms,
                orders=inside,
                orders_a_minute=inside * _MINUTE_MS / offer.span.duration_ms,
                usual_a_minute=max(0.0, total - inside) * _MINUTE_MS / rest_ms,
            )
        )
    return out


def weak_stretch(series: BroadcastSeries) -> WeakStretch | None:
    """The weakest quarter hour; of shows under an hour the weakest quarter. Pure."""
    curves: tuple[tuple[str, Sequence[float | None] | None], ...] = (
        ("orders", series.orders),
        ("chat", series.chat),
        ("viewers", series.viewers),
    )
    by, curve = next(((name, found) for name, found in curves if found), ("", None))
    if curve is None:
        return None
    values = [value or 0.0 for value in curve]
    wide = max(1, min(_QUARTER_MS, series.duration_ms // 4) // series.step_ms)
    usual = sum(values) / len(values) * wide
    if usual <= 0 or len(values) < 2 * wide:
        return None
    sums = [sum(values[at : at + wide]) for at in range(len(values) - wide + 1)]
    first = min(range(len(sums)), key=lambda at: (sums[at], at))
    start_ms = first * series.step_ms
    end_ms = min(series.duration_ms, start_ms + wide * series.step_ms)
    return WeakStretch(
        start_ms=start_ms, end_ms=end_ms, by=by, share_of_usual=round(sums[first] / usual, 3)
    )


def _asked(qa: Mapping[str, JsonValue]) -> list[Asked]:
    """What most viewers asked, answered or not."""
    found: list[Asked] = []
    for name in ("pairs", "unanswered"):
        for entry in cast("list[dict[str, dict[str, object]]]", qa.get(name) or []):
            question, answer = entry["question"], entry.get("answer")
            if "small_talk" in cast("Sequence[str]", entry.get("flags", ())):
                continue
            found.append(
                Asked(
                    text=str(question["text"]),
                    asked_by=int(str(question.get("asked_by", 1))),
                    at_ms=int(str(question["start_ms"])),
                    answer_at_ms=int(str(answer["start_ms"])) if answer else None,
                )
            )
    return sorted(found, key=lambda one: (-one.asked_by, one.at_ms))[:_MOST_QUESTIONS]


def _orders(metrics: Sequence[Metric], span: Span) -> float | None:
    """Orders in a span; None when nobody counted any."""
    counted = [row for row in metrics if row.orders is not None]
    if not counted:
        return None
    return sum(row.orders or 0.0 for row in counted if span.contains(row.at_ms))


def _read(
    app: Application, actor: Actor, recording_id: str, step: str, name: str
) -> Mapping[str, JsonValue]:
    value = recordings.read_output(app, actor, recording_id, step, name)
    return value if isinstance(value, Mapping) else {}
