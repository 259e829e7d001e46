"""Korean as written: words, endings and sentence limits. The only door to Kiwi.

Kiwi is loaded on first use and kept: one instance a process (about 0.5 GB, one to five seconds),
and a smaller one where only sentence limits are wanted.
Offsets count characters of the text given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

#: Kiwi's tags of what may stand at the end of a sentence, after its last word.
_MARKS = frozenset({"SF", "SP", "SS", "SSO", "SSC", "SE", "SO", "SW", "W_EMOJI", "W_EMOTICON"})
_NOUNS = frozenset({"NNG", "NNP"})
#: Kiwi's words have numbers beyond those of its tags; NNG and NNP are 2 and 3.
_LAST_TAG = 3
_WRITTEN = re.compile(r"\S+")
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """One morpheme.

    Attributes:
        form: As Kiwi writes it; a contracted syllable is taken apart ("돼" is "되" and "어").
        tag: Of the Sejong set: NNG common noun, VV verb, EF final ending, JX particle, …
        start: First character in the text.
        end: One past its last character; morphemes of a contraction share a character.
    """

    form: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Eojeol:
    """One written word: what stands between spaces.

    Attributes:
        text: As written.
        start: First character in the text.
        end: One past its last character.
        tags: Of its morphemes in order.
    """

    text: str
    start: int
    end: int
    tags: tuple[str, ...]

    @property
    def ending(self) -> str:
        """Tag of its last morpheme that is no mark; "" when there are only marks."""
        return next((tag for tag in reversed(self.tags) if tag not in _MARKS), "")


def tokens(text: str) -> tuple[Token, ...]:
    """Morphemes in order."""
    if not text.strip():
        return ()
    return tuple(_token(found) for found in _kiwi().tokenize(text))


def unknown_nouns(text: str) -> tuple[Token, ...]:
    """Nouns and names that Kiwi's dictionaries lack, in order: Kiwi numbers them by their tag."""
    if not text.strip():
        return ()
    found = _kiwi().tokenize(text)
    return tuple(_token(one) for one in found if one.tag in _NOUNS and one.id <= _LAST_TAG)


def eojeols(text: str) -> tuple[Eojeol, ...]:
    """Written words in order, each with the tags of its morphemes."""
    written = list(_WRITTEN.finditer(text))
    starts = [word.start() for word in written]
    tags: list[list[str]] = [[] for _ in written]
    for token in tokens(text):
        number = bisect_right(starts, token.start) - 1
        if number >= 0 and token.start < written[number].end():
            tags[number].append(token.tag)
    return tuple(
        Eojeol(word.group(), *word.span(), tuple(own))
        for word, own in zip(written, tags, strict=True)
    )


def sentence_breaks(text: str) -> list[int]:
    """Where new sentences begin, without the first: offsets of their first characters.

    Needs no punctuation.
    """
    if not text.strip():
        return []
    return [int(sentence.start) for sentence in _splitter().split_into_sents(text)][1:]


def likelihood(text: str) -> float:
    """How well a text reads as Korean: the log probability of its morphemes, <= 0.

    Safe in several threads.
    """
    if not text.strip():
        return 0.0
    with _ONE_AT_A_TIME:
        return float(_splitter().analyze(text.strip(), top_n=1)[0][1])


@cache
def _kiwi() -> Any:
    from kiwipiepy import Kiwi  # loading takes seconds and half a gigabyte: only when needed

    return Kiwi(num_workers=1)


@cache
def _splitter() -> Any:
    """Kiwi without names of several words and slips of the pen: sentences end where they did.

    Ready in half the time and with 0.2 GB less; on 30,000 letters of talks no limit differed.
    """
    from kiwipiepy import Kiwi

    return Kiwi(num_workers=1, load_multi_dict=False, load_typo_dict=False)


def _token(found: Any) -> Token:
    return Token(str(found.form), str(found.tag), int(found.start), int(found.end))
