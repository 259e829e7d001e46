"""Which layout a shot gets, and that its crop is one a renderer can use."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from clipping.crop_json import crop_path_from_json, crop_path_to_json, overrides_from_json
from clipping.model import CropPath, Layout
from clipping.reframe import Frame, ShotFaces, ShotOverride, Thing, frame_shot
from clipping.tracks import FaceBox, FaceTrack
from transcripts.timeline import Span

WIDE = Frame(1920, 1080)
SHOT = Span(10_000, 16_000)
LOOKS = tuple(range(10_000, 16_000, 200))


def person(x: float, *, size: float = 240, seen: float = 1.0, score: float = 0.93) -> FaceTrack:
    looks = LOOKS[: round(len(LOOKS) * seen)]
    return FaceTrack(tuple(FaceBox(t, x, 300, size, size * 1.3, score) for t in looks))


def faces(*tracks: FaceTrack) -> ShotFaces:
    return ShotFaces(SHOT, LOOKS, tracks)


def test_one_person_who_stands_gets_a_still_crop_around_the_face() -> None:
    shot = frame_shot(WIDE, faces(person(1200)))

    (key,) = shot.keys
    assert shot.layout is Layout.STATIC
    assert key.x < 1200
    assert key.x + key.width > 1200 + 240
    assert (key.width, key.height, key.y) == (608, 1080, 0)


@pytest.mark.parametrize(
    ("tracks", "layout"),
    [
        pytest.param((), Layout.FIT, id="nobody"),
        pytest.param((person(500, seen=0.3),), Layout.FIT, id="away for most of it"),
        pytest.param((person(500, score=0.72),), Layout.FIT, id="hardly a face"),
        pytest.param((person(500), person(760)), Layout.STATIC, id="two near each other"),
        pytest.param((person(200), person(1400)), Layout.SPLIT, id="two far apart"),
        pytest.param((person(200, size=50), person(1400, size=50)), Layout.FIT, id="two tiny"),
        pytest.param((person(100), person(800), person(1500)), Layout.FIT, id="three"),
        pytest.param((person(700), person(1700, size=60)), Layout.STATIC, id="one and a poster"),
        pytest.param((person(200), person(1400, seen=0.1)), Layout.STATIC, id="a passer-by"),
        pytest.param((person(600, size=700),), Layout.FIT, id="a face wider than the crop"),
    ],
)
def test_the_layout_follows_the_people(tracks: tuple[FaceTrack, ...], layout: Layout) -> None:
    assert frame_shot(WIDE, faces(*tracks)).layout is layout


def test_each_pane_of_a_split_holds_its_own_person() -> None:
    shot = frame_shot(WIDE, faces(person(200), person(1400)))

    upper, lower = (next(k for k in shot.keys if k.pane == pane) for pane in (0, 1))
    assert upper.x <= 200
    assert 440 <= upper.x + upper.width < 1400
    assert lower.x > 440
    assert lower.x <= 1400
    assert 1640 <= lower.x + lower.width <= 1920
    assert upper.width / upper.height == pytest.approx(9 / 8, rel=0.01)
    assert all(k.y <= 300 and k.y + k.height >= 612 for k in (upper, lower))


@pytest.mark.parametrize("size", [(1920, 1080), (853, 481), (640, 360), (1000, 1000), (1080, 1440)])
def test_a_crop_is_even_9_to_16_and_inside_the_picture(size: tuple[int, int]) -> None:
    frame = Frame(*size)
    wide = size[0] / 8

    (key, *_) = frame_shot(frame, faces(person(size[0] * 0.8, size=wide))).keys

    assert key.width % 2 == key.height % 2 == 0
    assert key.width / key.height == pytest.approx(9 / 16, rel=0.01)
    assert 0 <= key.x <= size[0] - key.width
    assert key.height <= size[1]


def test_what_a_person_chose_is_kept() -> None:
    chosen = ShotOverride(SHOT, Layout.FIT)

    shot = frame_shot(WIDE, faces(person(1200)), chosen)

    assert (shot.layout, shot.confidence) == (Layout.FIT, 1.0)


def test_a_crop_put_somewhere_by_hand_stays_there_within_the_picture() -> None:
    left = frame_shot(WIDE, faces(person(1200)), ShotOverride(SHOT, Layout.STATIC, 50.0))
    beyond = frame_shot(WIDE, faces(), ShotOverride(SHOT, Layout.STATIC, 5000.0))

    assert left.keys[0].x == 50
    assert beyond.keys[0].x == 1920 - 608


def test_a_split_asked_for_without_two_faces_shows_both_halves() -> None:
    shot = frame_shot(WIDE, faces(), ShotOverride(SHOT, Layout.SPLIT))

    assert {key.pane for key in shot.keys} == {0, 1}


def test_a_crop_path_survives_its_file() -> None:
    shots = (
        frame_shot(WIDE, faces(person(200), person(1400))),
        frame_shot(WIDE, faces(person(1200))),
        frame_shot(WIDE, faces()),
    )
    path = CropPath(1920, 1080, shots, ("a note",))

    written = json.loads(json.dumps(crop_path_to_json(path)))

    assert crop_path_from_json(written) == path
    assert {key["pane"] for key in written["shots"][0]["keys"]} == {0, 1}
    assert "pane" not in written["shots"][1]["keys"][0]


def test_choices_are_read_with_and_without_a_place() -> None:
    first, second = overrides_from_json(
        [
            {"start_ms": 0, "end_ms": 10, "layout": "static", "x": 5},
            {"start_ms": 10, "end_ms": 20, "layout": "split"},
        ]
    )

    assert (first.x, second.x, second.layout) == (5.0, None, Layout.SPLIT)
    assert overrides_from_json(None) == ()


def test_of_two_far_apart_the_one_who_clearly_speaks_is_followed() -> None:
    quiet, talker = replace(person(200), speech=0.01), replace(person(1400), speech=0.2)

    shot = frame_shot(WIDE, faces(quiet, talker))

    assert shot.layout is Layout.STATIC
    assert shot.keys[0].x < 1400 < shot.keys[0].x + shot.keys[0].width
    assert frame_shot(WIDE, faces(replace(quiet, speech=0.08), talker)).layout is Layout.SPLIT


def test_what_is_held_up_beside_a_person_is_in_the_crop_while_it_is_there() -> None:
    thing = Thing(Span(12_000, 14_000), 1450, 1600)

    shot = frame_shot(WIDE, ShotFaces(SHOT, LOOKS, (person(1150),), things=(thing,)))

    (key,) = shot.keys
    assert key.x <= 1150
    assert key.x + key.width >= 1600


@pytest.mark.parametrize(("width", "layout"), [(250, Layout.FIT), (60, Layout.STATIC)])
def test_a_large_thing_too_far_aside_shows_the_whole_picture_a_small_one_is_left_out(
    width: int, layout: Layout
) -> None:
    thing = Thing(Span(12_000, 14_000), 100, 100 + width)

    shot = frame_shot(WIDE, ShotFaces(SHOT, LOOKS, (person(1150),), things=(thing,)))

    assert shot.layout is layout


def test_a_crop_that_would_have_to_cut_through_a_large_board_shows_the_whole_picture() -> None:
    board = ((600.0, 1500.0),)

    shot = frame_shot(WIDE, ShotFaces(SHOT, LOOKS, (person(900),), writing=board))

    assert (shot.layout, shot.note) == (Layout.FIT, "a crop would cut through writing")
