"""What sales say: orders and viewers against the show's own trend, offers, pins. Pure.

Sales rise towards the end of every show, so a raw peak mostly marks the end. What counts is how far
a minute stands above the minutes around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np

from clipping.model import Metric, Offer, OfferKind, Signal, SignalKind
from clipping.signals.chat import Curve, rolling_median
from transcripts.timeline import Span, clock

_STEP_MS = 10_000
_SMOOTH_STEPS = 3
_TREND_MS = 600_000
_MIN_DEVIATIONS = 2.5
_MIN_COUNT = 3.0
#: A rise begins where a quarter of its height is reached, at most this long before its peak.
_FOOT, _RISE_MS = 0.25, 90_000
#: From what makes people decide to the first orders it brings: opening the page, options, paying.
_CAUSE_MS = 40_000
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
    step_ms = _step_ms(metrics)
    curve = _binned(metrics, value, step_ms, duration_ms)
    if len(curve) < 6 or not np.any(curve):
        return
    reach = min(_TREND_MS // step_ms, len(curve) - 1)
    trend = rolling_median(curve, reach)
    above = curve - trend
    # Counts scatter with their square root, however quiet the minutes around them are.
    spread = np.maximum(
        1.4826 * rolling_median(np.abs(above), reach), np.sqrt(np.maximum(trend, 1))
    )
    for peak in _peaks(above / spread, _RISE_MS // step_ms):
        end_ms = _foot(above, peak, _RISE_MS // step_ms) * step_ms
        span = Span(max(0, end_ms - _CAUSE_MS), max(1, end_ms)).clamped(duration_ms)
        if span is None or curve[peak] < _MIN_COUNT:
            continue
        deviations = float(above[peak] / spread[peak])
        per_minute = 60_000 / (step_ms * _width(step_ms))
        detail = (
            f"count={curve[peak] * per_minute:.0f} "
            f"usual={max(0.0, trend[peak]) * per_minute:.0f} at={clock(peak * step_ms)}"
        )
        strength = deviations / (deviations + 2 * _MIN_DEVIATIONS)
        yield Signal(kind, span, round(strength, 3), detail)


def _step_ms(metrics: Sequence[Metric]) -> int:
    """Ten seconds, or the usual distance of rows where they are further apart."""
    distances = sorted(after.at_ms - row.at_ms for row, after in pairwise(metrics))
    usual = distances[len(distances) // 2] if distances else _STEP_MS
    return max(_STEP_MS, usual)


def _width(step_ms: int) -> int:
    """Steps that are added up: about half a minute."""
    return max(1, _SMOOTH_STEPS * _STEP_MS // step_ms)


def _binned(
    metrics: Sequence[Metric],
    value: Callable[[Metric], float | None],
    step_ms: int,
    duration_ms: int,
) -> Curve:
    """Running sums over half a minute, one for each step."""
    counts = np.zeros(duration_ms // step_ms + 1)
    for row in metrics:
        count = value(row)
        if count is not None and 0 <= row.at_ms < duration_ms:
            counts[row.at_ms // step_ms] += count
    return np.convolve(counts, np.ones(_width(step_ms)), "same")[: len(counts)]


def _peaks(deviations: Curve, apart: int) -> Iterator[int]:
    """Indices that stand out, the highest of their surroundings, in order of height."""
    taken = np.zeros(len(deviations), dtype=bool)
    for at in np.argsort(-deviations, kind="stable"):
        if deviations[at] < _MIN_DEVIATIONS:
            return
        if not taken[at]:
            taken[max(0, at - apart) : at + apart + 1] = True
            yield int(at)


def _foot(above: Curve, peak: int, reach: int) -> int:
    """The step at which the rise to a peak began."""
    at = peak
    while at > max(0, peak - reach) and above[at] > _FOOT * above[peak]:
        at -= 1
    return at


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
