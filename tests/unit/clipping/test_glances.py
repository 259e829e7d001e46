"""Whether a group has to be looked at: what two pictures and the sizes of packets tell."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from clipping.frames import SmallFrame
from clipping.glances import may_hide_a_cut, may_hold_a_cut
from clipping.groups import Stretch

#: Packets of a group in which nothing new comes, and of one with a new picture inside.
CALM = (9_000, *(1_000, 1_100) * 29)
INSERT = (*CALM[:20], 6_000, *CALM[20:])
_ROOM = cv2.GaussianBlur(
    np.random.default_rng(1).integers(0, 256, (144, 256, 3)).astype(np.float32), (0, 0), 6
)
_ROOM = (_ROOM - _ROOM.min()) / (_ROOM.max() - _ROOM.min())
#: A patterned room, bluish.
ROOM = (_ROOM * (230, 180, 140)).astype(np.uint8)


def moved(pixels: int) -> NDArray[np.uint8]:
    """The room, `pixels` further to the right; its colours are the same."""
    return np.roll(ROOM, pixels, axis=1)


def likeness(picture: NDArray[np.uint8]) -> float:
    return float(np.corrcoef(ROOM.mean(axis=2).ravel(), picture.mean(axis=2).ravel())[0, 1])


def group(at_ms: int, *pictures: NDArray[np.uint8], sizes: tuple[int, ...] = CALM) -> Stretch:
    frames = tuple(SmallFrame(at_ms + 200 * n, picture) for n, picture in enumerate(pictures))
    return Stretch(at_ms, frames, is_whole=False, sizes=sizes)


def test_what_stands_is_not_looked_at() -> None:
    assert not may_hold_a_cut(group(0, ROOM, ROOM), group(2_000, ROOM))


@pytest.mark.parametrize(
    "other", [ROOM[::-1], ROOM // 2, np.roll(ROOM, 1, axis=2)], ids=["pattern", "light", "colour"]
)
def test_ends_of_two_shots_are_looked_between(other: NDArray[np.uint8]) -> None:
    assert may_hold_a_cut(group(0, ROOM, ROOM), group(2_000, other))


def test_a_large_packet_is_looked_at_though_both_ends_are_alike() -> None:
    assert may_hold_a_cut(group(0, ROOM, ROOM, sizes=INSERT), group(2_000, ROOM))


def test_movement_is_leapt_over_where_the_clock_set_the_next_key_frame() -> None:
    after = moved(7)
    assert 0.62 < likeness(after) < 0.72
    seen = group(0, ROOM, ROOM)

    assert not may_hold_a_cut(seen, group(2_000, after))
    assert may_hold_a_cut(seen, group(2_000, after, sizes=CALM[:-1]))


def test_a_left_out_frame_between_two_shots_may_have_been_the_cut() -> None:
    frames = (ROOM, ROOM, ROOM[::-1], ROOM[::-1])

    assert may_hide_a_cut(group(0, *frames), (1, 2))
    assert not may_hide_a_cut(group(0, *frames), (1, 3))
