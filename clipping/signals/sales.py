"""What sales say: orders and viewers against the show's own trend, offers, pins. Pure.

Sales rise towards the end of every show, so a raw peak mostly marks the end. What counts is how far
a minute stands above the minutes around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import numpy as np

from clipping.model import Metric, Offer, OfferKind, Signal, SignalKind
from clipping.signals.chat import Curve, rolling_median
from transcripts.timeline import Span, clock

_STEP_MS = 30_000
_TREND_STEPS = 20
_MIN_DEVIATIONS = 2.5
_MIN_ORDERS = 3.0
#: People order half a minute after what made them decide, give or take.
_ORDER_LAG_MS = 30_000
_CAUSE_MS = 30_000
#: What is said right after an offer opens or a product is shown is about it.
_OFFER_MS = 40_000


def find_sales_signals(
    metrics: Sequence[Metric], offers: Sequence[Offer], duration_ms: int
) -> tuple[Signal, ...]:
    """Signals in order of start.

    Args:
        metrics: In order of time; orders count since the row before.
        offers: In order of start.
        duration_ms: Length of the recording.
    """
    found = [
        *_rises(metrics, SignalKind.ORDERS, lambda row: row.orders, duration_ms),
        *_rises(metrics, SignalKind.VIEWERS, _viewer_steps(metrics), duration_ms),
        *_offer_signals(offers, duration_ms),
    ]
    return tuple(sorted(found, key=lambda signal: (signal.span, signal.kind)))


def _viewer_steps(metrics: Sequence[Metric]) -> Callable[[Metric], float | None]:
    """How many more viewers each row has than the one before it."""
    known = [row for row in metrics if row.viewers is not None]
    steps = {
        row.at_ms: (row.viewers or 0.0) - (known[max(0, index - 1)].viewers or 0.0)
        for index, row in enumerate(known)
    }
    return lambda row: steps.get(row.at_ms)


def _rises(
    metrics: Sequence[Metric],
    kind: SignalKind,
    value: Callable[[Metric], float | None],
    duration_ms: int,
) -> Iterator[Signal]:
    curve, per_minute = _binned(metrics, value, duration_ms)
    if len(curve) < 6 or not np.any(curve):
        return
    reach = min(_TREND_STEPS, len(curve) - 1)
    trend = rolling_median(curve, reach)
    above = curve - trend
    # Counts scatter with their square root, however quiet the minutes around them are.
    usual = np.maximum(1.4826 * rolling_median(np.abs(above), reach), np.sqrt(np.maximum(trend, 1)))
    for at in _peaks(above / usual):
        if curve[at] < _MIN_ORDERS:
            continue
        end_ms = at * _STEP_MS + _STEP_MS - (_ORDER_LAG_MS if kind is SignalKind.ORDERS else 0)
        start_ms = max(0, end_ms - _CAUSE_MS)
        if end_ms <= start_ms:
            continue
        share = float(above[at] / usual[at])
        detail = (
            f"count={curve[at] * per_minute:.0f} usual={max(0.0, trend[at]) * per_minute:.0f} "
            f"at={clock(at * _STEP_MS)}"
        )
        span = Span(start_ms, end_ms).clamped(duration_ms)
        if span is not None:
            yield Signal(kind, span, round(share / (share + 2 * _MIN_DEVIATIONS), 3), detail)


def _binned(
    metrics: Sequence[Metric], value: Callable[[Metric], float | None], duration_ms: int
) -> tuple[Curve, float]:
    """Sums per half minute, or per row where rows are further apart; and steps per minute."""
    curve = np.zeros(duration_ms // _STEP_MS + 1)
    for row in metrics:
        count = value(row)
        if count is not None and 0 <= row.at_ms < duration_ms:
            curve[row.at_ms // _STEP_MS] += count
    return curve, 60_000 / _STEP_MS


def _peaks(deviations: Curve) -> Iterator[int]:
    """Indices that stand out and are the highest of their neighbours."""
    for at in range(len(deviations)):
        around = deviations[max(0, at - 1) : at + 2]
        if deviations[at] >= _MIN_DEVIATIONS and deviations[at] == around.max():
            yield at


def _offer_signals(offers: Sequence[Offer], duration_ms: int) -> Iterator[Signal]:
    """The beginning of each offer and pin; equal offers that follow each other count once."""
    for (kind, label, product), group in groupby(
        offers, key=lambda offer: (offer.kind, offer.label, offer.product_id)
    ):
        first = next(group)
        span = Span(
            first.span.start_ms, min(first.span.end_ms, first.span.start_ms + _OFFER_MS)
        ).clamped(duration_ms)
        if span is None:
            continue
        is_pin = kind is OfferKind.PIN
        detail = f"offer={kind.value}" + (f" product={product}" if product else "")
        yield Signal(
            SignalKind.PIN if is_pin else SignalKind.OFFER,
            span,
            0.5 if is_pin else 0.8,
            detail + (f" label={label}" if label else ""),
        )
