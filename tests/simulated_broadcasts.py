"""Broadcasts made by rule, with moments whose topic is known, and a marketer with a known taste."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clipping.evidence import Evidence
from clipping.highlights import find_highlights
from clipping.learning import Judged, Lesson, learn, parts_of
from clipping.model import Highlight, HighlightList
from clipping.policy import Policy
from clipping.score_weights import DEFAULT_WEIGHTS, Weights
from clipping.taste import NO_TASTE, Taste
from transcripts.messages import ChatMessage
from transcripts.model import Segment, Transcript
from transcripts.timeline import Span

MINUTES = 40
SHOWN = 12
_EACH_MS, _GAP_MS = 5_500, 500
_NOUNS = (
    "바다",
    "산책",
    "아침",
    "도시",
    "음악",
    "여행",
    "친구",
    "골목",
    "사진",
    "겨울",
    "강변",
    "공원",
)
_VERBS = ("떠올립니다", "기억합니다", "그립니다", "지나갑니다", "바라봅니다", "걷습니다")
_PITCHES: Mapping[str, tuple[str, ...]] = {
    "demonstration": (
        "제가 직접 발라 볼게요 보시면 {noun}처럼 흡수가 빨라요",
        "이렇게 눌러 보시면 속까지 촉촉한 게 보이시죠 {noun}",
        "자 이렇게 열면 {noun} 향이 나고 이렇게 돌리면 끝이에요",
        "{noun} 옆에서 시연해 볼게요 손등을 보시면 금방 스며들어요",
    ),
    "price": (
        "지금 {noun} 세트는 단돈 삼만 구천원이고 쿠폰 쓰면 더 저렴해요",
        "정가 오만 구천원인데 오늘 {noun} 할인해서 삼만원이에요",
        "{noun} 하나에 만 구천원 특가이고 무료 배송까지 해 드려요",
        "판매가 사만원에 {noun} 사은품이 있고 30% 할인이에요",
    ),
    "comparison": (
        "다른 제품과 {noun} 비교하면 차이가 커요",
        "기존 제품보다 훨씬 가볍고 {noun}만큼 얇아요",
        "시중에 있는 {noun} 제품 대비 두 배 오래가요",
    ),
    "objection": (
        "민감하신 분도 {noun} 걱정 없이 쓰시고 반품도 문제없어요",
        "혹시 {noun} 때문에 안 맞으면 환불도 되니까 안심하세요",
        "{noun} 보증 기간이 길어서 걱정 없어요",
    ),
    "testimonial": (
        "저도 집에서 {noun} 볼 때 매일 쓰는데 후기도 정말 좋아요",
        "제가 실제로 {noun} 여행에 써 봤는데 만족했어요",
        "{noun} 리뷰를 보면 재구매가 정말 많아요",
    ),
}
_ORDER = ("demonstration", "price", "comparison", "objection", "testimonial", "demonstration",
          "price", "comparison", "price", "objection", "testimonial", "demonstration", "price",
          "demonstration", "comparison", "price")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Simulated:
    """A made broadcast. `topics` says what is talked of where."""

    evidence: Evidence
    topics: tuple[tuple[Span, str], ...]

    def topic(self, span: Span) -> str:
        """What most of a span is about, or ""."""
        shares = {topic: 0 for _, topic in self.topics}
        for where, topic in self.topics:
            shares[topic] += where.overlap_ms(span)
        best = max(shares, key=lambda topic: (shares[topic], topic))
        return best if shares[best] > span.duration_ms // 4 else ""


def simulate(seed: int) -> Simulated:
    """A broadcast of forty minutes; the same seed gives the same."""
    dice = random.Random(seed)
    count = MINUTES * 60_000 // (_EACH_MS + _GAP_MS)
    texts = [_plain(dice) for _ in range(count)]
    topics: list[tuple[Span, str]] = []
    order = list(_ORDER)
    dice.shuffle(order)
    room = count // len(order)
    for place, topic in enumerate(order):
        first = place * room + dice.randrange(2, room - 6)
        length = dice.randrange(2, 5)
        for at in range(first, first + length):
            texts[at] = dice.choice(_PITCHES[topic]).format(noun=dice.choice(_NOUNS))
        topics.append((_when(first).union(_when(first + length - 1)), topic))
    segments = tuple(Segment(_when(at), text) for at, text in enumerate(texts))
    duration_ms = MINUTES * 60_000
    return Simulated(
        Evidence(
            duration_ms=duration_ms,
            transcript=Transcript("ko", duration_ms, segments),
            chat=tuple(_chat(dice, topics, duration_ms)),
        ),
        tuple(topics),
    )


def suggest(show: Simulated, weights: Weights = DEFAULT_WEIGHTS) -> HighlightList:
    """What the page would show."""
    return find_highlights(show.evidence, Policy(count=SHOWN), weights=weights)


def judge(show: Simulated, name: str, dice: random.Random) -> list[Judged]:
    """The marketer: likes demonstrations, dislikes talk of prices, and is fickle on the rest."""
    return judged(show, name, suggest(show).highlights, dice)


def judged(
    show: Simulated, name: str, shown: Sequence[Highlight], dice: random.Random
) -> list[Judged]:
    """Decisions on what was shown."""
    out = []
    for highlight in shown:
        topic = show.topic(highlight.span)
        fickle = dice.random() < 0.5
        likes = topic == "demonstration" or (topic != "price" and fickle)
        out.append(Judged(name, likes, parts_of(highlight.because)))
    return out


def learn_from(shows: Sequence[Simulated], seed: int) -> tuple[list[Taste], list[Lesson]]:
    """The taste after each broadcast, each ranked with what was learned before it."""
    dice = random.Random(seed)
    tastes, lessons = [NO_TASTE], []
    for number, show in enumerate(shows):
        shown = suggest(show, tastes[-1].weights()).highlights
        learned = learn(tastes[-1], judged(show, f"show {number}", shown, dice))
        tastes.append(learned.taste)
        lessons += learned.lessons
    return tastes, lessons


def gain(show: Simulated, found: HighlightList) -> float:
    """NDCG of what is shown: 2 for a demonstration, 1 for other moments, 0 for prices."""
    values = [_value(show.topic(one.span)) for one in found.highlights]
    best = sorted((_value(topic) for _, topic in show.topics), reverse=True)[: len(values)]
    return _discounted(values) / _discounted(best)


def precision(show: Simulated, found: HighlightList, topic: str, first: int = 5) -> float:
    """Share of a topic among the first suggestions."""
    shown = found.highlights[:first]
    return sum(show.topic(one.span) == topic for one in shown) / len(shown)


def _value(topic: str) -> float:
    return {"demonstration": 2.0, "price": 0.0, "": 0.0}.get(topic, 1.0)


def _discounted(values: Sequence[float]) -> float:
    return sum(value / math.log2(place + 2) for place, value in enumerate(values))


def _plain(dice: random.Random) -> str:
    first, second = dice.sample(_NOUNS, 2)
    return f"{first}에서 {second} 이야기를 {dice.choice(_VERBS)}"


def _when(at: int) -> Span:
    start_ms = at * (_EACH_MS + _GAP_MS)
    return Span(start_ms, start_ms + _EACH_MS)


def _chat(
    dice: random.Random, topics: Sequence[tuple[Span, str]], duration_ms: int
) -> list[ChatMessage]:
    """A thin murmur, and crowds that react late to a few moments of any topic."""
    times = [(dice.randrange(duration_ms), "좋은 하루") for _ in range(MINUTES * 6)]
    for where, _ in dice.sample(list(topics), 4):
        times += [
            (
                where.start_ms + 12_000 + dice.randrange(9_000),
                dice.choice(("대박", "우와", "예쁘다")),
            )
            for _ in range(dice.randrange(6, 14))
        ]
    return [
        ChatMessage(at_ms, f"p{dice.randrange(400)}", text)
        for at_ms, text in sorted(times)
        if at_ms < duration_ms
    ]
