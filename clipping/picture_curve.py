"""What a picture does over time: movement, black, standing still, repeating. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
#: Bytes of a row that stands for a second, and rows that are compared at once.
_SIGNATURE = THUMB_WIDTH * THUMB_HEIGHT // 16
_AT_ONCE = 2_048

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


class PictureMeter:
    """Fed with thumbnails in order, gives the `PictureCurve`. Keeps a small row for each second."""

    def __init__(self) -> None:
        self._motion = _Motion()
        self._still: list[tuple[int, bool]] = []
        self._black: list[tuple[int, bool]] = []
        self._signatures = bytearray()
        self._last: tuple[int, Gray] | None = None

    def feed(self, at_ms: int, gray: Gray, *, follows: bool = True) -> None:
        """Take the next thumbnail.

        Args:
            at_ms: Its time, larger than the one before.
            gray: uint8, shape (THUMB_HEIGHT, THUMB_WIDTH).
            follows: Whether no frame was left out before it.
        """
        is_black = float(np.mean(gray <= _BLACK_LEVEL)) >= _BLACK_SHARE
        _note(self._black, at_ms, is_black)
        while len(self._signatures) // _SIGNATURE * STEP_MS <= at_ms:
            self._signatures += _blocks(gray).astype(np.uint8).tobytes()
        if self._last is None:
            self._last = at_ms, gray
        elif not follows or at_ms - self._last[0] >= COMPARED_MS:
            self._compare(at_ms, gray, is_near=follows)

    def _compare(self, at_ms: int, gray: Gray, *, is_near: bool) -> None:
        assert self._last is not None  # the caller looked
        change = np.abs(gray.astype(np.int16) - self._last[1].astype(np.int16))
        _note(self._still, self._last[0], float(_blocks(change).max()) < _STILL_CHANGE)
        if is_near:
            self._motion.add(self._last[0], float(change.mean()) / 255)
        else:
            self._motion.leap(self._last[0], at_ms)
        self._last = at_ms, gray

    def curve(self, duration_ms: int) -> PictureCurve:
        """What was measured, for a recording of this length."""
        black = _spans(self._black, duration_ms, _MIN_BLACK_MS)
        frozen = _without(_spans(self._still, duration_ms, _MIN_FROZEN_MS), black)
        motion = self._motion.steps(duration_ms)
        slow = ((step * STEP_MS, value < _CARD_MOTION) for step, value in enumerate(motion))
        cards = _without(_spans(slow, duration_ms, _MIN_WAITING_MS), black)
        rows = np.frombuffer(self._signatures, np.uint8).reshape(-1, _SIGNATURE)
        waiting = merged([*cards, *_loops(rows, duration_ms)], max_gap_ms=STEP_MS)
        return PictureCurve(STEP_MS, motion, black, tuple(frozen), waiting)


class _Motion:
    """How a picture changes, summed up a step at a time."""

    def __init__(self) -> None:
        self._sums = array("d")
        self._counts = array("I")
        self._leapt = bytearray()

    def add(self, start_ms: int, share: float) -> None:
        """Take a change from a time on: `share` of full brightness, 0-1."""
        step = max(0, start_ms // STEP_MS)
        self._grow(step + 1)
        self._sums[step] += share
        self._counts[step] += 1

    def leap(self, start_ms: int, end_ms: int) -> None:
        """Nothing was looked at between two times."""
        first, last = max(0, start_ms // STEP_MS), end_ms // STEP_MS
        self._grow(last)
        self._leapt[first:last] = b"\1" * (last - first)

    def steps(self, duration_ms: int) -> tuple[float, ...]:
        """The mean change in each step; the last one holds what lies behind the end."""
        count = max(1, -(-duration_ms // STEP_MS))
        self._grow(count)
        sums, counts = np.array(self._sums), np.array(self._counts)
        sums[count - 1], counts[count - 1] = sums[count - 1 :].sum(), counts[count - 1 :].sum()
        values = sums[:count] / np.maximum(counts[:count], 1)
        for step in range(1, count):
            if self._leapt[step] and not counts[step]:
                values[step] = values[step - 1]
        return tuple(values.tolist())

    def _grow(self, steps: int) -> None:
        missing = steps - len(self._sums)
        if missing > 0:
            self._sums.extend([0.0] * missing)
            self._counts.extend([0] * missing)
            self._leapt.extend(bytes(missing))


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


def _note(states: list[tuple[int, bool]], at_ms: int, state: bool) -> None:  # noqa: FBT001 - the value that is kept
    """Note from when on a state holds, unless it does already."""
    if not states or states[-1][1] != state:
        states.append((at_ms, state))


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


def _loops(rows: Gray, duration_ms: int) -> list[Span]:
    """Stretches of 20 s or more in which the picture moves and repeats itself exactly.

    Looked for with whole seconds of lag; a film whose length is no whole number of seconds
    matches every few rounds.
    """
    found: list[Span] = []
    for lag in _LOOP_LAGS_S:
        if len(rows) < lag + _MIN_LOOP_S:
            break
        states = (
            (second * STEP_MS, change < _LOOP_CHANGE * 4)
            for second, change in enumerate(_changes(rows, lag))
        )
        for span in _spans(states, (len(rows) - lag) * STEP_MS, max(_MIN_LOOP_S, lag) * STEP_MS):
            first, last = span.start_ms // STEP_MS, span.end_ms // STEP_MS
            if _varies(rows[first : min(last, first + lag + 1)].astype(np.int16), lag):
                found.append(Span(span.start_ms, span.end_ms + lag * STEP_MS))
    return [s for span in merged(found) if (s := span.clamped(duration_ms)) is not None]


def _changes(rows: Gray, lag: int) -> Iterator[int]:
    """The largest change of each row to the one so many later."""
    for begin in range(0, len(rows) - lag, _AT_ONCE):
        part = rows[begin : begin + _AT_ONCE + lag].astype(np.int16)
        yield from np.abs(part[lag:] - part[:-lag]).max(axis=1).tolist()


def _varies(rows: NDArray[np.int16], lag: int) -> bool:
    """Whether the picture changes within one round; what stands still repeats trivially.

    Rows of seconds that were not looked at repeat their neighbour, so the larger half counts.
    """
    changes = [float(np.abs(rows[i + 1] - rows[i]).max()) for i in range(min(lag, len(rows) - 1))]
    return bool(changes) and float(np.quantile(changes, 0.75)) > _LOOP_VARIETY
