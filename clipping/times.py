"""The ways people write a moment, turned into milliseconds of the recording. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Scale(StrEnum):
    """What a written time counts from."""

    RECORDING = "recording"  # milliseconds from a start the file means
    CALENDAR = "calendar"  # milliseconds since 1970
    NUMBER = "number"  # a bare number whose unit only the whole file tells


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A moment as a file has it."""

    value: float
    scale: Scale


#: The least calendar value in each unit: 1998. Nothing counted from a start is as large.
_CALENDAR_S = 9e8
_PER_MS = {"s": 1000.0, "ms": 1.0, "us": 0.001}
_CLOCK = re.compile(r"(-)?(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6}))?")
#: Who writes no zone writes Korean time: the platforms that leave it out are Korean.
_KOREA_MS = 9 * 3_600_000.0
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e\+?\d+)?", re.IGNORECASE)
_DATE = re.compile(
    r"(\d{4})[-/.]\s?(\d{1,2})[-/.]\s?(\d{1,2})\.?[T\s]+(?:(오전|오후|AM|PM)\s*)?"
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?\s*(?:(AM|PM)\s*)?(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


def parse_time(text: str, unit: str = "") -> WrittenTime | None:
    """A moment written as number, clock or date; None when it is none of them.

    Args:
        text: As in the file.
        unit: "s", "ms" or "us" where the column's name says so, else "".
    """
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return number_time(float(text), unit)
    if match := _CLOCK.fullmatch(text):
        sign, hours, minutes, seconds, part = match.groups()
        total = (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000.0
        total += float(f"0.{part or 0}") * 1000
        return WrittenTime(-total if sign else total, Scale.RECORDING)
    return _parse_date(text)


def number_time(value: float, unit: str = "") -> WrittenTime | None:
    """A moment given as a number; calendar values are told by their size."""
    if not abs(value) <= 1e18:  # not a number compares as false
        return None
    units = (unit,) if unit else ("us", "ms", "s")
    for one in units:
        if value * _PER_MS[one] >= _CALENDAR_S * 1000:
            return WrittenTime(value * _PER_MS[one], Scale.CALENDAR)
    if unit:
        return WrittenTime(value * _PER_MS[unit], Scale.RECORDING)
    return WrittenTime(value, Scale.NUMBER)


def unit_of(name: str) -> str:
    """The unit a column's plain name promises, or "".

    >>> unit_of("offsetms"), unit_of("timeinseconds"), unit_of("timestampusec"), unit_of("time")
    ('ms', 's', 'us', '')
    """
    if name.endswith(("usec", "micros", "microseconds")):
        return "us"
    if name.endswith(("ms", "msec", "milli", "millis", "milliseconds", "밀리초")):
        return "ms"
    return "s" if name.endswith(("seconds", "sec", "secs", "초")) else ""


def _parse_date(text: str) -> WrittenTime | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, before, hour, minute, second, part, after, zone = match.groups()
    half = (before or after or "").upper()
    hours = int(hour)
    if half in ("오후", "PM") and hours < 12:
        hours += 12
    if half in ("오전", "AM") and hours == 12:
        hours = 0
    try:
        at = datetime(
            *(int(year), int(month), int(day), hours, int(minute), int(second or 0)), tzinfo=UTC
        )
    except ValueError:
        return None
    ms = at.timestamp() * 1000 + float(f"0.{part or 0}") * 1000 - _zone_ms(zone)
    return WrittenTime(ms, Scale.CALENDAR)


def _zone_ms(zone: str | None) -> float:
    if zone is None:
        return _KOREA_MS
    if zone.upper() in ("Z", "UTC"):
        return 0.0
    digits = zone[1:].replace(":", "")
    total = (int(digits[:2]) * 60 + int(digits[2:])) * 60_000.0
    return -total if zone[0] == "-" else total


@dataclass(frozen=True, slots=True)
class TimeBase:
    """How the written times of one file become milliseconds of the recording.

    Attributes:
        per_number: Milliseconds in one unit of a bare number.
        calendar_start_ms: Calendar time that counts as 0.
        notes: What was assumed, for people.
    """

    per_number: float
    calendar_start_ms: float
    notes: tuple[str, ...] = ()

    def at_ms(self, time: WrittenTime) -> int:
        """The moment on the recording's clock; may be negative."""
        if time.scale is Scale.NUMBER:
            return round(time.value * self.per_number)
        if time.scale is Scale.CALENDAR:
            return round(time.value - self.calendar_start_ms)
        return round(time.value)


def find_time_base(
    times: Sequence[WrittenTime], *, duration_ms: int | None, calendar_start_ms: float | None = None
) -> TimeBase:
    """Decide the unit of bare numbers and the zero of calendar times from the whole file.

    Args:
        times: All times of the file.
        duration_ms: Length of the recording where known.
        calendar_start_ms: When the recording started, where the file says so.
    """
    notes: list[str] = []
    per_number = _per_number([t.value for t in times if t.scale is Scale.NUMBER], duration_ms)
    if per_number == 1.0:
        notes.append("Times without unit were read as milliseconds.")
    start = calendar_start_ms
    if start is None:
        start = min((t.value for t in times if t.scale is Scale.CALENDAR), default=0.0)
        if start:
            notes.append(
                "Times are calendar times and the file does not say when the recording started: "
                "the earliest was taken as its start. Give a shift if that is wrong."
            )
    return TimeBase(per_number, start, tuple(notes))


def _per_number(values: Iterable[float], duration_ms: int | None) -> float:
    """Seconds, unless the numbers are too large to be seconds of this recording or of any."""
    known = sorted(values)
    if not known:
        return 1000.0
    # A show of 55 hours does not happen; where the length is known, the middle of the file must
    # lie in the recording (comments may go on after its end).
    middle = known[len(known) // 2]
    longest_s = 200_000 if duration_ms is None else max(60, 2 * duration_ms // 1000)
    if any(value != int(value) for value in known[:200]):
        return 1000.0
    return 1.0 if middle > longest_s else 1000.0
