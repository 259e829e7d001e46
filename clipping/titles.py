"""A clip's title, taken from what was said in it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from statistics import fmean

from clipping.model import Signal
from clipping.scoring import is_hook, stands_alone
from clipping.signals.lexicons import load_lexicon
from transcripts.model import Segment

#: Columns of a title, of which a Hangul syllable takes two; ads on TikTok show a hundred at most.
MAX_TITLE = 80
#: Two lines of large letters.
MAX_HOOK = 26
#: Where a sentence can be taken apart without changing what its parts say.
_PARTS = re.compile(r"(?<=[,.!?…])\s+")
_SHORT = 6
#: Worth of "그렇지 않습니까?" or "indicating the results" as a title: words before are missing.
_LEANING = 0.3
_BREAKS = ",.!?…"
#: How much a word that is perhaps misheard weighs against a sentence as a title. Of 200 titles of
#: recognised Korean talk 34 had over a fifth of their letters wrong at 0, 22 at 4.
_SURENESS = 4.0


def find_title(segments: Sequence[Segment], because: Sequence[Signal]) -> str:
    """The telling part of the most telling sentence; "" when nothing was said.

    Args:
        segments: Sentences of the clip.
        because: Reasons, strongest first.
    """
    shown = {segment: shortened(segment.text) for segment in segments}
    best = max(
        shown,
        key=lambda s: (_reasons(s, shown[s], because), -s.span.start_ms),
        default=None,
    )
    return "" if best is None else shown[best]


def find_hook(segments: Sequence[Segment], because: Sequence[Signal]) -> str:
    """Words of the clip short enough for the first picture that make one stay; "" for none.

    Args:
        segments: Sentences of the clip.
        because: Reasons, strongest first.
    """
    telling = [s for s in segments if is_hook(s.text)]
    phrases = {s: hook for s in telling if (hook := _phrase(s.text))}
    best = max(
        phrases,
        key=lambda s: (_reasons(s, phrases[s], because), -s.span.start_ms),
        default=None,
    )
    return "" if best is None else phrases[best]


def _phrase(text: str) -> str:
    """Part of a sentence, word for word, that catches by itself and is read at a glance.

    The sentence itself, else one of its parts, else its last words: sentences end well.
    """
    words = text.split()
    endings = (" ".join(words[first:]) for first in range(1, len(words)))
    for part in (text.strip(), *map(str.strip, _PARTS.split(text)), *endings):
        if _SHORT <= len(part) <= MAX_HOOK and is_hook(part) and stands_alone(shortened(part)):
            return part
    return ""


def _reasons(segment: Segment, shown: str, because: Sequence[Signal]) -> float:
    """How much of the score rests on this very sentence, and how well it reads as it is shown.

    Long, tiny, leaning and unsure ones tell less.
    """
    if not shown:
        return 0.0
    share = sum(
        signal.strength
        for signal in because
        if signal.span.overlap_ms(segment.span) * 2 > signal.span.duration_ms
    )
    fits = 0.6 if columns(segment.text) > MAX_TITLE else 1.0 if len(shown) >= _SHORT else 0.05
    leans = not stands_alone(shown) or _is_unfinished(shown.split()[-1])
    return (share + 0.1) * fits * (_LEANING if leans else 1.0) * _sureness(segment, shown)


def _is_unfinished(word: str) -> bool:
    return load_lexicon("opening", "unfinished").pattern.fullmatch(word) is not None


def _sureness(segment: Segment, shown: str) -> float:
    """How surely the words that would be shown were heard, 0-1; 1 where nothing tells."""
    heard = [word.probability for word in segment.words if word.text.strip(_BREAKS) in shown]
    return float(fmean(heard)) ** _SURENESS if heard else 1.0


def columns(text: str) -> int:
    """How wide a text is: letters of Korean, Chinese and Japanese count two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def shortened(text: str, limit: int = MAX_TITLE) -> str:
    """At most `limit` columns of a sentence: whole words, no filler at the start.

    Cuts after a comma or stop where one lies in the second half, else after the last whole word
    that does not ask for another, as "the" and "및" do.
    """
    text = " ".join(text.split())
    without = load_lexicon("opening", "filler").pattern.sub("", text, count=1)
    text = (without or text).strip(" ,")
    if columns(text) <= limit:
        return text.rstrip(" ,.")
    words = _fitting(text.split(" "), limit - 1)
    if not words:
        return _first_columns(text, limit - 1) + "…"
    half = len(words) // 2
    for index in range(len(words) - 1, half - 1, -1):
        if words[index][-1] in _BREAKS:
            return " ".join(words[: index + 1]).rstrip(" ,.")
    while len(words) > 1 and _is_unfinished(words[-1]):
        words.pop()
    return " ".join(words) + "…"


def _fitting(words: Sequence[str], limit: int) -> list[str]:
    """The first words that fit in so many columns."""
    room, fitting = limit + 1, list[str]()
    for word in words:
        room -= columns(word) + 1
        if room < 0:
            break
        fitting.append(word)
    return fitting


def _first_columns(text: str, limit: int) -> str:
    """The letters of a word that is too long by itself which fit in so many columns."""
    letters = text[:limit]
    while columns(letters) > limit:
        letters = letters[:-1]
    return letters
