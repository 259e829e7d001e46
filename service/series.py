"""The whole broadcast on one axis: what the timeline of the page draws."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import cast

from pydantic import BaseModel

from clipping.sales_json import metrics_from_json, offers_from_json
from transcripts.messages import MessageKind, read_messages
from workers.actions import recordings
from workers.application import Application
from workers.errors import NotFound
from workers.pipeline import JsonValue
from workers.views import Actor

_POINTS = 600
_MIN_STEP_MS = 2_000
#: People who wrote within this time around a moment: shorter is noise, longer hides the moment.
_CHAT_WINDOW_MS = 20_000
_VIEWERS_WRITE = frozenset({MessageKind.CHAT, MessageKind.QUESTION, MessageKind.PURCHASE})
_SILENCE_DB = -60.0


class OfferWindow(BaseModel):
    """When something was offered or a product pinned."""

    start_ms: int
    end_ms: int
    kind: str
    label: str
    product_id: str


class BroadcastSeries(BaseModel):
    """Curves over the broadcast, a value for each step; None where there is nothing to show.

    `chat` counts the people who wrote within 20 seconds, `orders` sums over a step, `viewers` is
    the last value known, `sound` is the loudest moment of a step, 0-1. `cuts` are starts of shots.
    """

    duration_ms: int
    step_ms: int
    chat: list[float] | None
    viewers: list[float | None] | None
    orders: list[float] | None
    sound: list[float] | None
    offers: list[OfferWindow]
    cuts: list[int]


def broadcast_series(app: Application, actor: Actor, recording_id: str) -> BroadcastSeries:
    """The curves of a recording, as far as they are known by now."""
    duration_ms = recordings.get_recording(app, actor, recording_id).duration_ms or 0
    step_ms = max(_MIN_STEP_MS, -(-duration_ms // _POINTS // 1000) * 1000)
    count = -(-duration_ms // step_ms)

    def read(step: str, name: str) -> Mapping[str, JsonValue]:
        value = recordings.read_output(app, actor, recording_id, step, name)
        return value if isinstance(value, Mapping) else {}

    metrics = read("sales", "metrics.json")
    offers = read("sales", "offers.json")
    scenes = cast("list[dict[str, int]]", read("scenes", "scenes.json").get("scenes") or [])
    return BroadcastSeries(
        duration_ms=duration_ms,
        step_ms=step_ms,
        chat=_chat(app, actor, recording_id, step_ms, count),
        viewers=_viewers(metrics, step_ms, count),
        orders=_orders(metrics, step_ms, count),
        sound=_sound(read("sound", "sound.json"), step_ms, count),
        offers=_offers(offers),
        cuts=[scene["start_ms"] for scene in scenes],
    )


def _chat(
    app: Application, actor: Actor, recording_id: str, step_ms: int, count: int
) -> list[float] | None:
    try:
        opened = recordings.open_output(app, actor, recording_id, "chat", "chat.jsonl")
    except NotFound:
        return None
    people = _people_per_step(opened.path, step_ms, count)
    return [float(n) for n in people] if any(people) else None


@lru_cache(maxsize=64)
def _people_per_step(path: Path, step_ms: int, count: int) -> tuple[int, ...]:
    """Different people around each step. Outputs never change, so a path's counts are kept."""
    seen: list[set[str]] = [set() for _ in range(count)]
    with path.open(encoding="utf-8") as lines:
        for message in read_messages(lines):
            step = message.at_ms // step_ms
            if 0 <= step < count and message.kind in _VIEWERS_WRITE and not message.is_host:
                seen[step].add(message.author_key or message.text)
    reach = _CHAT_WINDOW_MS // step_ms // 2
    return tuple(
        len(set().union(*seen[max(0, step - reach) : step + reach + 1])) for step in range(count)
    )


def _viewers(
    metrics: Mapping[str, JsonValue], step_ms: int, count: int
) -> list[float | None] | None:
    known = {
        row.at_ms // step_ms: row.viewers
        for row in (metrics_from_json(metrics) if metrics else ())
        if row.viewers is not None
    }
    if not known:
        return None
    out: list[float | None] = []
    for step in range(count):
        out.append(known.get(step, out[-1] if out else None))
    return out


def _orders(metrics: Mapping[str, JsonValue], step_ms: int, count: int) -> list[float] | None:
    rows = [row for row in (metrics_from_json(metrics) if metrics else ()) if row.orders]
    if not rows:
        return None
    out = [0.0] * count
    for row in rows:
        if 0 <= row.at_ms // step_ms < count:
            out[row.at_ms // step_ms] += row.orders or 0.0
    return out


def _sound(sound: Mapping[str, JsonValue], step_ms: int, count: int) -> list[float] | None:
    levels = cast("list[float]", sound.get("level_db") or [])
    if not levels:
        return None
    each = max(1, step_ms // cast("int", sound["step_ms"]))
    loudest = (max(levels[i : i + each]) for i in range(0, len(levels), each))
    return [_loudness(level) for level in loudest][:count]


def window_levels(sound: Mapping[str, JsonValue], start_ms: int, end_ms: int) -> list[float]:
    """Loudness in a window, 0-1, at the curve's own steps; at most about 600 values."""
    levels = cast("list[float]", sound.get("level_db") or [])
    if not levels:
        return []
    step = cast("int", sound["step_ms"])
    part = levels[start_ms // step : end_ms // step]
    each = max(1, len(part) // _POINTS)
    return [_loudness(max(part[i : i + each])) for i in range(0, len(part), each)]


def _loudness(level_db: float) -> float:
    return round(min(1.0, max(0.0, 1 - level_db / _SILENCE_DB)), 3)


def _offers(offers: Mapping[str, JsonValue]) -> list[OfferWindow]:
    return [
        OfferWindow(
            start_ms=offer.span.start_ms,
            end_ms=offer.span.end_ms,
            kind=offer.kind.value,
            label=offer.label,
            product_id=offer.product_id,
        )
        for offer in (offers_from_json(offers) if offers else ())
    ]
