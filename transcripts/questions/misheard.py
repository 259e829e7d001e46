"""Misheard words of a broadcast that a person put right in a caption, put right in answers too.

A word is replaced only where the sentence is quoted in which it was corrected. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transcripts.timeline import Span


@dataclass(frozen=True, slots=True)
class Misheard:
    """A word, or a few, that a corrected caption put in another's place.

    Attributes:
        span: Of the caption.
        heard: As recognised.
        meant: As corrected.
        at: When it was corrected, as ISO 8601 in UTC to the second.
    """

    span: Span
    heard: str
    meant: str
    at: str


def put_right(text: str, span: Span, words: Iterable[Misheard]) -> str:
    """The text of what is said in a span with its misheard words as they were meant.

    >>> word = Misheard(Span(0, 9), "나라니", "나란히", "2026-05-04T12:00:00+00:00")
    >>> put_right("나라니 비교합니다", Span(5, 20), [word])
    '나란히 비교합니다'
    """
    for word in words:
        if span.overlap_ms(word.span):
            parts = re.split(rf"(?<!\w){re.escape(word.heard)}(?!\w)", text)
            text = word.meant.join(parts)
    return text


def misheard_to_json(word: Misheard) -> dict[str, str | int]:
    """A stage parameter's form of it."""
    return {
        "start_ms": word.span.start_ms,
        "end_ms": word.span.end_ms,
        "heard": word.heard,
        "meant": word.meant,
        "at": word.at,
    }


def misheard_from_json(values: Sequence[Mapping[str, Any]]) -> tuple[Misheard, ...]:
    """Read what `misheard_to_json` wrote."""
    return tuple(
        Misheard(
            Span(int(value["start_ms"]), int(value["end_ms"])),
            str(value["heard"]),
            str(value["meant"]),
            str(value["at"]),
        )
        for value in values
    )
