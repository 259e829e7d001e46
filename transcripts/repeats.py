"""Loops: words that a recogniser says again and again although nobody did. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.hearing import HeardWord

#: Hosts do say "네 네 네" and "오늘만 오늘만"; a loop is longer, or more often than people can.
_MANY = 6
_LONG_PHRASE = 12
_MAX_WORDS = 40
#: Letters a second that nobody reaches: Hangul syllables (fast speech: 8), other letters (20).
_MAX_SYLLABLES_A_S, _MAX_LETTERS_A_S = 14, 35
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Repeat:
    """A phrase that follows itself.

    Attributes:
        first: Index of its first word.
        size: Words of the phrase.
        count: How often it is said, >= 2.
        letters: Letters of the phrase.
    """

    first: int
    size: int
    count: int
    letters: int

    @property
    def is_suspicious(self) -> bool:
        """Whether people rarely speak so."""
        return self.count >= _MANY or (self.letters >= _LONG_PHRASE and self.size > 1)


def find_repeats(texts: Sequence[str]) -> tuple[Repeat, ...]:
    """Phrases that follow themselves, from left to right, the longest stretch at each place."""
    plain = [_plain(text) for text in texts]
    out: list[Repeat] = []
    at = 0
    while at < len(plain):
        best = _best_at(plain, at)
        if best is None:
            at += 1
        else:
            out.append(best)
            at += best.size * best.count
    return tuple(out)


def without_loops(words: Sequence[HeardWord]) -> tuple[tuple[HeardWord, ...], int]:
    """The words without copies that nobody can have said, and how many words went.

    Of a phrase said six times or more two copies stay. A long phrase said twice loses the copies
    that would have been spoken faster than people speak.
    """
    gone: set[int] = set()
    for repeat in find_repeats([word.text for word in words]):
        if not repeat.is_suspicious:
            continue
        for copy in range(1, repeat.count):
            own = range(repeat.first + copy * repeat.size, repeat.first + (copy + 1) * repeat.size)
            is_one_of_many = repeat.count >= _MANY and copy >= _KEPT
            if is_one_of_many or is_too_fast([words[i] for i in own]):
                gone |= set(own)
    return tuple(word for i, word in enumerate(words) if i not in gone), len(gone)


def is_too_fast(words: Sequence[HeardWord]) -> bool:
    """Whether nobody can speak these words in their time."""
    if not words:
        return False
    letters = "".join(_plain(word.text) for word in words)
    syllables = sum("가" <= c <= "힣" or "぀" <= c <= "鿿" for c in letters)
    seconds = (words[-1].end_ms - words[0].start_ms) / 1000
    needed = syllables / _MAX_SYLLABLES_A_S + (len(letters) - syllables) / _MAX_LETTERS_A_S
    return seconds < needed


def _best_at(plain: Sequence[str], at: int) -> Repeat | None:
    best: Repeat | None = None
    for size in range(1, min(_MAX_WORDS, (len(plain) - at) // 2) + 1):
        phrase = plain[at : at + size]
        letters = sum(map(len, phrase))
        if not letters or plain[at + size : at + 2 * size] != phrase:
            continue
        count = 2
        while plain[at + count * size : at + (count + 1) * size] == phrase:
            count += 1
        if best is None or size * count > best.size * best.count:
            best = Repeat(at, size, count, letters)
    return best


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
