"""What counts as a reason for or against a moment."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from clipping.model import Metric, Offer, OfferKind, Scene, Signal, SignalKind
from clipping.picture_curve import PictureCurve
from clipping.signals.chat import find_chat_signals
from clipping.signals.messages import topic_of
from clipping.signals.motion import find_motion_signals
from clipping.signals.picture import find_picture_signals
from clipping.signals.prices import find_prices
from clipping.signals.sales import find_sales_signals
from clipping.signals.sound import find_sound_signals
from clipping.signals.speech import find_speech_signals
from transcripts.messages import ChatMessage
from transcripts.model import Segment, Transcript
from transcripts.sound import SoundCurve
from transcripts.timeline import Span

HALF_HOUR = 1_800_000
K = SignalKind


def background(every_ms: int = 4_000, duration_ms: int = HALF_HOUR) -> list[ChatMessage]:
    """A chat in which somebody says something unremarkable now and then."""
    times = range(0, duration_ms, every_ms)
    return [ChatMessage(at, f"b{i % 60}", f"네네 {i % 7}") for i, at in enumerate(times)]


def crowd(at_ms: int, text: str, people: int = 30, over_ms: int = 12_000) -> list[ChatMessage]:
    step = over_ms // people
    return [ChatMessage(at_ms + i * step, f"p{i}", text) for i in range(people)]


def found(messages: list[ChatMessage]) -> tuple[Signal, ...]:
    ordered = sorted(messages, key=lambda message: message.at_ms)
    return find_chat_signals(ordered, HALF_HOUR).signals


def near(signals: tuple[Signal, ...], at_ms: int, reach_ms: int = 40_000) -> list[Signal]:
    return [s for s in signals if abs(s.span.start_ms - at_ms) <= reach_ms]


def strongest(signals: tuple[Signal, ...]) -> Signal:
    return max(signals, key=lambda signal: signal.strength)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ㅋㅋㅋㅋㅋ", K.CHAT_LAUGHTER),
        ("와 대박", K.CHAT_DELIGHT),
        ("주문완료", K.CHAT_PURCHASE),
        ("just bought it", K.CHAT_PURCHASE),
        ("이거 물에 젖어도 되나요?", K.CHAT_QUESTION),
        ("얼마예요", K.CHAT_BURST),
    ],
)
def test_a_burst_says_what_people_did(text: str, kind: SignalKind) -> None:
    best = strongest(found([*background(), *crowd(900_000, text)]))

    assert best.kind is kind
    assert "people=" in best.detail


def test_a_burst_counts_people_not_messages() -> None:
    one_person = [ChatMessage(900_000 + i * 300, "loud", f"대박 {i}") for i in range(60)]

    assert not [s for s in near(found([*background(), *one_person]), 890_000) if s.strength > 0.5]


def test_a_burst_is_laid_before_its_first_message_not_at_its_peak() -> None:
    best = strongest(found([*background(), *crowd(900_000, "대박")]))

    assert 875_000 <= best.span.start_ms <= 895_000
    assert best.span.end_ms <= 910_000


@pytest.mark.parametrize(
    "text",
    ["정답 삼계탕 #소통왕", "1", "entering the giveaway!", "오늘 방송 정말 기대하고 왔습니다"],
)
def test_what_people_were_asked_to_paste_is_no_burst(text: str) -> None:
    signals = found([*background(), *crowd(900_000, text, people=40)])

    assert not [s for s in near(signals, 890_000) if s.kind is not K.RAFFLE and s.strength > 0.4]


def test_a_raffle_is_marked_where_people_enter_it() -> None:
    signals = found([*background(), *crowd(900_000, "이벤트 참여완료 #당첨기원")])

    raffle = next(s for s in signals if s.kind is K.RAFFLE)
    assert raffle.span.overlap_ms(Span(900_000, 912_000)) > 8_000


def test_greetings_at_the_start_are_no_burst() -> None:
    signals = found([*background(), *crowd(5_000, "안녕하세요~")])

    assert not [s for s in near(signals, 0) if s.strength > 0.4]


def test_a_small_chat_says_that_it_is_too_small() -> None:
    few = [ChatMessage(i * 1_000, f"p{i % 5}", "대박") for i in range(20)]

    chat = find_chat_signals(few, HALF_HOUR)

    assert chat.signals == ()
    assert "Not enough chat" in chat.notes[0].text


def test_the_host_and_the_time_after_the_show_do_not_count() -> None:
    host = [ChatMessage(900_000 + i * 100, f"h{i}", "대박", is_host=True) for i in range(40)]
    late = crowd(HALF_HOUR + 60_000, "대박", people=50)

    assert found([*background(), *host, *late]) == found(background())


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ㅎㅎㅎ", "laughter"),
        ("배송 언제 와요?", "question"),
        ("저도 주문했어요", "purchase"),
        ("안녕하세요", "greeting"),
        ("LOL", "laughter"),
        ("wow", "delight"),
        ("오늘 날씨 흐리네", ""),
    ],
)
def test_messages_are_sorted_by_what_they_do(text: str, topic: str) -> None:
    assert topic_of(text) == topic


def spoken(*texts: str, language: str = "ko") -> Transcript:
    segments = tuple(
        Segment(Span(i * 5_000, i * 5_000 + 4_500), text) for i, text in enumerate(texts)
    )
    return Transcript(language, 5_000 * len(texts), segments)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("오늘만 오만 구천구백원에 드려요", K.PRICE),
        ("It is only $24.90 today", K.PRICE),
        ("지금 쿠폰 받으시면 30% 할인이에요", K.DISCOUNT),
        ("제가 한번 발라 볼게요", K.DEMONSTRATION),
        ("Let me show you how it folds", K.DEMONSTRATION),
        ("다른 제품보다 훨씬 가벼워요", K.COMPARISON),
        ("피부가 민감하셔도 안심하고 쓰세요", K.OBJECTION),
        ("저도 집에서 매일 쓰고 있어요", K.TESTIMONIAL),
        ("얼마 안 남았으니 지금 바로 주문하세요", K.CALL_TO_ACT),
        ("소리 잘 들리시나요", K.TECHNICAL),
        ("여러분 안녕하세요 반갑습니다", K.GREETING),
        ("당첨되신 분 축하드립니다", K.RAFFLE),
    ],
)
def test_what_is_said_gives_its_reason(text: str, kind: SignalKind) -> None:
    assert kind in {signal.kind for signal in find_speech_signals(spoken(text))}


@pytest.mark.parametrize(
    "text", ["우리 직원들이 공원에서 만났어요", "회원 여러분", "The weather is fine"]
)
def test_words_that_only_sound_like_prices_are_none(text: str) -> None:
    assert find_prices(text) == ()


@pytest.mark.parametrize(
    ("text", "kind", "quoted"),
    [
        ("안쪽까지 잘 보이시죠?", K.DEMONSTRATION, "words=보이시죠"),
        ("지금 3만 원이면 정말 저렴해요", K.PRICE, "words=3만 원"),
    ],
)
def test_what_is_quoted_reads_as_words_and_not_as_stems(
    text: str, kind: SignalKind, quoted: str
) -> None:
    signals = find_speech_signals(spoken(text))

    assert [signal.detail for signal in signals if signal.kind is kind] == [quoted]


def test_a_question_counts_with_the_sentence_that_answers_it() -> None:
    signals = find_speech_signals(spoken("이거 방수 되냐고 물어보셨는데", "네 비 맞아도 됩니다"))

    question = next(s for s in signals if s.kind is K.QUESTION)
    assert question.span == Span(0, 9_500)


def test_orders_count_against_the_shows_own_rise() -> None:
    rising = [Metric(i * 10_000, orders=1 + i / 40) for i in range(360)]
    surge = [
        Metric(row.at_ms, orders=(row.orders or 0) + (6 if 100 <= i < 106 else 0))
        for i, row in enumerate(rising)
    ]

    assert find_sales_signals(rising, (), 3_600_000) == ()
    only = find_sales_signals(surge, (), 3_600_000)
    assert [signal.kind for signal in only] == [K.ORDERS]
    assert only[0].span.end_ms <= 1_000_000


def test_a_wave_of_orders_is_laid_where_people_decided() -> None:
    rows = [Metric(i * 10_000, orders=4 if 100 <= i < 106 else i % 3 == 0) for i in range(240)]

    (wave,) = find_sales_signals(rows, (), 2_400_000)

    assert wave.span == Span(955_000, 1_000_000)
    assert "at=16:30" in wave.detail


def test_orders_that_scatter_as_counts_do_are_no_wave() -> None:
    dice = Random(3)
    rows = [
        Metric(i * 10_000, orders=sum(dice.random() < 0.05 for _ in range(20))) for i in range(360)
    ]

    assert find_sales_signals(rows, (), 3_600_000) == ()


def test_viewers_who_come_because_the_show_begins_are_no_reason() -> None:
    def viewers(i: int) -> float:
        arriving = 400 * (1 - 0.9**i)
        return arriving + (300 if i >= 150 else 0)

    rows = [Metric(i * 10_000, viewers=viewers(i)) for i in range(360)]

    (rise,) = find_sales_signals(rows, (), 3_600_000)

    assert rise.kind is K.VIEWERS
    assert rise.span.overlap_ms(Span(1_490_000, 1_510_000))


def test_an_offer_counts_where_it_opens() -> None:
    offer = Offer(Span(60_000, 600_000), OfferKind.COUPON, "5천원 쿠폰", "p1")

    signal = find_sales_signals((), (offer,), HALF_HOUR)[0]

    assert signal.kind is K.OFFER
    assert signal.span == Span(60_000, 100_000)


def test_silence_is_dead_air_and_music_is_music() -> None:
    voiced = (Span(0, 20_000), Span(40_000, 60_000), Span(80_000, 120_000))
    sound = SoundCurve(100, (-20.0,) * 1_200, voiced, (Span(60_000, 80_000),))

    spoilt = {s.kind: s.span for s in find_sound_signals(sound, 120_000)}

    assert spoilt == {K.DEAD_AIR: Span(20_000, 40_000), K.MUSIC_ONLY: Span(60_000, 80_000)}


def test_a_raised_voice_is_heard_against_the_speakers_own_level() -> None:
    levels = [-30.0] * 3_000
    levels[1_500:1_540] = [-18.0] * 40
    sound = SoundCurve(100, tuple(levels), (Span(0, 300_000),), ())

    loud = [s for s in find_sound_signals(sound, 300_000) if s.kind is K.LOUDNESS]

    assert [signal.span for signal in loud] == [Span(150_000, 154_000)]


def test_a_still_picture_is_lost_time_only_while_nobody_speaks() -> None:
    picture = PictureCurve(1000, (), waiting=(Span(0, 60_000), Span(100_000, 160_000)))
    voiced = (Span(100_000, 200_000),)

    spoilt = find_picture_signals(picture, voiced, 200_000)

    assert [signal.span for signal in spoilt] == [Span(0, 60_000)]


@pytest.mark.parametrize(
    ("text", "is_objection"),
    [
        ("such as the regular one", False),
        ("A/S도 되니까 걱정 마세요", True),
        ("AS 기간은 일 년입니다", True),
    ],
)
def test_after_sales_service_is_no_english_word(text: str, is_objection: bool) -> None:
    said = Transcript("ko", 10_000, (Segment(Span(0, 3000), text),))

    kinds = {signal.kind for signal in find_speech_signals(said)}

    assert (SignalKind.OBJECTION in kinds) is is_objection


@pytest.mark.parametrize(("text", "is_asked"), [("저기요?", False), ("얼마예요?", True)])
def test_calling_somebody_asks_nothing(text: str, is_asked: bool) -> None:
    said = (Segment(Span(0, 900), text), Segment(Span(1_000, 3_000), "네 만 구천원이에요"))

    kinds = {signal.kind for signal in find_speech_signals(Transcript("ko", 10_000, said))}

    assert (SignalKind.QUESTION in kinds) is is_asked


def moving(*, still: bool = False) -> list[float]:
    """Ten minutes of a talking head with hands at work from 300 s to 310 s."""
    usual = [0.010 + 0.001 * (second % 3) for second in range(600)]
    return usual if still else [*usual[:300], *([0.05] * 10), *usual[310:]]


def test_hands_at_work_move_the_picture_above_the_shows_own_level() -> None:
    found = list(find_motion_signals(PictureCurve(1000, tuple(moving())), (), 600_000))

    assert len(found) == 1
    assert found[0].span.overlap_ms(Span(300_000, 310_000)) >= 8_000
    assert found[0].kind is K.MOTION
    assert "times=" in found[0].detail


@pytest.mark.parametrize(
    "picture",
    [
        PictureCurve(1000, ()),
        PictureCurve(1000, (0.01,) * 5),
        PictureCurve(1000, tuple(moving(still=True))),
        PictureCurve(1000, tuple(moving()), waiting=(Span(295_000, 315_000),)),
        PictureCurve(1000, (0.0,) * 600, black=(Span(0, 600_000),)),
    ],
)
def test_a_picture_without_more_movement_tells_nothing(picture: PictureCurve) -> None:
    assert list(find_motion_signals(picture, (), 600_000)) == []


def test_a_nearer_shot_is_no_movement() -> None:
    picture = PictureCurve(1000, tuple(moving()))
    ends = [0, 300_000, 310_000, 600_000]
    scenes = tuple(Scene(Span(start, end)) for start, end in pairwise(ends))

    assert list(find_motion_signals(picture, scenes, 600_000)) == []


def test_cuts_are_no_movement() -> None:
    curve = moving(still=True)
    for second in (300, 302, 304, 306):
        curve[second] = 0.3
    ends = [0, 300_000, 302_000, 304_000, 306_000, 600_000]
    scenes = tuple(Scene(Span(start, end)) for start, end in pairwise(ends))

    assert list(find_motion_signals(PictureCurve(1000, tuple(curve)), scenes, 600_000)) == []
