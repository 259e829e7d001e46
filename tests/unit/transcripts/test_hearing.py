from __future__ import annotations

import pytest

from transcripts.hearing import Heard, HeardWord, glued, language_of, likeliest, readable


def test_a_price_stays_one_word_with_one_time() -> None:
    parts = (HeardWord(0, 400, "59,", 0.9), HeardWord(400, 900, "900원", 0.8, is_spaced=False))

    assert glued(parts, is_spaced=True) == (HeardWord(0, 900, "59,900원", 0.8),)


def test_languages_without_spaces_keep_their_words() -> None:
    parts = (HeardWord(0, 400, "私", 0.9), HeardWord(400, 900, "は", 0.8, is_spaced=False))

    assert len(glued(parts, is_spaced=False)) == 2
    assert Heard("ja", glued(parts, is_spaced=False)).text == "私は"


def test_an_unfinished_letter_is_left_out() -> None:
    assert readable(" 자\N{REPLACEMENT CHARACTER}") == "자"
    assert readable("\N{REPLACEMENT CHARACTER}") == ""


def test_word_times_never_run_backwards() -> None:
    words = glued((HeardWord(500, 900, "둘", 0.9), HeardWord(300, 700, "셋", 0.9)), is_spaced=True)

    assert [(w.start_ms, w.end_ms) for w in words] == [(500, 500), (500, 700)]


@pytest.mark.parametrize(
    ("found", "language"),
    [
        ({"ko": 0.05, "en": 0.94}, "en"),
        ({"ko": 0.2, "en": 0.75}, "ko"),
        ({"ko": 0.15, "en": 0.85}, "ko"),
        ({}, "ko"),
    ],
)
def test_a_window_changes_its_language_only_when_that_is_clear(
    found: dict[str, float], language: str
) -> None:
    assert language_of("ko", found) == language


def test_long_windows_decide_the_language_of_a_recording() -> None:
    found = [{"en": 0.9, "ko": 0.1}, {"ko": 0.8, "en": 0.2}]

    assert likeliest(found, [1.0, 10.0]) == "ko"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        pytest.param(["오디오", "를", "듣고"], "오디오를 듣고", id="particle"),
        pytest.param(["API", "는,", "무료"], "API는, 무료", id="foreign word, comma"),
        pytest.param(["와", "진짜"], "와 진짜", id="a cry, no particle"),
        pytest.param(["그래요.", "까지"], "그래요. 까지", id="behind a full stop"),
    ],
)
def test_a_korean_particle_stands_with_its_word(words: list[str], text: str) -> None:
    heard = [HeardWord(300 * at, 300 * at + 250, word, 0.9) for at, word in enumerate(words)]

    assert Heard("ko", glued(heard, is_spaced=True)).text == text


def test_a_particle_after_a_pause_stays_where_it_was_said() -> None:
    heard = [HeardWord(0, 400, "오디오", 0.9), HeardWord(900, 1100, "를", 0.9)]

    assert len(glued(heard, is_spaced=True)) == 2


def test_a_window_in_which_no_word_was_heard_has_none() -> None:
    assert glued((), is_spaced=True) == ()
