"""A linear model that tells Korean questions from other sentences by their letters. Pure.

Its weights are trained by `scripts/train_question_model.py`; `data/NOTICE.md` names the source and
the licence of the weights. Marks are not looked at: speech and chat often have none.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, combinations

#: Number of buckets, a power of two.
BUCKETS = 1 << 20
_LONGEST_GRAM = 5
_LONGEST_ENDING, _LONGEST_JAMO, _LONGEST_REACH = 7, 15, 10
_QUESTION_WORDS = ("누", "뭐", "뭘", "무", "언제", "어", "왜", "몇", "얼")
_LONGEST_TEXT = 120
_NOT_LETTERS = re.compile(r"[^\w\s]+")


@dataclass(frozen=True, slots=True)
class QuestionModel:
    """The trained model.

    Attributes:
        weights: One signed byte for each bucket.
        scale: What one step of a weight is worth.
        bias: Added to every sum.
    """

    weights: memoryview
    scale: float
    bias: float

    def probability(self, text: str) -> float:
        """How likely the words ask something, 0-1; marks are ignored."""
        buckets = set(features(text))
        if not buckets:
            return 0.0
        total = sum(self.weights[bucket] for bucket in buckets) * self.scale
        margin = total / math.sqrt(len(buckets)) + self.bias
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, margin))))


def plain(text: str) -> str:
    """The text as the model sees it: no marks, single spaces, the end where endings are."""
    words = _NOT_LETTERS.sub(" ", unicodedata.normalize("NFC", text)).lower().split()
    return " ".join(words)[-_LONGEST_TEXT:]


def features(text: str) -> Iterator[int]:
    """Buckets of the text's letter groups, endings, words and pairs apart; some may repeat."""
    body = plain(text)
    if not body:
        return
    words, tight = body.split(), body.replace(" ", "")
    for name in chain(
        _groups(f" {body} "), _endings(tight), _words(words), _asking(words, tight),
        _letters_apart(tight[-_LONGEST_REACH:]), _words_apart(words),
    ):  # fmt: skip
        yield zlib.crc32(name.encode()) & (BUCKETS - 1)


def _groups(padded: str) -> Iterator[str]:
    """Neighbouring letters."""
    for length in range(1, _LONGEST_GRAM + 1):
        for at in range(len(padded) - length + 1):
            yield "g" + padded[at : at + length]


def _endings(tight: str) -> Iterator[str]:
    """How the text ends, in syllables and in the letters that make them (jamo)."""
    for length in range(1, min(_LONGEST_ENDING, len(tight)) + 1):
        yield "e" + tight[-length:]
    jamo = unicodedata.normalize("NFD", tight)
    for length in range(1, min(_LONGEST_JAMO, len(jamo)) + 1):
        yield "j" + jamo[-length:]


def _words(words: Sequence[str]) -> Iterator[str]:
    """Words, pairs of neighbours, the first one."""
    for index, word in enumerate(words):
        yield "w" + word
        yield "b" + "_".join(words[index : index + 2])
    yield "f" + words[0]


def _asking(words: Sequence[str], tight: str) -> Iterator[str]:
    """Question words, the number of words and the first one, each with how the text ends."""
    for start in sorted({word[:2] for word in words if word.startswith(_QUESTION_WORDS)}):
        for length in (1, 2, 3):
            yield f"x{start}_{tight[-length:]}"
    yield f"n{min(len(words), 9)}_{tight[-2:]}"
    yield f"l{words[0][:2]}_{tight[-2:]}"


def _letters_apart(tail: str) -> Iterator[str]:
    """Pairs of letters near the end with others between them."""
    for one in range(len(tail)):
        for other in range(one + 2, min(one + 6, len(tail))):
            place = len(tail) - other
            pair = f"{tail[one]}_{tail[other]}"
            yield f"s{place}{pair}" if place <= 3 else f"s{pair}{other - one}"


def _words_apart(words: Sequence[str]) -> Iterator[str]:
    """Each word with the endings of those after it; the last letters of the last words."""
    for one, other in combinations(words, 2):
        yield f"W{one}_{other[-2:]}"
        yield f"V{one[:2]}_{other[-2:]}"
    for count in range(1, 5):
        yield f"q{count}" + "_".join(word[-1] for word in words[-count:])


@cache
def load_model() -> QuestionModel:
    """The model that comes with the package; loaded once."""
    head, _, body = (
        files("transcripts.questions").joinpath("data/questions-ko.bin").read_bytes()
    ).partition(b"\n")
    value = json.loads(head)
    weights = memoryview(zlib.decompress(body)).cast("b")
    return QuestionModel(weights, float(value["scale"]), float(value["bias"]))


@lru_cache(maxsize=50_000)
def question_probability(text: str) -> float:
    """How likely a Korean sentence asks something, by its words alone, 0-1."""
    return load_model().probability(text)
