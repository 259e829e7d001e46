"""Korean by the real analyser (its model is in its wheel)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from transcripts.korean import eojeols, sentence_breaks


@pytest.mark.parametrize(
    "sentences",
    [
        ["그래서 오늘 가격이 오만 구천구백원이에요", "정말 좋죠", "배송은 내일 바로 출발합니다"],
        ["근데 이거 방수 되나요", "네 됩니다", "물에 담가도 괜찮아요"],
        ["여러분 안녕하세요", "반갑습니다", "오늘 보여드릴 제품은 세럼인데요"],
        ["와 🎥🎥 진짜 좋아요", "이거 얼마예요"],
    ],
)
def test_sentences_are_parted_without_marks(sentences: list[str]) -> None:
    text = " ".join(sentences)

    limits = [0, *sentence_breaks(text), len(text)]

    assert [text[a:b].strip() for a, b in pairwise(limits)] == sentences


def test_written_words_know_their_ending() -> None:
    words = eojeols("근데 이거 방수 되나요?")

    assert [word.text for word in words] == ["근데", "이거", "방수", "되나요?"]
    assert words[-1].ending == "EF"
    assert (words[2].start, words[2].end) == (6, 8)


def test_nothing_has_no_sentences() -> None:
    assert sentence_breaks("  ") == []
    assert eojeols("") == ()
