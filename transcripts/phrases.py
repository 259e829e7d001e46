"""How closely Korean written words belong together, so that lines of text break where sense does.

The rules follow how Korean subtitles are divided by hand: nothing comes between a modifier and its
noun, a bound noun or an auxiliary verb and what it hangs on, a number and its unit; the best place
is behind a clause, the next best behind a topic or subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from transcripts.korean import Eojeol, eojeols
from transcripts.model import Transcript

SCHEMA = 1
#: For each sentence the cost of a break after each of its written words: 2 never, 0 none,
#: less where a break is wanted.
Phrases = Mapping[str, tuple[float, ...]]
NO_PHRASES: Phrases = MappingProxyType({})

_NEVER, _HARDLY, _UNWILLING, _SOME, _LITTLE, _NONE = 2.0, 1.5, 1.0, 0.5, 0.2, 0.0
_WANTED = -0.4
_PREDICATES = frozenset({"VV", "VA", "VV-I", "VV-R", "VA-I", "VA-R"})
_NOUNS = frozenset({"NNG", "NNP", "NR", "SL", "SN", "XR", "XPN", "MM", "NP"})
_MARKS = ("SF", "SP", "SE")
# Behind these endings a break costs this much, whatever follows.
_AFTER = {
    "ETM": _HARDLY,  # 좋은 | 가격
    "MM": _HARDLY,  # 이 | 제품
    "JKG": _UNWILLING,  # 피부의 | 결
    "XPN": _NEVER,
    "MAG": _UNWILLING,  # 정말 | 좋아요
    "JKS": _LITTLE,
    "JX": _LITTLE,
    "MAJ": _SOME,  # 그리고 | 이건
    "JC": _SOME,
    "IC": _LITTLE,
    "SN": _HARDLY,  # 59,900 | 원
    "NR": _HARDLY,
}


def breaks(text: str) -> tuple[float, ...]:
    """The cost of a break after each written word of a Korean sentence; 0 after the last.

    >>> breaks("발라 보시면 아실 수 있을 거예요")
    (2.0, 0.0, 2.0, 1.5, 2.0, 0.0)
    """
    words = eojeols(text)
    return (*(_cost(word, following) for word, following in pairwise(words)), _NONE)


def phrases_of(transcript: Transcript) -> Phrases:
    """Of each sentence of a Korean transcript; of no sentence in another language."""
    if transcript.language != "ko":
        return {}
    return {segment.text: breaks(segment.text) for segment in transcript.segments}


def phrases_to_json(phrases: Phrases) -> dict[str, Any]:
    """`phrases.json`, schema 1."""
    return {"schema": SCHEMA, "breaks": {text: list(costs) for text, costs in phrases.items()}}


def phrases_from_json(value: Mapping[str, Any]) -> Phrases:
    """Read what `phrases_to_json` wrote."""
    return {text: tuple(map(float, costs)) for text, costs in value["breaks"].items()}


def _cost(word: Eojeol, following: Eojeol) -> float:
    """The cost of a break between two written words that follow each other."""
    first = following.tags[0] if following.tags else ""
    if first.startswith("VX") or first == "NNB":
        return _NEVER  # 발라 | 보시면, 아실 | 수, 세 | 개
    is_end = word.ending == "EF"
    if is_end or word.ending == "EC" or (word.tags and word.tags[-1] in _MARKS):
        return _WANTED if is_end else _NONE
    return _inside_clause(word.ending, first, following.ending)


def _inside_clause(ending: str, first: str, last: str) -> float:
    """The same, where neither a clause ends nor a word follows that cannot stand alone.

    Args:
        ending: Tag that the word ends in.
        first: Tag that the following one begins with.
        last: Tag that it ends in.
    """
    if ending == "NNB" and first in _PREDICATES:
        return _HARDLY  # 수 | 있어요
    if ending == "JKS" and last == "ETM":
        return _UNWILLING  # 사람이 | 만든 기계
    if ending in _AFTER:
        return _AFTER[ending]
    if ending.startswith("J"):  # 할인을 | 받으세요, 매장에서 | 저희가
        return _SOME if first in _PREDICATES else _LITTLE
    is_close = ending in _NOUNS and (first in _NOUNS or first in _PREDICATES)
    return _UNWILLING if is_close else _SOME  # 무료 | 배송, 할인 | 받으세요
