from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from transcripts.aligning import with_word_times
from transcripts.hearing import HeardWord, Sound
from transcripts.model import Segment, Transcript, Word
from transcripts.sound import SoundCurve
from transcripts.timeline import Span

DURATION_MS = 60_000
CURVE = SoundCurve(100, (-30.0,) * 600, (Span(0, DURATION_MS),), (), 0)


class EvenAligner:
    """Gives each piece of a text the same time, from 500 ms on."""

    def __init__(self, probability: float = 0.8, *, by_letter: bool = False) -> None:
        self.asked: list[str] = []
        self._probability = probability
        self._by_letter = by_letter

    def align(
        self, windows: Sequence[Sound], texts: Sequence[str], language: str
    ) -> tuple[tuple[HeardWord, ...], ...]:
        self.asked += texts
        return tuple(map(self._aligned, windows, texts))

    def _aligned(self, window: Sound, text: str) -> tuple[HeardWord, ...]:
        pieces = list(text.replace(" ", "")) if self._by_letter else text.split()
        each = (len(window) // 16 - 1_000) // len(pieces)
        return tuple(
            HeardWord(500 + i * each, 500 + (i + 1) * each, piece, self._probability)
            for i, piece in enumerate(pieces)
        )


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "show.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(2 * DURATION_MS * 8))
    return path


def brought(*lines: Segment, language: str = "ko") -> Transcript:
    return Transcript(language, DURATION_MS, lines, ("Brought as a file, not recognised.",))


def test_lines_get_the_times_of_their_words_and_keep_their_text(media: Path) -> None:
    aligner = EvenAligner()
    first = Segment(Span(1_000, 3_000), "오늘만 59,900원입니다.")
    second = Segment(Span(3_200, 5_000), "네, 맞아요!", speaker="host")

    said = with_word_times(brought(first, second), media, curve=CURVE, aligner=aligner)

    assert aligner.asked == ["오늘만 59,900원입니다. 네, 맞아요!"]
    assert [s.text for s in said.segments] == [first.text, second.text]
    assert [w.text for w in said.words] == ["오늘만", "59,900원입니다.", "네,", "맞아요!"]
    assert [w.span.start_ms for w in said.words] == [1_000, 2_000, 3_000, 4_000]
    assert said.segments[1].speaker == "host"
    assert said.segments[1].span == Span(3_000, 5_000)


def test_lines_that_have_word_times_are_left_as_they_are(media: Path) -> None:
    span = Span(1_000, 2_000)
    timed = Segment(span, "네", (Word(span, "네"),))

    aligner = EvenAligner()
    said = with_word_times(brought(timed), media, curve=CURVE, aligner=aligner)

    assert said.segments == (timed,)
    assert aligner.asked == []


def test_a_text_that_is_not_what_is_heard_gets_no_word_times_and_a_note(media: Path) -> None:
    line = Segment(Span(1_000, 3_000), "다른 방송의 자막")

    said = with_word_times(brought(line), media, curve=CURVE, aligner=EvenAligner(0.02))

    assert said.segments == (line,)
    assert said.notes[-1] == "Lines that do not fit the sound and have no word times: 1."


def test_lines_far_apart_are_heard_in_windows_of_their_own(media: Path) -> None:
    aligner = EvenAligner()
    lines = [Segment(Span(i * 6_000, i * 6_000 + 2_000), f"문장 {i}") for i in range(8)]

    with_word_times(brought(*lines), media, curve=CURVE, aligner=aligner)

    assert aligner.asked == ["문장 0 문장 1 문장 2", "문장 3 문장 4 문장 5", "문장 6 문장 7"]


def test_a_language_without_spaces_gets_times_for_its_pieces(media: Path) -> None:
    lines = [Segment(Span(1_000, 3_000), "今日は"), Segment(Span(3_000, 4_000), "安い")]

    said = with_word_times(
        brought(*lines, language="ja"), media, curve=CURVE, aligner=EvenAligner(by_letter=True)
    )

    assert [[w.text for w in s.words] for s in said.segments] == [["今", "日", "は"], ["安", "い"]]


class GreedyAligner(EvenAligner):
    """Gives the first and the last word all of the window's margin as well."""

    def _aligned(self, window: Sound, text: str) -> tuple[HeardWord, ...]:
        heard = super()._aligned(window, text)
        first, last = heard[0], heard[-1]
        return (replace(first, start_ms=0), *heard[1:-1], replace(last, end_ms=len(window) // 16))


def test_words_of_two_windows_do_not_overlap(media: Path) -> None:
    lines = tuple(
        Segment(Span(at, at + 6_000), f"줄 {at} 여기서 끝") for at in range(0, 54_000, 6_000)
    )

    said = with_word_times(brought(*lines), media, curve=CURVE, aligner=GreedyAligner())

    assert all(segment.words for segment in said.segments)
    for word, following in pairwise(said.words):
        assert word.span.end_ms <= following.span.start_ms


def test_a_long_line_is_heard_alone_and_one_that_is_too_long_is_told_of(media: Path) -> None:
    aligner = EvenAligner()
    lines = [
        Segment(Span(0, 2_000), "안녕하세요 여러분"),
        Segment(Span(2_000, 29_000), "오늘은 가습기 이야기를 길게 합니다"),
        Segment(Span(29_000, 59_900), "이 줄은 너무 깁니다"),
    ]

    said = with_word_times(brought(*lines), media, curve=CURVE, aligner=aligner)

    assert aligner.asked == [lines[0].text, lines[1].text]
    assert [len(line.words) for line in said.segments] == [2, 5, 0]
    assert said.notes[-1] == "Lines that do not fit the sound and have no word times: 1."
