"""Notes of the stages in the reader's language. Pure.

A stage writes its note as an English sentence: for the files, for programs, and as the name under
which the catalogue (`note_words/ko.json`) has it in Korean. Places in braces stand for what
differs; what stands in a place may be such a sentence itself. A note that the catalogue does not
have is shown as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("ko",)
_PLACE = re.compile(r"{(\w+)}")
#: When it is about a moment, a note begins with it: "3:20: …".
_MOMENT = re.compile(r"((?:\d+:)?\d+:\d\d): (.*)", re.DOTALL)
_MOST_NESTED = 3


def note_sentence(note: str, language: str) -> str:
    """A note as its reader wants it.

    >>> note_sentence("There is no sound.", "ko")
    '소리가 없습니다.'
    >>> note_sentence("3:20: recognised twice, the second time is kept.", "ko")
    '3:20: 두 번 인식해 나중 결과를 남겼습니다.'

    Args:
        note: As a stage wrote it.
        language: "ko"; anything else gives English.
    """
    moment = _MOMENT.fullmatch(note)
    if moment:
        return f"{moment[1]}: {note_sentence(moment[2], language)}"
    return _said(note.strip(), language, _MOST_NESTED) or note


def _said(note: str, language: str, nested: int) -> str | None:
    if language not in LANGUAGES or not nested:
        return None
    for pattern, words in _catalogue(language):
        if match := pattern.fullmatch(note):
            places = {
                name: _said(text, language, nested - 1) or text
                for name, text in match.groupdict().items()
            }
            return _filled(words, places)
    return None


def _filled(words: str, places: Mapping[str, str]) -> str:
    # Not `format`: what stands in a place is no template itself.
    return _PLACE.sub(lambda match: places[match[1]], words)


@cache
def _catalogue(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns with their words, those with the most text first: the closest one wins."""
    text = files("exporters").joinpath(f"note_words/{language}.json").read_text(encoding="utf-8")
    entries = sorted(
        json.loads(text).items(), key=lambda item: (-len(_PLACE.sub("", item[0])), item[0])
    )
    return tuple((_pattern(english), words) for english, words in entries)


def _pattern(english: str) -> re.Pattern[str]:
    parts = _PLACE.split(english)  # text, name, text, name, …
    return re.compile(
        "".join(
            re.escape(part) if place % 2 == 0 else f"(?P<{part}>.+?)"
            for place, part in enumerate(parts)
        ),
        re.DOTALL,
    )
