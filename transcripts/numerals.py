"""Numbers and units in one spelling, so that speech and writing can be compared. Pure.

"오만 구천구백원", "5만 9천9백 원" and "59,900원" all become "59900원"; "오십 미리" becomes "50ml".
For matching only: people are always shown the words as they were said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_SINO = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
_PLACES = {"십": 10, "백": 100, "천": 1000}
_MYRIADS = (("억", 100_000_000), ("만", 10_000))
_NATIVE_DIGITS = (
    "하나,한 둘,두 셋,세,석,서 넷,네,넉,너 다섯 여섯 일곱 여덟 아홉 열 열한 열두 열세 열네 열다섯"
)
_NATIVE = {
    spelling: number
    for number, spellings in enumerate(_NATIVE_DIGITS.split(), 1)
    for spelling in spellings.split(",")
} | {"스무": 20, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50}
_ENGLISH_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH = {word: number for number, word in enumerate(_ENGLISH_SMALL.split(), 1)} | {
    word: 10 * number for number, word in enumerate(_ENGLISH_TENS.split(), 2)
}
_ENGLISH_PLACES = {"hundred": 100, "thousand": 1000}

#: Spellings of one unit. Units of measure first: they may follow Sino-Korean or written numbers.
_UNITS = {
    "ml": (
        "ml",
        "㎖",
        "미리리터",
        "밀리리터",
        "미리",
        "밀리",
        "엠엘",
        "milliliters?",
        "millilitres?",
    ),
    "l": ("리터", "ℓ", "liters?", "litres?"),
    "kg": ("kg", "㎏", "킬로그램", "킬로", "키로", "kilos?", "kilograms?"),
    "mg": ("mg", "밀리그램"),
    "g": ("g", "그램", "그람", "grams?"),
    "mm": ("mm", "㎜", "밀리미터"),
    "cm": ("cm", "㎝", "센티미터", "센치미터", "센티", "센치", "centimeters?"),
    "m": ("미터", "meters?"),
    "inch": ("인치", "inch(?:es)?"),
    "w": ("와트", "watts?"),
    "mah": ("mah", "밀리암페어"),
    "원": ("원", "won"),
    "$": ("달러", "불", "dollars?", "bucks?"),
    "%": ("%", "％", "퍼센트", "프로", "percent"),
    "호": ("호",),
    "단계": ("단계",),
    "인": ("인분", "인용", "인"),
    "주": ("주일", "주"),
    "일": ("일",),
    "개월": ("개월", "달"),
    "년": ("년",),
    "분": ("분",),
    "초": ("초",),
}
#: Units that native Korean numerals count; with Sino-Korean numerals they stay as they are too.
_COUNTERS = {
    "개": ("개", "게"),
    "병": ("병",),
    "팩": ("팩", "봉지", "봉"),
    "박스": ("박스", "상자", "box(?:es)?"),
    "세트": ("세트", "셋트", "sets?"),
    "장": ("장",),
    "매": ("매",),
    "통": ("통",),
    "캔": ("캔",),
    "명": ("명", "사람"),
    "시": ("시",),
    "시간": ("시간",),
    "번": ("번",),
    "가지": ("가지",),
    "살": ("살",),
    "켤레": ("켤레",),
    "벌": ("벌",),
    "대": ("대",),
    "잔": ("잔",),
    "알": ("알", "정(?!도)"),  # "3일 정도" is about three days
}


def _alternatives(*tables: dict[str, tuple[str, ...]]) -> str:
    spellings = [spelling for table in tables for one in table.values() for spelling in one]
    return "|".join(sorted(spellings, key=len, reverse=True))


_SPELLING = {
    re.sub(r"\(\?!\w+\)|[?]|\(\?:|\)", "", spelling): unit
    for table in (_UNITS, _COUNTERS)
    for unit, spellings in table.items()
    for spelling in spellings
}
_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_PLACE_CHARS = "십백천만억"
_SINO_CHARS = f"영공일이삼사오육륙칠팔구{_PLACE_CHARS}"
#: No such word goes on after a digit: "3일 오시면" is the third day, not 315.
_ONES = r"(?<!\d)(?<!\d\s)[영공일이삼사오육륙칠팔구]"
#: A unit ends the word, or a Korean particle follows; "이 제품" is no number for want of a unit.
_AFTER = r"(?![A-Za-z])"
#: Digits are taken for good: what follows takes digits, too, and trying every border takes ages.
_MEASURED = re.compile(
    rf"(?<![\w.])((?:\d[\d,]*+(?:\.\d+)?+|[{_SINO_CHARS}])(?:{_ONES}|[{_PLACE_CHARS}\d,.]|\s(?=[{_SINO_CHARS}\d]))*)"
    rf"\s?({_alternatives(_UNITS, _COUNTERS)}){_AFTER}",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"(?<!\w)({'|'.join(sorted(_NATIVE, key=len, reverse=True))})\s?({_alternatives(_COUNTERS)})"
)
_ENGLISH_WORD = "|".join((*_ENGLISH, *_ENGLISH_PLACES))
_ENGLISH_NUMBER = re.compile(
    rf"\b(?:{_ENGLISH_WORD})(?:(?:(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+|[\s-]+)"
    rf"(?:{_ENGLISH_WORD})\b)*(\s+(?:{_alternatives(_UNITS, _COUNTERS)}))?\b"
)
_SIGNED = re.compile(rf"([$€£₩])\s?({_DIGITS})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?[a-z%$가-힣]*")
#: Everyday words that read like a Sino-Korean number and a unit.
_WORDS = re.compile(
    "이번|이분|이개|일번|이주|이사|일일|일분|이일|이인|일인|사인|구인|이년|"
    "이달|이장|사장|일장|이대|구매|이매|이통|사병|오병|일병|이시|일시|오시|"
    "구시|이원|사원|구원|일원|일정|이정|사정|오정|천만|이사람|일사람|이세트|사세트|"
    "백프로님"
)
#: Native words for numbers of days; "하루" is too often just "day".
_DAYS = {"이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "열흘": 10, "보름": 15}
_DAYS_NAMED = re.compile(rf"(?<![가-힣])(?:{'|'.join(_DAYS)})(?!라면)")
_CLEAR_UNIT = 2
#: "Twelve hundred" is said, "a hundred hundred" is not; from twenty on a digit may follow.
_MOST_HUNDREDS, _FIRST_TENS = 100, 20
_RANGE = re.compile("일이|이삼|삼사|사오|오육|육칠|칠팔|팔구")


def with_digits(text: str) -> str:
    """The text in lower case, its numbers in digits and its units in one spelling.

    >>> with_digits("오십 미리 두 병에 오만 구천구백원")
    '50ml 2병에 59900원'
    >>> with_digits("이 제품은 50 ML, $24.90")
    '이 제품은 50ml, 24.90$'
    >>> with_digits("one hundred and fifty dollars, thirty-nine grams")
    '150$, 39g'
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = _SIGNED.sub(lambda m: f"{m[2].replace(',', '')}{'원' if m[1] == '₩' else '$'}", plain)
    plain = _ENGLISH_NUMBER.sub(_in_english, plain)
    plain = _DAYS_NAMED.sub(lambda m: f"{_DAYS[m[0]]}일", plain)
    plain = _MEASURED.sub(_measured, plain)
    return _COUNTED.sub(lambda m: f"{_NATIVE[m[1]]}{_unit(m[2])}", plain)


