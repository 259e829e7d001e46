"""The passage that explains a product, and the chapters of a replay."""

from __future__ import annotations

from itertools import pairwise

from exporters.chapters import chapters_vtt, find_chapters
from exporters.passages import find_passages
from exporters.video_data import Moment
from transcripts.mentions import Pin
from transcripts.model import Segment, Transcript
from transcripts.products import Product
from transcripts.timeline import Span

CREAM, MUG = Product("c", "수분 크림"), Product("m", "머그컵")
SAID = (
    "안녕하세요 여러분 반갑습니다",
    "오늘은 수분 크림부터 보여 드릴게요",
    "수분 크림은 무향이고 알코올이 들어 있지 않습니다",
    "손등에 바르면 금방 스며들어요",
    "수분 크림은 오늘 방송 중에만 반값이에요",
    "다음은 머그컵입니다",
    "머그컵은 전자레인지에 돌려도 됩니다",
    "머그컵 손잡이가 넓어서 잡기 편해요",
    "감사합니다 안녕히 계세요",
)


def transcript(texts: tuple[str, ...] = SAID, step_ms: int = 6_000) -> Transcript:
    segments = (
        Segment(Span(step_ms * n, step_ms * n + 5_000), text) for n, text in enumerate(texts)
    )
    return Transcript("ko", step_ms * len(texts), tuple(segments))


def test_a_passage_explains_its_product_and_no_other():
    found = find_passages(transcript(), (CREAM, MUG))

    assert found["c"].span == Span(6_000, 17_000)
    assert found["m"].span == Span(30_000, 47_000)
    assert all("머그" not in line.text for line in found["c"].lines)


def test_a_passage_holds_nothing_that_must_be_checked_first():
    lines = " ".join(line.text for line in find_passages(transcript(), (CREAM,))["c"].lines)

    assert "반값" not in lines


def test_a_pinned_product_keeps_the_sentences_that_only_go_on():
    pins = (Pin(Span(0, 24_000), "c"),)

    found = find_passages(transcript(), (CREAM, MUG), pins)
    assert "스며들어요" in found["c"].lines[-1].text


def test_a_product_that_is_only_named_with_a_price_has_no_passage():
    texts = ("수분 크림 오만 구천구백원이에요", "수분 크림 오늘만 특가예요")

    assert find_passages(transcript(texts), (CREAM,)) == {}


def test_a_passage_is_never_longer_than_a_minute():
    texts = tuple(f"수분 크림은 {word} 좋아요" for word in "가나다라마바사아자차카타파하" * 2)

    assert find_passages(transcript(texts), (CREAM,))["c"].span.duration_ms <= 60_000


def test_chapters_follow_the_products_without_a_gap():
    chapters = find_chapters(transcript(), (CREAM, MUG), (), (), 54_000)

    assert [chapter.name for chapter in chapters] == ["수분 크림", "머그컵"]
    assert chapters[0].span.start_ms == 0
    assert chapters[-1].span.end_ms == 54_000
    assert all(a.span.end_ms == b.span.start_ms for a, b in pairwise(chapters))


def test_pins_say_where_chapters_begin():
    pins = (Pin(Span(15_000, 30_000), "c"), Pin(Span(30_000, 50_000), "m"))

    chapters = find_chapters(transcript(), (CREAM, MUG), pins, (), 54_000)

    starts = [(chapter.name, chapter.span.start_ms) for chapter in chapters]
    assert starts == [("방송 시작", 0), ("수분 크림", 15_000), ("머그컵", 30_000)]


def test_without_products_the_strong_moments_are_chapters():
    moments = (Moment("첫 장면", Span(20_000, 30_000)), Moment("둘째", Span(40_000, 44_000)))

    chapters = find_chapters(transcript(), (), (), moments, 60_000)

    assert [chapter.name for chapter in chapters] == ["방송 시작", "첫 장면", "둘째"]


def test_a_recording_without_anything_has_no_chapters():
    assert find_chapters(None, (), (), (), 60_000) == ()


def test_chapters_are_a_subtitle_file():
    text = chapters_vtt((Moment("1 < 2 --> 3", Span(3_600_000, 3_661_250)),))

    assert text == "WEBVTT\n\n01:00:00.000 --> 01:01:01.250\n1 &lt; 2 --&gt; 3\n"
