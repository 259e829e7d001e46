from __future__ import annotations

from collections.abc import Sequence

from transcripts.model import Segment, Transcript, Word
from transcripts.relining import in_sentences
from transcripts.timeline import Span


def line(text: str, start_ms: int, speaker: str | None = None, word_ms: int = 300) -> Segment:
    words = tuple(
        Word(Span(start_ms + i * word_ms, start_ms + (i + 1) * word_ms), word)
        for i, word in enumerate(text.split())
    )
    return Segment(Span(start_ms, words[-1].span.end_ms), text, words, speaker)


def resaid(*lines: Segment, language: str = "en", breaks: Sequence[int] = ()) -> list[str]:
    transcript = Transcript(language, 60_000, lines)
    return [s.text for s in in_sentences(transcript, lambda _: breaks).segments]


def test_a_sentence_over_three_subtitles_is_one_and_two_in_one_are_two() -> None:
    assert resaid(
        line("This cup was made by hand", 0),
        line("in a small pottery near", 2_000),
        line("Icheon. It costs ten dollars.", 4_000),
    ) == ["This cup was made by hand in a small pottery near Icheon.", "It costs ten dollars."]


def test_korean_sentences_end_where_grammar_ends_them() -> None:
    said = "이 컵은 손으로 만들었어요 가격은 삼만 원이에요"
    first, second = line("이 컵은 손으로", 0), line("만들었어요 가격은 삼만 원이에요", 1_000)

    found = resaid(first, second, language="ko", breaks=[said.index("가격은")])

    assert found == ["이 컵은 손으로 만들었어요", "가격은 삼만 원이에요"]


def test_speakers_stay_apart_and_keep_their_names() -> None:
    lines = (line("Does it float", 0, "guest"), line("it does", 1_000, "host"))

    found = in_sentences(Transcript("en", 9_000, lines), lambda _: ()).segments

    assert [(s.text, s.speaker) for s in found] == [
        ("Does it float", "guest"),
        ("it does", "host"),
    ]


def test_lines_without_times_stay_as_they_are_between_the_others() -> None:
    lost = Segment(Span(1_000, 2_000), "[music]")

    assert resaid(line("one", 0), lost, line("two", 2_500)) == ["one", "[music]", "two"]


def test_two_at_once_are_not_mixed() -> None:
    assert resaid(line("a long line of ten", 0, word_ms=1_000), line("short", 1_500)) == [
        "a long line of ten",
        "short",
    ]


def test_scripts_without_spaces_get_none() -> None:
    one = Segment(Span(0, 600), "今天很", (Word(Span(0, 300), "今天"), Word(Span(300, 600), "很")))
    two = Segment(Span(700, 900), "好。", (Word(Span(700, 900), "好。"),))

    assert resaid(one, two, language="zh") == ["今天很好。"]
