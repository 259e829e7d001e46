"""A made-up show of any length as finished stages would give it, for benchmarks of the choice."""

from __future__ import annotations

import random
from itertools import pairwise

from clipping.evidence import Evidence
from clipping.model import Metric, Offer, OfferKind, Scene
from clipping.picture_curve import PictureCurve
from transcripts.messages import ChatMessage, MessageKind
from transcripts.model import Segment, Transcript, Word
from transcripts.products import Product
from transcripts.sound import SoundCurve
from transcripts.timeline import Span, merged

#: Messages of a busy show: 150,000 in three hours.
MESSAGES_PER_MINUTE = 833
#: Nothing is said at its beginning and end, for three minutes and one in three hours: what a minute
#: costs is the same for every length.
_WAITING_SHARE, _END_SHARE = 60, 180
_SECOND_MS, _MINUTE_MS = 1_000, 60_000
_FIRST_COUPON_MS = 580_000
_PLAIN = (
    *(
        "오늘",
        "여러분",
        "정말",
        "이렇게",
        "하나씩",
        "색상이",
        "두 가지",
        "크기는",
        "손바닥만",
        "하고",
    ),
    *("아침에", "저녁까지", "가볍게", "들고", "다니기", "좋아서", "저는", "늘", "가방에", "넣어요"),
)
_PITCHES = (
    "지금 쿠폰 쓰시면 삼만 구천구백원이고 오늘만 30% 할인이에요",
    "제가 직접 발라 볼게요 보시면 이렇게 흡수가 빨라요",
    "다른 제품보다 훨씬 가볍고 차이가 커요",
    "민감하신 분도 걱정 없이 쓰시고 반품도 문제없어요",
)
_SMALL = (
    "ㅎㅎ",
    "네네",
    "좋아요",
    "예쁘다",
    "ㅋㅋㅋ",
    "배송 언제 와요?",
    "얼마예요?",
    "오",
    "👍👍",
)
_LIVELY = ("와 대박", "ㅋㅋㅋㅋㅋ", "샀어요!", "이 가격 실화?", "주문완료")
_PRODUCTS = ("기타 키트", "커피잔 세트", "사진 인화기", "등산 로프", "생수 묶음", "삼계탕 밀키트")


def made_up_show(minutes: int, *, seed: int = 1) -> Evidence:
    """Speech, chat, sales, sound and picture of a show. The same arguments give the same show."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    duration_ms = minutes * _MINUTE_MS
    transcript = _transcript(dice, duration_ms)
    voiced = merged((s.span for s in transcript.segments), max_gap_ms=300)
    return Evidence(
        duration_ms=duration_ms,
        transcript=transcript,
        scenes=_scenes(dice, duration_ms),
        chat=_chat(dice, duration_ms),
        metrics=_metrics(dice, duration_ms),
        offers=_offers(duration_ms),
        products=tuple(Product(f"p{n}", name) for n, name in enumerate(_PRODUCTS, 1)),
        sound=SoundCurve(
            100,
            tuple(dice.gauss(-26, 4) for _ in range(duration_ms // 100)),
            voiced,
            (Span(0, duration_ms // _WAITING_SHARE),),
        ),
        picture=PictureCurve(
            _SECOND_MS,
            tuple(abs(dice.gauss(0.01, 0.005)) for _ in range(duration_ms // _SECOND_MS)),
            waiting=(Span(0, duration_ms // _WAITING_SHARE),),
        ),
    )


def _transcript(dice: random.Random, duration_ms: int) -> Transcript:
    segments = []
    at = duration_ms // _WAITING_SHARE
    while at < duration_ms - duration_ms // _END_SHARE:
        text = dice.choice(_PITCHES) if dice.random() < 0.1 else _plain(dice)
        words = []
        for word in text.split():
            length = 120 + 70 * len(word)
            words.append(Word(Span(at, at + length), word, 0.9))
            at += length + dice.randrange(20, 90)
        segments.append(
            Segment(Span(words[0].span.start_ms, words[-1].span.end_ms), text, tuple(words))
        )
        at += dice.choice((250, 400, 700, 1_200, 2_500))
    return Transcript("ko", duration_ms, tuple(segments))


def _plain(dice: random.Random) -> str:
    product = [dice.choice(_PRODUCTS)] if dice.random() < 0.1 else []
    return " ".join(product + dice.sample(_PLAIN, dice.randrange(4, 10)))


def _scenes(dice: random.Random, duration_ms: int) -> tuple[Scene, ...]:
    cuts = sorted(
        {0, duration_ms, *(dice.randrange(duration_ms) for _ in range(duration_ms // 20_000))}
    )
    return tuple(Scene(Span(a, b)) for a, b in pairwise(cuts))


def _chat(dice: random.Random, duration_ms: int) -> tuple[ChatMessage, ...]:
    total = duration_ms * MESSAGES_PER_MINUTE // _MINUTE_MS
    bursts = [dice.randrange(duration_ms) for _ in range(max(1, duration_ms // 150_000))]
    out = []
    for number in range(total):
        lively = number % 5 == 0
        at = (
            dice.choice(bursts) + dice.expovariate(1 / 8_000)
            if lively
            else dice.random() * duration_ms
        )
        person = f"v{int(dice.paretovariate(0.6)) % 20_000}"
        text = dice.choice(_LIVELY if lively else _SMALL)
        out.append(ChatMessage(int(at), person, text, MessageKind.CHAT))
    return tuple(sorted(out, key=lambda message: message.at_ms))


def _metrics(dice: random.Random, duration_ms: int) -> tuple[Metric, ...]:
    rows = []
    for at in range(0, duration_ms, 10_000):
        share = at / duration_ms
        viewers = 400 * (0.4 + 0.6 * share) + dice.gauss(0, 8)
        orders = sum(dice.random() < 0.1 + 0.2 * share for _ in range(10))
        rows.append(Metric(at, round(viewers), orders, orders * 39_900))
    return tuple(rows)


def _offers(duration_ms: int) -> tuple[Offer, ...]:
    step = duration_ms // len(_PRODUCTS)
    pins = [
        Offer(Span(n * step, (n + 1) * step), OfferKind.PIN, name, f"p{n + 1}")
        for n, name in enumerate(_PRODUCTS)
    ]
    coupons = [
        Offer(Span(at, at + 300_000), OfferKind.COUPON, "방송 중 쿠폰")
        for at in range(_FIRST_COUPON_MS, duration_ms, 900_000)
    ]
    return tuple(sorted((*pins, *coupons), key=lambda offer: offer.span))