def as_searched(text: str) -> str:
    """A text as a search compares it: in lower case, without blanks, its numbers in digits.

    >>> as_searched("오만 구천구백원") == as_searched("59,900 원")
    True
    """
    return "".join(with_digits(text).split())


@lru_cache(maxsize=20_000)
def quantities(text: str) -> frozenset[str]:
    """Every number of a text with its unit, in one spelling; bare numbers too.

    >>> sorted(quantities("오십 미리 2개, 아이폰 15"))
    ['15', '2개', '50ml']
    """
    return frozenset(_quantity(match[0]) for match in _NUMBER.finditer(with_digits(text)))


def number_of(text: str) -> float | None:
    """The value of a number in digits, Hangul or both ("3만 9천", "오만구천구백"); None if none.

    >>> number_of("3만 9천"), number_of("이백오십"), number_of("1.5만"), number_of("사과")
    (39000.0, 250.0, 15000.0, None)
    """
    body = re.sub(r"[\s,]", "", text)
    if not body:
        return None
    total = 0.0
    for mark, size in _MYRIADS:
        head, found, rest = body.partition(mark)
        if found:
            value = _below_myriad(head) if head else 1.0
            if value is None:
                return None
            total, body = total + value * size, rest
    value = _below_myriad(body) if body else 0.0
    return None if value is None else total + value


