"""Words and phrases by language, as data, and where they occur in a text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: Every language is tried on every text: broadcasts mix them, and their scripts differ. "any" holds
#: cues that many languages share, and a few words of each, for chat in other languages.
LANGUAGES = ("ko", "en", "any")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Patterns of one purpose.

    Attributes:
        name: What they are signs of ("price", "laughter").
        pattern: Any of them, in any language.
    """

    name: str
    pattern: re.Pattern[str]

    def found(self, text: str) -> tuple[str, ...]:
        """The different words of the lexicon in `text`, in order, lower case."""
        return tuple(dict.fromkeys(m[0].strip().lower() for m in self.pattern.finditer(text)))


@cache
def load_lexicons(section: str) -> tuple[Lexicon, ...]:
    """The lexicons of a section: "speech", "hygiene" or "chat"."""
    merged: dict[str, list[str]] = {}
    for language in LANGUAGES:
        text = files(__name__).joinpath(f"{language}.json").read_text(encoding="utf-8")
        for name, patterns in json.loads(text).get(section, {}).items():
            merged.setdefault(name, []).extend(patterns)
    return tuple(
        Lexicon(name, re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE))
        for name, patterns in merged.items()
    )


@cache
def load_lexicon(section: str, name: str) -> Lexicon:
    """One lexicon.

    Raises:
        KeyError: there is none of this name.
    """
    return {lexicon.name: lexicon for lexicon in load_lexicons(section)}[name]
