"""Until which day a text about an offer holds, from what it says and the day it was said. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from transcripts.numerals import number_of, with_digits

_WEEKDAYS = ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일")
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip
_UNTIL = r"\s?(?:까지|자정까지)"
_SPOKEN_MONTH = re.compile(
    r"(십일|십이|[일이삼사오유육칠팔구시십])월(?=\s?(?:\d|[일이삼사오육칠팔구십]))"
)
_SPOKEN_DAY = re.compile(r"(?<![가-힣])([일이삼사오육칠팔구십]{1,4})일(?=\s?까지)")
_DAY_OF_SHOW = re.compile(
    r"오늘\s?(?:만|까지|하루|방송|라이브|자정|구매|주문|안에)|당일만|지금만|지금\s?이\s?(?:방송|시간|순간)|"
    r"(?:방송|라이브|라방)\s?(?:중|동안|시간|한정|특가|특별|혜택|끝나기|끝나면|종료|안에|가(?=\s|로|예))|타임\s?(?:딜|세일)|"
    r"\btoday only\b|\bonly today\b|\b(?:until|till|by|ends?) (?:today|tonight|midnight)\b|"
    r"\b(?:during|in) (?:this|the|our|today'?s) (?:show|stream|live|broadcast)\b|\blive only\b"
)
_FULL = re.compile(r"(?:(\d{4})\s?[년./-]\s?)?(\d{1,2})\s?[월./]\s?(\d{1,2})\s?일?" + _UNTIL)
_DAY = re.compile(r"(?<![\d월./]\s)(?<![\d월./])(\d{1,2})일" + _UNTIL)
_LASTING = re.compile(r"(\d{1,2})\s?일\s?(?:간|동안)|\bfor (\d{1,2}) days\b")
_WEEKS = re.compile(r"(?:일|1)\s?주일?\s?(?:간|동안)|\bfor (?:a|one) week\b")
_WEEKDAY = re.compile(rf"(?:이번\s?주\s?)?({'|'.join(_WEEKDAYS)}){_UNTIL}")
_MONTH_END = re.compile(
    rf"(?:이번\s?달(?:\s?말)?|이달(?:\s?말)?|월말){_UNTIL}|\bend of (?:the|this) month\b"
)
_ENGLISH_WEEKDAY = re.compile(rf"\b(?:until|till|by|ends?(?: on)?) ({'|'.join(_ENGLISH_DAYS)})\b")
_ENGLISH_DATE = re.compile(
    rf"\b(?:until|till|by|ends?(?: on)?) (?:({'|'.join(_MONTHS)}) (\d{{1,2}})|"
    rf"(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({'|'.join(_MONTHS)}))\b"
)


@dataclass(frozen=True, slots=True)
class Until:
    """The last day on which a text holds.

    Attributes:
        day: The date; None when the day of the broadcast is not known.
        days_after: Days after the broadcast's; None when only a date says it.
    """

    day: date | None
    days_after: int | None


def holds_until(text: str, said_on: date | None = None) -> Until | None:
    """The earliest last day that a text names; None when it names none.

    >>> holds_until("내일까지 쿠폰을 드려요", date(2026, 11, 25))
    Until(day=datetime.date(2026, 11, 26), days_after=1)
    >>> holds_until("오늘만 특가예요")
    Until(day=None, days_after=0)
    >>> holds_until("십이월 삼일까지 할인해요", date(2026, 11, 25)).day
    datetime.date(2026, 12, 3)
    """
    spelled = _SPOKEN_MONTH.sub(_month_in_digits, text.lower())
    plain = with_digits(_SPOKEN_DAY.sub(lambda m: f"{int(number_of(m[1]) or 0)}일", spelled))
    days = list(_relative(plain))
    if said_on is None:
        return Until(None, min(days)) if days else None
    dates = [said_on + timedelta(days=n) for n in days]
    dates += [found for read in _DATED for found in read(plain, said_on)]
    later = [found for found in dates if found >= said_on]
    if not later:
        return None
    return Until(min(later), (min(later) - said_on).days)


def _relative(text: str) -> Iterator[int]:
    if _DAY_OF_SHOW.search(text):
        yield 0
    if re.search(
        r"내일\s?(?:까지|오전까지|자정까지|만)|\b(?:until|till|by|ends?) tomorrow\b", text
    ):
        yield 1
    if re.search(rf"모레{_UNTIL}", text):
        yield 2
    for match in _LASTING.finditer(text):
        yield max(0, int(match[1] or match[2]) - 1)
    if _WEEKS.search(text):
        yield 6


def _full_dates(text: str, said_on: date) -> Iterator[date]:
    for match in _FULL.finditer(text):
        year = int(match[1]) if match[1] else None
        yield from _made(year, int(match[2]), int(match[3]), said_on)
    for match in _ENGLISH_DATE.finditer(text):
        month = _MONTHS.index(match[1] or match[4]) + 1
        yield from _made(None, month, int(match[2] or match[3]), said_on)


def _days_of_month(text: str, said_on: date) -> Iterator[date]:
    for match in _DAY.finditer(text):
        day, month, year = int(match[1]), said_on.month, said_on.year
        if day < said_on.day:
            month, year = (1, year + 1) if month == 12 else (month + 1, year)
        yield from _made(year, month, day, said_on)


def _weekdays(text: str, said_on: date) -> Iterator[date]:
    names = [_WEEKDAYS.index(m[1]) for m in _WEEKDAY.finditer(text)]
    names += [_ENGLISH_DAYS.index(m[1]) for m in _ENGLISH_WEEKDAY.finditer(text)]
    if re.search(rf"이번\s?주(?:말)?{_UNTIL}|\bthis weekend\b|\bend of the week\b", text):
        names.append(6)
    for weekday in names:
        yield said_on + timedelta(days=(weekday - said_on.weekday()) % 7)


def _month_ends(text: str, said_on: date) -> Iterator[date]:
    if _MONTH_END.search(text):
        yield said_on.replace(day=monthrange(said_on.year, said_on.month)[1])


_DATED: tuple[Callable[[str, date], Iterator[date]], ...] = (
    _full_dates,
    _days_of_month,
    _weekdays,
    _month_ends,
)


def _made(year: int | None, month: int, day: int, said_on: date) -> Iterator[date]:
    """The date, of the coming year where none is said; nothing for a 31 November."""
    for candidate in (year,) if year else (said_on.year, said_on.year + 1):
        if 1 <= month <= 12 and 1 <= day <= monthrange(candidate, month)[1]:
            found = date(candidate, month, day)
            if year or found >= said_on:
                yield found
                return


def _month_in_digits(match: re.Match[str]) -> str:
    spelled = {"유": "육", "시": "십"}.get(match[1], match[1])
    return f"{int(number_of(spelled) or 0)}월"
