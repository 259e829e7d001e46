"""What is a question."""

import pytest

from transcripts.questions.detection import (
    LEAST_PROBABILITY,
    is_small_talk,
    relayed_core,
    spoken_probability,
    written_probability,
)


def heard(text: str, *, is_punctuated: bool = False) -> bool:
    return spoken_probability(text, is_punctuated=is_punctuated) >= LEAST_PROBABILITY


def written(text: str) -> bool:
    return written_probability(text) >= LEAST_PROBABILITY


@pytest.mark.parametrize(
    "text",
    ["이 식당은 몇 시까지 하나요", "민감성 피부도 쓸 수 있나요", "배송은 얼마나 걸립니까",
     "how long does delivery take", "do you have this in blue", "so what size should i get"],
)  # fmt: skip
def test_spoken_questions_need_no_question_mark(text):
    assert heard(text)


@pytest.mark.parametrize(
    "text",
    ["오늘은 수분 크림을 가져왔습니다", "가격은 오만 구천구백원입니다", "부산은 당일 배송이 됩니다",
     "what i like about it is the colour", "this is the blue one", "음", "어"],
)  # fmt: skip
def test_statements_are_no_questions(text):
    assert not heard(text)


@pytest.mark.parametrize(
    "text",
    ["부산도 당일배송 되나요?", "몇 개 있어요", "얼마예여", "사이즈 알려주세요ㅠㅠ",
     "배송비 있나여", "is there a size chart",
     "do you ship to Canada", "색상 뭐뭐 있어요??", "¿Cuánto cuesta?"],
)  # fmt: skip
def test_chat_asks_in_its_own_spelling(text):
    assert written(text)


@pytest.mark.parametrize(
    "text",
    ["ㅋㅋㅋㅋ", "와 대박", "❤️❤️", "??", "진짜요?", "헐 정말요??", "주문완료", "잘 쓰고 있어요",
     "이 가격이라고요?", "초보도 되겠는데요?", "nice", "lol", "just bought it", "no way"],
)  # fmt: skip
def test_reactions_ask_nothing(text):
    assert not written(text)


@pytest.mark.parametrize(
    "text",
    ["안녕하세요 잘 지내셨나요?", "소리 잘 들리시나요?", "예쁘죠?", "How are you?", "Right?",
     "What's up everyone?", "Can you hear me?", "It looks nice, right?"],
)  # fmt: skip
def test_greetings_and_tags_are_small_talk(text):
    assert is_small_talk(text)


@pytest.mark.parametrize(
    "text", ["배송은 며칠 걸려요?", "민감성 피부도 괜찮나요?", "How long is the warranty?"]
)
def test_what_a_buyer_asks_is_no_small_talk(text):
    assert not is_small_talk(text)


def test_a_full_stop_makes_a_question_less_likely():
    text = "저기 보시면 보이나요"

    assert spoken_probability(text + ".", is_punctuated=True) < spoken_probability(
        text, is_punctuated=False
    )


def test_the_viewers_words_are_taken_out_of_what_the_host_passes_on():
    said = "김민지님이 민감성 피부도 쓸 수 있나요 라고 물어보셨는데"

    assert relayed_core(said) == "민감성 피부도 쓸 수 있나요"
    assert relayed_core("민감성 피부도 쓸 수 있나요") == "민감성 피부도 쓸 수 있나요"


@pytest.mark.parametrize(
    "text", ["근처에 저런 유명한 식당이 있었네요?", "한번 먹으러 가야겠어요?", "이게 좋거든요?"]
)
def test_an_exclamation_that_was_given_a_question_mark_asks_nothing(text):
    assert spoken_probability(text, is_punctuated=True) < LEAST_PROBABILITY


@pytest.mark.parametrize(
    "text", ["부산도 당일배송이 됩니까?", "언제 옵니까?", "세탁기에 돌려도 돼요?"]
)
def test_an_ending_that_may_ask_is_believed_with_its_mark(text):
    assert spoken_probability(text, is_punctuated=True) > 0.9
