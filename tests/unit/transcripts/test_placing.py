from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcripts.hearing import Heard, HeardWord
from transcripts.model import Word
from transcripts.placing import ordered, placed
from transcripts.segments import SaidWord
from transcripts.timeline import Span
from transcripts.windows import Window


def said(start_ms: int, end_ms: int, text: str = "네") -> SaidWord:
    return SaidWord(Word(Span(start_ms, end_ms), text), "ko")


def test_a_word_that_reaches_over_a_pause_is_moved_to_its_voice() -> None:
    window = Window((Span(0, 10_000),))
    heard = Heard("ko", (HeardWord(900, 3_400, "안녕하세요", 0.9),))

    (word,) = placed(heard, window, [Span(200, 1_000), Span(3_000, 3_500)])

    assert 2_900 <= word.word.span.start_ms <= 3_000
    assert word.word.span.end_ms == 3_400


def test_a_word_after_a_pause_is_not_kept_by_the_fading_voice_before_it() -> None:
    window = Window((Span(0, 10_000),))
    heard = Heard("en", (HeardWord(500, 900, "not", 0.9), HeardWord(1_000, 2_150, "what", 0.9)))

    _, what = placed(heard, window, [Span(200, 1_600), Span(2_000, 3_500)])

    assert what.word.span == Span(1_940, 2_150)


def test_a_word_that_hardly_touches_the_next_voice_stays_in_its_own() -> None:
    window = Window((Span(0, 10_000),))
    heard = Heard("en", (HeardWord(1_000, 2_030, "not", 0.9),))

    (word,) = placed(heard, window, [Span(200, 1_600), Span(2_000, 3_500)])

    assert word.word.span == Span(1_000, 1_720)


def test_words_of_the_second_piece_get_its_times() -> None:
    window = Window((Span(1_000, 2_000), Span(60_000, 62_000)))
    heard = Heard("ko", (HeardWord(0, 900, "하나", 0.9), HeardWord(1_200, 1_600, "둘", 0.9)))

    first, second = placed(heard, window, [Span(1_000, 2_000), Span(60_100, 62_000)])

    assert first.word.span == Span(1_000, 1_900)
    assert second.word.span == Span(60_200, 60_600)


@given(
    st.lists(
        st.tuples(st.integers(0, 12_000), st.integers(1, 4_000)).map(
            lambda v: said(v[0], v[0] + v[1])
        )
    )
)
def test_words_follow_each_other_inside_the_recording(words: list[SaidWord]) -> None:
    spans = [word.word.span for word in ordered(words, 10_000)]

    assert all(span.end_ms <= 10_001 for span in spans)
    assert all(left.start_ms <= right.start_ms for left, right in pairwise(spans))


def test_figures_without_a_time_share_that_of_the_next_word() -> None:
    words = [said(1_000, 1_001, "59,900원에"), said(1_000, 1_001, "2개를"), said(2_000, 2_500)]

    spans = [word.word.span for word in ordered(words, 10_000)]

    assert all(span.duration_ms >= 60 for span in spans)
    assert spans[0].end_ms <= spans[1].start_ms < spans[2].start_ms
