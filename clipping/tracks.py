"""Faces of single frames → one track for each person in a shot. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

#: A face that was not seen for so long begins a new track.
_LOST_MS = 1_500
_MIN_LIKENESS = 0.15
#: How far a face may be from where it is expected, in its own widths.
_REACH = 1.2


@dataclass(frozen=True, slots=True)
class FaceBox:
    """A face at a moment, in source pixels from the top left of the shown picture."""

    at_ms: int
    x: float
    y: float
    width: float
    height: float
    score: float = 1.0

    @property
    def center_x(self) -> float:
        """Middle, sideways."""
        return self.x + self.width / 2

    @property
    def center_y(self) -> float:
        """Middle, downwards."""
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        """First pixel column outside."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """First pixel row outside."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class FaceTrack:
    """One person's face through a shot, in order of time, where it was seen.

    `speech` says how much the mouth moves while somebody speaks; None where that is not known.
    """

    boxes: tuple[FaceBox, ...]
    speech: float | None = None

    @property
    def height(self) -> float:
        """Median height of the face in source pixels."""
        return float(np.median([box.height for box in self.boxes]))

    @property
    def score(self) -> float:
        """Mean sureness of the detector, 0-1."""
        return float(np.mean([box.score for box in self.boxes]))

    @property
    def times(self) -> frozenset[int]:
        """When it was seen."""
        return frozenset(box.at_ms for box in self.boxes)


class _Motion:
    """Kalman filter of one coordinate under constant velocity (units: pixels, seconds)."""

    def __init__(self, value: float, noise: float) -> None:
        self._state = np.array([value, 0.0])
        self._cov = np.diag([noise**2, (8 * noise) ** 2])
        self._noise = noise

    def expected(self, after_s: float) -> float:
        """Where it should be after a time."""
        return float(self._state[0] + self._state[1] * after_s)

    def observe(self, value: float, after_s: float) -> None:
        """Take a measurement made `after_s` seconds after the last one."""
        step = np.array([[1.0, after_s], [0.0, 1.0]])
        drift = (6 * self._noise) ** 2 * np.array(
            [[after_s**3 / 3, after_s**2 / 2], [after_s**2 / 2, after_s]]
        )
        state, cov = step @ self._state, step @ self._cov @ step.T + drift
        gain = cov[:, 0] / (cov[0, 0] + self._noise**2)
        self._state = state + gain * (value - state[0])
        self._cov = cov - np.outer(gain, cov[0, :])


@dataclass(slots=True)
class _Open:
    """A track that may still grow."""

    boxes: list[FaceBox]
    x: _Motion
    y: _Motion
    size: tuple[float, float] = field(default=(0.0, 0.0))

    @staticmethod
    def begun(box: FaceBox) -> _Open:
        noise = max(1.0, 0.08 * box.width)
        x, y = _Motion(box.center_x, noise), _Motion(box.center_y, noise)
        return _Open([box], x, y, (box.width, box.height))

    def expected(self, at_ms: int) -> FaceBox:
        after_s = (at_ms - self.boxes[-1].at_ms) / 1000
        width, height = self.size
        x, y = self.x.expected(after_s) - width / 2, self.y.expected(after_s) - height / 2
        return FaceBox(at_ms, x, y, width, height)

    def add(self, box: FaceBox) -> None:
        after_s = (box.at_ms - self.boxes[-1].at_ms) / 1000
        self.x.observe(box.center_x, after_s)
        self.y.observe(box.center_y, after_s)
        self.size = (
            0.7 * self.size[0] + 0.3 * box.width,
            0.7 * self.size[1] + 0.3 * box.height,
        )
        self.boxes.append(box)


def follow_faces(
    frames: Iterable[Sequence[FaceBox]], *, min_sightings: int = 3
) -> tuple[FaceTrack, ...]:
    """Tracks of the faces of one shot, the most often seen first. Call it anew at each cut.

    Args:
        frames: The faces of each looked-at frame, in order of time.
        min_sightings: A face seen less often is taken for a mistake of the detector.
    """
    living: list[_Open] = []
    ended: list[_Open] = []
    for boxes in frames:
        if not boxes:
            continue
        at_ms = boxes[0].at_ms
        lost = [t for t in living if at_ms - t.boxes[-1].at_ms > _LOST_MS]
        ended += lost
        living = [t for t in living if t not in lost]
        rest = list(boxes)
        for track, box in _matches(living, boxes):
            track.add(box)
            rest.remove(box)
        living += [_Open.begun(box) for box in rest]
    tracks = [FaceTrack(tuple(t.boxes)) for t in (*ended, *living)]
    kept = [t for t in tracks if len(t.boxes) >= min_sightings]
    return tuple(sorted(kept, key=lambda t: (-len(t.boxes), t.boxes[0].at_ms, t.boxes[0].x)))


def _matches(tracks: Sequence[_Open], boxes: Sequence[FaceBox]) -> Iterator[tuple[_Open, FaceBox]]:
    """Pairs that belong together, likest first, each used once."""
    pairs = [
        (_likeness(track.expected(box.at_ms), box), t, b)
        for t, track in enumerate(tracks)
        for b, box in enumerate(boxes)
    ]
    used_tracks: set[int] = set()
    used_boxes: set[int] = set()
    for likeness, t, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if likeness < _MIN_LIKENESS:
            return
        if t not in used_tracks and b not in used_boxes:
            used_tracks.add(t)
            used_boxes.add(b)
            yield tracks[t], boxes[b]


def _likeness(a: FaceBox, b: FaceBox) -> float:
    """Overlap (intersection over union), or nearness where fast movement leaves none; 0-1."""
    width = min(a.right, b.right) - max(a.x, b.x)
    height = min(a.bottom, b.bottom) - max(a.y, b.y)
    shared = max(0.0, width) * max(0.0, height)
    overlap = shared / (a.width * a.height + b.width * b.height - shared)
    size = max(a.width, b.width)
    smaller = min(a.width, b.width) / size
    away = float(np.hypot(a.center_x - b.center_x, a.center_y - b.center_y)) / (_REACH * size)
    near = max(0.0, 1 - away) * smaller if smaller > 0.5 else 0.0
    return max(overlap, 0.5 * near)
