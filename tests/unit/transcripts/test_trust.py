from __future__ import annotations

from transcripts.hearing import Heard, HeardWord
from transcripts.trust import better, is_doubtful, is_invented


def heard(text: str, **facts: float) -> Heard:
    words = tuple(
        HeardWord(i * 400, i * 400 + 400, word, 0.8) for i, word in enumerate(text.split())
    )
    return Heard("ko", words, **{"confidence": -0.3, "silence": 0.2, **facts})


def test_clear_speech_is_heard_once() -> None:
    assert not is_doubtful(heard("오늘 소개할 제품은 세럼입니다"), 4_000)


def test_a_repeating_window_is_heard_again() -> None:
    assert is_doubtful(heard("감사합니다 " * 12), 6_000)
    assert is_doubtful(heard("하나 둘 셋", compression=2.5), 6_000)


def test_a_voice_without_words_is_heard_again() -> None:
    assert is_doubtful(heard(""), 5_000)
    assert not is_doubtful(heard(""), 500)


def test_the_surer_of_two_hearings_wins_and_the_first_when_equal() -> None:
    first, loop = heard("좋은 제품입니다"), heard("제품 " * 9, confidence=-0.01)

    assert better(first, loop, 4_000) is first
    assert better(loop, first, 4_000) is first
    assert better(first, heard("좋은 제품입니다"), 4_000) is first


def test_subtitle_credits_over_music_are_left_out_but_a_host_may_say_goodbye() -> None:
    line = "시청해 주셔서 감사합니다"

    assert is_invented(heard(line, confidence=-0.9, silence=0.8), 1_500)
    assert not is_invented(heard(line, confidence=-0.2, silence=0.2), 2_500)


def test_more_words_than_anyone_can_say_are_left_out_when_unsure() -> None:
    many = "이것은 아주 긴 문장이라서 이렇게 짧은 시간에는 말할 수 없습니다"

    assert is_invented(heard(many, confidence=-0.9), 400)
    assert not is_invented(heard(many), 5_000)
