from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipping.edit_list import (
    EditList,
    whole,
    without,
)
from transcripts.timeline import Span

TWO_CUTS = without(Span(10_000, 20_000), [Span(12_000, 13_000), Span(15_000, 17_000)])

spans = st.builds(
    lambda start, length: Span(start, start + length),
    st.integers(0, 30_000),
    st.integers(1, 5_000),
)


def test_what_is_cut_out_shortens_the_clip():
    assert TWO_CUTS.pieces == (
        Span(10_000, 12_000),
        Span(13_000, 15_000),
        Span(17_000, 20_000),
    )
    assert TWO_CUTS.duration_ms == 7_000
    assert TWO_CUTS.starts_ms == (0, 2_000, 4_000)


@pytest.mark.parametrize(
    ("recording_ms", "clip_ms"),
    [
        (9_000, 0),
        (10_000, 0),
        (11_500, 1_500),
        (12_500, 2_000),
        (13_000, 2_000),
        (16_000, 4_000),
        (19_999, 6_999),
        (25_000, 7_000),
    ],
)
def test_a_moment_of_the_recording_has_its_place_in_the_clip(recording_ms: int, clip_ms: int):
    assert TWO_CUTS.to_clip(recording_ms) == clip_ms


def test_a_word_across_a_cut_keeps_what_is_left_of_it():
    assert TWO_CUTS.project(Span(11_900, 13_100)) == Span(1_900, 2_100)
    assert TWO_CUTS.project(Span(12_100, 12_900)) is None
    assert TWO_CUTS.kept_ms(Span(11_900, 13_100)) == 200


def test_a_flicker_between_two_cuts_goes_with_them():
    edits = without(Span(0, 10_000), [Span(2_000, 3_000), Span(3_300, 4_000), Span(9_800, 9_900)])

    assert edits.pieces == (Span(0, 2_000), Span(4_000, 9_800))


def test_a_clip_of_which_nothing_would_be_left_stays_whole():
    assert without(Span(0, 3_000), [Span(200, 2_900)]) == whole(Span(0, 3_000))


def test_pieces_that_overlap_are_no_edit_list():
    with pytest.raises(ValueError, match="follow each other"):
        EditList((Span(0, 2_000), Span(1_000, 3_000)))


@given(spans, st.lists(spans, max_size=6), st.integers(0, 30_000))
def test_what_is_kept_follows_each_other_on_the_clips_clock(
    span: Span, removed: list[Span], at: int
):
    edits = without(span, removed)
    number = at % len(edits.pieces)
    piece, start_ms = edits.pieces[number], edits.starts_ms[number]

    assert edits.project(piece) == Span(start_ms, start_ms + piece.duration_ms)
    assert (
        edits.to_clip(piece.start_ms + at % piece.duration_ms) == start_ms + at % piece.duration_ms
    )
