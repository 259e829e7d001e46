"""The reviewed word lists of this package, compiled. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_LATIN = re.compile(r"[A-Za-z]")


@cache
def load_data(name: str) -> Mapping[str, Any]:
    """A data file of this package by its name without ".json"."""
    text = files("transcripts.questions").joinpath(f"data/{name}.json").read_text(encoding="utf-8")
    value: dict[str, Any] = json.loads(text)
    return value


@cache
def rule(language: str, name: str) -> re.Pattern[str]:
    """A rule of "ko" or "en", compiled without regard to case.

    Raises:
        KeyError: there is none of this name.
    """
    return re.compile(load_data("rules")[language][name], re.IGNORECASE)


def words_of(language: str, name: str) -> str:
    """The alternatives of a rule, to build a larger pattern from."""
    return str(load_data("rules")[language][name])


def script_of(text: str) -> str:
    """Which rules fit a text: "ko" with Hangul, "en" with Latin letters, else "any".

    Broadcasts mix languages, so each sentence is judged by what it is written in.
    """
    if _HANGUL.search(text):
        return "ko"
    return "en" if _LATIN.search(text) else "any"
