"""Which product is spoken of."""

import pytest

from transcripts.mentions import Pin, find_mentions, pinned_at
from transcripts.model import Segment, Transcript
from transcripts.product_index import SURE, ProductIndex
from transcripts.products import Product
from transcripts.timeline import Span

PRODUCTS = (
    Product("guitar", "버튼형 DIY 기타 키트", ("기타", "디아이와이 기타")),
    Product("soup", "전통 삼계탕 밀키트 2인", ("삼계탕",)),
    Product("water", "생수 500ml 20병", ("생수", "물")),
    Product("cream50", "[무료배송] 글로우 수분 크림 50ml"),
    Product("cream100", "글로우 수분 크림 100ml"),
    Product("cup", "Ceramic coffee cup set", ("mug",)),
)


def best(text: str) -> str | None:
    found = ProductIndex(PRODUCTS).find(text)
    return found[0].product_id if found else None


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("이 기타는 소리가 좋아요", "guitar"),
        ("삼계탕이 벌써 나왔네요", "soup"),
        ("물은 시원하게 드세요", "water"),
        ("오십 미리 수분크림이에요", "cream50"),
        ("수분 크림 백 미리 주세요", "cream100"),
        ("글로우 수분 크림 50ml", "cream50"),
        ("this mug is my favourite", "cup"),
        ("삼개탕 정말 맛있어요", "soup"),
    ],
)
def test_names_parts_of_names_and_numbers_said_aloud_are_found(text, product):
    assert best(text) == product


@pytest.mark.parametrize(
    "text", ["기타리스트가 왔어요", "물론이죠", "안녕하세요 여러분", "", "!!!"]
)
def test_words_that_only_begin_like_a_product_are_not_it(text):
    assert best(text) is None


def test_another_size_of_the_same_thing_is_not_sure():
    found = {one.product_id: one.confidence for one in ProductIndex(PRODUCTS).find("생수 300ml")}

    assert found.get("water", 0.0) < SURE


def test_a_name_that_two_products_share_is_sure_of_neither():
    found = ProductIndex(PRODUCTS).find("글로우 크림 있어요")

    assert {one.product_id for one in found} <= {"cream50", "cream100"}
    assert all(one.confidence < SURE for one in found)


def test_a_pinned_product_is_surer():
    transcript = Transcript("ko", 10_000, (Segment(Span(0, 4_000), "도자기 세트 보세요"),))
    products = (Product("p4", "도자기 커피잔 세트"),)
    pin = Pin(Span(0, 5_000), "p4")

    (alone,) = find_mentions(transcript, products)
    (pinned,) = find_mentions(transcript, products, [pin])

    assert pinned.confidence > alone.confidence
    assert pinned.span == Span(0, 4_000)


def test_of_two_pins_the_later_one_counts():
    pins = [Pin(Span(0, 100_000), "a"), Pin(Span(50_000, 60_000), "b")]

    assert pinned_at(55_000, pins) == "b"
    assert pinned_at(70_000, pins) == "a"
    assert pinned_at(100_000, pins) is None


def test_no_products_no_mentions():
    assert find_mentions(Transcript("ko", 1_000), ()) == ()
