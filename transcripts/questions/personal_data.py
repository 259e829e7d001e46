"""Personal data in speech and chat replaced by labels; prices and sizes are left alone. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from transcripts.questions.rules import load_data, script_of

_LABELS = {
    "ko": {
        "phone": "[전화번호]",
        "email": "[이메일]",
        "order": "[주문번호]",
        "number": "[번호]",
        "account": "[아이디]",
        "address": "[주소]",
        "name": "○○님",
        "bare_name": "[이름]",
    },
    "en": {
        "phone": "[phone number]",
        "email": "[e-mail]",
        "order": "[order number]",
        "number": "[number]",
        "account": "[user name]",
        "address": "[address]",
        "name": "[name]",
        "bare_name": "[name]",
    },
}
_Replacement = str | Callable[[re.Match[str]], str]

# A digit as people write or say it, and what they put between two of them.
_DIGIT = "(?:[0-9공영일이삼사오육륙칠팔구]|하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉)"
_BETWEEN = r"(?:\s?(?:에|의|다시|대시|하이픈|빼기))?[\s,.~·-]*"
_SAID_DIGITS = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_SAID_NUMBER = re.compile(rf"\b{_SAID_DIGITS}(?:[\s,-]+{_SAID_DIGITS}){{6,15}}\b", re.IGNORECASE)
_COUNTING = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_HOSTS = r"네이버|지메일|구글|다음|한메일|핫메일|카카오|네이트|[a-z]{2,20}"
_EMAIL = re.compile(
    r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"
    rf"|[\w.+-]{{2,}}\s?골뱅이\s?(?:{_HOSTS})(?:\s?(?:닷|쩜|점|\.)\s?(?:컴|콤|넷|com|net|kr))*"
    rf"|\b[\w.+-]{{2,}} at (?:gmail|naver|daum|hotmail|outlook|yahoo|icloud) dot (?:com|net)\b",
    re.IGNORECASE,
)
_RESIDENT = re.compile(r"(?<!\d)\d{6}\s?-\s?[1-8]\d{6}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{4}[\s-]?\d{4}[\s-]?\d{4}[\s-]?\d{1,7}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d,.])(?:\+?82[\s.-]?)?0?1[016789][\s.-]?\d{3,4}[\s.-]?\d{4}(?!\d)"
    r"|(?<![\d,.])0\d{1,2}[\s.)-]{1,2}\d{3,4}[\s.-]\d{4}(?!\d)"
    r"|(?<![\d,.])\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,4}\d{2,4}(?!\d)"
    r"|(?<![\d,.])\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?!\d)"
    rf"|(?<![\d,.])[0공영]{_BETWEEN}(?:[1일]|하나){_BETWEEN}(?:[0공영16789일육륙칠팔구]){_BETWEEN}"
    rf"(?:{_DIGIT}{_BETWEEN}){{6,7}}{_DIGIT}(?!\d)(?![가-힣]*원)"
    rf"|(?<![가-힣\d,.])[공영]{_BETWEEN}(?:{_DIGIT}{_BETWEEN}){{7,9}}{_DIGIT}(?![가-힣]*원)"
)
_ORDER = re.compile(
    r"((?:주문|운송장|송장|예약|접수|계좌|회원|카드|사업자)\s?번호(?:는|가|:|은|이)?\s*|생년월일(?:은|이|:)?\s*|"
    r"\border\s?(?:no\.?|number|#|id)(?:\sis)?[:\s#]*)([A-Za-z]{0,4}[\d-]{5,})",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"((?:카톡|카카오톡|인스타|네이버|텔레그램|라인)?\s?(?:아이디|계정|\bID)(?:는|가|:|은|이)?\s*|"
    r"(?:카톡|카카오톡|텔레그램)(?:은|는|:)?\s*)([A-Za-z][\w.-]*\d[\w.-]*|[A-Za-z][\w.-]*_[\w.-]+)",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<![\d.,])(?:\d{2,6}-\d{2,6}-\d{4,8}|\d{10,})(?![\d,])")
_ADDRESS = re.compile(
    r"(?:[가-힣]{1,8}(?:시|도)\s)?[가-힣]{1,6}(?:시|군|구)\s(?:[가-힣0-9]{1,10}(?:읍|면|동|가|로|길)\s?)+\d{1,5}(?:-\d{1,5})?"
    r"(?:\s?(?:번지|호|번길))?(?:[\s,]+[가-힣A-Za-z0-9]*(?:아파트|빌라|오피스텔|\d{1,4}동|\d{1,5}호))*"
    r"|(?:[가-힣A-Za-z0-9]{2,12}(?:아파트|빌라|오피스텔|주공|래미안|자이|푸르지오|힐스테이트)\s?)?\d{1,4}\s?동\s?\d{2,5}\s?호"
    r"|\b\d{1,5}\s(?:[A-Z][a-z]+\s){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr)\b\.?"
)
_HANDLE = re.compile(r"(?<![\w@])@[\w.]{3,30}\b")
_NICKNAME = re.compile(
    r"(?<![\w@])[A-Za-z0-9_.*○]*[A-Za-z_*○][A-Za-z0-9_.*○]*\s?님(?=[\s,이은의께도!?.~]|$)"
)
_NAMED = re.compile(r"(?<![가-힣])([가-힣*○O]{2,4})\s?(?:고객|회원)?님(?=[\s,이은의께도!?.~]|$)")
_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진나지엄채"
    "원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_SELF_NAMED = re.compile(
    rf"((?:제\s?이름은|이름이|성함은|성함이|예금주는?|입금자(?:명)?(?:은|는)?|받는\s?(?:사람|분)(?:은|는)?|수령인(?:은|는)?)\s?)([{_SURNAMES}][가-힣]{{1,3}}?)"
    r"(?=(?:이고|이에요|예요|입니다|인데|이요|요|라고|이라고|이구|로|으로)|[\s,.!?]|$)"
)
_ENGLISH_NAMED = re.compile(
    r"((?:\b[Mm]y name is|\bname is|\b(?:Mr|Mrs|Ms|Miss)\.?)\s)([A-Z][a-z]+(?:\s[A-Z][a-z]+)?)"
)


def mask_personal_data(text: str) -> str:
    """The text with phone numbers, addresses, order numbers, e-mails and names replaced by labels.

    Numbers said aloud ("공일공 …", "zero one zero …") count like written ones.
    """
    labels = _LABELS["ko" if script_of(text) == "ko" else "en"]
    plain = unicodedata.normalize("NFKC", text) if _has_wide_digits(text) else text
    steps: tuple[tuple[re.Pattern[str], _Replacement], ...] = (
        (_EMAIL, labels["email"]),
        (_RESIDENT, labels["number"]),
        (_ORDER, _keeping_lead(labels["order"])),
        (_ACCOUNT, _keeping_lead(labels["account"])),
        (_CARD, labels["number"]),
        (_PHONE, labels["phone"]),
        (_SAID_NUMBER, _unless_counting(labels["phone"])),
        (_LONG_NUMBER, labels["number"]),
        (_ADDRESS, labels["address"]),
        (_HANDLE, labels["name"]),
        (_NICKNAME, labels["name"]),
        (_NAMED, _person(labels["name"])),
        (_SELF_NAMED, _keeping_lead(labels["bare_name"])),
        (_ENGLISH_NAMED, _keeping_lead(labels["bare_name"])),
    )
    for pattern, replacement in steps:
        plain = pattern.sub(replacement, plain)
    return plain


def personal_labels(text: str) -> tuple[str, ...]:
    """The labels that stand in a masked text, each once, in order of their kind."""
    known = dict.fromkeys(label for labels in _LABELS.values() for label in labels.values())
    return tuple(label for label in known if label in text)


@cache
def _not_people() -> re.Pattern[str]:
    words = load_data("checks")["names_not_people"]
    return re.compile(f"(?:우리|저희|모든|다른|해당|신규|기존|단골|첫|새)?(?:{words})")


def _person(label: str) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        return match[0] if _not_people().fullmatch(match[1]) else label

    return replace


def _keeping_lead(label: str) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        return f"{match[1]}{label}"

    return replace


def _unless_counting(label: str) -> Callable[[re.Match[str]], str]:
    """Count-downs stay: "three two one" and "one two three" is no telephone number."""

    def replace(match: re.Match[str]) -> str:
        words = re.findall(r"[a-z]+", match[0].lower())
        values = [0 if word == "oh" else _COUNTING.index(word) for word in words]
        steps = {after - before for before, after in pairwise(values)}
        return match[0] if steps in ({1}, {-1}) else label

    return replace


def _has_wide_digits(text: str) -> bool:
    """Digits in other forms hide numbers: "０１０"."""
    return any(c.isdecimal() and not c.isascii() for c in text)
