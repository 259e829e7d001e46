"""A question goes to a product only where something says so."""

from __future__ import annotations

import pytest

from transcripts.mentions import Pin
from transcripts.messages import ChatMessage
from transcripts.model import Segment, Transcript
from transcripts.products import Product
from transcripts.questions.finding import find_qa
from transcripts.timeline import Span

CREAM, ROPE = Product("cream", "수분 크림"), Product("rope", "등산 로프")
PINNED = (Pin(Span(0, 600_000), "rope"),)


def belongs(question: str, said: str = "보여 드리고 있습니다", pins: tuple[Pin, ...] = ()):
    """The products of a question in chat a little after something was said."""
    spoken = Transcript("ko", 600_000, (Segment(Span(0, 4_000), said),))
    lines = [ChatMessage(10_000, "a", question)]
    qa = find_qa(spoken, lines, [CREAM, ROPE], pins=pins)
    (entry,) = (*qa.unanswered, *qa.pairs)
    return entry.product_ids


@pytest.mark.parametrize(
    "question",
    [
        "이거 어디서 만든 거예요?",
        "얼마예요?",
        "색상 몇 가지예요?",
        "건조기 돌려도 되나요?",
        "임산부도 써도 되나요?",
        "한 박스에 몇 개예요?",
        "what sizes do you have?",
        "does it shrink?",
    ],
)
def test_what_is_asked_of_a_thing_belongs_to_the_one_that_is_pinned(question):
    assert belongs(question, pins=PINNED) == ("rope",)


@pytest.mark.parametrize(
    "question",
    [
        "부산도 당일배송 되나요?",
        "환불은 며칠까지 가능해요?",
        "다음 방송 언제예요?",
        "지금까지 몇 명 찍으셨어요?",
        "자료 공유해 주시나요?",
        "when is the next show?",
        "how many people have you met so far?",
    ],
)
def test_what_is_asked_of_the_shop_belongs_to_no_product_though_one_is_pinned(question):
    assert belongs(question, pins=PINNED) == ()


def test_what_is_unclear_belongs_to_the_pinned_product_only_while_the_host_speaks_of_it():
    unclear = "뚜껑도 같이 오나요?"

    assert belongs(unclear, "등산 로프 보여 드릴게요", PINNED) == ("rope",)
    assert belongs(unclear, "수분 크림 보여 드릴게요", PINNED) == ()


def test_without_a_pin_a_thing_that_is_pointed_at_is_the_one_spoken_of_last():
    assert belongs("이거 얼마예요?", "이번에는 수분 크림 보여 드릴게요") == ("cream",)
    assert belongs("이거 얼마예요?") == ()


def test_the_product_that_is_named_wins_over_the_pinned_one():
    assert belongs("수분 크림도 오늘 배송돼요?", pins=PINNED) == ("cream",)


def test_of_products_with_one_name_the_one_that_the_answer_speaks_of_is_meant():
    stick, ultra = Product("stick", "크롬캐스트 기본형"), Product("ultra", "크롬캐스트 울트라")
    said = "크롬캐스트 기본형 색상은 화이트와 레드 두 가지예요"
    spoken = Transcript("ko", 600_000, (Segment(Span(20_000, 24_000), said),))
    lines = [ChatMessage(10_000, "a", "크롬캐스트 색상은 뭐가 있어요?")]

    (pair,) = find_qa(spoken, lines, [stick, ultra]).pairs

    assert pair.product_ids == ("stick",)
