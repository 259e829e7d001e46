"""What sales say: orders and viewers against the show's own trend, offers, pins. Pure.

Sales rise towards the end of every show (20, 35 and 46 % in its three parts), so a raw peak mostly
marks the end. What counts is how far a stretch stands above the minutes around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from clipping.model import Metric, Offer, OfferKind, Signal, SignalKind
from clipping.signals.curves import Curve, rolling_median
from transcripts.timeline import Span, clock

_STEP_MS = 10_000
_TREND_MS = 600_000
#: Counts are added up over this long before their median is taken: most rows of a show are zero.
_LEVEL_MS = 120_000
#: A wave of orders lasts about this long.
_WAVES_MS = (20_000, 40_000, 60_000)
_LEAST_ORDERS = 3.0
#: A wave stands out from this many deviations on; twice that is worth two thirds.
_MIN_DEVIATIONS = 3.5
#: What follows a wave at once and is weaker than this share of it is its tail.
_TAIL = 0.8
#: From what makes people decide to the first orders it brings: opening the page, options, paying.
#: The pitch often goes on while they come in.
_CAUSE_MS = 45_000
#: Viewers within this time of the beginning come because it begins.
_ARRIVING_MS = 300_000
#: What is said right after an offer opens or a product is shown is about it.
_OFFER_MS = 40_000


@dataclass(frozen=True, slots=True)
class _Wave:
    """Steps in which more was counted than the trend lets expect."""

    first: int
    last: int
    count: float
    expected: float
    deviations: float


def find_sales_signals(
    metrics: Sequence[Metric], offers: Sequence[Offer], duration_ms: int
) -> tuple[Signal, ...]:
    """Signals in order of start.

    Args:
        metrics: In order of time; orders count since the row before.
        offers: In order of start.
        duration_ms: Length of the recording.
    """
    step_ms = _step_ms(metrics)
    found = [
        *_order_signals(metrics, step_ms, duration_ms),
        *_viewer_signals(metrics, step_ms, duration_ms),
        *_offer_signals(offers, duration_ms),
    ]
    return tuple(sorted(found, key=lambda signal: (signal.span, signal.kind)))


def _order_signals(metrics: Sequence[Metric], step_ms: int, duration_ms: int) -> Iterator[Signal]:
    """Waves of orders, laid where people decided."""
    counts = np.zeros(duration_ms // step_ms + 1)
    for row in metrics:
        if row.orders is not None and 0 <= row.at_ms < duration_ms:
            counts[row.at_ms // step_ms] += row.orders
    for wave in _waves(counts, step_ms):
        # A row counts what came since the row before it, so the wave began within that step.
        began = Span(max(0, (wave.first - 1) * step_ms), max(1, wave.first * step_ms))
        span = Span(max(0, began.start_ms - _CAUSE_MS + _STEP_MS), began.end_ms).clamped(
            duration_ms
        )
        if span is None:
            continue
        per_minute = 60_000 / ((wave.last - wave.first) * step_ms)
        yield Signal(
            SignalKind.ORDERS,
            span,
            _strength(wave.deviations),
            f"count={wave.count * per_minute:.0f} usual={wave.expected * per_minute:.0f} "
            f"at={clock(began.start_ms)}",
        )


def _waves(counts: Curve, step_ms: int) -> tuple[_Wave, ...]:
    """Stretches that stand out most, none within another, the clearest first.

    Each stretch of a few lengths is compared with what a Poisson count around the trend would be:
    a scan statistic, which finds the beginning of a wave better than a smoothed peak does.
    """
    if len(counts) < 6 or not np.any(counts):
        return ()
    expected = _expected(counts, step_ms)
    scatter = _scatter(counts, expected)
    found: list[_Wave] = []
    for width in sorted({max(1, wave_ms // step_ms) for wave_ms in _WAVES_MS}):
        if width >= len(counts):
            break
        sums, usual = _running(counts, width), _running(expected, width)
        deviations = _deviations(sums, usual) / scatter
        found += [
            _Wave(int(at), int(at) + width, float(sums[at]), float(usual[at]), float(score))
            for at, score in enumerate(deviations)
            if score >= _MIN_DEVIATIONS and sums[at] >= _LEAST_ORDERS
        ]
    kept: list[_Wave] = []
    for wave in sorted(found, key=lambda one: (-one.deviations, one.first, one.last)):
        if all(wave.last <= other.first or other.last <= wave.first for other in kept):
            kept.append(wave)
    return tuple(_beginnings(kept))


def _beginnings(waves: Sequence[_Wave]) -> Iterator[_Wave]:
    """Waves without the tails of others: one that goes on as strong as before has its own cause."""
    ends = {wave.last: wave for wave in waves}
    for wave in waves:
        before = ends.get(wave.first)
        if before is None or wave.deviations >= _TAIL * before.deviations:
            yield wave


def _expected(counts: Curve, step_ms: int) -> Curve:
    """What each step would have without waves: the median of the minutes around it."""
    width = min(len(counts), max(1, _LEVEL_MS // step_ms))
    kernel = np.ones(width)
    # At the ends there are fewer steps to add up.
    level = np.convolve(counts, kernel, "same") / np.convolve(np.ones(len(counts)), kernel, "same")
    reach = max(1, min(_TREND_MS // step_ms, len(counts) - 1))
    return np.maximum(rolling_median(level, reach), 0.5 * float(counts.mean()))


def _running(values: Curve, width: int) -> Curve:
    sums = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(sums[width:] - sums[:-width])


def _deviations(counts: Curve, expected: Curve) -> Curve:
    """Signed square root of twice the Poisson log-likelihood ratio; 0 where nothing is above."""
    above = np.maximum(counts, expected)
    ratio = np.maximum(0.0, above * np.log(above / expected) - (above - expected))
    return np.asarray(np.sqrt(2 * ratio))


def _scatter(counts: Curve, expected: Curve) -> float:
    """How much more than a Poisson count this shop's orders scatter, robustly; at least 1."""
    scaled = np.abs(counts - expected) / np.sqrt(expected)
    return max(1.0, 1.4826 * float(np.median(scaled)))


