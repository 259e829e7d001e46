"""What of the host's words stands on a product's page."""

from __future__ import annotations

import pytest

from exporters.points import find_points
from transcripts.model import Segment, Transcript, Word
from transcripts.products import Product
from transcripts.timeline import Span

CREAM, MUG = Product("c", "수분 크림"), Product("m", "머그컵")
KETTLE = Product("k", "Steel kettle", ("kettle",))


def points(*texts: str) -> list[str]:
    """The points of all products in a broadcast in which this is said."""
    segments = tuple(
        Segment(Span(6_000 * n, 6_000 * n + 5_000), text) for n, text in enumerate(texts)
    )
    said = Transcript("ko", 6_000 * len(texts), segments)
    found = find_points(said, (CREAM, MUG, KETTLE))
    return [point.text for product in found.values() for point in product]


@pytest.mark.parametrize(
    "told",
    [
        "이 수분 크림은 무향이고 알코올이 들어 있지 않습니다.",
        "머그컵 손잡이가 넓어서 잡기 편해요.",
        "수분 크림 제가 매일 쓰는데 끈적임이 없어요.",
        "The kettle keeps water hot for two hours.",
    ],
)
def test_what_a_product_is_or_does_is_a_point(told):
    assert points(told) == [told]


@pytest.mark.parametrize(
    "told",
    [
        "다음에 수분 크림 한번 사러 가야겠어요",
        "저기요 수분 크림만 파는 가게인데 사람들이 많아요",
        "제가 할머니한테 드린다는 생각으로 머그컵을 만들게 되었습니다",
        "수분 크림은 다음 방송에서 보여 드릴게요",
        "수분 크림은 오늘만 반값이에요",
        "I'd like to buy a kettle and wondered about it",
        "We bought that old kettle on a trip to Paris",
    ],
)
def test_a_story_a_plan_or_an_offer_is_no_point(told):
    assert points(told) == []


def test_what_is_said_twice_is_one_point():
    said = "이 수분 크림은 무향이고 알코올이 들어 있지 않습니다"

    assert len(points(said, f"{said} 여러분", "머그컵은 손잡이가 넓어서 잡기 편해요")) == 2


def test_a_word_that_may_be_misheard_keeps_a_sentence_from_the_page():
    text = "이 머그컵은 전자레인지와 테블에도 쓸 수 있습니다"
    words = tuple(
        Word(Span(500 * n, 500 * n + 400), word, 0.2 if word == "테블에도" else 0.9)
        for n, word in enumerate(text.split())
    )
    said = Transcript("ko", 9_000, (Segment(Span(0, 5_000), text, words),))

    assert find_points(said, (MUG,))["m"] == ()
