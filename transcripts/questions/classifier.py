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
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

#: Number of buckets, a power of two.
BUCKETS = 1 << 18
_LONGEST_GRAM = 5
_LONGEST_ENDING = 7
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
    """Buckets of the text's letter groups, of its ending and of its words; some may repeat."""
    body = plain(text)
    if not body:
        return
    padded = f" {body} "
    for length in range(1, _LONGEST_GRAM + 1):
        for at in range(len(padded) - length + 1):
            yield _bucket("g" + padded[at : at + length])
    tight = body.replace(" ", "")
    for length in range(1, min(_LONGEST_ENDING, len(tight)) + 1):
        yield _bucket("e" + tight[-length:])
    words = body.split()
    for index, word in enumerate(words):
        yield _bucket("w" + word)
        yield _bucket("b" + "_".join(words[index : index + 2]))
    yield _bucket("f" + words[0])


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


def _bucket(name: str) -> int:
    return zlib.crc32(name.encode()) & (BUCKETS - 1)
