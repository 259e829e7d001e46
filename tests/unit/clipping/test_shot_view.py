"""Writing that stands still, and things that are held up beside a face."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from clipping.camera import Subject, camera_path, share_inside, sliced
from clipping.shot_view import grey_of, held_up, writing_in
from clipping.tracks import FaceBox

FACE = FaceBox(0, 0.4, 0.3, 0.1, 0.2)


def room(looks: int, noise: float = 2.0) -> list[NDArray[np.uint8]]:
    """A soft background with a little noise, as blue, green, red."""
    rng = np.random.default_rng(7)
    base = np.tile(np.linspace(60, 120, 640), (360, 1))[..., None].repeat(3, axis=2)
    return [
        np.clip(base + rng.normal(0, noise, base.shape), 0, 255).astype(np.uint8)
        for _ in range(looks)
    ]


def with_text(bgr: NDArray[np.uint8], x: int = 400, y: int = 100) -> NDArray[np.uint8]:
    return np.asarray(
        cv2.putText(bgr.copy(), "SALE 59,900", (x, y), 0, 0.8, (255, 255, 255), 2), np.uint8
    )


def test_writing_that_stands_still_is_found_where_it_is():
    greys = [grey_of(with_text(frame)) for frame in room(6)]

    (found,) = writing_in(greys)

    assert (found.left * 640, found.right * 640) == pytest.approx((400, 560), abs=14)


def test_writing_that_moves_and_a_smooth_room_are_no_boards():
    moving = [grey_of(with_text(frame, 300 + 40 * i)) for i, frame in enumerate(room(6))]

    assert writing_in(moving) == ()
    assert writing_in([grey_of(frame) for frame in room(6)]) == ()


def with_box(frames: list[NDArray[np.uint8]], steps: dict[int, int]) -> list[NDArray[np.uint8]]:
    """A light box of 90 x 120 whose left edge is given for some looks."""
    out = [frame.copy() for frame in frames]
    for look, x in steps.items():
        out[look][120:240, x : x + 90] = 220
    return out


def test_a_thing_brought_beside_the_face_and_held_still_is_found():
    steps = {10: 600, 11: 480, **dict.fromkeys(range(12, 27), 350), 27: 500}
    greys = [grey_of(frame) for frame in with_box(room(50), steps)]

    (held,) = held_up(greys, [FACE] * 50)

    assert held.looks == (13, 26)  # at 12 it has just come
    assert (held.region.left * 640, held.region.right * 640) == pytest.approx((350, 440), abs=16)


def test_what_passes_by_and_what_was_always_there_is_not_held_up():
    passing = {look: 20 * look for look in range(25)}
    always = dict.fromkeys(range(50), 350)

    for steps in (passing, always):
        greys = [grey_of(frame) for frame in with_box(room(50), steps)]
        assert held_up(greys, [FACE] * 50) == ()


def test_when_the_camera_pans_nothing_is_held_up():
    wide = np.random.default_rng(3).integers(0, 255, (9, 40), dtype=np.uint8)
    scene = cv2.resize(wide, (1600, 360), interpolation=cv2.INTER_CUBIC)[..., None].repeat(3, 2)
    greys = [grey_of(np.ascontiguousarray(scene[:, 12 * i : 12 * i + 640])) for i in range(50)]

    assert held_up(greys, [FACE] * 50) == ()


def subject(left: float, right: float) -> Subject:
    return Subject(np.full(20, left), np.full(20, right))


def test_a_still_crop_moves_aside_for_writing_and_keeps_the_person_in():
    person = subject(800, 1000)

    usual = camera_path(person, 600, 1920)
    aside = camera_path(person, 600, 1920, [(1100, 1300)])

    assert sliced([(1100, 1300)], float(usual[0]), 600) == 100
    assert sliced([(1100, 1300)], float(aside[0]), 600) == 0
    assert share_inside(person, aside, 600) == 1.0


def test_where_nothing_else_is_possible_as_little_as_can_be_is_sliced():
    person = subject(700, 1240)

    path = camera_path(person, 600, 1920, [(1180, 1700)])

    assert share_inside(person, path, 600) == 1.0
    assert sliced([(1180, 1700)], float(path[0]), 600) < 110
