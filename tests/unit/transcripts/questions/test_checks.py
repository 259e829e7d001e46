"""What a person must look at, and what is taken out."""

import pytest

from transcripts.questions.checks import find_flags, mask_personal_data
from transcripts.questions.model import Flag


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("제 번호 010-1234-5678이에요", "1234"),
        ("01012345678 로 전화 주세요", "5678"),
        ("０１０-１２３４-５６７８", "５６７８"),
        ("공일공 일이삼사 오육칠팔이요", "오육칠팔"),
        ("주문번호 20261123-99812 확인이요", "99812"),
        ("서울시 강남구 테헤란로 123 으로 보내주세요", "테헤란로"),
        ("메일은 abc@example.com 입니다", "example"),
        ("김영희님이 물어보셨는데", "김영희"),
        ("call me at (415) 555-1234", "555"),
        ("order number 123456", "123456"),
        ("1234-5678-1234-5678", "5678"),
    ],
)
def test_personal_data_is_masked_and_flagged(text, secret):
    assert secret not in mask_personal_data(text)
    assert Flag.PERSONAL_DATA in find_flags(text, "네")


@pytest.mark.parametrize(
    "text",
    ["59,900원이에요", "50ml 2개에 1+1", "2026년 11월 23일까지", "고객님 여러분", "사장님 최고",
     "model 3000 x 2", "24.90 dollars", "010 사이즈"],
)  # fmt: skip
def test_prices_sizes_and_forms_of_address_are_no_personal_data(text):
    assert mask_personal_data(text) == text


@pytest.mark.parametrize(
    ("answer", "flag"),
    [
        ("오늘 방송 중에만 쿠폰을 드려요", Flag.OFFER_UNTIL),
        ("내일까지 주문하시면 돼요", Flag.OFFER_UNTIL),
        ("가격은 오만 구천구백원입니다", Flag.PRICE),
        ("it's 25 dollars", Flag.PRICE),
        ("업계 1위 제품입니다", Flag.ABSOLUTE_CLAIM),
        ("부작용 없는 제품이에요", Flag.ABSOLUTE_CLAIM),
        ("100% 효과 봅니다", Flag.ABSOLUTE_CLAIM),
        ("아토피에도 좋습니다", Flag.HEALTH_CLAIM),
        ("주름 개선에 도움이 돼요", Flag.HEALTH_CLAIM),
        ("it cures acne", Flag.HEALTH_CLAIM),
    ],
)
def test_risky_wordings_are_flagged(answer, flag):
    assert flag in find_flags("어떤가요?", answer)


@pytest.mark.parametrize(
    "answer",
    [
        "면 100% 소재예요",
        "건조기는 피해 주세요",
        "네 부산도 당일 배송됩니다",
        "It is machine washable.",
    ],
)
def test_plain_answers_are_not_flagged(answer):
    assert find_flags("어떤가요?", answer) == ()


def test_agreeing_with_a_claim_in_the_question_is_a_claim():
    assert Flag.HEALTH_CLAIM in find_flags("아토피에도 효과 있나요?", "네 그럼요")
