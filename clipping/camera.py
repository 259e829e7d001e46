"""A calm camera: the path that keeps a subject in view and moves no more than it must. Pure.

For each moment the subject allows the crop's left edge a range. Within these ranges the taut
string is the path that moves least, turns back least and stands still longest: the solution of
"least total movement inside the ranges", found exactly and in linear steps, so no solver is needed.
The room beside the face is the dead zone: while the face moves in it, the camera does not. Then
the path is held to the speed limit, and its corners are rounded by a window that the ranges were
narrowed for, so rounding cannot push the subject out. A window that is `half` steps wide on each
side bounds the acceleration by `2 * MAX_SPEED / (half + 1)` a grid step: 1 width of the source a
second, each second, for the calm way, `MAX_ACCELERATION` for the quickest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Distance of the path's points.
GRID_MS = 100
#: Fastest pan, in widths of the source a second.
MAX_SPEED = 0.35
#: Strongest change of a pan, in widths of the source a second, each second.
MAX_ACCELERATION = MAX_SPEED * 1000 / GRID_MS
#: (room beside the face as a share of the crop's width, half the rounding window in grid steps),
#: from calm to quick. The first that keeps the face in is used.
_WAYS = ((0.16, 6), (0.12, 5), (0.08, 4), (0.04, 3), (0.02, 2), (0.0, 1))
_STILL_ROOM = (0.16, 0.1, 0.05, 0.02)
_LEAST_ROOM = 0.04
_CLEAR_PX = 12
_GOOD = 0.995
_KEY_TOLERANCE_PX = 0.6

Line = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Subject:
    """What must stay in view, on the grid of the shot.

    Attributes:
        left: Left edge of the box for each grid point, in source pixels; NaN when nobody is seen.
        right: Right edge, likewise.
    """

    left: Line
    right: Line


def grid(start_ms: int, end_ms: int) -> Line:
    """Moments of a shot, from its start to its end, at most `GRID_MS` apart; at least two."""
    count = max(2, -(-(end_ms - start_ms) // GRID_MS) + 1)
    return np.linspace(start_ms, end_ms, count)


def camera_path(
    subject: Subject, width: float, source_width: float, whole: Sequence[tuple[float, float]] = ()
) -> Line:
    """Left edge of the crop for each grid point, inside the picture.

    Constant whenever a constant keeps the subject in.

    Args:
        subject: With at least one point where somebody is seen.
        width: Of the crop, in source pixels.
        source_width: Of the picture.
        whole: Left and right edges of what should not be sliced through, as writing is; a crop that
            stands still is moved aside for it as far as the subject allows.
    """
    for room in _STILL_ROOM:
        low, high = _ranges(subject, room * width, width, source_width)
        if low.max() <= high.min():
            wanted = float(np.nanmedian((subject.left + subject.right) / 2)) - width / 2
            place = float(np.clip(wanted, low.max(), high.min()))
            if sliced(whole, place, width):
                place = _aside(subject, place, (width, source_width), whole)
            return np.full(len(low), place)
    best, best_share = np.zeros(0), -1.0
    for room, half in _WAYS:
        path = _moving(subject, room * width, half, (width, source_width))
        share = share_inside(subject, path, width)
        if share > best_share:
            best, best_share = path, share
        if share >= _GOOD:
            break
    return best


def sliced(whole: Sequence[tuple[float, float]], left: float, width: float) -> float:
    """The largest part that an edge of the crop cuts off, in source pixels; 0 for none.

    Of what is sliced, the smaller of both parts counts: a sliver of a letter hurts nobody.
    """
    edges = (left, left + width)
    cuts = [min(at - a, b - at) for a, b in whole for at in edges if a < at < b]
    return max(cuts, default=0.0)


def _aside(
    subject: Subject,
    place: float,
    sizes: tuple[float, float],
    whole: Sequence[tuple[float, float]],
) -> float:
    """The nearest place that slices nothing, or the least; the subject keeps a little room."""
    width, source_width = sizes
    low, high = _ranges(subject, _LEAST_ROOM * width, width, source_width)
    edges = [at + pad for a, b in whole for at, pad in ((a, -_CLEAR_PX), (b, _CLEAR_PX))]
    places = [place, *edges, *(edge - width for edge in edges)]
    allowed = [at for at in places if low.max() <= at <= high.min()] or [place]
    return min(allowed, key=lambda at: (round(sliced(whole, at, width)), abs(at - place)))


def share_inside(subject: Subject, path: Line, width: float) -> float:
    """Share of the seen points at which the whole box is in the crop; 1 when nobody is seen."""
    seen = ~np.isnan(subject.left)
    if not seen.any():
        return 1.0
    inside = (subject.left >= path - 1) & (subject.right <= path + width + 1)
    return float(inside[seen].mean())


def keys_of(times: Line, path: Line) -> list[tuple[int, float]]:
    """The fewest (moment, position) keys whose straight lines stay within 0.6 px of the path."""
    if float(np.ptp(path)) < _KEY_TOLERANCE_PX:
        return [(round(times[0]), float(path[0]))]
    kept = sorted(_corners(times, path, 0, len(path) - 1))
    return [(round(times[i]), float(path[i])) for i in kept]


def _corners(times: Line, path: Line, first: int, last: int) -> set[int]:
    """Douglas-Peucker, measured straight up."""
    found, open_parts = {first, last}, [(first, last)]
    while open_parts:
        a, b = open_parts.pop()
        if b - a < 2:
            continue
        line = np.interp(times[a : b + 1], times[[a, b]], path[[a, b]])
        away = np.abs(path[a : b + 1] - line)
        worst = int(away.argmax())
        if away[worst] > _KEY_TOLERANCE_PX:
            found.add(a + worst)
            open_parts += [(a, a + worst), (a + worst, b)]
    return found


def _ranges(subject: Subject, room: float, width: float, source_width: float) -> tuple[Line, Line]:
    """Lowest and highest left edge that keep the box in with room beside it; all where unseen.

    A box that is too wide for that is centred.
    """
    most = source_width - width
    low, high = subject.right + room - width, subject.left - room
    centre = (subject.left + subject.right - width) / 2
    low, high = np.where(low > high, centre, low), np.where(low > high, centre, high)
    low, high = np.clip(low, 0, most), np.clip(high, 0, most)
    return np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), most, high)


def _moving(subject: Subject, room: float, half: int, sizes: tuple[float, float]) -> Line:
    width, source_width = sizes
    low, high = _ranges(subject, room, width, source_width)
    low, high = _highest_near(low, half), -_highest_near(-high, half)
    middle = (low + high) / 2
    low, high = np.where(low > high, middle, low), np.where(low > high, middle, high)
    step = MAX_SPEED * source_width * GRID_MS / 1000
    path = _slowed(taut_string(low, high), step)
    return np.clip(_rounded(path, half), 0, source_width - width)


def _highest_near(line: Line, half: int) -> Line:
    """The largest value within `half` points of each."""
    padded = np.pad(line, half, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    return np.asarray(windows.max(axis=1))


def _rounded(path: Line, half: int) -> Line:
    kernel = np.hanning(2 * half + 3)[1:-1]
    return np.convolve(np.pad(path, half, mode="edge"), kernel / kernel.sum(), mode="valid")


def _slowed(path: Line, step: float) -> Line:
    """The nearest path that moves at most `step` between points."""
    if len(path) < 2 or float(np.abs(np.diff(path)).max()) <= step:
        return path
    apart = step * np.abs(np.subtract.outer(np.arange(len(path)), np.arange(len(path))))
    return np.asarray(((path + apart).min(axis=1) + (path - apart).max(axis=1)) / 2)


def taut_string(low: Line, high: Line) -> Line:
    """The path between two lines that moves least, its ends free.

    Args:
        low: Lower line.
        high: Upper line, nowhere below the lower.
    """
    first = _free_end(low, high)
    if first is None:
        return np.full(len(low), (low.max() + high.min()) / 2)
    back = _free_end(low[::-1], high[::-1])
    assert back is not None  # what cannot stand still forwards cannot backwards
    (start, begin), (rest, finish) = first, back
    stop = len(low) - 1 - rest
    path = np.full(len(low), begin)
    path[stop:] = finish
    corners = _corners_between(low, high, (start, begin), (stop, finish))
    places, values = zip(*corners, strict=True)
    path[start : stop + 1] = np.interp(np.arange(start, stop + 1), places, values)
    return path


def _free_end(low: Line, high: Line) -> tuple[int, float] | None:
    """Where a path that stands still from the start has to leave, and its height until there.

    None when it may stand still to the end.
    """
    floor, floor_at, roof, roof_at = -np.inf, 0, np.inf, 0
    for i, (below, above) in enumerate(zip(low, high, strict=True)):
        if below > roof:
            return roof_at, float(roof)
        if above < floor:
            return floor_at, float(floor)
        if below >= floor:
            floor, floor_at = below, i
        if above <= roof:
            roof, roof_at = above, i
    return None


def _corners_between(
    low: Line, high: Line, start: tuple[int, float], stop: tuple[int, float]
) -> Sequence[tuple[int, float]]:
    """Corners of the string from one fixed point to another."""
    low, high = low.copy(), high.copy()
    low[stop[0]] = high[stop[0]] = stop[1]
    corners = [start]
    while corners[-1][0] < stop[0]:
        corners.append(_next_corner(low, high, corners[-1], stop))
    return corners


def _next_corner(
    low: Line, high: Line, at: tuple[int, float], stop: tuple[int, float]
) -> tuple[int, float]:
    """How far a straight line from `at` can go: to the corner it must bend around, or the end."""
    place, value = at
    steps = np.arange(1, stop[0] - place + 1)
    up = (low[place + 1 : stop[0] + 1] - value) / steps
    down = (high[place + 1 : stop[0] + 1] - value) / steps
    steepest, flattest = np.maximum.accumulate(up), np.minimum.accumulate(down)
    blocked = np.flatnonzero(steepest > flattest + 1e-12)
    if not len(blocked):
        return stop
    n = int(blocked[0])
    if up[n] > flattest[n - 1] if n else False:  # it must rise: bend around the upper line
        bend = int(np.flatnonzero(down[:n] <= flattest[n - 1] + 1e-12)[-1])
        return place + 1 + bend, float(high[place + 1 + bend])
    bend = int(np.flatnonzero(up[:n] >= steepest[n - 1] - 1e-12)[-1]) if n else 0
    return place + 1 + bend, float(low[place + 1 + bend])
