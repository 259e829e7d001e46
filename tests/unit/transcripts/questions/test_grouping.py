"""Many wordings of one question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.questions.grouping import group_wordings
from transcripts.questions.wording import stems


def joined(*texts: str) -> bool:
    return len(group_wordings(texts)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("부산도 당일배송 되나요?", "부산 당일 배송 가능해요?"),
        ("얼마예요?", "가격이 얼마인가요?"),
        ("50ml 얼마예요?", "오십미리 가격이 얼마예요"),
        ("임산부도 써도 되나요?", "임산부 사용 가능한가요?"),
        ("유통기한 언제까지예요?", "유통기한이 얼마나 되나요"),
        ("얼마예요?", "얼마예요??ㅠㅠ"),
        ("이불 커버 세탁 방법 알려 주세요", "이불 커버 세탁은 어떻게 해요?"),
        ("유통기한 언제까지인지 궁금해요", "소비기한 언제까지인지 알려 주세요"),
    ],
)
def test_other_words_for_the_same_question_join(one, other):
    assert joined(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("50ml 얼마예요?", "30ml 얼마예요?"),
        ("블랙 있나요?", "화이트 있나요?"),
        ("66 사이즈 맞을까요?", "77 사이즈 맞을까요?"),
        ("맵나요?", "안 맵나요?"),
        ("환불 되나요?", "교환 되나요?"),
        ("사은품 뭐예요?", "사은품 언제 줘요?"),
        ("세탁기 돌려도 되나요?", "건조기 돌려도 되나요?"),
        ("초코맛 있나요", "딸기맛 있나요"),
        ("제주도 배송 되나요", "부산 배송 되나요"),
        ("does it come in black?", "does it come in white?"),
        ("여름 이불 세탁기 돌려도 되나요", "겨울 이불 세탁기 돌려도 되나요"),
        ("아기 이불 세탁기에 돌려도 되나요?", "아기 이불 건조기에 돌려도 되나요?"),
        ("딸기맛 요거트 당 함량 얼마나 되나요", "초코맛 요거트 당 함량 얼마나 되나요"),
        ("가습기 필터 교체 주기 어떻게 돼요", "청소기 필터 교체 주기 어떻게 돼요"),
        ("아이폰 15 케이스 무선 충전 되나요", "아이폰 16 케이스 무선 충전 되나요"),
        ("do you ship orders to canada?", "do you ship orders to korea?"),
    ],
)
def test_numbers_colours_sizes_and_negation_keep_questions_apart(one, other):
    assert not joined(one, other)


def test_a_third_wording_never_brings_two_different_questions_together():
    groups = group_wordings(
        ["수분크림 50ml 얼마예요", "수분크림 얼마예요", "수분크림 30ml 얼마예요"]
    )

    assert not any({0, 2} <= set(group.members) for group in groups)


@given(st.lists(st.text(max_size=20), max_size=12))
def test_every_text_is_in_exactly_one_group(texts):
    members = [index for group in group_wordings(texts) for index in group.members]

    assert sorted(members) == list(range(len(texts)))


def test_how_questions_that_share_one_word_and_no_verb_are_two():
    groups = group_wordings(
        ["인식 결과가 맞는지 어떻게 확인해요?", "두 모델 결과는 어떻게 비교해요?"]
    )

    assert len(groups) == 2


def test_a_verb_is_known_again_whatever_its_ending():
    assert stems("어디서 배워요?") == stems("배우려면") == ("배우",)
    assert stems("효과가 있어요") == stems("효과 있나요") == ("효과",)


def test_a_question_of_one_word_joins_only_questions_that_have_the_word():
    groups = group_wordings(
        ["쿠폰 어디있어요", "각 탭 사용법은 어디서 배워요?", "쿠폰은 어디서 받을 수 있나요?"]
    )

    assert [group.members for group in groups] == [(0, 2), (1,)]
