"""The camera stands still when it can, and moves within limits when it cannot."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipping.camera import (
    GRID_MS,
    MAX_ACCELERATION,
    MAX_SPEED,
    Line,
    Subject,
    camera_path,
    grid,
    keys_of,
    share_inside,
    taut_string,
)

SOURCE, CROP = 1920, 608


def subject(centre: Line, width: float = 240) -> Subject:
    return Subject(centre - width / 2, centre + width / 2)


def turns(path: Line) -> int:
    moves = [m for m in np.sign(np.diff(path)) if m]
    return sum(a != b for a, b in pairwise(moves))


def test_a_nodding_head_does_not_move_the_camera() -> None:
    centre = 900 + 60 * np.sin(np.arange(120) / 3)

    path = camera_path(subject(centre), CROP, SOURCE)

    assert np.ptp(path) == 0
    assert path[0] + CROP / 2 == pytest.approx(900, abs=30)


def test_a_walk_across_the_set_is_followed_without_turning_back() -> None:
    centre = np.linspace(300, 1600, 121) + 25 * np.sin(np.arange(121))

    path = camera_path(subject(centre), CROP, SOURCE)

    assert share_inside(subject(centre), path, CROP) == 1
    assert turns(path) == 0


def test_the_camera_rests_before_and_after_somebody_walks() -> None:
    centre = np.concatenate([np.full(60, 400.0), np.linspace(400, 1500, 30), np.full(60, 1500.0)])

    path = camera_path(subject(centre), CROP, SOURCE)

    assert np.ptp(path[:40]) < 1
    assert np.ptp(path[-40:]) < 1


def test_a_leap_is_answered_within_the_speed_limit() -> None:
    centre = np.concatenate([np.full(50, 300.0), np.full(50, 1600.0)])

    path = camera_path(subject(centre), CROP, SOURCE)

    assert np.abs(np.diff(path)).max() <= MAX_SPEED * SOURCE * GRID_MS / 1000 + 1e-6


def test_the_crop_never_leaves_the_picture() -> None:
    path = camera_path(subject(np.array([-50.0, 0, 1900, 1980])), CROP, SOURCE)

    assert path.min() >= 0
    assert path.max() <= SOURCE - CROP


def test_the_camera_waits_where_somebody_left() -> None:
    centre = np.concatenate([np.full(50, 1500.0), np.full(50, np.nan), np.full(50, 1500.0)])

    path = camera_path(subject(centre), CROP, SOURCE)

    assert np.ptp(path) == 0


def test_a_face_wider_than_the_crop_is_centred() -> None:
    path = camera_path(subject(np.full(10, 960.0), width=900), CROP, SOURCE)

    assert path == pytest.approx(np.full(10, 960 - CROP / 2))


lines = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 300)), min_size=2, max_size=80).map(
    lambda rows: (np.array([float(a) for a, _ in rows]), np.array([float(a + b) for a, b in rows]))
)


@given(lines)
def test_the_string_stays_between_its_lines(pair: tuple[Line, Line]) -> None:
    low, high = pair

    string = taut_string(low, high)

    assert (string >= low - 1e-6).all()
    assert (string <= high + 1e-6).all()


@given(lines)
def test_no_path_between_the_lines_moves_less_than_the_string(pair: tuple[Line, Line]) -> None:
    low, high = pair
    lazy = [float(np.clip(taut_string(low, high)[0], low[0], high[0]))]
    for below, above in zip(low[1:], high[1:], strict=True):
        lazy.append(float(np.clip(lazy[-1], below, above)))

    moved = np.abs(np.diff(taut_string(low, high))).sum()

    assert moved <= np.abs(np.diff(lazy)).sum() + 1e-6


def test_keys_keep_the_path_within_a_pixel() -> None:
    times = grid(2_000, 14_000)
    path = 300 + 200 * np.sin(times / 3_000)

    keys = keys_of(times, path)

    at, x = zip(*keys, strict=True)
    assert np.abs(np.interp(times, at, x) - path).max() < 1
    assert len(keys) < len(path) / 2
    assert (keys[0][0], keys[-1][0]) == (2_000, 14_000)


@given(st.lists(st.integers(0, 1800), min_size=2, max_size=80), st.integers(20, 400))
def test_the_camera_keeps_its_speed_and_acceleration(places: list[int], face: int) -> None:
    left = np.array(places, float)

    path = camera_path(Subject(left, left + face), 607, 1920)

    speed = np.diff(path) / 1920 * 1000 / GRID_MS
    assert np.abs(speed).max() <= MAX_SPEED + 1e-9
    assert np.abs(np.diff(speed)).max(initial=0) * 1000 / GRID_MS <= MAX_ACCELERATION + 1e-9
