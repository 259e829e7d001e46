"""What is suggested, where it begins and ends, and how it is explained."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipping.boundaries import LEAST_TAIL_MS, sentence_lattice
from clipping.evidence import Evidence
from clipping.highlights import find_highlights
from clipping.highlights_json import (
    highlight_from_json,
    highlights_to_json,
    signal_from_json,
    signal_to_json,
)
from clipping.model import Metric, Offer, OfferKind, Scene, Signal, SignalKind
from clipping.picture_curve import PictureCurve
from clipping.policy import Policy
from clipping.reasons import reason_sentence, rejection_sentence
from clipping.score_weights import DEFAULT_WEIGHTS
from clipping.scoring import stands_alone
from clipping.titles import MAX_TITLE, columns, find_title, shortened
from transcripts.messages import ChatMessage
from transcripts.model import Segment, Transcript, Word
from transcripts.products import Product
from transcripts.sound import SoundCurve
from transcripts.timeline import Span

HALF_HOUR = 1_800_000
NOUNS = [
    *("바다", "산책", "아침", "도시", "음악", "여행", "친구"),
    *("시골", "골목", "사진", "겨울", "강변", "도서관"),
]
VERBS = [
    "떠올립니다",
    "기억합니다",
    "그립니다",
    "지나갑니다",
    "사랑합니다",
    "바라봅니다",
    "걷습니다",
]
PITCHES = (
    "지금 쿠폰 쓰시면 삼만 구천원이고 오늘만 30% 할인이에요",
    "제가 직접 발라 볼게요 보시면 이렇게 흡수가 빨라요",
    "다른 제품보다 훨씬 가볍고 기존 제품과 비교하면 차이가 커요",
    "저도 집에서 매일 쓰는데 후기도 정말 좋고 재구매가 많아요",
    "민감하신 분도 걱정 없이 쓰시고 반품도 문제없어요",
)


def sentence(start_ms: int, text: str, length_ms: int = 5_000) -> Segment:
    words = text.split()
    step = length_ms // len(words)
    return Segment(
        Span(start_ms, start_ms + length_ms),
        text,
        tuple(
            Word(Span(start_ms + i * step, start_ms + (i + 1) * step), word)
            for i, word in enumerate(words)
        ),
    )


def show(pitches: dict[int, str] | None = None, *, pause_ms: int = 900) -> Transcript:
    """Half an hour of plain talk with a pitch in the sentences whose numbers are given."""
    pitches = pitches or {}
    segments = []
    for index, at in enumerate(range(20_000, HALF_HOUR - 20_000, 5_000 + pause_ms)):
        segments.append(sentence(at, pitches.get(index, plain(index))))
    return Transcript("ko", HALF_HOUR, tuple(segments))


def plain(index: int) -> str:
    """Talk that gives no reason; neighbours and repeats differ in their words."""
    first, second = NOUNS[index % 13], NOUNS[(index * index // 13 + 5) % 13]
    return f"우리는 {first} 이야기와 {second} 이야기를 {VERBS[index // 3 % 7]}"


def crowd(at_ms: int, people: int = 40) -> list[ChatMessage]:
    return [ChatMessage(at_ms + i * 250, f"p{i}", "와 대박") for i in range(people)]


def chat(*bursts: int) -> tuple[ChatMessage, ...]:
    calm = [ChatMessage(at, f"b{at % 61}", "네네") for at in range(0, HALF_HOUR, 5_000)]
    lively = [message for at in bursts for message in crowd(at)]
    return tuple(sorted([*calm, *lively], key=lambda message: message.at_ms))


PITCHED = show({40 * i + 20: text for i, text in enumerate(PITCHES)})


def test_nothing_but_a_length_gives_no_suggestion_and_says_why() -> None:
    found = find_highlights(Evidence(HALF_HOUR), Policy())

    assert found.highlights == ()
    assert any("No moment can be suggested" in note.text for note in found.notes)


def test_speech_alone_finds_the_pitches() -> None:
    found = find_highlights(Evidence(HALF_HOUR, PITCHED), Policy(count=5))

    pitched = [s.span for s in PITCHED.segments if s.text in PITCHES]
    assert all(any(h.span.overlap_ms(span) for h in found.highlights) for span in pitched)


def test_chat_alone_finds_the_crowd_and_opens_before_it() -> None:
    found = find_highlights(Evidence(HALF_HOUR, chat=chat(400_000, 1_200_000)), Policy(count=2))

    starts = sorted(highlight.span.start_ms for highlight in found.highlights)
    assert [380_000 <= starts[0] <= 396_000, 1_180_000 <= starts[1] <= 1_196_000] == [True, True]


def test_a_half_hour_gives_at_least_four_even_when_nothing_stands_out() -> None:
    found = find_highlights(Evidence(HALF_HOUR, show()), Policy())

    assert len(found.highlights) >= 4
    assert any("no strong reason" in note.text for note in found.notes)


def test_fewer_than_asked_for_comes_with_the_reason() -> None:
    short = Transcript("ko", 40_000, (sentence(1_000, PITCHES[0]), sentence(7_000, PITCHES[1])))

    found = find_highlights(Evidence(40_000, short), Policy(count=10))

    assert len(found.highlights) < 10
    assert any(" of 10 suggestions" in note.text for note in found.notes)


def test_the_parts_of_a_score_add_up_to_it() -> None:
    evidence = Evidence(HALF_HOUR, PITCHED, chat=chat(400_000))

    for highlight in find_highlights(evidence, Policy()).highlights:
        assert sum(part.strength for part in highlight.because) == pytest.approx(highlight.score)
        assert list(highlight.because) == sorted(highlight.because, key=lambda p: -p.strength)


def test_too_little_speech_for_a_clip_says_so() -> None:
    little = Transcript("ko", 10_000, (sentence(1_000, PITCHES[0]),))

    found = find_highlights(Evidence(10_000, little), Policy(shortest_ms=15_000))

    assert found.highlights or any("too little" in note.text for note in found.notes)


def test_the_best_come_first_and_never_overlap() -> None:
    found = find_highlights(Evidence(HALF_HOUR, PITCHED, chat=chat(400_000)), Policy(count=8))

    scores = [highlight.score for highlight in found.highlights]
    spans = sorted(highlight.span for highlight in found.highlights)
    assert scores == sorted(scores, reverse=True)
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(spans))


def test_starts_keep_the_distance_asked_for() -> None:
    policy = Policy(count=10, min_gap_ms=120_000)

    starts = sorted(
        h.span.start_ms for h in find_highlights(Evidence(HALF_HOUR, PITCHED), policy).highlights
    )

    assert all(after - before >= 120_000 for before, after in pairwise(starts))


def test_no_clip_cuts_a_word_or_loses_its_tail() -> None:
    words = [word.span for word in PITCHED.words]

    for highlight in find_highlights(Evidence(HALF_HOUR, PITCHED), Policy(count=10)).highlights:
        start, end = highlight.span.start_ms, highlight.span.end_ms
        assert not [
            w for w in words if w.start_ms < start < w.end_ms or w.start_ms < end < w.end_ms
        ]
        assert end - max(w.end_ms for w in words if w.end_ms <= end) >= LEAST_TAIL_MS
        assert start in {o.at_ms for o in sentence_lattice(PITCHED, (), HALF_HOUR).openings}


def test_a_sentence_without_pause_ends_before_the_next_word() -> None:
    crowded = show(pause_ms=0)

    lattice = sentence_lattice(crowded, (), HALF_HOUR)

    assert not any(closing.is_clean for closing in lattice.closings[:-1])
    assert all(
        closing.at_ms <= crowded.segments[closing.sentence + 1].span.start_ms
        for closing in lattice.closings[:-1]
    )


def test_a_cut_just_inside_the_end_becomes_the_end() -> None:
    transcript = Transcript(
        "ko", 20_000, (sentence(1_000, "하나 둘 셋 넷"), sentence(9_000, "다섯 여섯"))
    )
    scenes = (Scene(Span(0, 6_500)), Scene(Span(6_500, 20_000)))

    closing = sentence_lattice(transcript, scenes, 20_000).closings[0]

    assert closing.at_ms == 6_500


def said_within(transcript: Transcript, span: Span) -> str:
    return " ".join(s.text for s in transcript.segments if span.contains(s.span.middle_ms))


def test_waiting_music_and_silence_are_never_suggested() -> None:
    transcript = replace(
        PITCHED,
        segments=tuple(s for s in PITCHED.segments if not 600_000 < s.span.start_ms < 900_000),
    )
    sound = SoundCurve(100, (-25.0,) * 18_000, tuple(s.span for s in transcript.segments), ())
    picture = PictureCurve(1000, (), waiting=(Span(600_000, 900_000),))
    evidence = Evidence(
        HALF_HOUR, transcript, chat=chat(700_000, 1_200_000), sound=sound, picture=picture
    )

    found = find_highlights(evidence, Policy(count=10))

    assert not [h for h in found.highlights if h.span.overlap_ms(Span(606_000, 894_000)) > 6_000]
    assert {"waiting", "dead_air"} & {one.reason for one in found.rejected}


def test_a_pitch_said_twice_is_one_suggestion() -> None:
    block = [PITCHES[0], PITCHES[1], PITCHES[4], PITCHES[3]]
    twice = show({**dict(enumerate(block, 20)), **dict(enumerate(block, 120))})

    found = find_highlights(Evidence(HALF_HOUR, twice), Policy(count=3))

    texts = [said_within(twice, highlight.span) for highlight in found.highlights]
    assert sum(all(pitch in text for pitch in block) for text in texts) <= 1


def test_sales_and_offers_are_enough_for_a_suggestion() -> None:
    metrics = tuple(
        Metric(i * 10_000, orders=9.0 if 60 <= i < 66 else 1.0) for i in range(HALF_HOUR // 10_000)
    )
    offers = (Offer(Span(1_200_000, 1_500_000), OfferKind.COUPON, "쿠폰", "p1"),)

    found = find_highlights(Evidence(HALF_HOUR, metrics=metrics, offers=offers), Policy())

    assert {highlight.kind for highlight in found.highlights} == {"orders", "offer"}


def test_products_are_those_named_and_pinned() -> None:
    transcript = show({20: "이 버튼형 기타 키트는 삼만원에 드려요 정말 할인 많이 했어요"})
    products = (Product("p1", "버튼형 기타 키트"), Product("p2", "삼계탕"))
    pin = Offer(Span(0, HALF_HOUR), OfferKind.PIN, "삼계탕", "p2")

    best = find_highlights(
        Evidence(HALF_HOUR, transcript, offers=(pin,), products=products), Policy(count=1)
    ).highlights[0]

    assert best.product_ids == ("p1", "p2")


@pytest.mark.parametrize("weak", ["그렇지 않습니까?", "저기요?", "indicating the results of both"])
def test_neither_a_call_nor_a_sentence_that_needs_another_is_a_title(weak: str) -> None:
    segments = (sentence(0, "이 컵은 손으로 만든 도자기예요"), sentence(4_000, weak))
    asked = Signal(SignalKind.QUESTION, segments[1].span, 0.2)

    assert find_title(segments, (asked,)) == "이 컵은 손으로 만든 도자기예요"


def test_the_title_is_quoted_from_the_clip_in_whole_words() -> None:
    for highlight in find_highlights(Evidence(HALF_HOUR, PITCHED), Policy(count=5)).highlights:
        title = highlight.title.removesuffix("…")
        said = said_within(PITCHED, highlight.span)
        assert title in said
        assert columns(highlight.title) <= MAX_TITLE
        assert set(title.split()) <= set(said.split())


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_a_title_is_never_too_long(text: str) -> None:
    assert columns(shortened(text)) <= MAX_TITLE


def test_a_sentence_that_was_surely_heard_is_rather_the_title() -> None:
    unsure = heard(sentence(0, "산기탕만 변을 식당인데 사람들이 많아요"), 0.6)
    sure = heard(sentence(4_000, "이 식당 음식이 정말 맛있나 봐요"), 0.95)

    assert find_title((unsure, sure), ()) == "이 식당 음식이 정말 맛있나 봐요"
    assert find_title((heard(unsure, 0.95), sure), ()) == "산기탕만 변을 식당인데 사람들이 많아요"


def test_a_title_that_is_cut_does_not_end_with_a_word_that_asks_for_another() -> None:
    text = "By listening to the audio and comparing the results you hear how well the model does"

    assert shortened(text) == (
        "By listening to the audio and comparing the results you hear how well the model…"
    )
    assert shortened(text, 58) == "By listening to the audio and comparing the results you…"
    assert shortened(text, 44) == "By listening to the audio and comparing…"


def heard(segment: Segment, probability: float) -> Segment:
    words = tuple(replace(word, probability=probability) for word in segment.words)
    return replace(segment, words=words)


def test_the_same_evidence_gives_the_same_answer() -> None:
    evidence = Evidence(HALF_HOUR, PITCHED, chat=chat(400_000))

    first, second = (
        json.dumps(highlights_to_json(find_highlights(evidence, Policy()))) for _ in range(2)
    )

    assert first == second


def test_a_highlight_survives_its_json_form() -> None:
    found = find_highlights(Evidence(HALF_HOUR, PITCHED, chat=chat(400_000)), Policy())

    written = json.loads(json.dumps(highlights_to_json(found)))["highlights"]
    assert tuple(map(highlight_from_json, written)) == found.highlights


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 600_000), max_size=25, unique=True),
    st.lists(st.integers(0, 599_000), max_size=60),
)
def test_any_evidence_gives_spans_inside_the_recording(starts: list[int], asked: list[int]) -> None:
    ordered = sorted(starts)
    segments = tuple(
        sentence(at, PITCHES[i % 5], max(200, min(9_000, after - at)))
        for i, (at, after) in enumerate(pairwise([*ordered, 610_000]))
    )
    messages = tuple(ChatMessage(at, f"p{i}", "대박") for i, at in enumerate(sorted(asked)))
    evidence = Evidence(620_000, Transcript("ko", 620_000, segments), chat=messages)

    for highlight in find_highlights(evidence, Policy(count=5)).highlights:
        assert 0 <= highlight.span.start_ms < highlight.span.end_ms <= 620_000
        assert 15_000 <= highlight.span.duration_ms <= 60_000
        assert 0 <= highlight.score <= 1


def test_a_clip_opens_on_a_sentence_that_can_be_understood_alone() -> None:
    assert stands_alone("이 제품은 물에 젖어도 됩니다")
    assert not stands_alone("그래서 이 제품은 물에 젖어도 됩니다")
    assert not stands_alone("And that is why it works")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", SignalKind)
def test_every_reason_is_a_sentence_with_or_without_its_detail(
    kind: SignalKind, language: str
) -> None:
    detail = (
        "people=47 seconds=8 topic=price words=할인, 쿠폰 db=7 times=1.5 count=9 usual=2 label=쿠폰"
    )

    for text in (detail, "", "label={0} people=1"):
        said = reason_sentence(Signal(kind, Span(0, 1), 0.5, text), language)
        assert said
        assert "{" not in said.replace("{0}", "")
    assert rejection_sentence(kind.value, language)


def test_a_price_burst_reads_as_a_marketer_would_say_it() -> None:
    burst = Signal(SignalKind.CHAT_BURST, Span(0, 1), 0.5, "people=47 seconds=8 topic=price")

    assert reason_sentence(burst, "ko") == "47명이 8초 사이에 가격을 이야기했습니다"
    assert reason_sentence(burst, "en") == "47 people wrote about the price within 8 seconds"
    assert signal_from_json(signal_to_json(burst)) == burst


def test_one_wave_of_orders_makes_one_suggestion() -> None:
    metrics = tuple(
        Metric(i * 10_000, orders=5 if 90 <= i < 96 else i % 4 == 0) for i in range(180)
    )

    found = find_highlights(Evidence(HALF_HOUR, show(), metrics=metrics), Policy(count=6))

    by_orders = [h for h in found.highlights if h.kind == "orders"]
    assert len(by_orders) == 1
    assert by_orders[0].span.overlap_ms(Span(855_000, 900_000)) >= 35_000


def test_what_people_did_outweighs_what_was_said() -> None:
    spoken = {SignalKind.PRICE, SignalKind.DEMONSTRATION, SignalKind.COMPARISON}

    worth = DEFAULT_WEIGHTS.reasons
    assert worth[SignalKind.CHAT_BURST] > max(worth[kind] for kind in spoken)
