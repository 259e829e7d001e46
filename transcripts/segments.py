"""Words to sentences. Pure: Korean's sentence limits come in as a function.

A sentence ends at its mark, where Korean grammar ends it, at a long pause, and at the latest when
it becomes too long to read. It never ends inside a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from transcripts.model import Segment, Word
from transcripts.timeline import Span

#: Offsets where new sentences begin in a text, without the first.
Breaks = Callable[[str], Sequence[int]]

#: Silence that ends any sentence; a breath is shorter.
_LONG_PAUSE_MS = 1_500
#: Silence after a mark that may also stand inside a sentence ("Dr.", a comma in a long list).
_CLEAR_PAUSE_MS = 600
_MAX_MS = 20_000
_MAX_CHARACTERS = 160
_SHORTEST_PART_MS = 1_500

_MARKS = re.compile(r"[.!?。！？…]+[\"'”’)\]」』]*$")
_ABBREVIATION = re.compile(
    r"^(?:\W*(?:[A-Za-z]\.)+|\W*(?:mr|mrs|ms|dr|prof|st|vs|no|approx|inc|ltd|co|jr|sr|fig|etc|"
    r"sra?|dott|bzw|ca|nr|z\.b|d\.h|p\.ej)\.)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word on its way into a sentence.

    Attributes:
        word: The word.
        language: Code of the language it was heard in.
        is_spaced: A space stands before it.
    """

    word: Word
    language: str
    is_spaced: bool = True


def sentences(
    words: Iterable[SaidWord], main_language: str, korean_breaks: Breaks
) -> tuple[Segment, ...]:
    """Sentences from words in order; every word is in exactly one.

    Args:
        words: In order of time.
        main_language: A sentence names its language only when it differs from this.
        korean_breaks: Sentence limits of a Korean text without relying on marks.
    """
    out: list[Segment] = []
    for run in _runs(words):
        limits = _limits(run, korean_breaks)
        for first, last in pairwise([0, *sorted(limits), len(run)]):
            parts = _short_enough(run[first:last])
            out.extend(_segment(part, main_language) for part in parts)
    return tuple(out)


def text_of(words: Sequence[SaidWord]) -> str:
    """The words as one text, spaced as heard."""
    return "".join((" " if w.is_spaced else "") + w.word.text for w in words).strip()


def _runs(words: Iterable[SaidWord]) -> Iterable[list[SaidWord]]:
    """Words of one language without a long pause between."""
    for _, same in groupby(words, key=lambda said: said.language):
        run: list[SaidWord] = []
        for said in same:
            if run and _pause_ms(run[-1], said) >= _LONG_PAUSE_MS:
                yield run
                run = []
            run.append(said)
        yield run


def _limits(run: Sequence[SaidWord], korean_breaks: Breaks) -> set[int]:
    """Indexes of words that begin a sentence, without 0."""
    limits = {i for i in range(1, len(run)) if _is_end(run[i - 1], run[i])}
    if run and run[0].language == "ko":
        limits |= _grammatical(run, korean_breaks)
    return limits


def _grammatical(run: Sequence[SaidWord], korean_breaks: Breaks) -> set[int]:
    """Limits that grammar sets, moved to the word they fall into."""
    text = text_of(run)
    starts: dict[int, int] = {}
    at = 0
    for index, said in enumerate(run):
        at = text.index(said.word.text, at)
        starts[at] = index
        at += len(said.word.text)
    return {starts[offset] for offset in korean_breaks(text) if starts.get(offset, 0) > 0}


def _is_end(said: SaidWord, following: SaidWord) -> bool:
    """Whether a mark after a word ends the sentence."""
    text = said.word.text
    if not _MARKS.search(text):
        return False
    if text.endswith(("...", "…")) or _ABBREVIATION.match(text):
        return _pause_ms(said, following) >= _CLEAR_PAUSE_MS
    return True


def _pause_ms(said: SaidWord, following: SaidWord) -> int:
    return following.word.span.start_ms - said.word.span.end_ms


def _short_enough(words: Sequence[SaidWord]) -> list[Sequence[SaidWord]]:
    """The words as they are, or parted where the speaker rests longest."""
    length_ms = words[-1].word.span.end_ms - words[0].word.span.start_ms
    if len(words) < 2 or (length_ms <= _MAX_MS and len(text_of(words)) <= _MAX_CHARACTERS):
        return [words]
    at = max(range(1, len(words)), key=lambda i: _worth(words, i))
    return _short_enough(words[:at]) + _short_enough(words[at:])


def _worth(words: Sequence[SaidWord], index: int) -> tuple[bool, int, int]:
    """How good a place is for parting: not near the ends, after a rest or comma, in the middle."""
    at_ms = words[index].word.span.start_ms
    begin, end = words[0].word.span.start_ms, words[-1].word.span.end_ms
    nearest = min(at_ms - begin, end - at_ms)
    comma = 400 if words[index - 1].word.text.endswith((",", "，", "、", ";", ":")) else 0
    rest = _pause_ms(words[index - 1], words[index]) + comma
    return nearest >= _SHORTEST_PART_MS, rest // 100, nearest


def _segment(words: Sequence[SaidWord], main_language: str) -> Segment:
    span = Span(words[0].word.span.start_ms, words[-1].word.span.end_ms)
    language = words[0].language
    return Segment(
        span=span,
        text=text_of(words),
        words=tuple(said.word for said in words),
        language=None if language == main_language else language,
    )
