"""Texts that are pasted rather than felt: asked for, copied by many, repeated by bots. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import lru_cache

from transcripts.messages import ChatMessage

#: A text that this many people paste within a minute is asked for, not felt.
_PASTED_BY = 5
_PASTED_WITHIN_MS = 60_000
#: Many write "just bought it" or "how much is it" by themselves; nobody writes a long text so.
_PASTED_WORDS, _LONG_WORDS = 3, 8
#: Who writes the same sentence this often is a bot or behaves like one.
_ANNOUNCED = 3
_WORD = re.compile(r"\w", re.UNICODE)
_REPEATED = re.compile(r"(.)\1{2,}")
_CALLED = re.compile(r"@\S+")


def find_pasted(messages: Sequence[ChatMessage], is_free: Sequence[bool]) -> Iterator[bool]:
    """Whether each message is a copy: pasted by many within a minute, or again and again by one.

    Args:
        messages: In order of time.
        is_free: Whether the words of each tell nothing; then shorter copies are pasted too.
    """
    plain = [_pastable(m.text, free) for m, free in zip(messages, is_free, strict=True)]
    crowded = _crowded(messages, plain)
    announced = _announced(messages, plain)
    for message, text in zip(messages, plain, strict=True):
        # The first ones to paste belong to the flood too, so minutes are compared, not order.
        yield bool(text) and (
            (message.author_key, text) in announced
            or any(
                (text, message.at_ms // _PASTED_WITHIN_MS + step) in crowded for step in (-1, 0, 1)
            )
        )


def plain_text(text: str) -> str:
    """A text as near-duplicates share it: no calls, marks or stretched letters.

    >>> plain_text("정답!! 삼계탕 ㅋㅋㅋㅋㅋ"), plain_text("@ab12cd WOOOOW")
    ('정답 삼계탕 ㅋㅋ', 'woow')
    """
    text = unicodedata.normalize("NFC", _CALLED.sub("", text)).lower()
    kept = "".join(c if _WORD.match(c) else " " for c in text)
    return " ".join(_REPEATED.sub(r"\1\1", kept).split())


@lru_cache(maxsize=20_000)
def _pastable(text: str, is_free: bool) -> str:  # noqa: FBT001
    """What copies of a text share, in any order and numbering; "" for what many write unasked."""
    plain = plain_text(text)
    if plain.isdigit():
        return plain
    words = sorted({word for word in plain.split() if not word.isdigit()})
    least = _PASTED_WORDS if is_free else _LONG_WORDS
    return " ".join(words) if len(words) >= least else ""


def _announced(messages: Sequence[ChatMessage], plain: Sequence[str]) -> set[tuple[str, str]]:
    """Author and text of what one person wrote again and again."""
    counts = Counter(
        (message.author_key, text)
        for message, text in zip(messages, plain, strict=True)
        if text and not text.isdigit()
    )
    return {key for key, count in counts.items() if count >= _ANNOUNCED}


def _crowded(messages: Sequence[ChatMessage], plain: Sequence[str]) -> set[tuple[str, int]]:
    """Text and minute in which enough different people had pasted it within a minute."""
    recent: dict[str, deque[tuple[int, str]]] = {}
    people: dict[str, Counter[str]] = {}
    out: set[tuple[str, int]] = set()
    for message, text in zip(messages, plain, strict=True):
        if not text:
            continue
        window, count = recent.setdefault(text, deque()), people.setdefault(text, Counter())
        window.append((message.at_ms, message.author_key))
        count[message.author_key] += 1
        while window[0][0] < message.at_ms - _PASTED_WITHIN_MS:
            _, gone = window.popleft()
            count[gone] -= 1
            if not count[gone]:
                del count[gone]
        if len(count) >= _PASTED_BY:
            out.add((text, message.at_ms // _PASTED_WITHIN_MS))
    return out
