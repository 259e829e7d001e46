"""A clip's title, taken from what was said in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clipping.model import Signal
from clipping.scoring import is_hook, stands_alone
from clipping.signals.lexicons import load_lexicon
from transcripts.model import Segment

MAX_TITLE = 40
#: Two lines of large letters.
MAX_HOOK = 26
#: Where a sentence can be taken apart without changing what its parts say.
_PARTS = re.compile(r"(?<=[,.!?…])\s+")
_SHORT = 6
#: Worth of "그렇지 않습니까?" or "indicating the results" as a title: words before are missing.
_LEANING = 0.3
_BREAKS = ",.!?…"


def find_title(segments: Sequence[Segment], because: Sequence[Signal]) -> str:
    """The telling part of the most telling sentence; "" when nothing was said.

    Args:
        segments: Sentences of the clip.
        because: Reasons, strongest first.
    """
    best = max(segments, key=lambda s: (_reasons(s, because), -s.span.start_ms), default=None)
    return "" if best is None else shortened(best.text)


def find_hook(segments: Sequence[Segment], because: Sequence[Signal]) -> str:
    """Words of the clip short enough for the first picture that make one stay; "" for none.

    Args:
        segments: Sentences of the clip.
        because: Reasons, strongest first.
    """
    telling = [s for s in segments if is_hook(s.text)]
    phrases = {s: hook for s in telling if (hook := _phrase(s.text))}
    best = max(phrases, key=lambda s: (_reasons(s, because), -s.span.start_ms), default=None)
    return "" if best is None else phrases[best]


def _phrase(text: str) -> str:
    """Part of a sentence, word for word, that catches by itself and is read at a glance.

    The sentence itself, else one of its parts, else its last words: sentences end well.
    """
    words = text.split()
    endings = (" ".join(words[first:]) for first in range(1, len(words)))
    for part in (text.strip(), *map(str.strip, _PARTS.split(text)), *endings):
        if _SHORT <= len(part) <= MAX_HOOK and is_hook(part) and stands_alone(part):
            return part
    return ""


def _reasons(segment: Segment, because: Sequence[Signal]) -> float:
    """How much of the score rests on this very sentence; long, tiny and leaning ones tell less."""
    share = sum(
        signal.strength
        for signal in because
        if signal.span.overlap_ms(segment.span) * 2 > signal.span.duration_ms
    )
    length = len(segment.text)
    fits = 1.0 if _SHORT <= length <= MAX_TITLE else 0.6 if length > MAX_TITLE else 0.05
    leans = not stands_alone(segment.text)
    return (share + 0.1) * fits * (_LEANING if leans else 1.0)


def shortened(text: str, limit: int = MAX_TITLE) -> str:
    """At most `limit` characters of a sentence: whole words, no filler at the start.

    Cuts after a comma or stop where one lies in the second half, else after the last whole word.
    """
    text = " ".join(text.split())
    without = load_lexicon("opening", "filler").pattern.sub("", text, count=1)
    text = (without or text).strip(" ,")
    if len(text) <= limit:
        return text.rstrip(" ,.")
    words: list[str] = []
    for word in text.split(" "):
        if len(" ".join((*words, word))) > limit - 1:
            break
        words.append(word)
    if not words:
        return text[: limit - 1] + "…"
    half = len(words) // 2
    for index in range(len(words) - 1, half - 1, -1):
        if words[index][-1] in _BREAKS:
            return " ".join(words[: index + 1]).rstrip(" ,.")
    return " ".join(words) + "…"
