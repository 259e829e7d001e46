"""What a person must look at, and what is taken out."""

from datetime import date

import pytest

from transcripts.questions.checks import check_rules, explain, find_checks, find_flags
from transcripts.questions.model import Flag
from transcripts.questions.offer_dates import holds_until
from transcripts.questions.personal_data import mask_personal_data
from transcripts.questions.rules import load_data


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
        ("공일공 다시 일이삼사 다시 오육칠팔이에요", "오육칠팔"),
        ("제 번호는 공하나공에 삼사오육에 칠팔구공", "칠팔구공"),
        ("010 일이삼사 오육칠팔로 연락 주세요", "오육칠팔"),
        ("공이 삼사오에 육칠팔구 매장 번호", "육칠팔구"),
        ("call zero one zero one two three four five six seven eight", "seven eight"),
        ("abc123 골뱅이 네이버 닷컴이요", "abc123"),
        ("write to jane.doe at gmail dot com", "jane"),
        ("카톡 아이디 hong_77 입니다", "hong_77"),
        ("happy_mom님 질문이에요", "happy_mom"),
        ("제 이름은 홍길동이고 문의드려요", "홍길동"),
        ("래미안아파트 101동 1203호로 보내 주세요", "1203"),
        ("my name is John Smith and I wonder", "John"),
    ],
)
def test_personal_data_is_masked_and_flagged(text, secret):
    assert secret not in mask_personal_data(text)
    assert Flag.PERSONAL_DATA in find_flags(text, "네")


@pytest.mark.parametrize(
    "text",
    ["59,900원이에요", "50ml 2개에 1+1", "2026년 11월 23일까지", "고객님 여러분", "사장님 최고",
     "model 3000 x 2", "24.90 dollars", "010 사이즈", "우리 고객님들 안녕하세요", "이십일호 색상",
     "단골 손님 감사합니다", "three two one zero go",
     "one two three four five six seven eight",
     "이만 구천구백원에서 만 원 더", "공이 많이 들어간 제품이에요", "21호 13호 있어요",
     "구매하신 분들", "이사님 추천", "삼십이 인치부터 사십 인치까지"],
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
        ("타사 제품보다 두 배 진해요", Flag.ABSOLUTE_CLAIM),
        ("인체에 무해한 친환경 제품이에요", Flag.ABSOLUTE_CLAIM),
        ("엑소좀이 들어 있어요", Flag.HEALTH_CLAIM),
        ("피부과 전문의가 추천한 제품", Flag.HEALTH_CLAIM),
        ("임상 시험을 마쳤어요", Flag.HEALTH_CLAIM),
        ("피로 회복에 좋은 홍삼이에요", Flag.HEALTH_CLAIM),
        ("라인이 살아서 브이라인이 돼요", Flag.HEALTH_CLAIM),
        ("임산부도 쓰실 수 있어요", Flag.HEALTH_CLAIM),
        ("그건 진짜 병신 같은 소리예요", Flag.PROFANITY),
        ("what the fuck is this", Flag.PROFANITY),
        ("내장된 음원들을 사용하기 때문에.", Flag.UNSURE),
        ("전 세계적으로 이루어지는 거고.", Flag.UNSURE),
        ("재밌을 것 같지 않나요.", Flag.UNSURE),
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
        "열탕 소독도 되고 식기세척기도 돼요",
        "절대 세탁기에 돌리지 마세요",
        "보온 효과가 좋은 텀블러예요",
        "새끼손가락 굵기예요",
        "화상 통화도 됩니다",
        "이틀 걸리거든요.",
        "작게 나왔는데요.",
        "It is 100% cotton.",
    ],
)
def test_plain_answers_are_not_flagged(answer):
    assert find_flags("어떤가요?", answer) == ()


def test_agreeing_with_a_claim_in_the_question_is_a_claim():
    assert Flag.HEALTH_CLAIM in find_flags("아토피에도 효과 있나요?", "네 그럼요")


def test_a_check_quotes_the_words_names_its_rule_and_explains_itself():
    (check,) = find_checks("어떤가요?", "업계 1위 제품이에요")

    assert (check.rule, check.words) == ("superlative", ("업계 1위",))
    assert "“업계 1위”" in explain(check, "ko")
    assert "“업계 1위”" in explain(check, "en")


def test_an_offer_says_until_which_day_it_holds():
    (check,) = find_checks("할인되나요?", "내일까지 쿠폰을 드려요", date(2026, 11, 25))

    assert (check.until, check.days_after) == ("2026-11-26", 1)
    assert "2026-11-26까지" in explain(check, "ko")
    assert "2026-11-26" in explain(check, "en")


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("오늘 방송 중에만 드려요", "2026-11-25"),
        ("11월 30일까지 할인해요", "2026-11-30"),
        ("십이월 삼일까지예요", "2026-12-03"),
        ("이번 주말까지 특가", "2026-11-29"),
        ("금요일까지 쿠폰", "2026-11-27"),
        ("월말까지 세일", "2026-11-30"),
        ("3일까지 쿠폰", "2026-12-03"),
        ("the coupon ends on December 3", "2026-12-03"),
        ("sale until Friday", "2026-11-27"),
    ],
)
def test_dates_of_offers_are_counted_from_the_broadcast(text, until):
    found = holds_until(text, date(2026, 11, 25))

    assert found is not None
    assert found.day is not None
    assert found.day.isoformat() == until


def test_without_the_day_of_the_broadcast_an_offer_lasts_days_after_it():
    (check,) = find_checks("할인되나요?", "오늘까지만 쿠폰을 드려요")

    assert (check.until, check.days_after) == ("", 0)
    assert "방송 당일까지" in explain(check, "ko")


def test_personal_data_is_never_repeated_by_its_check():
    checks = find_checks("010-1234-5678로 문자 주세요", "네")

    assert [check.words for check in checks] == [("[전화번호]",)]


def test_every_rule_is_explained_and_every_rule_of_law_names_it():
    rules = check_rules()

    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.explanation["ko"] and rule.explanation["en"] for rule in rules)
    claims = [r for r in rules if r.flag in (Flag.ABSOLUTE_CLAIM, Flag.HEALTH_CLAIM)]
    assert all(rule.law and rule.url.startswith("https://") for rule in claims)
    assert date.fromisoformat(load_data("advertising_rules")["checked_on"])
