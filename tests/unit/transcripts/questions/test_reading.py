"""Texts for reading."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.questions.reading import read_answer, read_answers, read_question

WORDS = (
    "음",
    "그",
    "1",
    "50ml",
    "네",
    "자,",
    "59,900원",
    "um",
    "the",
    "so",
    "2개",
    "ㅋㅋ",
    "!",
    "?",
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("언니 이거 이거 사이즈 몇까지 나와요??ㅠㅠ", "이거 사이즈 몇까지 나와요?"),
        ("@ab12cd34 배송비 3,000원 맞나요~ 🔥", "배송비 3,000원 맞나요?"),
        ("세탁 방법 알려주세요ㅎㅎ", "세탁 방법 알려주세요."),
        ("does it does it come in blue", "Does it come in blue?"),
    ],
)
def test_questions_lose_calls_laughter_and_repetitions(written, read):
    assert read_question(written) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("음 네 어 가능합니다", "네 가능합니다."),
        ("um so the the price is $24.90", "The price is $24.90."),
        ("가격은 59,900원입니다.", "가격은 59,900원입니다."),
        ("너무 너무 좋아요", "너무 좋아요."),
    ],
)
def test_answers_lose_fillers_and_keep_the_rest(said, read):
    assert read_answer(said) == read


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        (["예 그래서 한 20개 올라와 있습니다"], "한 20개 올라와 있습니다."),
        (["네 가능합니다", "그리고 건조기도 돼요"], "네 가능합니다. 그리고 건조기도 돼요."),
        (["드럼까지 만들게 됐는데요 박수 부탁드립니다"], "드럼까지 만들게 됐는데요."),
        (["○○님, 네 사용하실 수 있어요", "감사합니다"], "네 사용하실 수 있어요."),
        (["네 ○○님이 쓰시는 것도 같아요"], "네 ○○님이 쓰시는 것도 같아요."),
        (["감사합니다"], "감사합니다."),
        (["And so it ships in 2 days", "thank you so much"],
         "It ships in 2 days."),
        (["그래서 그 다음에 3일 걸려요"], "그 다음에 3일 걸려요."),
        (["업로드한 오디오 를 포털 에서 들어요"], "업로드한 오디오를 포털에서 들어요."),
        (["It is on the way thank you very much, thank you bye"], "It is on the way."),
    ],
)  # fmt: skip
def test_an_answer_begins_with_what_it_says(parts, read):
    assert read_answers(parts) == read


def test_turned_text_and_hidden_characters_go():
    assert read_answer("가격은\u202e 좋아요\u200b") == "가격은 좋아요."


def numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"[0-9]+", text))


@given(st.lists(st.sampled_from(WORDS)))
def test_no_number_is_ever_lost_or_won(words):
    text = " ".join(words)

    assert numbers(read_answer(text)) == numbers(text)
    assert numbers(read_question(text)) == numbers(text)


def test_what_begins_small_goes_on_with_the_sentence_before():
    said = ("Compare the results for two models.", "you can decide which one fits.")

    assert (
        read_answers(said) == "Compare the results for two models, you can decide which one fits."
    )


def test_speech_that_is_all_small_letters_stays_as_it_was_parted():
    assert read_answers(("it is cotton.", "you can wash it.")) == "It is cotton. You can wash it."
