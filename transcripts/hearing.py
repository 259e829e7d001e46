"""What is heard in a short window of sound, and who hears it. Pure; `asr` does the hearing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from transcripts.progress import Progress, ignore_progress

#: Written without spaces: a word of the model is a part of a run there.
UNSPACED = frozenset({"ja", "zh", "yue", "th", "lo", "my", "km"})
#: A window is heard in another language than the recording's only when that is this clear.
_CLEARLY_OTHER = 0.8
_HARDLY_MAIN = 0.1

#: Korean particles that are never a word of their own. The model sometimes parts them off.
_PARTICLES = frozenset({"를", "을", "는", "에서", "으로", "에게", "부터", "까지"})
#: A longer silence in front and it is said anew, as what was left out before.
_PARTICLE_PAUSE_MS = 300

#: Samples between -1 and 1, shape (samples,), mono, 16 kHz.
Sound = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One word in a window.

    Attributes:
        start_ms: In the window.
        end_ms: In the window, >= start_ms.
        text: Without spaces around it.
        probability: 0-1.
        is_spaced: A space stands before it.
    """

    start_ms: int
    end_ms: int
    text: str
    probability: float
    is_spaced: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of a window in one language.

    Attributes:
        start_ms: In the window.
        end_ms: In the window, > start_ms.
        language: Its code.
    """

    start_ms: int
    end_ms: int
    language: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in one window.

    Attributes:
        language: It was heard in.
        words: In order.
        confidence: Mean log probability of its tokens, <= 0.
        silence: The model's belief that nobody speaks, 0-1.
        compression: Size of the text over its compressed size; over 2.4 it repeats itself.
        turns: Where the language changes inside the window, its stretches in order: then there are
            no words, and each stretch wants to be heard on its own. Else empty.
    """

    language: str
    words: tuple[HeardWord, ...]
    confidence: float = 0.0
    silence: float = 0.0
    compression: float = 1.0
    turns: tuple[Turn, ...] = ()

    @property
    def text(self) -> str:
        """All words, spaced as heard."""
        return joined((word.text, word.is_spaced) for word in self.words)


@dataclass(frozen=True, slots=True)
class Hearing:
    """How windows are to be heard.

    Attributes:
        language: Code of the recording's language; "" for the likeliest of the windows.
        may_differ: A window that is clearly in another language is heard in that.
        hotwords: Names that may come up, joined by ", ".
        is_careful: Slower, against repetition loops.
    """

    language: str
    may_differ: bool = False
    hotwords: str = ""
    is_careful: bool = False


class Transcriber(Protocol):
    """Hears words. `FasterWhisperTranscriber`, or a fake."""

    @property
    def name(self) -> str:
        """Of the model, for part keys and notes."""
        ...

    def get_ready(self) -> None:
        """Do now what the first window would wait for."""
        ...

    def languages(self, windows: Sequence[Sound]) -> tuple[Mapping[str, float], ...]:
        """Probability of each language in each window."""
        ...

    def hear(
        self,
        windows: Sequence[Sound],
        hearing: Hearing,
        on_progress: Progress = ignore_progress,
    ) -> tuple[Heard, ...]:
        """The words of each window; windows are at most 30 s long."""
        ...


class Aligner(Protocol):
    """Finds the words of a text in its sound."""

    def align(
        self, windows: Sequence[Sound], texts: Sequence[str], language: str
    ) -> tuple[tuple[HeardWord, ...], ...]:
        """The pieces of each window's text in order, with their times; at most 30 s each."""
        ...


def language_of(main: str, found: Mapping[str, float]) -> str:
    """The language of a window: the recording's, unless it is clearly another one."""
    best = max(sorted(found), key=lambda code: found[code], default=main)
    is_other = found.get(best, 0.0) >= _CLEARLY_OTHER and found.get(main, 0.0) <= _HARDLY_MAIN
    return best if is_other else main


def likely_in(main: str, found: Mapping[str, float]) -> frozenset[str]:
    """Languages that may be spoken in a window: the recording's, and its own two likeliest."""
    return frozenset({main, *sorted(found, key=lambda code: (-found[code], code))[:2]})


def likeliest(found: Sequence[Mapping[str, float]], weights: Sequence[float]) -> str:
    """The language that most of some windows are in, each counting by its weight."""
    total: dict[str, float] = {}
    for own, weight in zip(found, weights, strict=True):
        for code, probability in own.items():
            total[code] = total.get(code, 0.0) + probability * weight
    return max(sorted(total), key=lambda code: total[code])


def readable(text: str) -> str:
    """The text without outer spaces and without letters that the recogniser left unfinished.

    Its tokens are bytes: one that stops inside a letter becomes U+FFFD, an empty box in captions.
    """
    return text.replace("\N{REPLACEMENT CHARACTER}", "").strip()


def joined(parts: Iterable[tuple[str, bool]]) -> str:
    """Words and whether a space stands before each, as one text."""
    return "".join(f" {text}" if spaced else text for text, spaced in parts).strip()


def glued(words: Sequence[HeardWord], *, is_spaced: bool) -> tuple[HeardWord, ...]:
    """Words as people write them: in languages with spaces, what has none before it is one word.

    The model parts "59,900원" at the comma; a price must stay one word, with one time. A Korean
    particle belongs to the word before it, whether or not the model heard a space.
    """
    out: list[HeardWord] = []
    for word in words:
        if out and is_spaced and (not word.is_spaced or _is_its_particle(out[-1], word)):
            last = out.pop()
            lower = min(last.probability, word.probability)
            word = HeardWord(  # noqa: PLW2901 - the word is the two together
                last.start_ms, max(last.end_ms, word.end_ms), last.text + word.text, lower,
                last.is_spaced,
            )  # fmt: skip
        out.append(word)
    return tuple(_in_order(out))


def _is_its_particle(noun: HeardWord, word: HeardWord) -> bool:
    is_near = word.start_ms - noun.end_ms <= _PARTICLE_PAUSE_MS
    return is_near and noun.text[-1:].isalnum() and word.text.rstrip(".,?!") in _PARTICLES


def _in_order(words: Sequence[HeardWord]) -> list[HeardWord]:
    """No word starts before the one in front; no word ends after the next begins."""
    starts = [word.start_ms for word in words]
    for i, (left, right) in enumerate(pairwise(starts)):
        starts[i + 1] = max(left, right)
    ends = [*starts[1:], None] if starts else []
    return [
        HeardWord(
            start,
            max(start, word.end_ms if end is None else min(word.end_ms, end)),
            word.text,
            word.probability,
            word.is_spaced,
        )
        for word, start, end in zip(words, starts, ends, strict=True)
    ]
