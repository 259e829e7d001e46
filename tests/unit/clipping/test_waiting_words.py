"""Words that fill the time before a show, and loops that play again, are no moments."""

from __future__ import annotations

import pytest

from clipping.model import Signal, SignalKind
from clipping.signals.speech import find_speech_signals
from transcripts.model import Segment, Transcript
from transcripts.timeline import Span

LOOP = (
    "오늘 방송에서는 수분크림을 소개합니다",
    "알림을 켜고 기다려 주시면 좋겠습니다",
    "저희 매장은 성수동에 있습니다",
)
ENGLISH_LOOP = (
    "Tonight we bring you our new winter coats.",
    "Turn on the bell so that you hear from us.",
    "Our shop is in the old harbour.",
)


def said(*texts: str, every_ms: int = 5_000) -> Transcript:
    segments = tuple(
        Segment(Span(i * every_ms, i * every_ms + 4_000), text) for i, text in enumerate(texts)
    )
    return Transcript("ko", len(texts) * every_ms, segments)


def found(transcript: Transcript, kind: SignalKind) -> list[Signal]:
    return [signal for signal in find_speech_signals(transcript) if signal.kind is kind]


@pytest.mark.parametrize(
    "text",
    [
        "자 오 사 삼 이 일",
        "삼, 이, 일",
        "셋 둘 하나",
        "5, 4, 3, 2, 1",
        "Three, two, one",
        "five four three two one",
        "잠시 후 시작합니다",
        "잠시 후 라이브 방송을 시작합니다",
        "5분 뒤에 방송 시작할게요",
        "방송 시작 10분 전입니다",
        "라이브 대기 중입니다",
        "We are starting in 5 minutes",
        "The show starts in a few minutes",
        "Starting soon",
        "We'll begin shortly",
    ],
)
def test_a_countdown_to_the_start_is_waiting(text: str) -> None:
    assert found(said(text), SignalKind.COUNTDOWN)


@pytest.mark.parametrize(
    "texts",
    [
        ("3, 2, 1, 쿠폰 열립니다",),
        ("셋 둘 하나", "지금 바로 주문하세요"),
        ("Three, two, one", "the price drops to $19"),
        ("삼십이 일 동안 써 봤어요",),
        ("비율은 3.2.10 입니다",),
        ("아침부터 시작하는 하루 루틴이에요",),
        ("It starts at 59,900 won",),
        ("I started using it two weeks ago",),
    ],
)
def test_counting_down_to_an_offer_and_other_numbers_are_not(texts: tuple[str, ...]) -> None:
    assert not found(said(*texts), SignalKind.COUNTDOWN)


@pytest.mark.parametrize("loop", [LOOP, ENGLISH_LOOP])
def test_speech_that_plays_again_word_for_word_is_a_loop(loop: tuple[str, ...]) -> None:
    show = said(*loop, *loop, *loop, "이제 정말로 이야기를 나눠 볼까요", "네 크림을 먼저 볼게요")

    repeats = found(show, SignalKind.REPEAT)

    assert [signal.span for signal in repeats] == [Span(0, 44_000)]
    assert repeats[0].detail == "seconds=44"


def test_who_says_something_again_is_no_loop() -> None:
    once = (*LOOP[:2], "다른 이야기를 조금 하겠습니다", *LOOP[:2])
    paused = tuple(
        Segment(Span(at, at + 4_000), text)
        for at, text in zip((0, 5_000, 10_000, 30_000, 37_000, 42_000), (*LOOP, *LOOP), strict=True)
    )

    assert not found(said(*once), SignalKind.REPEAT)
    assert not found(Transcript("ko", 60_000, paused), SignalKind.REPEAT)


def test_a_host_who_says_yes_all_the_time_is_no_loop() -> None:
    assert not found(said(*(["네"] * 12)), SignalKind.REPEAT)


def test_the_loop_after_the_show_is_found_too() -> None:
    show = said("네 크림을 먼저 볼게요", "손등에 올려 두겠습니다", "다음에 만나요", "끝", *LOOP * 3)

    assert [signal.span for signal in found(show, SignalKind.REPEAT)] == [Span(20_000, 64_000)]


def test_what_comes_again_after_other_words_is_a_recap() -> None:
    between = ("그 사이에 다른 이야기를 합니다", "크림을 손등에 올려 두겠습니다")

    assert not found(said(*LOOP, *between, *LOOP), SignalKind.REPEAT)


def test_a_film_shown_twice_amid_the_show_is_none_of_the_waiting() -> None:
    talk = [f"{i} 번째 상품을 천천히 이야기합니다" for i in range(5)]

    assert not found(said(*talk, *LOOP * 3, *talk[::-1]), SignalKind.REPEAT)
