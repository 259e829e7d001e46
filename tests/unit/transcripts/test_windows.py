from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcripts.timeline import Span, merged
from transcripts.windows import Window, plan_chunks, plan_windows

DURATION_MS = 600_000


def loud(at_ms: int) -> float:
    del at_ms
    return -20.0


voices = st.lists(
    st.tuples(st.integers(0, DURATION_MS - 1), st.integers(50, 90_000)).map(
        lambda v: Span(v[0], min(DURATION_MS, v[0] + v[1]))
    ),
    max_size=40,
).map(merged)


@given(voices)
def test_everything_voiced_is_heard_once_in_windows_the_model_can_take(
    voiced: tuple[Span, ...],
) -> None:
    windows = list(plan_windows(voiced, DURATION_MS, loud))

    pieces = [piece for window in windows for piece in window.pieces]
    assert all(window.duration_ms <= 15_000 for window in windows)
    assert all(left.end_ms <= right.start_ms for left, right in pairwise(pieces))
    for span in voiced:
        assert sum(piece.overlap_ms(span) for piece in pieces) == span.duration_ms


@given(voices)
def test_chunks_hold_the_same_windows_in_order(voiced: tuple[Span, ...]) -> None:
    chunks = plan_chunks(voiced, DURATION_MS, loud)

    assert [w for chunk in chunks for w in chunk.windows] == list(
        plan_windows(voiced, DURATION_MS, loud)
    )


def test_silence_between_voices_is_not_heard() -> None:
    (window,) = plan_windows([Span(1_000, 2_000), Span(60_000, 61_000)], DURATION_MS, loud)

    assert window.duration_ms < 4_000


def test_a_window_closes_at_the_longest_silence_near_its_end() -> None:
    voiced = [Span(1_000, 7_000), Span(8_500, 12_000), Span(15_000, 17_000), Span(18_000, 30_000)]

    first = next(iter(plan_windows(voiced, DURATION_MS, loud)))

    assert first.pieces[-1].contains(11_900)
    assert not any(piece.contains(15_500) for piece in first.pieces)


def test_speech_without_a_pause_is_parted_at_its_quietest_place() -> None:
    quiet = Span(12_000, 12_300)

    windows = list(
        plan_windows([Span(0, 50_000)], DURATION_MS, lambda at: -60 if quiet.contains(at) else -20)
    )

    assert quiet.start_ms <= windows[0].span.end_ms <= quiet.end_ms + 100


def test_a_moment_of_a_window_is_found_in_the_recording() -> None:
    window = Window((Span(1_000, 2_000), Span(5_000, 6_000)))

    assert [window.in_recording(at) for at in (0, 999, 1_000, 1_500, 9_999)] == [
        1_000, 1_999, 5_000, 5_500, 6_000,
    ]  # fmt: skip


def test_a_part_of_a_window_holds_the_same_moments() -> None:
    window = Window((Span(1_000, 4_000), Span(9_000, 12_000)))

    parts = window.part(0, 3_500), window.part(3_500, 6_000)

    assert parts[0].pieces == (Span(1_000, 4_000), Span(9_000, 9_500))
    assert parts[1].pieces == (Span(9_500, 12_000),)
    assert parts[1].in_recording(100) == window.in_recording(3_600)
