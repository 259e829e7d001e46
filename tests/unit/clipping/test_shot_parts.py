"""Shots on the output's frame grid, and crops that move."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipping.edit_list import whole, without
from clipping.model import CropKey, CropPath, Layout, ShotCrop
from clipping.shot_parts import frame_count, is_moving, motion, parts_of
from transcripts.timeline import Span


def value_at(expression: str, t: float) -> float:
    return float(eval(expression, {"max": max, "t": t}))


def key(at_ms: int, x: float = 0.0, pane: int = 0) -> CropKey:
    return CropKey(at_ms, x, 0, 100, 178, pane)


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=20), st.integers(0, 5000))
def test_the_parts_cover_every_frame_of_the_span_exactly_once(lengths: list[int], start: int):
    edges = [start]
    for length in lengths:
        edges.append(edges[-1] + length)
    shots = tuple(ShotCrop(Span(a, b), Layout.STATIC, (key(a),)) for a, b in pairwise(edges))
    span = Span(edges[0], edges[-1])

    parts = parts_of(CropPath(320, 180, shots), whole(span), 30)

    at = 0
    for part in parts:
        assert part.first_frame == at
        assert part.frame_count > 0
        at += part.frame_count
    assert at == frame_count(span.duration_ms, 30)


def test_a_shot_cut_by_the_span_keeps_its_keys_on_the_clips_clock():
    path = CropPath(320, 180, (ShotCrop(Span(0, 9000), Layout.TRACK, (key(0), key(4000, 50))),))

    (part,) = parts_of(path, whole(Span(1000, 5000)), 30)

    assert [k.at_ms for k in part.keys] == [-1000, 3000]
    assert part.frame_count == 120


@pytest.mark.parametrize(
    "shot",
    [
        ShotCrop(Span(0, 1000), Layout.TRACK),
        ShotCrop(Span(0, 1000), Layout.SPLIT, (key(0, pane=1),)),
    ],
)
def test_a_crop_that_cannot_be_drawn_shows_the_whole_picture(shot: ShotCrop):
    (part,) = parts_of(CropPath(320, 180, (shot,)), whole(Span(0, 1000)), 30)

    assert part.layout is Layout.FIT


def test_a_path_that_misses_the_span_shows_the_whole_picture():
    (part,) = parts_of(CropPath(320, 180, ()), whole(Span(0, 1000)), 30)

    assert (part.layout, part.frame_count) == (Layout.FIT, 30)


def test_motion_is_linear_between_keys_and_holds_outside_them():
    expression = motion([(1000, 10.0), (2000, 110.0), (4000, 60.0)], 10, 2)

    found = [value_at(expression, t) for t in (0, 1, 1.5, 2, 3, 4, 9)]
    assert found == pytest.approx([0, 0, 100, 200, 150, 100, 100], abs=0.01)


def test_long_paths_stay_flat_and_lose_only_what_nobody_sees():
    points = [(i * 200, 300 + 50 * (i % 7)) for i in range(300)]

    expression = motion([(at, float(x)) for at, x in points], 0, 1)

    for at, x in points:
        assert value_at(expression, at / 1000) == pytest.approx(x, abs=0.6)
    assert "((" not in expression.replace("t-(", "")


def test_keys_on_a_line_need_no_terms():
    straight = motion([(i * 100, i * 10.0) for i in range(50)], 0, 1)

    assert straight.count("max") == 2


def test_a_crop_that_hardly_moves_stands_still():
    assert not is_moving([key(0, 10), key(1000, 10.6)])
    assert is_moving([key(0, 10), key(1000, 14)])


def test_after_a_cut_frames_go_on_without_a_gap_and_know_what_is_missing():
    shots = (
        ShotCrop(Span(0, 3000), Layout.STATIC, (key(0),)),
        ShotCrop(Span(3000, 9000), Layout.FIT),
    )
    shown = without(Span(1000, 8000), [Span(2000, 2500), Span(5000, 6000)])

    parts = parts_of(CropPath(320, 180, shots), shown, 30)

    found = [(p.start_ms, p.end_ms, p.cut_out_ms, p.first_frame, p.frame_count) for p in parts]
    assert found == [
        (0, 1000, 0, 0, 30),
        (1500, 2000, 500, 30, 15),
        (2000, 4000, 500, 45, 60),
        (5000, 7000, 1500, 105, 60),
    ]
