"""Which of the recogniser's hypotheses of a window is believed. Pure, but for what Kiwi knows.

The search weighs several hypotheses and hands over all of them for nothing. The likeliest one is
not always the best: a homophone that no sentence has may win by a hair, or one that leaves out the
last sentence. So the choice is the one least far from all, each counting by how much it is
believed; and of Korean it is believed more when it reads like Korean.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from transcripts.hearing import UNSPACED
from transcripts.korean import likelihood

#: Weight of how Korean reads beside how it sounds, both as log probability by token. With each
#: speaker left out in turn the others chose 0.1 or 0.15; anything from 0.1 to 0.3 is as good. Of
#: 5,400 letters of thirteen talks and texts 0.6 points fewer were wrong (0.2 to 1.0 in 95 % of
#: samples of windows drawn again).
_READS_WEIGHT = 0.15
#: How much more a hypothesis counts that is likelier by 1 a token: e to the power of this. Anything
#: from 10 to 50 is as good.
_SHARPNESS = 30.0
#: Stands for a name that was to be expected: names are rare words, and right all the same.
_ANY_NAME = "상품"
_LEAST_NAME = 2
#: Left aside where words are judged: a sentence with a full stop reads better whatever it says.
_MARK = re.compile(r"[.,?!]+(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One of the texts that a window may be.

    Attributes:
        text: As written.
        size: Tokens of it, > 0.
        confidence: Their mean log probability, <= 0.
    """

    text: str
    size: int
    confidence: float


def most_believed(hypotheses: Sequence[Hypothesis], language: str, names: str = "") -> int:
    """The number of the hypothesis to keep; that of the likeliest when it has no words.

    Args:
        hypotheses: Of one window, the likeliest first, at least one.
        language: They are in.
        names: That were to be expected, joined by ", ".
    """
    letters = [_units(one.text, language) for one in hypotheses]
    if not letters[0]:
        return 0
    own = [i for i, units in enumerate(letters) if units]
    sureness = [_sureness(hypotheses[i], language, names) for i in own]
    beliefs = [math.exp(_SHARPNESS * (sure - max(sureness))) for sure in sureness]
    far = [
        sum(
            belief * Levenshtein.distance(letters[i], letters[j])
            for j, belief in zip(own, beliefs, strict=True)
        )
        for i in own
    ]
    return min(zip(far, (-sure for sure in sureness), own, strict=True))[2]


def _sureness(hypothesis: Hypothesis, language: str, names: str) -> float:
    if language != "ko":
        return hypothesis.confidence
    words = _MARK.sub(" ", _without_names(hypothesis.text, names))
    reads = likelihood(words) / hypothesis.size
    return hypothesis.confidence + _READS_WEIGHT * reads


def _without_names(text: str, names: str) -> str:
    known = [name.split() for name in names.split(", ") if len(name) >= _LEAST_NAME]
    if not known:
        return text
    parts = sorted((r"\s*".join(map(re.escape, name)) for name in known), key=len, reverse=True)
    return re.sub("|".join(parts), _ANY_NAME, text)


def _units(text: str, language: str) -> list[str]:
    """What is compared: words, or letters where spaces are no matter of hearing."""
    plain = unicodedata.normalize("NFKC", text).lower()
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return list("".join(spaced.split())) if language in {*UNSPACED, "ko"} else spaced.split()
