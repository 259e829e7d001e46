"""Dissolves: one picture turns into another so slowly that no neighbouring frames differ much."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_Gray = NDArray[np.uint8]
_Row = NDArray[np.float32]

#: Pictures are compared this far apart, in milliseconds.
_STEP_MS = 80
#: The shortest mixture that is looked for, and the longest.
_SHORTEST_MS, _LONGEST_MS = 320, 2_400
#: What both shots have to show unmixed, before and behind.
_STILL_MS = 160
#: Standard deviation of brightness below which a picture is a flat field, and the share of it that
#: is black (studio black is 16) in one that is black but for a title: both are fades.
_FLAT, _BLACK_LEVEL, _BLACK_SHARE = 6.0, 24, 0.9
#: Mean difference of brightness, of 255, and correlation of two pictures that are two shots.
_CHANGE, _LIKE = 12.0, 0.7
#: Share of the picture that changes by more than this. A title that fades in leaves the rest alone.
_CHANGED, _CHANGED_SHARE = 8.0, 0.6
#: Share of the whole change that either shot may show of its own in `_STILL_MS`, and how far the
#: mixture may go on there, as a share of its mean pace.
_OWN_CHANGE, _GOES_ON = 0.2, 0.5
#: Share of the whole change that a mixture may differ from the sum of both pictures.
_REST = 0.25
#: Shares of the second picture that count as mixed, and how many pictures have to be.
_MIXED = (0.12, 0.88)
_MIN_MIXED = 3
#: How far the share may go back from one picture to the next.
_BACK = 0.05


class DissolveFinder:
    """Fed with thumbnails in order, says where one shot has dissolved into the next.

    A dissolve is told from movement by what lies between: every picture is the sum of the first and
    the last, with a share of the last that only grows. Keeps some thirty thumbnails.
    """

    def __init__(self) -> None:
        self._kept: deque[tuple[int, _Row]] = deque()

    def rest(self) -> None:
        """What is fed next does not follow on what was fed."""
        self._kept.clear()

    def feed(self, at_ms: int, gray: _Gray) -> tuple[int, int] | None:
        """Take the next frame's thumbnail.

        Args:
            at_ms: Its time, larger than the one before.
            gray: uint8, at least some hundred pixels, always of one shape.

        Returns:
            Where a dissolve that has just ended began, and where its second shot prevails.
        """
        if self._kept and at_ms - self._kept[-1][0] < _STEP_MS:
            return None
        self._kept.append((at_ms, gray.ravel().astype(np.float32)))
        while at_ms - self._kept[0][0] > _LONGEST_MS + 2 * _STILL_MS:
            self._kept.popleft()
        found = self._ended()
        if found is not None:
            self._kept.clear()
        return found

    def _ended(self) -> tuple[int, int] | None:
        times = np.array([at_ms for at_ms, _ in self._kept])
        after = int(np.searchsorted(times, times[-1] - _STILL_MS, side="right")) - 1
        if after < 0:
            return None
        rows = [row for _, row in self._kept]
        last = rows[after]
        # What looks like the oldest picture kept has not dissolved: most of a broadcast ends here.
        if _is_field(last) or not _are_two_shots(rows[0], last):
            return None
        for before in range(after - 1, -1, -1):
            if times[after] - times[before] < _SHORTEST_MS:
                continue
            ahead = int(np.searchsorted(times, times[before] - _STILL_MS, side="right")) - 1
            if ahead < 0:
                return None
            prevails = _mixes(rows[before : after + 1])
            pace = _STILL_MS / float(times[after] - times[before])
            if prevails is not None and _stands(
                rows, (ahead, before), (after, len(rows) - 1), pace
            ):
                return int(times[before]), int(times[before + prevails])
        return None


def _mixes(rows: list[_Row]) -> int | None:
    """The first picture with more of the last than of the first, where all between are sums."""
    first, last = rows[0], rows[-1]
    if not _are_two_shots(first, last):
        return None
    shares = [_share(row, first, last) for row in rows]
    is_growing = all(b >= a - _BACK for a, b in pairwise(shares))
    mixed = [share for share in shares if _MIXED[0] < share < _MIXED[1]]
    if not is_growing or len(mixed) < _MIN_MIXED:
        return None
    rests = (row - first - share * (last - first) for row, share in zip(rows, shares, strict=True))
    if max(_size(rest) for rest in rests) > _REST * _size(last - first):
        return None
    return next(place for place, share in enumerate(shares) if share > 0.5)


def _are_two_shots(first: _Row, last: _Row) -> bool:
    change = np.abs(last - first)
    if float(change.mean()) < _CHANGE or float((change > _CHANGED).mean()) < _CHANGED_SHARE:
        return False
    return not _is_field(first) and float(np.corrcoef(first, last)[0, 1]) <= _LIKE


def _stands(rows: list[_Row], lead: tuple[int, int], tail: tuple[int, int], pace: float) -> bool:
    """Whether both shots stand before and behind, but for what moves in them."""
    first, last = rows[lead[1]], rows[tail[0]]
    most = _OWN_CHANGE * _size(last - first)
    if max(_size(first - rows[lead[0]]), _size(rows[tail[1]] - last)) > most:
        return False
    began, ended = _share(rows[lead[0]], first, last), _share(rows[tail[1]], first, last)
    return began > -_GOES_ON * pace and ended < 1 + _GOES_ON * pace


def _share(row: _Row, first: _Row, last: _Row) -> float:
    """How far a picture is on the way from the first to the last: 0 to 1 between them."""
    change = last - first
    return float((row - first) @ change) / float(change @ change)


def _size(change: _Row) -> float:
    return float(np.abs(change).mean())


def _is_field(row: _Row) -> bool:
    return float(row.std()) < _FLAT or float((row <= _BLACK_LEVEL).mean()) > _BLACK_SHARE
