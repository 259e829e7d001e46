"""Whether anything can have happened between two glances at a recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from clipping.groups import Stretch

#: Longer leaps are too long for the course of the picture too (movement, loops).
_LONGEST_MS = 4_000
#: Correlation of two pictures below which they may be of two shots, and the same where no packet
#: between them is that of a new picture: then only a cut at the very end or a slow change is left.
#: The last holds where the end, too, came by the clock. Across cuts it is below 0.5.
_LIKE, _LIKE_IF_STEADY, _LIKE_IF_TIMED = 0.85, 0.75, 0.6
#: Width and height of the pictures that are correlated.
_VIEW = (64, 36)
_THIRDS = np.full((1, 3), 1 / 3, np.float32)
#: Difference of brightness, of 255, above which light may have faded.
_LIGHT = 12.0
#: The same within a glance, a fifth of a second.
_FADING = 4.0
#: A new picture inside a group costs the encoder a packet this many times the fifth largest of the
#: group (steady movement: up to 1.8), and at least this share of its key frame.
_SPIKE, _SPIKE_SHARE, _USUAL_PLACE = 1.9, 0.2, 4
#: Packets of a group without a new picture are at most so many times the fifth largest.
_STEADY = 1.5
#: Standard deviation of brightness below which a picture is one flat field.
_FLAT = 2.0


def may_hold_a_cut(seen: Stretch, following: Stretch) -> bool:
    """Whether the first glance's group may hold a cut or a fade, up to the next group's start.

    It may when the pictures at both ends differ, when the light changes at its beginning, when it
    is too long to be leapt over, or when one packet inside it is as large as a new picture's.
    """
    if following.start_ms - seen.start_ms > _LONGEST_MS or not seen.frames or not following.frames:
        return True
    first, last = seen.frames[0].bgr, seen.frames[-1].bgr
    if _is_fading(first, last) or _has_spike(seen.sizes):
        return True
    return not _View.of(last).is_like(_View.of(following.frames[0].bgr), _limit(seen, following))


def may_hide_a_cut(stretch: Stretch, leaps: Sequence[int]) -> bool:
    """Whether one of the frames that were left out before these places may have been a cut."""
    places = {place for leap in leaps for place in (leap - 1, leap)}
    views = {place: _View.of(stretch.frames[place].bgr) for place in places}
    return any(not views[leap - 1].is_like(views[leap], _LIKE) for leap in leaps)


def _is_fading(first: NDArray[np.uint8], last: NDArray[np.uint8]) -> bool:
    return abs(float(np.mean(cv2.mean(first)[:3])) - float(np.mean(cv2.mean(last)[:3]))) > _FADING


def _has_spike(sizes: tuple[int, ...]) -> bool:
    """Whether one packet behind the key frame's is far larger than its neighbours.

    So a short insert shows whose ends look alike.
    """
    largest, usual = _largest(sizes)
    return largest > max(_SPIKE * usual, _SPIKE_SHARE * sizes[0]) if usual else False


def _limit(seen: Stretch, following: Stretch) -> float:
    """How like the ends of a group have to be, by what its packets tell."""
    largest, usual = _largest(seen.sizes)
    if not 0 < largest <= _STEADY * usual:
        return _LIKE
    # The encoder's clock set the next key frame, no new picture did.
    return _LIKE_IF_TIMED if len(seen.sizes) == len(following.sizes) else _LIKE_IF_STEADY


def _largest(sizes: tuple[int, ...]) -> tuple[int, int]:
    """The largest and the fifth largest packet behind the key frame's; 0, 0 of a short group."""
    rest = sorted(sizes[1:], reverse=True)
    return (rest[0], rest[_USUAL_PLACE]) if len(rest) > 2 * _USUAL_PLACE else (0, 0)


@dataclass(frozen=True, slots=True)
class _View:
    """What is compared of a picture: its colours, and its pattern of brightness, much reduced."""

    colours: tuple[float, ...]
    pattern: NDArray[np.float32]
    deviation: float

    @classmethod
    def of(cls, bgr: NDArray[np.uint8]) -> Self:
        small = cv2.resize(bgr, _VIEW, interpolation=cv2.INTER_AREA).astype(np.float32)
        light = np.asarray(cv2.transform(small, _THIRDS), dtype=np.float32).ravel()
        light -= light.mean()
        colours = cv2.mean(bgr)[:3]
        return cls(colours, light, float(np.sqrt(light @ light / light.size)))

    def is_like(self, other: _View, like: float) -> bool:
        """Whether two pictures are one in brightness, pattern and colour."""
        change = [a - b for a, b in zip(self.colours, other.colours, strict=True)]
        if max(abs(sum(change)) / 3, *map(abs, change)) > _LIGHT:
            return False
        if self.deviation < _FLAT or other.deviation < _FLAT:
            return self.deviation < _FLAT and other.deviation < _FLAT
        shared = float(self.pattern @ other.pattern) / self.pattern.size
        return shared / (self.deviation * other.deviation) > like
