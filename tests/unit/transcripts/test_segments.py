from __future__ import annotations

from collections.abc import Sequence

import pytest

from transcripts.model import Word
from transcripts.segments import SaidWord, sentences
from transcripts.timeline import Span


def no_breaks(text: str) -> list[int]:
    del text
    return []


def spoken(
    text: str, language: str = "en", *, at_ms: int = 0, pauses: dict[int, int] | None = None
) -> list[SaidWord]:
    """Words of 300 ms each, with longer pauses before those named by index."""
    out = []
    for i, word in enumerate(text.split()):
        at_ms += (pauses or {}).get(i, 20)
        out.append(SaidWord(Word(Span(at_ms, at_ms + 300), word), language))
        at_ms += 300
    return out


def texts(words: Sequence[SaidWord], breaks: Sequence[int] = ()) -> list[str]:
    return [s.text for s in sentences(words, words[0].language, lambda text: breaks)]


def test_marks_end_english_sentences() -> None:
    assert texts(spoken("Is it waterproof? Yes, it is. Try it!")) == [
        "Is it waterproof?", "Yes, it is.", "Try it!",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Dr. Kim uses it", "about 3.5 liters here", "the U.S. price is"])
def test_abbreviations_and_figures_do_not_end_a_sentence(text: str) -> None:
    assert texts(spoken(text)) == [text]


def test_a_long_pause_ends_a_sentence_without_marks() -> None:
    assert texts(spoken("so this is it next one please", pauses={4: 2_000})) == [
        "so this is it", "next one please",
    ]  # fmt: skip


def test_korean_grammar_ends_sentences_without_marks() -> None:
    text = "이거 방수 되나요 네 됩니다"

    assert texts(spoken(text, "ko"), [text.index("네")]) == ["이거 방수 되나요", "네 됩니다"]


def test_grammar_that_would_cut_a_word_is_not_followed() -> None:
    assert texts(spoken("이거 방수 되나요", "ko"), [4]) == ["이거 방수 되나요"]


def test_a_change_of_language_ends_a_sentence_and_is_named() -> None:
    words = spoken("이거 정말 좋아요", "ko") + spoken("this is good", "en", at_ms=5_000)

    korean, english = sentences(words, "ko", no_breaks)

    assert (korean.language, english.language) == (None, "en")


def test_sentences_stay_readable_and_no_word_is_lost() -> None:
    words = spoken("word " * 200, pauses={50: 700, 120: 900})

    found = sentences(words, "en", no_breaks)

    assert [w for s in found for w in s.words] == [said.word for said in words]
    assert all(s.span.duration_ms <= 20_000 and len(s.text) <= 160 for s in found)
    assert any(s.words[0] == words[120].word for s in found)


def test_words_without_spaces_are_written_without() -> None:
    words = [
        SaidWord(Word(Span(i * 300, i * 300 + 300), text), "ja", is_spaced=False)
        for i, text in enumerate(["今日", "は", "五千円", "です。"])
    ]

    assert texts(words) == ["今日は五千円です。"]
