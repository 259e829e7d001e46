"""Prices as people say and write them: "59,900원", "오만 구천구백원", "$24.90". Pure."""

from __future__ import annotations

import re

from transcripts.numerals import number_of

_HANGUL = "일이삼사오육륙칠팔구십백천만억0-9"
_WON = re.compile(rf"(?<!\w)([영공{_HANGUL}.,]+(?:\s[{_HANGUL}]+)*)\s?원")
_FOREIGN = re.compile(
    r"[$€£]\s?\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)?\s?(?:dollars?|euros?|pounds|bucks|달러|유로|won)\b",
    re.IGNORECASE,
)
_WORD = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
)
_IN_WORDS = re.compile(
    rf"\b(?:{_WORD})(?:[\s-]+(?:and )?(?:{_WORD}))*\s(?:dollars?|euros?|pounds|bucks|won)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"\d{1,2}\s?(?:%|퍼센트|프로(?![가-힣])|percent)"
    r"|(?<![가-힣])[일이삼사오육칠팔구십]{1,3}\s?(?:퍼센트|프로(?![가-힣]))"
    rf"|\b(?:{_WORD})(?:[\s-](?:{_WORD}))?\spercent\b",
    re.IGNORECASE,
)
#: Nothing is sold for less; "이원", "구원" and "일원" are other words.
_LEAST_WON = 100


def find_prices(text: str) -> tuple[str, ...]:
    """Prices in a text, as written, in order.

    >>> find_prices("오늘 오만 구천구백원, 직원 할인가는 59,000원")
    ('오만 구천구백원', '59,000원')
    """
    won = [
        (match.start(), match[0])
        for match in _WON.finditer(text)
        if (number_of(match[1]) or 0) >= _LEAST_WON
    ]
    foreign = [
        (match.start(), match[0])
        for pattern in (_FOREIGN, _IN_WORDS)
        for match in pattern.finditer(text)
    ]
    return tuple(found.strip() for _, found in sorted(won + foreign))


def find_percents(text: str) -> tuple[str, ...]:
    """Percentages in a text, as written, in order.

    >>> find_percents("삼십 프로 할인, 50%까지, thirty percent off")
    ('삼십 프로', '50%', 'thirty percent')
    """
    return tuple(match[0] for match in _PERCENT.finditer(text))
