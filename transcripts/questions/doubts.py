"""Words of an answer that speech recognition may have got wrong, for people to hear again. Pure.

Measured on talks with references: of Korean words with a noun that no dictionary has, 94 % are
misheard; of words below the lines of confidence about half are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from transcripts import korean
from transcripts.model import Word

#: A word is doubted below this confidence, by what it is: Korean, with a number, other.
_KOREAN, _NUMBER, _OTHER = 0.3, 0.5, 0.4
#: The recogniser is never that sure of a word that it made up.
_SURE = 0.9
_MOST = 5
_HANGUL, _DIGIT = re.compile(r"[가-힣]"), re.compile(r"\d")
_EDGES = re.compile(r"^\W+|\W+$")


def doubtful_words(words: Sequence[Word], text: str, known: str) -> tuple[str, ...]:
    """Words to hear again, in order, each once and five at most.

    Args:
        words: As recognised, with confidence; none where the transcript was not heard by us.
        text: The answer as it is read; other words are not looked at.
        known: What products are called and viewers wrote: nothing in it is unknown.
    """
    heard = [_EDGES.sub("", word.text) for word in words]
    unknown = _unknown(words, known) if _HANGUL.search(text) else set()
    found = (
        bare
        for at, (word, bare) in enumerate(zip(words, heard, strict=True))
        if bare in text and (_is_unsure(bare, word.probability) or at in unknown)
    )
    return tuple(dict.fromkeys(found))[:_MOST]


def _is_unsure(bare: str, probability: float) -> bool:
    if _DIGIT.search(bare):
        return probability < _NUMBER
    if _HANGUL.search(bare):
        return probability < _KOREAN and len(bare) > 1
    return probability < _OTHER and (len(bare) > 3 or (len(bare) > 1 and bare.isupper()))


def _unknown(words: Sequence[Word], known: str) -> set[int]:
    """Which words hold a noun that is in no dictionary, and that nobody wrote."""
    starts = list(accumulate((len(word.text) + 1 for word in words), initial=0))
    found: set[int] = set()
    for token in korean.unknown_nouns(" ".join(word.text for word in words)):
        at = bisect_right(starts, token.start) - 1
        if token.form not in known and at < len(words) and words[at].probability < _SURE:
            found.add(at)
    return found