def _strength(deviations: float) -> float:
    return round(deviations / (deviations + _MIN_DEVIATIONS), 3)


def _viewer_signals(metrics: Sequence[Metric], step_ms: int, duration_ms: int) -> Iterator[Signal]:
    """Minutes in which far more viewers came than usual, after everybody has arrived."""
    known = [row for row in metrics if row.viewers is not None and 0 <= row.at_ms < duration_ms]
    width = max(1, 60_000 // step_ms)
    if len(known) < 4 * width:
        return
    viewers = np.array([row.viewers for row in known], dtype=float)
    growth = viewers[width:] - viewers[:-width]
    reach = max(1, min(_TREND_MS // step_ms, len(growth) - 1))
    trend = rolling_median(growth, reach)
    above = growth - trend
    spread = np.maximum(
        1.4826 * rolling_median(np.abs(above), reach), np.sqrt(np.maximum(viewers[:-width], 1))
    )
    taken = np.zeros(len(above), dtype=bool)
    for at in np.argsort(-above / spread, kind="stable"):
        deviations = float(above[at] / spread[at])
        if deviations < _MIN_DEVIATIONS:
            return
        span = Span(known[at].at_ms, known[at + width].at_ms).clamped(duration_ms)
        if taken[at] or span is None or span.start_ms < known[0].at_ms + _ARRIVING_MS:
            continue
        taken[max(0, at - 2 * width) : at + 2 * width + 1] = True
        detail = f"count={growth[at]:.0f} usual={max(0.0, trend[at]):.0f}"
        yield Signal(SignalKind.VIEWERS, span, _strength(deviations), detail)


def _step_ms(metrics: Sequence[Metric]) -> int:
    """Ten seconds, or the usual distance of rows where they are further apart."""
    distances = sorted(after.at_ms - row.at_ms for row, after in pairwise(metrics))
    usual = distances[len(distances) // 2] if distances else _STEP_MS
    return max(_STEP_MS, usual)


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
