"""What a picture does over time, from thumbnails."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from clipping.picture_curve import (
    Gray,
    PictureCurve,
    PictureMeter,
    picture_curve_from_json,
    picture_curve_to_json,
)
from transcripts.timeline import Span

NOISE: Gray = np.random.default_rng(1).integers(40, 220, (400, 36, 64)).astype(np.uint8)


def measured(duration_ms: int, picture: Callable[[int], Gray]) -> PictureCurve:
    meter = PictureMeter()
    for at_ms in range(0, duration_ms, 100):
        meter.feed(at_ms, picture(at_ms))
    return meter.curve(duration_ms)


def still(at_ms: int) -> Gray:
    return np.asarray(NOISE[0], np.uint8)


def moving(at_ms: int) -> Gray:
    return np.asarray(NOISE[at_ms // 100 % 397], np.uint8)


def test_black_is_told_from_a_dark_scene() -> None:
    def picture(at_ms: int) -> Gray:
        return np.full((36, 64), 16 if 2000 <= at_ms < 4000 else 50, np.uint8)

    assert measured(6000, picture).black == (Span(2000, 4000),)


def test_a_frozen_stretch_is_found_where_it_is() -> None:
    curve = measured(12_000, lambda at: still(at) if 4000 <= at < 9000 else moving(at))

    (frozen,) = curve.frozen
    assert abs(frozen.start_ms - 4000) <= 200
    assert abs(frozen.end_ms - 9000) <= 200


def test_a_small_movement_keeps_a_picture_from_being_frozen() -> None:
    def picture(at_ms: int) -> Gray:
        gray: Gray = NOISE[0].copy()
        gray[8:16, 8:16] = 100 + 20 * (at_ms // 200 % 2)
        return gray

    assert measured(6000, picture).frozen == ()


def test_a_card_that_stands_for_long_is_a_waiting_screen_and_a_pause_is_not() -> None:
    assert measured(15_000, still).waiting == (Span(0, 15_000),)
    assert measured(8_000, still).waiting == ()


def test_a_film_that_repeats_is_a_waiting_screen_and_a_live_one_is_not() -> None:
    assert measured(60_000, lambda at: NOISE[at % 5000 // 100]).waiting == (Span(0, 60_000),)
    assert measured(39_000, moving).waiting == ()


def test_motion_has_a_step_for_every_second_begun() -> None:
    curve = measured(2_500, moving)

    assert len(curve.motion) == 3
    assert 0.1 < min(curve.motion) <= max(curve.motion) < 0.5


def test_a_single_frame_and_no_frame_are_no_trouble() -> None:
    meter = PictureMeter()
    assert meter.curve(1000).motion == (0.0,)
    meter.feed(0, still(0))
    assert meter.curve(40).frozen == ()


def test_a_curve_survives_its_file() -> None:
    curve = PictureCurve(1000, (0.25, 0.5), (Span(0, 1),), (), (Span(5, 9),))

    assert picture_curve_from_json(picture_curve_to_json(curve)) == curve
