"""Dissolves are told from cuts, fades, movement and titles."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from clipping.dissolves import DissolveFinder
from clipping.picture_curve import THUMB_HEIGHT, THUMB_WIDTH

Picture = NDArray[np.float32]
STEP_MS = 40


def room(seed: int, width: int = THUMB_WIDTH) -> Picture:
    """A picture with large and small things in it, 30 to 220."""
    coarse = np.random.default_rng(seed).uniform(30, 220, (6, width // 8)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, THUMB_HEIGHT), interpolation=cv2.INTER_CUBIC))


def mixed(first: Picture, last: Picture, frames: int) -> list[Picture]:
    return [first + (last - first) * step / (frames + 1) for step in range(1, frames + 1)]


def found(pictures: Iterable[Picture]) -> list[tuple[int, int]]:
    finder = DissolveFinder()
    grays = (np.clip(picture, 0, 255).astype(np.uint8) for picture in pictures)
    ends = (finder.feed(place * STEP_MS, gray) for place, gray in enumerate(grays))
    return [end for end in ends if end is not None]


@pytest.mark.parametrize("frames", [10, 25, 50], ids=["0.4 s", "1 s", "2 s"])
def test_a_dissolve_is_found_where_the_second_shot_prevails(frames: int) -> None:
    a, b = room(1), room(2)

    (dissolve,) = found([*[a] * 30, *mixed(a, b, frames), *[b] * 30])

    began_ms, prevails_ms = dissolve
    assert began_ms == pytest.approx(30 * STEP_MS, abs=4 * STEP_MS)
    assert prevails_ms == pytest.approx((30 + frames / 2) * STEP_MS, abs=3 * STEP_MS)


def test_shots_that_move_on_meanwhile_dissolve_too() -> None:
    noise = np.random.default_rng(3).normal(0, 4, (80, THUMB_HEIGHT, THUMB_WIDTH))
    a, b = room(1), room(2)
    pictures = [*[a] * 30, *mixed(a, b, 20), *[b] * 30]

    assert len(found(picture + n for picture, n in zip(pictures, noise, strict=True))) == 1


def test_a_cut_is_no_dissolve() -> None:
    assert found([*[room(1)] * 40, *[room(2)] * 40]) == []


def test_a_pan_from_one_view_to_another_is_no_dissolve() -> None:
    wide = room(4, 4 * THUMB_WIDTH)
    pan = [wide[:, x : x + THUMB_WIDTH] for x in range(0, 3 * THUMB_WIDTH, 6)]

    assert found([*[pan[0]] * 30, *pan, *[pan[-1]] * 30]) == []


def test_a_title_that_fades_in_is_no_dissolve() -> None:
    a = room(5)
    title = a.copy()
    title[8:24, 12:52] = 255

    assert found([*[a] * 30, *mixed(a, title, 25), *[title] * 30]) == []


def test_light_that_is_dimmed_is_no_dissolve() -> None:
    a = room(6)

    assert found([*[a] * 30, *mixed(a, a * 0.4, 25), *[a * 0.4] * 30]) == []


def test_a_fade_to_black_or_to_white_is_left_to_those_who_look_for_fades() -> None:
    a = room(7)
    for field in (16.0, 235.0):
        empty = np.full_like(a, field)
        assert found([*[a] * 30, *mixed(a, empty, 25), *[empty] * 30]) == []


def test_what_lies_before_a_rest_is_forgotten() -> None:
    a, b = room(1), room(2)
    pictures = [*[a] * 30, *mixed(a, b, 20), *[b] * 30]
    finder = DissolveFinder()
    for place, picture in enumerate(pictures):
        if place == 40:
            finder.rest()
        assert finder.feed(place * STEP_MS, picture.astype(np.uint8)) is None
