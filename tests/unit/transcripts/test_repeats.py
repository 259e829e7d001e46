from __future__ import annotations

import pytest

from transcripts.hearing import HeardWord
from transcripts.repeats import find_repeats, is_too_fast, without_loops


def words(text: str, *, each_ms: int) -> tuple[HeardWord, ...]:
    return tuple(
        HeardWord(i * each_ms, (i + 1) * each_ms, word, 0.9) for i, word in enumerate(text.split())
    )


def test_a_loop_keeps_two_copies() -> None:
    kept, gone = without_loops(words("오늘은 " + "감사합니다 " * 20 + "안녕", each_ms=500))

    assert [word.text for word in kept] == ["오늘은", "감사합니다", "감사합니다", "안녕"]
    assert gone == 18


@pytest.mark.parametrize(
    "text",
    [
        "네 네 네 맞아요",
        "오늘만 오늘만 이 가격입니다",
        "very very good",
        "정말 좋아요 정말 좋아요 진짜",
    ],
)
def test_what_hosts_do_say_twice_stays(text: str) -> None:
    kept, gone = without_loops(words(text, each_ms=400))

    assert gone == 0
    assert " ".join(word.text for word in kept) == text


def test_a_long_phrase_said_twice_goes_only_when_nobody_could_have_said_it() -> None:
    phrase = "이 도구를 사용하면 품질을 신속하게 검사할 수 있습니다 "

    assert without_loops(words(phrase * 2, each_ms=500))[1] == 0
    assert without_loops(words(phrase * 2, each_ms=60))[1] == 8


def test_marks_and_case_do_not_hide_a_repeat() -> None:
    (repeat,) = find_repeats(["Thank", "you.", "thank", "you!"])

    assert (repeat.first, repeat.size, repeat.count) == (0, 2, 2)


def test_speed_is_judged_by_syllables_in_korean_and_letters_in_latin() -> None:
    assert is_too_fast([HeardWord(0, 500, "안녕하세요여러분반갑", 0.9)])
    assert not is_too_fast([HeardWord(0, 500, "hello there", 0.9)])
