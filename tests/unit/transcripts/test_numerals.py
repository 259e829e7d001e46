"""Numbers in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.numerals import number_of, quantities, with_digits


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("오십 미리", "50ml"),
        ("오만 구천구백원", "59,900원"),
        ("3만 9천원", "39,000원"),
        ("이백오십 그램", "250g"),
        ("두 개", "2개"),
        ("이십일 호", "21호"),
        ("삼 개월", "3개월"),
        ("백 프로", "100%"),
        ("five hundred milliliters", "500 ml"),
        ("two boxes", "2 boxes"),
        ("thirty nine dollars", "$39"),
        ("Thirty-nine dollars", "$39"),
        ("one hundred and fifty dollars", "$150"),
        ("twelve hundred grams", "1200g"),
        ("two hundred thousand won", "200,000원"),
        ("two thousand twenty six", "2026"),
    ],
)
def test_what_is_said_and_what_is_written_are_one(said, written):
    assert quantities(said) == quantities(written) != frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "이 제품은 정말 좋아요",
        "이번 주에 만나요",
        "사장님 오셨네요",
        "이 분이 사 오신",
        "구매했어요",
    ],
)
def test_everyday_words_that_sound_like_numbers_stay_words(text):
    assert with_digits(text) == text
    assert quantities(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3일 정도 걸려요", "3일"),
        ("열흘 정도요", "10일"),
        ("3일 오시면 돼요", "3일"),
        ("60정 들었어요", "60알"),
    ],
)
def test_what_follows_a_unit_is_no_part_of_the_number(text, amount):
    assert quantities(text) == {amount}


def test_numbers_that_follow_each_other_are_not_one_number():
    assert quantities("nine ninety nine dollars") == frozenset()
    assert quantities("twenty and thirty dollars") == {"30$"}
    assert with_digits("one of them, that one in the box") == "one of them, that one in the box"


def test_two_or_three_days_are_not_twenty_three():
    assert "23" not in with_digits("이삼 일 걸려요")


def test_different_amounts_are_different():
    assert quantities("50ml") != quantities("100ml")
    assert quantities("50ml") != quantities("50g")


@given(st.integers(min_value=0, max_value=99_999_999))
def test_a_number_in_digits_is_itself(number):
    assert number_of(f"{number:,}") == number


@given(st.text(max_size=80))
def test_no_text_breaks_it(text):
    with_digits(text)
    quantities(text)


def test_a_flood_of_digits_is_read_in_no_time() -> None:
    assert with_digits("0," * 3_000) == "0," * 3_000
