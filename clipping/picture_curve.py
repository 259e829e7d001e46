"""What a picture does over time: movement, black, standing still, repeating. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcripts.timeline import Span, merged

SCHEMA = 1
STEP_MS = 1000
#: Size of the grey thumbnails that are compared.
THUMB_WIDTH, THUMB_HEIGHT = 64, 36
#: Frames this far apart are compared; nearer ones differ too little in slow scenes.
COMPARED_MS = 200
_BLACK_LEVEL = 24  # of 255; studio black is 16
_BLACK_SHARE = 0.98
_MIN_BLACK_MS = 100
#: Largest change of any 4x4 block (of 64x36) that encoders make of a still picture.
_STILL_CHANGE = 3.0
_MIN_FROZEN_MS = 2_000
_MIN_WAITING_MS = 10_000
_CARD_MOTION = 0.002
_LOOP_LAGS_S = range(2, 61)
_LOOP_CHANGE = 2.5
_LOOP_VARIETY = 4.0
_MIN_LOOP_S = 20

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PictureCurve:
    """The picture over time.

    Attributes:
        step_ms: Length of a step of `motion`.
        motion: For each step, the mean change of brightness within a fifth of a second: 0 still,
            1 black to white everywhere. Talking heads have about 0.01. Steps that were not looked
            at have the value of the step before.
        black: Stretches without picture, >= 100 ms.
        frozen: Stretches in which nothing moves, black ones left out, >= 2 s. Where only key frames
            were looked at, their ends are those of key frames.
        waiting: Waiting screens, as far as a picture tells: 10 s or more of a card on which
            next to nothing moves, or a short film repeating. Slides under speech look the same.
    """

    step_ms: int
    motion: tuple[float, ...]
    black: tuple[Span, ...] = ()
    frozen: tuple[Span, ...] = ()
    waiting: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """How a picture differs from the one before: `share` of full brightness, 0-1."""

    start_ms: int
    end_ms: int
    share: float
    is_still: bool
    is_near: bool


class PictureMeter:
    """Fed with thumbnails in order, gives the `PictureCurve`. Keeps small rows, a few a second."""

    def __init__(self) -> None:
        self._changes: list[_Change] = []
        self._black: list[tuple[int, bool]] = []
        self._signatures: list[Gray] = []
        self._last: tuple[int, Gray] | None = None

    def feed(self, at_ms: int, gray: Gray, *, follows: bool = True) -> None:
        """Take the next thumbnail.

        Args:
            at_ms: Its time, larger than the one before.
            gray: uint8, shape (THUMB_HEIGHT, THUMB_WIDTH).
            follows: Whether no frame was left out before it.
        """
        is_black = float(np.mean(gray <= _BLACK_LEVEL)) >= _BLACK_SHARE
        if not self._black or self._black[-1][1] != is_black:
            self._black.append((at_ms, is_black))
        while len(self._signatures) * STEP_MS <= at_ms:
            self._signatures.append(_blocks(gray).astype(np.uint8))
        if self._last is None:
            self._last = at_ms, gray
        elif not follows or at_ms - self._last[0] >= COMPARED_MS:
            self._compare(at_ms, gray, is_near=follows)

    def _compare(self, at_ms: int, gray: Gray, *, is_near: bool) -> None:
        assert self._last is not None  # the caller looked
        change = np.abs(gray.astype(np.int16) - self._last[1].astype(np.int16))
        is_still = float(_blocks(change).max()) < _STILL_CHANGE
        share = float(change.mean()) / 255
        self._changes.append(_Change(self._last[0], at_ms, share, is_still, is_near))
        self._last = at_ms, gray

    def curve(self, duration_ms: int) -> PictureCurve:
        """What was measured, for a recording of this length."""
        black = _spans(self._black, duration_ms, _MIN_BLACK_MS)
        stills = [(change.start_ms, change.is_still) for change in self._changes]
        frozen = _without(_spans(stills, duration_ms, _MIN_FROZEN_MS), black)
        motion = _motion(self._changes, duration_ms)
        slow = [(step * STEP_MS, value < _CARD_MOTION) for step, value in enumerate(motion)]
        cards = _without(_spans(slow, duration_ms, _MIN_WAITING_MS), black)
        loops = _loops(self._signatures, duration_ms)
        waiting = merged([*cards, *loops], max_gap_ms=STEP_MS)
        return PictureCurve(STEP_MS, motion, black, tuple(frozen), waiting)


def picture_curve_to_json(curve: PictureCurve, notes: Sequence[str] = ()) -> dict[str, Any]:
    """`picture.json`: spans as `[start_ms, end_ms]`."""
    return {
        "schema": SCHEMA,
        "step_ms": curve.step_ms,
        "motion": [round(value, 4) for value in curve.motion],
        "black": [[span.start_ms, span.end_ms] for span in curve.black],
        "frozen": [[span.start_ms, span.end_ms] for span in curve.frozen],
        "waiting": [[span.start_ms, span.end_ms] for span in curve.waiting],
        "notes": list(notes),
    }


def picture_curve_from_json(value: Mapping[str, Any]) -> PictureCurve:
    """The curve that `picture_curve_to_json` wrote.

    Raises:
        KeyError: a field is missing.
    """
    return PictureCurve(
        int(value["step_ms"]),
        tuple(float(step) for step in value["motion"]),
        *(tuple(Span(a, b) for a, b in value[name]) for name in ("black", "frozen", "waiting")),
    )


def _blocks(gray: NDArray[Any]) -> NDArray[np.float32]:
    """Means of 4x4 blocks."""
    height, width = gray.shape[0] // 4, gray.shape[1] // 4
    cut = gray[: height * 4, : width * 4].reshape(height, 4, width, 4)
    return np.asarray(cut.mean(axis=(1, 3)), dtype=np.float32)


def _motion(changes: Sequence[_Change], duration_ms: int) -> tuple[float, ...]:
    steps = max(1, -(-duration_ms // STEP_MS))
    sums, counts, leapt = np.zeros(steps), np.zeros(steps), np.zeros(steps, dtype=bool)
    for change in changes:
        first = min(steps - 1, change.start_ms // STEP_MS)
        if change.is_near:
            sums[first] += change.share
            counts[first] += 1
        else:
            leapt[first : change.end_ms // STEP_MS] = True
    values = sums / np.maximum(counts, 1)
    for step in range(1, steps):
        if leapt[step] and not counts[step]:
            values[step] = values[step - 1]
    return tuple(float(value) for value in values)


def _spans(states: Iterable[tuple[int, bool]], duration_ms: int, min_ms: int) -> tuple[Span, ...]:
    """Stretches in which a state holds; it lasts until the next time, the last until the end."""
    runs = [(value, next(group)[0]) for value, group in groupby(states, key=lambda s: s[1])]
    if not runs:
        return ()
    ends = [start for _, start in runs[1:]] + [duration_ms]
    return tuple(
        Span(start, end)
        for (value, start), end in zip(runs, ends, strict=True)
        if value and end - start >= min_ms
    )


def _without(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """The spans that are not mostly covered by others."""
    return [s for s in spans if sum(s.overlap_ms(t) for t in taken) * 2 < s.duration_ms]


def _loops(signatures: Sequence[Gray], duration_ms: int) -> list[Span]:
    """Stretches of 20 s or more in which the picture moves and repeats itself exactly.

    Looked for with whole seconds of lag; a film whose length is no whole number of seconds
    matches every few rounds.
    """
    if len(signatures) < _MIN_LOOP_S:
        return []
    rows = np.stack([s.ravel() for s in signatures]).astype(np.int16)
    found: list[Span] = []
    for lag in _LOOP_LAGS_S:
        if len(rows) < lag + _MIN_LOOP_S:
            break
        same = np.abs(rows[lag:] - rows[:-lag]).max(axis=1) < _LOOP_CHANGE * 4
        states = [(second * STEP_MS, bool(value)) for second, value in enumerate(same)]
        for span in _spans(states, len(same) * STEP_MS, max(_MIN_LOOP_S, lag) * STEP_MS):
            first, last = span.start_ms // STEP_MS, span.end_ms // STEP_MS
            if _varies(rows[first:last], lag):
                found.append(Span(span.start_ms, span.end_ms + lag * STEP_MS))
    return [s for span in merged(found) if (s := span.clamped(duration_ms)) is not None]


def _varies(rows: NDArray[np.int16], lag: int) -> bool:
    """Whether the picture changes within one round; what stands still repeats trivially.

    Rows of seconds that were not looked at repeat their neighbour, so the larger half counts.
    """
    changes = [float(np.abs(rows[i + 1] - rows[i]).max()) for i in range(min(lag, len(rows) - 1))]
    return bool(changes) and float(np.quantile(changes, 0.75)) > _LOOP_VARIETY