def _measured(match: re.Match[str]) -> str:
    written, unit = match[1].strip(), match[2]
    if _WORDS.fullmatch(match[0].replace(" ", "")):
        return match[0]
    if written in _SINO and (_unit(unit) in _COUNTERS or len(unit) < _CLEAR_UNIT):
        return match[0]  # one Hangul digit alone is more often a word: "이 분", "이 세트"
    if _RANGE.fullmatch(written):
        return match[0]  # "이삼 일" is two or three days, not twenty-three
    value = number_of(written.rstrip(".,"))
    return match[0] if value is None else f"{value:.10g}{_unit(unit)}"


def _in_english(match: re.Match[str]) -> str:
    """A number in English words with its unit; without one, small numbers stay words."""
    unit = match[1] or ""
    words = match[0].removesuffix(unit).replace("-", " ").split()
    value = _english_number(words)
    is_large = len(words) > 1 and not _ENGLISH_PLACES.keys().isdisjoint(words)
    if value is None or not (unit or is_large):
        return match[0]
    return f"{value}{_unit(unit.strip())}"


def _english_number(words: Sequence[str]) -> int | None:
    """The value of "two hundred and thirty nine"; None for words that are no one number."""
    total = current = 0
    room = 1000  # what comes next is smaller: after tens a digit, after a digit a place
    for word in words:
        if word == "thousand":
            total, current, room = total + max(1, current) * 1000, 0, 1000
        elif word == "hundred" and current < _MOST_HUNDREDS:
            current, room = max(1, current) * 100, 100
        elif word in _ENGLISH and _ENGLISH[word] < room:
            current += _ENGLISH[word]
            room = 10 if current % 10 == 0 and _ENGLISH[word] >= _FIRST_TENS else 0
        elif word != "and":
            return None
    return total + current


def _unit(spelling: str) -> str:
    found = _SPELLING.get(spelling) or _SPELLING.get(spelling + "s") or _SPELLING.get(spelling[:-1])
    return found or spelling


def _quantity(text: str) -> str:
    """A number with its unit, without the particle that follows ("50ml는")."""
    digits = re.match(r"\d+(?:\.\d+)?", text)
    number = digits[0] if digits else ""
    rest = text[len(number) :]
    unit = max((u for u in (*_UNITS, *_COUNTERS) if rest.startswith(u)), key=len, default="")
    return number + unit


def _below_myriad(text: str) -> float | None:
    """A number of at most thousands, in digits, Hangul or both ("9천9백")."""
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    total, digits = 0.0, ""
    for char in text:
        if char.isdecimal() or char == ".":
            digits += char
        elif char in _SINO:
            digits += str(_SINO[char])
        elif char in _PLACES:
            total += (_float(digits) or 1.0) * _PLACES[char]
            digits = ""
        else:
            return None
    rest = _float(digits) if digits else 0.0
    return None if rest is None else total + rest


def _float(digits: str) -> float | None:
    try:
        return float(digits) if digits else None
    except ValueError:
        return None
