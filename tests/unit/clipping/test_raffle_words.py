"""A raffle that the host speaks of is kept out, with or without chat."""

from __future__ import annotations

import pytest

from clipping.evidence import Evidence
from clipping.highlights import find_highlights
from clipping.model import SignalKind
from clipping.policy import Policy
from clipping.signals.speech import find_speech_signals
from transcripts.model import Segment, Transcript
from transcripts.timeline import Span


def is_raffle(text: str) -> bool:
    segment = Segment(Span(0, 5_000), text)
    signals = find_speech_signals(Transcript("ko", 6_000, (segment,)))
    return any(signal.kind is SignalKind.RAFFLE for signal in signals)


@pytest.mark.parametrize(
    "text",
    [
        "지금부터 추첨을 시작하겠습니다",
        "자 그럼 당첨자 발표할게요",
        "댓글 남겨 주신 분들 중에 뽑을게요",
        "댓글로 참여 많이 해 주세요",
        "채팅창에 번호 하나씩 적어 주시면 됩니다",
        "채팅에 '바다'라고 쳐 주세요",
        "구매하신 분들 중 다섯 분을 뽑아서 사은품을 보내 드립니다",
        "랜덤으로 세 분께 선물을 드릴게요",
        "오늘의 행운의 주인공은 누구일까요",
        "이벤트에 참여하시려면 구매 인증을 해 주세요",
        "댓글 이벤트 결과 알려 드릴게요",
        "김민지 님 축하드립니다",
        "축하드립니다 김*지 님",
        "정답은 삼번이었습니다",
        "응모해 주신 모든 분들 감사합니다",
        "룰렛 한번 돌려 볼게요",
        "It's time for our giveaway",
        "We have a give-away for you tonight",
        "And the winner is Sarah from Ohio",
        "I'm going to pick three lucky viewers",
        "Let me draw a name right now",
        "Comment your favorite color below to enter",
        "Type yes in the chat for a chance to win a free set",
        "Congratulations to our lucky winner",
        "You have a chance to win the whole collection",
        "The prize is a gift card",
    ],
)
def test_talk_of_a_raffle_is_recognised(text: str) -> None:
    assert is_raffle(text)


@pytest.mark.parametrize(
    "text",
    [
        "커피를 내려서 한 잔 뽑아 볼게요",
        "이 색상이 제일 잘 뽑혔어요",
        "댓글에 질문이 많이 올라오네요",
        "궁금하신 점은 댓글로 남겨 주시면 바로 답해 드릴게요",
        "채팅창에 사이즈 적어 주시면 상담해 드려요",
        "두 분이 같이 쓰셔도 넉넉해요",
        "생일 축하 선물로도 정말 좋아요",
        "이벤트 가격은 오늘까지예요",
        "구매하신 분 전원에게 사은품을 드립니다",
        "This serum is a real winner for dry skin",
        "It is an award-winning design",
        "I would pick the black one",
        "You can draw the curtain with one hand",
        "Leave it on for ten minutes and rinse",
    ],
)
def test_what_merely_sounds_like_it_is_none(text: str) -> None:
    assert not is_raffle(text)


def test_no_suggestion_lies_in_a_raffle_that_only_the_host_tells() -> None:
    raffle = (
        "자 지금 삼만 구천원짜리 세트를 추첨으로 드릴게요",
        "댓글로 참여해 주시면 제가 직접 발라 본 이 제품 드려요",
        "김민지 님 축하드립니다 오만원 상당의 할인 쿠폰입니다",
    )
    plain = [f"{word} 이야기를 이어서 들려 드립니다" for word in "가나다라마바사아자차카타파하"]
    texts = [*plain * 4, *raffle, *plain * 4]
    segments = tuple(
        Segment(Span(i * 6_000, i * 6_000 + 5_200), text) for i, text in enumerate(texts)
    )
    duration_ms = len(texts) * 6_000
    told = Span(len(plain) * 4 * 6_000, (len(plain) * 4 + len(raffle)) * 6_000)

    found = find_highlights(
        Evidence(duration_ms, Transcript("ko", duration_ms, segments)), Policy(count=10)
    )

    assert not any(h.span.overlap_ms(told) * 4 > h.span.duration_ms for h in found.highlights)
