"""A clip keeps to one subject, and is as long as its evidence leaves open where the moment lies."""

from __future__ import annotations

import pytest

from clipping.evidence import Evidence
from clipping.highlights import find_highlights
from clipping.model import Metric, Offer, OfferKind, Signal, SignalKind
from clipping.policy import Policy
from clipping.product_links import ProductLinks
from clipping.scoring import MOMENTS, stands_alone
from clipping.topics import topic_starts
from clipping.usual_length import usual_length_ms
from transcripts.messages import ChatMessage
from transcripts.model import Segment, Transcript
from transcripts.products import Product
from transcripts.timeline import Span

EACH_MS = 6_000
CREAM = Product(id="cream", name="장미수분크림")
BRUSH = Product(id="brush", name="자작나무빗")


def said(*texts: str) -> tuple[Segment, ...]:
    return tuple(
        Segment(Span(i * EACH_MS, i * EACH_MS + 5_200), text) for i, text in enumerate(texts)
    )


def evidence(*texts: str, offers: tuple[Offer, ...] = ()) -> Evidence:
    duration_ms = len(texts) * EACH_MS
    transcript = Transcript("ko", duration_ms, said(*texts))
    return Evidence(duration_ms, transcript, offers=offers, products=(CREAM, BRUSH))


def turns(given: Evidence) -> tuple[int, ...]:
    links = ProductLinks(given)
    assert given.transcript is not None
    return topic_starts(given.transcript.segments, links.mentions, links.pins)


PLAIN = ("오늘은 날씨가 정말 좋네요", "다들 저녁은 드셨는지 모르겠어요", "저는 산책을 다녀왔습니다")
OF_CREAM = ("장미수분크림 먼저 보여 드릴게요", "발라 보면 촉촉해요", "장미수분크림은 향도 좋아요")
OF_BRUSH = ("자작나무빗은 손잡이가 편해요", "머리가 엉키지 않아요", "자작나무빗 하나면 충분해요")


def test_the_talk_turns_where_another_product_is_spoken_of_from_then_on() -> None:
    assert turns(evidence(*OF_CREAM, *OF_BRUSH)) == (3,)


def test_products_that_are_compared_are_one_subject() -> None:
    compared = (OF_CREAM[0], OF_BRUSH[0], OF_CREAM[2], OF_BRUSH[2])

    assert turns(evidence(*compared)) == ()


def test_a_product_named_in_passing_is_no_other_subject() -> None:
    assert turns(evidence(*OF_CREAM, OF_BRUSH[0], *PLAIN)) == ()


def test_a_pin_that_nobody_speaks_of_is_no_turn() -> None:
    pins = tuple(
        Offer(Span(at, at + 18_000), OfferKind.PIN, name, product_id=name)
        for at, name in ((0, "cream"), (18_000, "brush"))
    )

    assert turns(evidence(*PLAIN, *PLAIN, offers=pins)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "자 그럼 다음 상품 보여 드릴게요",
        "이어서 두 번째 제품은 이 스카프입니다",
        "다른 제품으로 넘어가 볼게요",
        "Moving on to something warmer",
        "Our next product is this lamp",
    ],
)
def test_a_host_who_says_so_turns_to_something_else(text: str) -> None:
    assert topic_starts(said(*PLAIN, text, *PLAIN)) == (3,)


def test_another_language_is_another_subject_and_a_word_of_it_is_not() -> None:
    english = ("Today I brought a lamp with me", "It gives a very warm light at night")

    assert topic_starts(said(*PLAIN, *english)) == (3,)
    assert topic_starts(said(*PLAIN, "oh my god this is great", *PLAIN)) == ()


def test_no_clip_holds_two_products() -> None:
    talk = [f"{PLAIN[i % 3]} {i}" for i in range(20)]
    texts = [*talk, *OF_CREAM, "지금 삼만 구천원이고 30% 할인이에요", *OF_BRUSH,
             "이것도 이만 구천원이고 오늘만 할인이에요", *talk]  # fmt: skip
    turn_ms = (len(talk) + 4) * EACH_MS

    found = find_highlights(evidence(*texts), Policy(count=6))

    assert any(h.span.contains(turn_ms - 3_000) for h in found.highlights)
    assert not any(
        h.span.start_ms < turn_ms - 1_000 and h.span.end_ms > turn_ms + 1_000
        for h in found.highlights
    )


@pytest.mark.parametrize(
    ("reason", "is_answered", "expected"),
    [
        (Signal(SignalKind.CHAT_DELIGHT, Span(10_000, 32_000), 1.0), True, 32_000),
        (Signal(SignalKind.ORDERS, Span(0, 45_000), 1.0), False, 50_000),
        (Signal(SignalKind.PRICE, Span(10_000, 15_000), 1.0), True, 20_000),
        (Signal(SignalKind.PRICE, Span(10_000, 15_000), 1.0), False, 40_000),
    ],
)
def test_a_clip_is_as_long_as_its_evidence_leaves_open(
    reason: Signal, is_answered: bool, expected: int
) -> None:
    length = usual_length_ms([reason], Span(0, 60_000), MOMENTS, is_answered=is_answered)

    assert length == expected


def test_without_chat_words_are_as_long_as_a_wave_where_orders_are_known() -> None:
    price = Signal(SignalKind.PRICE, Span(10_000, 15_000), 1.0)

    length = usual_length_ms(
        [price], Span(0, 60_000), MOMENTS, is_answered=False, knows_orders=True
    )

    assert length == 50_000


def test_chat_gives_shorter_clips_than_orders_alone() -> None:
    talk = tuple(f"{PLAIN[i % 3]} {i}" for i in range(200))
    given = evidence(*talk)
    calm = [ChatMessage(at, f"b{at % 61}", "네네") for at in range(0, given.duration_ms, 4_000)]
    crowd = [ChatMessage(620_000 + i * 200, f"p{i}", "와 대박") for i in range(40)]
    chat = tuple(sorted([*calm, *crowd], key=lambda one: one.at_ms))
    metrics = tuple(
        Metric(at, orders=30 if 620_000 <= at < 660_000 else 1)
        for at in range(0, given.duration_ms, 10_000)
    )
    transcript = given.transcript

    by_chat = find_highlights(Evidence(given.duration_ms, transcript, chat=chat), Policy(count=1))
    by_orders = find_highlights(
        Evidence(given.duration_ms, transcript, metrics=metrics), Policy(count=1)
    )

    assert by_chat.highlights[0].span.duration_ms < by_orders.highlights[0].span.duration_ms


def test_what_begins_with_a_small_letter_goes_on_from_the_sentence_before() -> None:
    assert not stands_alone("indicating the results of the two models")
    assert stands_alone("Indicating the results is easy")
