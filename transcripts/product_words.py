"""Words of product titles, and how a text says them: exactly, run together or misheard. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from rapidfuzz import fuzz, process

from transcripts.numerals import with_digits

_LONGEST_KEY = 30
_WORDS_JOINED = 5
#: Trust in a word that is misheard, in a short one, and in one that is run together with another.
_MISHEARD, _SHORT_MISHEARD, _RUN_TOGETHER = 0.8, 0.45, 0.9
#: Letters (jamo) that must agree for a word to count as misheard, in percent, by its syllables.
_LEAST_ALIKE = {2: 74.0, 3: 80.0}
_LEAST_ALIKE_LONG = 78.0
_LONGEST_MISHEARD = 8
_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)|【[^】]*】|<[^>]*>")
_NOT_WORD = re.compile(r"[^\w%$.]+|(?<!\d)\.|\.(?!\d)")
#: A number with its unit that is written on to the word before: "토너오십 미리".
_RUN_ON_NUMBER = re.compile(
    r"(?<=[가-힣])(?=[일이삼사오육칠팔구]?[십백천][일이삼사오육칠팔구십백천]*\s?"
    r"(?:미리|밀리|그램|그람|킬로|키로|리터|개입|센치|센티))"
    r"|(?<=[가-힣])(?=[일이삼사오육칠팔구]\s?(?:미리|밀리|킬로|키로|리터))"
)
#: "미리" is said of both, so that both are one.
_MILLIMETRES = re.compile(r"(?<=\d)mm")
#: What may follow a name inside one written word.
_PARTICLES = re.compile(
    r"(?:들|쪽)?(?:은|는|이|가|을|를|의|도|만|로|으로|에|에서|에는|에도|랑|이랑|하고|과|와|처럼|보다|까지|부터|마다|나|이나|요|"
    r"예요|에요|이에요|이예요|인데|인데요|이고|고요|이고요|라|이라|라고|이라고|입니다|이죠|죠|이랑은|한테|말고|'?s|es)?"
)


def title_words(title: str) -> tuple[str, ...]:
    """Words of a product's title without what shops put in brackets before it."""
    bare = _BRACKETS.sub(" ", title)
    return said_words(bare if bare.strip() else title)


@lru_cache(maxsize=20_000)
def said_words(text: str) -> tuple[str, ...]:
    """Words of a text in lower case, numbers in digits with their units."""
    plain = with_digits(_RUN_ON_NUMBER.sub(" ", unicodedata.normalize("NFC", text)))
    words = (_MILLIMETRES.sub("ml", word) for word in _NOT_WORD.sub(" ", plain).split())
    return tuple(word for word in words if word != "_")


class Vocabulary:
    """Names and words that may be said, prepared for looking up texts."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = frozenset(key for key in keys if key)
        self._letters: dict[int, dict[str, str]] = defaultdict(dict)
        for key in sorted(self._keys):
            if not key.isascii() and not key[0].isdigit():
                self._letters[len(key)][key] = _jamo(key)
        self._known_windows: dict[str, tuple[str, float] | None] = {}

    def heard(self, text: str) -> dict[str, float]:
        """Keys that a text says, with the trust in each, 0-1."""
        words = said_words(text)
        known: set[str] = set()
        for at in range(len(words)):
            joined = "".join(words[at : at + _WORDS_JOINED])[:_LONGEST_KEY]
            edges = set(accumulate(len(word) for word in words[at : at + _WORDS_JOINED]))
            known |= self._keys_at(joined, 0, frozenset(edges))
        out = dict.fromkeys(sorted(known), 1.0)
        for word in words:
            for key, trust in self._misheard(word, known):
                out[key] = max(out.get(key, 0.0), trust)
        return out

    def _keys_at(self, joined: str, start: int, edges: frozenset[int]) -> set[str]:
        """Keys that begin at `start` and end where a word or its particle does, or a next key."""
        out: set[str] = set()
        for end in range(start + 1, len(joined) + 1):
            if joined[start:end] not in self._keys:
                continue
            edge = min((e for e in edges if e >= end), default=len(joined))
            if _PARTICLES.fullmatch(joined[end:edge]):
                out.add(joined[start:end])
            elif following := self._keys_at(joined, end, edges):
                out |= {joined[start:end], *following}
        return out

    def _misheard(self, word: str, known: set[str]) -> Iterator[tuple[str, float]]:
        """Keys that are like what is left of a word when the known ones are taken out."""
        if word.isascii():
            return
        rest = word
        for key in sorted(known, key=len, reverse=True):
            rest = rest.replace(key, " ") if len(key) > 1 else rest
        is_alone = rest == word
        for piece in rest.split():
            if is_alone or len(without_particle(piece)) >= 2:
                yield from self._in_piece(piece, is_alone=is_alone)

    def _in_piece(self, piece: str, *, is_alone: bool) -> Iterator[tuple[str, float]]:
        """The best key at the beginning of a piece, and the best one at its end."""
        bare = without_particle(piece)
        if whole := self._near(bare) or self._near(piece):
            yield whole
            return
        inside = range(2 if not is_alone else 3, min(len(bare) - 1, _LONGEST_MISHEARD) + 1)
        for cut in ([bare[:n] for n in inside], [bare[-n:] for n in inside]):
            found = [near for part in cut if (near := self._near(part, run_together=True))]
            if found:
                yield max(found, key=lambda near: (near[1], len(near[0])))

    def _near(self, part: str, *, run_together: bool = False) -> tuple[str, float] | None:
        """The key that a part of a word is, or is likest to; None if there is none."""
        if run_together and part in self._keys and len(part) > 1:
            return part, _RUN_TOGETHER
        size = len(part)
        if size < 2 or (run_together and size < 3):
            return None
        if part not in self._known_windows:
            self._known_windows[part] = self._nearest(part, size)
        return self._known_windows[part]

    def _nearest(self, part: str, size: int) -> tuple[str, float] | None:
        best = process.extractOne(
            _jamo(part),
            self._letters.get(size, {}),
            scorer=fuzz.ratio,
            score_cutoff=_LEAST_ALIKE.get(size, _LEAST_ALIKE_LONG),
        )
        if best is None:
            return None
        trust = _SHORT_MISHEARD if size < 3 else _MISHEARD * float(best[1]) / 100
        return str(best[2]), trust


def without_particle(word: str) -> str:
    """A word without the particle at its end; at least two letters are left."""
    for end in range(2, len(word)):
        if _PARTICLES.fullmatch(word[end:]):
            return word[:end]
    return word


@lru_cache(maxsize=50_000)
def _jamo(text: str) -> str:
    """Letters instead of syllables, so that one wrong vowel is one wrong letter."""
    return unicodedata.normalize("NFD", text)
