"""The page's words in Korean and English: catalogues, and which one a reader gets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("ko", "en")
COOKIE = "afterlive_language"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every text of the page in one language, by key."""
    text = files("service").joinpath(f"catalogues/{language}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def translate(language: str, key: str, **places: object) -> str:
    """The text of a key, with its `{places}` filled.

    Raises:
        KeyError: the catalogue has no such key.
    """
    return catalogue(language)[key].format(**places)


def find_text(language: str, key: str, default: str) -> str:
    """The text of a key that comes from outside (a flag, a stage), or the default."""
    return catalogue(language).get(key, default)


def choose_language(chosen: str | None, accept_language: str) -> str:
    """The language the reader chose, else the first one of the browser that we have.

    Args:
        chosen: From the cookie, or None.
        accept_language: The header as sent; weights are honoured.
    """
    if chosen in LANGUAGES:
        return chosen
    wishes = sorted(
        (_wish(part, place) for place, part in enumerate(accept_language.split(","))),
        reverse=True,
    )
    for weight, _, tag in wishes:
        if weight > 0 and tag in LANGUAGES:
            return tag
    return "en"


def _wish(part: str, place: int) -> tuple[float, int, str]:
    tag, _, weight = part.strip().partition(";q=")
    try:
        share = float(weight) if weight else 1.0
    except ValueError:
        share = 0.0
    return share, -place, tag.strip().split("-")[0].lower()
