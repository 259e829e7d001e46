"""What may be asked of the choice: a product, a word, a part, a length, and nothing twice."""

from __future__ import annotations

import pytest

from clipping.evidence import Evidence
from clipping.highlights import find_highlights
from clipping.model import Highlight
from clipping.notes import Note, NoteCode, note_from_json, note_to_json
from clipping.policy import Length, Policy
from clipping.titles import MAX_HOOK
from exporters.notes import note_sentence
from transcripts.model import Segment, Transcript, Word
from transcripts.products import Product
from transcripts.timeline import Span

MINUTES = 20
DURATION = MINUTES * 60_000
CUP, LAMP, ROPE = Product("cup", "커피잔"), Product("lamp", "조명"), Product("rope", "로프")
PLAIN = "우리는 아침 산책 이야기와 도시 음악 이야기를 {} 번째로 떠올립니다"
SAID = {
    20: "커피잔 보여 드릴게요 이렇게 눌러 보시면 단단합니다",
    21: "커피잔 가격은 삼만 구천원이고 오늘만 30% 할인이에요",
    70: "조명 보시면 이렇게 켜지고 다른 제품보다 훨씬 밝아요",
    71: "조명은 민감하신 분도 걱정 없이 쓰시고 반품도 됩니다",
    110: "커피잔 후기도 좋고 재구매가 많아요 지금 주문하세요",
}


def sentence(start_ms: int, text: str) -> Segment:
    words = text.split()
    step = 5_000 // len(words)
    spans = (Span(start_ms + i * step, start_ms + (i + 1) * step) for i in range(len(words)))
    return Segment(
        Span(start_ms, start_ms + 5_000), text, tuple(map(Word, spans, words, [0.9] * len(words)))
    )


def show(said: dict[int, str] = SAID) -> Evidence:
    times = range(10_000, DURATION - 10_000, 5_900)
    segments = (sentence(at, said.get(i, PLAIN.format(i))) for i, at in enumerate(times))
    return Evidence(
        DURATION, Transcript("ko", DURATION, tuple(segments)), products=(CUP, LAMP, ROPE)
    )


def text(highlight: Highlight) -> str:
    transcript = show().transcript
    assert transcript is not None
    said = (s for s in transcript.segments if highlight.span.contains(s.span.middle_ms))
    return " ".join(s.text for s in said)


def test_a_product_may_be_asked_for() -> None:
    found = find_highlights(show(), Policy(count=2, product_ids=("lamp",)))

    assert found.highlights
    assert all("lamp" in highlight.product_ids for highlight in found.highlights)


def test_a_word_may_be_asked_for_however_it_is_spaced() -> None:
    found = find_highlights(show(), Policy(count=3, keywords=("재 구매",)))

    assert found.highlights
    assert all("재구매" in text(highlight) for highlight in found.highlights)


@pytest.mark.parametrize("word", ["39,000원", "39000", "삼만구천원"])
def test_a_price_is_found_however_it_is_written(word: str) -> None:
    found = find_highlights(show(), Policy(count=3, keywords=(word,)))

    assert found.highlights
    assert all("삼만 구천원" in text(highlight) for highlight in found.highlights)


def test_a_part_of_the_recording_may_be_asked_for() -> None:
    part = Span(400_000, 700_000)

    found = find_highlights(show(), Policy(count=3, within=part))

    assert found.highlights
    for highlight in found.highlights:
        assert part.start_ms <= highlight.span.start_ms
        assert highlight.span.end_ms <= part.end_ms


def test_what_is_not_there_is_said_not_to_be_there() -> None:
    found = find_highlights(show(), Policy(keywords=("우주선",)))

    assert found.highlights == ()
    assert [note.code for note in found.notes if note.code is NoteCode.NOTHING_ASKED_FOR]


@pytest.mark.parametrize(
    ("length", "shortest", "longest"),
    [
        (Length.TEASER, 6_000, 14_999),
        (Length.SHORT, 15_000, 60_000),
        (Length.EXPLAIN, 60_000, 180_000),
    ],
)
def test_each_length_keeps_its_limits(length: Length, shortest: int, longest: int) -> None:
    found = find_highlights(show(), Policy(count=3, lengths=(length,)))

    assert found.highlights
    assert all(shortest <= h.span.duration_ms <= longest for h in found.highlights)


def test_several_lengths_are_chosen_side_by_side() -> None:
    found = find_highlights(show(), Policy(count=2, lengths=tuple(Length)))

    kinds = [highlight.kind for highlight in found.highlights]
    assert kinds.count("teaser") == 2
    assert kinds.count("explain") == 2
    assert len(kinds) == 6
    scores = [highlight.score for highlight in found.highlights]
    assert scores == sorted(scores, reverse=True)


def test_an_explaining_passage_prefers_what_explains_to_what_is_over_tomorrow() -> None:
    (best,) = find_highlights(show(), Policy(count=1, lengths=(Length.EXPLAIN,))).highlights

    assert "조명" in text(best)


def test_what_was_published_is_not_suggested_again() -> None:
    first = find_highlights(show(), Policy(count=3))
    used = tuple(highlight.span for highlight in first.highlights)

    again = find_highlights(show(), Policy(count=3, used=used))

    assert again.highlights
    for highlight in again.highlights:
        assert all(highlight.span.overlap_ms(span) * 2 <= span.duration_ms for span in used)
    assert "used_before" in {one.reason for one in again.rejected}


def test_a_clip_between_two_that_were_published_has_nothing_new() -> None:
    best = find_highlights(show(), Policy(count=1)).highlights[0].span
    apart = (best.start_ms + best.end_ms) // 2
    used = (Span(best.start_ms - 40_000, apart - 1_000), Span(apart + 1_000, best.end_ms + 40_000))

    again = find_highlights(show(), Policy(count=1, used_elsewhere=used)).highlights

    assert all(one.span.overlap_ms(best) * 2 < best.duration_ms for one in again)


def test_every_product_is_accounted_for() -> None:
    found = find_highlights(show(), Policy(count=1))

    cup, lamp, rope = found.coverage
    assert [one.product_id for one in found.coverage] == ["cup", "lamp", "rope"]
    assert rope.reason == "not_spoken_of"
    assert rope.best is None
    shown, other = (cup, lamp) if cup.highlight_ids else (lamp, cup)
    assert shown.highlight_ids == (found.highlights[0].id,)
    assert not shown.reason
    assert other.reason in ("weaker_than_chosen", "no_strong_reason")
    assert other.best is not None


def test_a_hook_is_said_in_the_clip_and_short() -> None:
    found = find_highlights(show(), Policy(count=3))

    hooks = [highlight.hook for highlight in found.highlights]
    assert any(hooks)
    for highlight in found.highlights:
        assert highlight.hook in text(highlight)
        assert len(highlight.hook) <= MAX_HOOK


@pytest.mark.parametrize("code", NoteCode)
def test_every_note_has_its_numbers_and_korean_words(code: NoteCode) -> None:
    names = ("messages", "people", "seconds", "found", "wanted", "count")
    note = Note(code, dict.fromkeys(names, 7))

    assert "{" not in note.text
    assert note_sentence(note.text, "ko") != note.text
    assert note_from_json(note_to_json(note)) == note
