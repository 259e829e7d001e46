"""What else is in a shot beside faces: writing that stands still, and things held up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from clipping.tracks import FaceBox

#: Width of the grey pictures that are kept; letters of a price board are a few pixels tall in them.
GREY_WIDTH = 480
#: Writing is looked for on at most so many pictures of a shot, spread over it.
_SAMPLES = 9
_STILL_SD = 9.0  # grey levels that a pixel of something still may vary by: noise and coding
_STROKE = 70.0  # Sobel response of the edge of a letter
_LEAST_TEXT = (0.03, 0.012)  # shares of the picture's width and height
_MOST_TEXT_HEIGHT = 0.3
_LEAST_STROKES, _MOST_STROKES = 0.12, 0.75  # share of a block of writing that is edges
_SMALL = (96, 54)
_CHANGED, _QUIET = 28.0, 10.0  # grey levels between the usual picture and now; between two looks
_HELD_LOOKS = 5  # one second at five looks a second
_LEAST_HELD = 0.015  # share of the picture that something held up covers
_MOST_HELD = 0.3
_LEAST_FILLED = 0.5  # share of its block that a thing covers
_ELSEWHERE = 0.03  # when more than this share of the rest changed, the camera or the room moved
_ARRIVAL_LOOKS = 8  # a thing is brought in within this; what takes longer is light or a slow pan

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture, in shares of its width and height: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Share of the picture's width."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Held:
    """Something that was brought into the picture and held still there.

    Attributes:
        looks: Numbers of the first and last look at which it is there.
        region: What it covers.
    """

    looks: tuple[int, int]
    region: Region


def grey_of(bgr: NDArray[np.uint8]) -> Grey:
    """The small grey picture of a frame, `GREY_WIDTH` wide."""
    height = max(2, round(bgr.shape[0] * GREY_WIDTH / bgr.shape[1]))
    small = cv2.resize(bgr, (GREY_WIDTH, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)


def writing_in(greys: Sequence[Grey]) -> tuple[Region, ...]:
    """Blocks of writing that stand still through a shot: boards, prices, overlays. Largest first.

    Args:
        greys: Pictures of one shot in order; fewer than three show no stillness.
    """
    if len(greys) < 3:
        return ()
    picked = np.linspace(0, len(greys) - 1, min(_SAMPLES, len(greys))).round().astype(int)
    stack = np.stack([greys[i] for i in picked]).astype(np.float32)
    usual = np.asarray(np.median(stack, axis=0), np.uint8)
    still = stack.std(axis=0) < _STILL_SD
    strokes = np.abs(cv2.Sobel(usual, cv2.CV_32F, 1, 0, ksize=3)) > _STROKE
    edges = np.asarray(strokes & still, np.uint8)
    # Letters of a line run together sideways, lines of a board do not need to.
    joined = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((3, 13), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((3, 7), np.uint8))
    return _blocks(np.asarray(joined, np.uint8), edges)


def _blocks(joined: NDArray[np.uint8], edges: NDArray[np.uint8]) -> tuple[Region, ...]:
    height, width = edges.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for left, top, wide, high, _area in stats[1:].tolist():
        if wide < _LEAST_TEXT[0] * width or not (
            _LEAST_TEXT[1] * height <= high <= _MOST_TEXT_HEIGHT * height
        ):
            continue
        share = float(edges[top : top + high, left : left + wide].mean())
        if wide >= 1.5 * high and _LEAST_STROKES <= share <= _MOST_STROKES:
            found.append(
                Region(left / width, top / height, (left + wide) / width, (top + high) / height)
            )
    return tuple(sorted(found, key=lambda r: (-r.width, r.left, r.top)))


def held_up(greys: Sequence[Grey], faces: Sequence[FaceBox | None]) -> tuple[Held, ...]:
    """Things that are brought beside a face and held still for a second or more, in order.

    Args:
        greys: Pictures of one shot, five a second, in order.
        faces: The face at each of these moments in shares of the picture; None where none is seen.
    """
    if len(greys) < 3 * _HELD_LOOKS:
        return ()
    small = np.stack([cv2.resize(g, _SMALL, interpolation=cv2.INTER_AREA) for g in greys])
    stack = small.astype(np.float32)
    changed = np.abs(stack - np.median(stack, axis=0)) > _CHANGED
    moving = np.abs(np.diff(stack, axis=0, prepend=stack[:1])) > _QUIET
    for look, face in enumerate(faces):
        changed[look] &= ~_covered(face)
    lasting = _lasting(changed & ~moving)
    blocks = [_largest(now, all_) for now, all_ in zip(lasting, changed, strict=True)]
    return tuple(held for held in _runs(blocks) if _has_come(held, changed))


def _covered(face: FaceBox | None) -> NDArray[np.bool_]:
    """The column of the person: the head, and shoulders below it. All of it without a face."""
    wide, high = _SMALL
    covered = np.zeros((high, wide), bool)
    if face is None:
        covered[:] = True
        return covered
    reach = 0.25 * face.width
    left, right = int((face.x - reach) * wide), int((face.right + reach) * wide) + 1
    covered[max(0, int((face.y - face.height * 0.4) * high)) :, max(0, left) : max(0, right)] = True
    return covered


def _lasting(resting: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a place has been resting for `_HELD_LOOKS` looks around each look."""
    lasting = np.zeros_like(resting)
    for first in range(len(resting) - _HELD_LOOKS + 1):
        lasting[first : first + _HELD_LOOKS] |= resting[first : first + _HELD_LOOKS].all(axis=0)
    return lasting


