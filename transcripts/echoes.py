"""Names that the recogniser was told to expect, and said over singing though nobody did. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from transcripts.hearing import HeardWord

#: A name that is said is heard far more surely; an echo has hardly any sound to go by.
_SURE = 0.15
_LEAST_WORDS = 2
_EDGES = re.compile(r"^\W+|\W+$")


def without_echoes(words: Sequence[HeardWord], hotwords: str) -> tuple[HeardWord, ...]:
    """The words without two or more in a row that are all words of names and hardly heard.

    Args:
        words: Of one window, in order.
        hotwords: Names that were to be expected, joined by ", ".
    """
    known = {_bare(word) for word in hotwords.split()}
    kept: list[HeardWord] = []
    for is_name, run in groupby(words, key=lambda word: _bare(word.text) in known):
        said = list(run)
        if not (is_name and len(said) >= _LEAST_WORDS and _sureness(said) < _SURE):
            kept += said
    return tuple(kept)


def _sureness(words: Sequence[HeardWord]) -> float:
    return sum(word.probability for word in words) / len(words)


def _bare(word: str) -> str:
    return _EDGES.sub("", word).lower()
