"""Prices as people say and write them: "59,900원", "오만 구천구백원", "$24.90". Pure."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
_SMALL = {"십": 10, "백": 100, "천": 1000}
_SPOKEN = re.compile(
    r"[영공일이삼사오육륙칠팔구십백천만억0-9.,]+(?:\s?[일이삼사오육륙칠팔구십백천만억0-9]+)*\s?원"
)
_FOREIGN = re.compile(
    r"[$€£]\s?\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)?\s?(?:dollars?|euros?|pounds|bucks|달러|유로|won)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\d{1,2}\s?(?:%|퍼센트|프로(?![가-힣])|percent)", re.IGNORECASE)
#: Words that end in 원 and begin like a number, but are none.
_NOT_PRICES = ("일원", "이원", "사원", "구원", "백원님", "천원님")
_LEAST_WON = 100


def find_prices(text: str) -> tuple[str, ...]:
    """Prices in a text, as written, in order."""
    won = [(m.start(), m[0]) for m in _SPOKEN.finditer(text) if _is_won(m[0], text, m.start())]
    foreign = [(m.start(), m[0]) for m in _FOREIGN.finditer(text)]
    return tuple(found.strip() for _, found in sorted(won + foreign))


def find_percents(text: str) -> tuple[str, ...]:
    """Percentages in a text, as written, in order."""
    return tuple(match[0] for match in _PERCENT.finditer(text))


def _is_won(found: str, text: str, at: int) -> bool:
    # "회원", "직원" and names: the number must begin a word.
    if found in _NOT_PRICES or (at > 0 and text[at - 1].isalnum()):
        return False
    value = won_value(found)
    return value is not None and value >= _LEAST_WON


def won_value(text: str) -> int | None:
    """The amount of a Korean price in won; None when it is no number.

    >>> won_value("오만 구천구백원"), won_value("3만 9천원"), won_value("1.5만원")
    (59900, 39000, 15000)
    """
    body = re.sub(r"[\s,]|원$", "", text.strip())
    total = 0.0
    for unit, size in (("억", 100_000_000), ("만", 10_000)):
        head, mark, rest = body.partition(unit)
        if mark:
            value = 1.0 if not head else _below_myriad(head)
            if value is None:
                return None
            total, body = total + value * size, rest
    if body:
        value = _below_myriad(body)
        if value is None:
            return None
        total += value
    return round(total) if total else None


def _below_myriad(text: str) -> float | None:
    """A number of at most thousands, in digits, Hangul or both ("9천9백")."""
    try:
        return float(text)
    except ValueError:
        pass
    total, digits = 0.0, ""
    for char in text:
        if char.isdigit() or char == ".":
            digits += char
        elif char in _DIGITS:
            digits += str(_DIGITS[char])
        elif char in _SMALL:
            total += float(digits or 1) * _SMALL[char]
            digits = ""
        else:
            return None
    return total + float(digits or 0)