def _largest(resting: NDArray[np.bool_], changed: NDArray[np.bool_]) -> Region | None:
    """The block of the largest thing that rests, where hardly anything else has changed."""
    high, wide = resting.shape
    closed = cv2.morphologyEx(
        np.asarray(resting, np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(closed, np.uint8))
    rows = stats[1:].tolist()
    if not rows:
        return None
    left, top, width, height, area = max(rows, key=lambda row: row[4])
    is_thing = _LEAST_HELD * resting.size <= area <= _MOST_HELD * resting.size
    inside = int(changed[top : top + height, left : left + width].sum())
    elsewhere = (int(changed.sum()) - inside) / resting.size
    if not is_thing or area < _LEAST_FILLED * width * height or elsewhere > _ELSEWHERE:
        return None
    return Region(left / wide, top / high, (left + width) / wide, (top + height) / high)


def _runs(blocks: Sequence[Region | None]) -> tuple[Held, ...]:
    """Looks that follow each other with a thing resting in them."""
    found: list[Held] = []
    first = None
    for number, block in enumerate([*blocks, None]):
        if block is not None:
            first = number if first is None else first
        elif first is not None:
            regions = [b for b in blocks[first:number] if b is not None]
            edges = np.median([(r.left, r.top, r.right, r.bottom) for r in regions], axis=0)
            if number - first >= _HELD_LOOKS:
                found.append(Held((first, number - 1), Region(*(float(e) for e in edges))))
            first = None
    return tuple(found)


def _has_come(held: Held, changed: NDArray[np.bool_]) -> bool:
    """Whether the place was as usual shortly before, or at the shot's start shortly after."""
    _, high, wide = changed.shape
    region = held.region
    rows = slice(int(region.top * high), max(1, round(region.bottom * high)))
    columns = slice(int(region.left * wide), max(1, round(region.right * wide)))
    share = changed[:, rows, columns].mean(axis=(1, 2))
    first, last = held.looks
    before = share[max(0, first - _ARRIVAL_LOOKS) : first]
    after = share[last + 1 : last + 1 + _ARRIVAL_LOOKS]
    return bool(min((*before, *after), default=1.0) < 0.1)
