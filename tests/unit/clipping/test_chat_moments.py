"""Which moments a chat answers, how late it answers, and what of it is noise."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from clipping.evidence import Evidence
from clipping.highlights import Policy, find_highlights
from clipping.model import Signal, SignalKind
from clipping.scoring import Scored
from clipping.signals.chat import ChatSignals, find_chat_signals
from clipping.signals.excitement import USUAL_LAG_S, answers, excitement
from clipping.signals.messages import sort_messages, topic_of
from clipping.spacing import best_spaced
from transcripts.messages import ChatMessage
from transcripts.timeline import Span

HALF_HOUR = 1_800_000
K = SignalKind


def background(every_ms: int = 4_000) -> list[ChatMessage]:
    """Somebody says something unremarkable now and then."""
    dice = random.Random(7)
    return [
        ChatMessage(dice.randrange(HALF_HOUR), f"b{i % 60}", f"네네 {i % 7}")
        for i in range(HALF_HOUR // every_ms)
    ]


def crowd(at_ms: int, text: str, people: int = 30, over_ms: int = 12_000) -> list[ChatMessage]:
    step = over_ms // people
    return [ChatMessage(at_ms + i * step, f"p{i}", text) for i in range(people)]


def found(messages: list[ChatMessage], causes: tuple[int, ...] = ()) -> ChatSignals:
    ordered = sorted(messages, key=lambda message: message.at_ms)
    return find_chat_signals(ordered, HALF_HOUR, causes)


def strongest(chat: ChatSignals) -> Signal:
    return max(chat.signals, key=lambda signal: signal.strength)


def test_a_moment_lies_before_its_answers_and_ends_with_the_densest_of_them():
    best = strongest(found([*background(), *crowd(900_000, "대박")]))

    assert 873_000 <= best.span.start_ms <= 893_000
    assert 900_000 <= best.span.end_ms <= 915_000


def test_sudden_laughter_is_worth_more_than_the_same_people_over_minutes():
    sudden = crowd(600_000, "ㅋㅋㅋ", people=40, over_ms=12_000)
    slow = crowd(1_200_000, "ㅎㅎㅎ", people=40, over_ms=240_000)

    best = strongest(found([*background(), *sudden, *slow]))

    assert 570_000 <= best.span.start_ms <= 600_000


def test_one_storm_does_not_hide_the_other_moments():
    storm = crowd(600_000, "대박", people=400, over_ms=20_000)
    others = [m for at in (900_000, 1_100_000, 1_300_000) for m in crowd(at, "와 대박")]

    chat = found([*background(), *storm, *others])

    for at in (900_000, 1_100_000, 1_300_000):
        near = [s for s in chat.signals if abs(s.span.start_ms - (at - 20_000)) < 15_000]
        assert max(s.strength for s in near) > 0.3


def test_shouting_and_short_calls_weigh_more_than_talk():
    texts = {
        "shout": "WOW THIS",
        "call": "a short call",
        "talk": "well I think that one could also look at this in another way, if one likes",
    }
    chat = [ChatMessage(i * 1000, f"p{i}", text) for i, text in enumerate(texts.values())]

    weights = [r.weight for r in sort_messages(chat, HALF_HOUR).reactions]

    assert weights[0] > weights[1] > 3 * weights[2]


def test_floods_of_emoji_weigh_little_also_when_a_platform_writes_their_names():
    texts = ("😍😍😍", ":heart_eyes:", ":d_47: :d_47:", "예뻐")
    chat = [ChatMessage(i * 1000, f"p{i}", text) for i, text in enumerate(texts)]

    weights = [r.weight for r in sort_messages(chat, HALF_HOUR).reactions]

    assert max(weights[:3]) < weights[3] / 2


def test_the_lag_is_measured_where_the_show_tells_its_causes():
    causes = tuple(range(120_000, 1_700_000, 190_000))
    answered = [m for at in causes for m in crowd(at + 8_000, "대박", people=12, over_ms=6_000)]

    chat = found([*background(), *answered], causes)

    assert chat.lag is not None
    assert chat.lag.is_measured
    assert 8 <= chat.lag.seconds <= 14
    assert f"{chat.lag.seconds} s late here" in chat.notes[0].text
    best = strongest(chat)
    assert min(abs(best.span.start_ms - at) for at in causes) <= 6_000


@pytest.mark.parametrize("causes", [(), tuple(range(100_000, 1_700_000, 97_000))])
def test_where_nothing_tells_the_lag_the_usual_one_is_used_and_named(causes: tuple[int, ...]):
    chat = found([*background(), *crowd(900_000, "대박")], causes)

    assert chat.lag is not None
    assert (chat.lag.seconds, chat.lag.is_measured) == (USUAL_LAG_S, False)
    assert f"{USUAL_LAG_S} s were assumed" in chat.notes[0].text


def test_a_poll_is_a_weaker_moment_than_a_reaction_of_as_many():
    poll = [
        ChatMessage(600_000 + i * 400, f"v{i}", ("파랑이요", "빨강이요", "검정이요")[i % 3])
        for i in range(30)
    ]

    chat = found([*background(), *poll, *crowd(1_200_000, "우와 예뻐")])

    assert strongest(chat).span.start_ms > 1_100_000


@pytest.mark.parametrize("messages", [150, 1200, 4000])
def test_a_chat_without_moments_has_no_strong_ones(messages: int):
    dice = random.Random(messages)
    words = (
        "네네",
        "오늘 좀 춥네요",
        "저도요",
        "그렇군요",
        "점심 먹고 왔어요",
        "사이즈가 고민이네요",
    )
    chat = [
        ChatMessage(dice.randrange(HALF_HOUR), f"u{dice.randrange(200)}", dice.choice(words))
        for _ in range(messages)
    ]
    moment = [*chat, *crowd(900_000, "와 대박", people=10 + messages // 60)]

    assert max((s.strength for s in found(chat).signals), default=0) < 0.5
    assert strongest(found(moment)).strength > 0.5


def test_the_talk_around_a_raffle_belongs_to_it():
    raffle = crowd(900_000, "이벤트 참여완료 #당첨기원")

    span = next(s.span for s in found([*background(), *raffle]).signals if s.kind is K.RAFFLE)

    assert (span.start_ms, span.end_ms // 1000) == (890_000, 921)


@pytest.mark.parametrize(("people", "is_raffle"), [(10, False), (30, True)])
def test_a_few_bare_numbers_are_a_vote_and_many_are_a_raffle(people: int, is_raffle: bool):
    numbers = crowd(900_000, "1", people=people)

    kinds = {signal.kind for signal in found([*background(), *numbers]).signals}

    assert (K.RAFFLE in kinds) == is_raffle


def test_what_one_person_announces_again_and_again_is_left_out():
    bot = [
        ChatMessage(i * 60_000, "bot", "Join our community on the shop page") for i in range(1, 20)
    ]

    chat = sort_messages([*bot, ChatMessage(1_500_000, "p", "예뻐요")], HALF_HOUR)

    assert [reaction.person for reaction in chat.reactions] == ["p"]
    assert chat.left_out == 19


def test_copies_in_another_order_or_numbering_are_one_flood():
    words = ["오늘 라방 소문내고 왔어용 제발", "제발 왔어용 오늘 라방 소문내고"]
    flood = [
        ChatMessage(900_000 + i * 500, f"p{i}", f"{i} {words[i % 2]}!!{'!' * (i % 4)}")
        for i in range(20)
    ]

    assert sort_messages(flood, HALF_HOUR).reactions == ()


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("www", "laughter"),
        ("哈哈哈", "laughter"),
        ("jajaja", "laughter"),
        ("55555", "laughter"),
        ("これいくらですか", "price"),
        ("有没有黑色的", "question"),
        ("¿Hay en azul?", "question"),
        ("买了", "purchase"),
        ("lo compré", "purchase"),
        ("すごい", "delight"),
        ("bonjour", "greeting"),
        ("사이즈 문의드려요", "question"),
        ("결제 완료!", "purchase"),
        ("how much is it", "price"),
        ("kim gifted a Tier 1 sub to lee", "notice"),
        ("잘 자요 여러분", "greeting"),
        ("오늘 날씨 흐리네", ""),
        ("555 won", ""),
    ],
)
def test_intents_are_read_in_many_languages(text: str, topic: str):
    assert topic_of(text) == topic


def test_liveliness_is_counted_against_the_usual_and_never_below_nothing():
    reactions = sort_messages(sorted(background(), key=lambda m: m.at_ms), HALF_HOUR).reactions

    lively = excitement(reactions, HALF_HOUR)

    assert lively.min() >= 0
    assert len(answers(lively)) == len(lively) == HALF_HOUR // 1000 + 1


@pytest.mark.parametrize("seconds", [1, 30, 200])
def test_short_recordings_are_read_too(seconds: int):
    chat = [ChatMessage(i * 20 * seconds, f"p{i}", "대박") for i in range(50)]

    signals = find_chat_signals(chat, seconds * 1000).signals

    assert all(0 <= s.span.start_ms < s.span.end_ms <= seconds * 1000 for s in signals)


def scored(start_s: int, score: float, length_s: int = 30) -> Scored:
    return Scored(Span(start_s * 1000, (start_s + length_s) * 1000), score, ())


def test_two_good_moments_are_better_than_a_slightly_better_one_between_them():
    low, middle, high = scored(0, 0.5), scored(70, 0.6), scored(140, 0.5)

    assert best_spaced([low, middle, high], 2, 120_000) == [low, high]
    assert best_spaced([low, middle, high], 1, 120_000) == [middle]


def test_spaced_spans_keep_their_distance_and_never_overlap():
    dice = random.Random(3)
    spans = [scored(dice.randrange(900), dice.random(), dice.randrange(15, 90)) for _ in range(200)]

    chosen = sorted(best_spaced(spans, 8, 60_000), key=lambda one: one.span)

    assert len(chosen) == 8
    for one, other in pairwise(chosen):
        assert other.span.start_ms >= max(one.span.start_ms + 60_000, one.span.end_ms)


def test_as_many_as_asked_for_are_suggested_where_the_distance_leaves_room():
    bursts = [m for at in range(60_000, 1_800_000, 65_000) for m in crowd(at, "대박", people=12)]
    chat = tuple(sorted([*background(), *bursts], key=lambda message: message.at_ms))

    wanted = Policy(count=10, min_gap_ms=120_000)

    assert len(find_highlights(Evidence(HALF_HOUR, chat=chat), wanted).highlights) == 10
