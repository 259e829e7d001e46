"""What sells is understood in both languages, as hosts say it."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from clipping.model import SignalKind
from clipping.signals.prices import find_percents, find_prices
from clipping.signals.speech import find_speech_signals
from transcripts.model import Segment, Transcript
from transcripts.numerals import quantities
from transcripts.timeline import Span

K = SignalKind
KINDS = {"price", "discount", "demonstration", "comparison"} | {
    "objection", "testimonial", "call_to_act", "question"
}  # fmt: skip


def kinds(text: str) -> set[SignalKind]:
    """What a sentence is, said before another one."""
    segments = (Segment(Span(0, 4_000), text), Segment(Span(4_500, 6_000), "그렇습니다"))
    return {signal.kind for signal in find_speech_signals(Transcript("ko", 8_000, segments))}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_kind_has_words_in_both_languages(language: str) -> None:
    text = files("clipping.signals.lexicons").joinpath(f"{language}.json").read_text("utf-8")

    speech = json.loads(text)["speech"]

    assert set(speech) == KINDS
    assert all(len(patterns) >= 4 for patterns in speech.values())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("한 병당 만 오천원꼴이에요", K.PRICE),
        ("오늘 혜택가는 오만 구천구백원", K.PRICE),
        ("It drops to thirty dollars", K.PRICE),
        ("본품 사시면 미니어처 증정합니다", K.DISCOUNT),
        ("투 플러스 원 행사예요", K.DISCOUNT),
        ("오늘은 무배로 나가요", K.DISCOUNT),
        ("Everything is half off", K.DISCOUNT),
        ("Use code LIVE at the end", K.DISCOUNT),
        ("제가 지금 뿌려 보겠습니다", K.DEMONSTRATION),
        ("물에 한번 넣어 볼게요", K.DEMONSTRATION),
        ("Let me pour some water on it", K.DEMONSTRATION),
        ("Here's how it folds", K.DEMONSTRATION),
        ("작년 모델이랑 다른 점은 소재예요", K.COMPARISON),
        ("타사 제품이랑 보시면 알아요", K.COMPARISON),
        ("일반 크림보다 촉촉해요", K.COMPARISON),
        ("What's the difference with the old one", K.COMPARISON),
        ("예민한 피부도 쓰실 수 있어요", K.OBJECTION),
        ("알러지 있으신 분도 쓰세요", K.OBJECTION),
        ("세탁기에 그냥 돌려도 돼요", K.OBJECTION),
        ("It doesn't shrink at all", K.OBJECTION),
        ("Thirty day money back", K.OBJECTION),
        ("저는 세 통째 쓰고 있어요", K.TESTIMONIAL),
        ("써 본 분들이 또 오세요", K.TESTIMONIAL),
        ("This is my go-to in winter", K.TESTIMONIAL),
        ("선착순 백 분께 드려요", K.CALL_TO_ACT),
        ("이때 쟁여 두셔야 해요", K.CALL_TO_ACT),
        ("Only five left in blue", K.CALL_TO_ACT),
        ("Get them while supplies last", K.CALL_TO_ACT),
        ("지성 피부도 되나요? 하셨는데요", K.QUESTION),
        ("댓글에 많이 올라왔는데요", K.QUESTION),
        ("People are asking about the size", K.QUESTION),
    ],
)
def test_hosts_words_give_their_reason(text: str, kind: SignalKind) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    ["오늘 날씨가 참 좋네요", "저번 주에 부산에 다녀왔어요", "We went to the harbour yesterday"],
)
def test_small_talk_sells_nothing(text: str) -> None:
    assert not kinds(text) & {SignalKind(name) for name in KINDS}


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("오만 구천구백원", "오만 구천구백원"),
        ("59,900원", "59,900원"),
        ("5만 9천 9백원이에요", "5만 9천 9백원"),
        ("십이만 팔천 원인데", "십이만 팔천 원"),
        ("just fifty-nine dollars", "fifty-nine dollars"),
        ("one hundred and twenty bucks", "one hundred and twenty bucks"),
    ],
)
def test_prices_are_found_as_they_are_said(text: str, price: str) -> None:
    assert find_prices(text) == (price,)


def test_shares_and_measures_are_understood_in_words() -> None:
    assert find_percents("오십 퍼센트, 30프로, thirty percent") == (
        "오십 퍼센트", "30프로", "thirty percent"
    )  # fmt: skip
    assert quantities("오십 미리 두 병") == quantities("50ml 2병") == {"50ml", "2병"}


@pytest.mark.parametrize("text", ["1만" * 40, "만" * 80, "만 천 " * 40, "1 " * 80 + "월"])
def test_numbers_that_never_come_to_a_price_are_read_in_no_time(text: str) -> None:
    assert find_prices(text) == ()
