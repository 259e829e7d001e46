"""Whether anything can have happened between two glances at a recording."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clipping.groups import Stretch

#: Longer leaps are too long for the course of the picture too (movement, loops).
_LONGEST_MS = 4_000
#: Correlation of two pictures below which they may be of two shots, and the same where no packet
#: between them is that of a new picture: then only a cut at the very end or a slow change is left.
_LIKE, _LIKE_IF_STEADY = 0.85, 0.75
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
    first, last, after = seen.frames[0].bgr, seen.frames[-1].bgr, following.frames[0].bgr
    if _is_fading(first, last) or _has_spike(seen.sizes):
        return True
    return not _alike(last, after, _LIKE_IF_STEADY if _is_steady(seen.sizes) else _LIKE)


def may_hide_a_cut(stretch: Stretch, leaps: Sequence[int]) -> bool:
    """Whether one of the frames that were left out before these places may have been a cut."""
    frames = stretch.frames
    return any(not _alike(frames[at - 1].bgr, frames[at].bgr) for at in leaps)


def _is_fading(first: NDArray[np.uint8], last: NDArray[np.uint8]) -> bool:
    return abs(float(first.mean()) - float(last.mean())) > _FADING


def _has_spike(sizes: tuple[int, ...]) -> bool:
    """Whether one packet behind the key frame's is far larger than its neighbours.

    So a short insert shows whose ends look alike.
    """
    largest, usual = _largest(sizes)
    return largest > max(_SPIKE * usual, _SPIKE_SHARE * sizes[0]) if usual else False


def _is_steady(sizes: tuple[int, ...]) -> bool:
    largest, usual = _largest(sizes)
    return 0 < largest <= _STEADY * usual


def _largest(sizes: tuple[int, ...]) -> tuple[int, int]:
    """The largest and the fifth largest packet behind the key frame's; 0, 0 of a short group."""
    rest = sorted(sizes[1:], reverse=True)
    return (rest[0], rest[_USUAL_PLACE]) if len(rest) > 2 * _USUAL_PLACE else (0, 0)


def _alike(a: NDArray[np.uint8], b: NDArray[np.uint8], like: float = _LIKE) -> bool:
    """Whether two pictures, blue first, are one in brightness, pattern and colour."""
    light, other_light = _light(a), _light(b)
    if abs(float(light.mean() - other_light.mean())) > _LIGHT:
        return False
    if _colour_change(a, b) > _LIGHT:
        return False
    if light.std() < _FLAT and other_light.std() < _FLAT:
        return True
    if light.std() < _FLAT or other_light.std() < _FLAT:
        return False
    return float(np.corrcoef(light.ravel(), other_light.ravel())[0, 1]) > like


def _light(bgr: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(bgr.mean(axis=2, dtype=np.float32))


def _colour_change(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    means = a.mean(axis=(0, 1)) - b.mean(axis=(0, 1))
    return float(np.abs(means).max())
