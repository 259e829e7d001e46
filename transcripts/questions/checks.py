"""What a person must look at before a text is published; personal data taken out. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from transcripts.numerals import quantities
from transcripts.questions.model import Flag
from transcripts.questions.rules import load_data, script_of

_LABELS = {
    "ko": {
        "phone": "[전화번호]",
        "email": "[이메일]",
        "order": "[주문번호]",
        "number": "[번호]",
        "address": "[주소]",
        "name": "○○님",
    },
    "en": {
        "phone": "[phone number]",
        "email": "[e-mail]",
        "order": "[order number]",
        "number": "[number]",
        "address": "[address]",
        "name": "[name]",
    },
}
_SPOKEN = "공영일이삼사오육륙칠팔구"
_EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_RESIDENT = re.compile(r"(?<!\d)\d{6}\s?-\s?[1-8]\d{6}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{4}[\s-]?\d{4}[\s-]?\d{4}[\s-]?\d{1,7}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d,.])(?:\+?82[\s.-]?)?0?1[016789][\s.-]?\d{3,4}[\s.-]?\d{4}(?!\d)"
    r"|(?<![\d,.])0\d{1,2}[\s.)-]{1,2}\d{3,4}[\s.-]\d{4}(?!\d)"
    r"|(?<![\d,.])\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,4}\d{2,4}(?!\d)"
    r"|(?<![\d,.])\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?!\d)"
    rf"|[공영][{_SPOKEN}]{{2}}[\s,.-]*(?:[{_SPOKEN}][\s,]?){{7,8}}(?![가-힣]*원)"
)
_ORDER = re.compile(
    r"((?:주문|운송장|송장|예약|접수|계좌)\s?번호(?:는|가|:|은|이)?\s*|\border\s?(?:no\.?|number|#|id)(?:\sis)?[:\s#]*)"
    r"([A-Za-z]{0,4}[\d-]{5,})",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<![\d.,])(?:\d{2,6}-\d{2,6}-\d{4,8}|\d{10,})(?![\d,])")
_ADDRESS = re.compile(
    r"(?:[가-힣]{1,8}(?:시|도)\s)?[가-힣]{1,6}(?:시|군|구)\s(?:[가-힣0-9]{1,10}(?:읍|면|동|가|로|길)\s?)+\d{1,5}(?:-\d{1,5})?"
    r"(?:\s?(?:번지|호|번길))?(?:[\s,]+[가-힣A-Za-z0-9]*(?:아파트|빌라|오피스텔|\d{1,4}동|\d{1,5}호))*"
    r"|\b\d{1,5}\s(?:[A-Z][a-z]+\s){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr)\b\.?"
)
_NAMED = re.compile(r"(?<![가-힣])([가-힣*○O]{2,4})\s?님(?=[\s,이은의께도!?.~]|$)")
_HANDLE = re.compile(r"(?<![\w@])@[\w.]{3,30}\b")


def mask_personal_data(text: str) -> str:
    """The text with phone numbers, addresses, order numbers, e-mails and names replaced by labels.

    Prices and sizes are left alone.
    """
    labels = _LABELS["ko" if script_of(text) == "ko" else "en"]
    plain = unicodedata.normalize("NFKC", text) if _has_wide_digits(text) else text
    for pattern, label in (
        (_EMAIL, labels["email"]),
        (_RESIDENT, labels["number"]),
        (_ORDER, _keeping_lead(labels["order"])),
        (_CARD, labels["number"]),
        (_PHONE, labels["phone"]),
        (_LONG_NUMBER, labels["number"]),
        (_ADDRESS, labels["address"]),
        (_HANDLE, labels["name"]),
        (_NAMED, _person(labels["name"])),
    ):
        plain = pattern.sub(label, plain)
    return plain


def find_flags(question: str, answer: str) -> tuple[Flag, ...]:
    """Why a person has to look at the pair first, in a fixed order.

    Args:
        question: As asked, before masking.
        answer: As answered, before masking; "" when there is none.
    """
    both = f"{question}\n{answer}"
    found = {flag for flag, pattern in _patterns() if pattern.search(answer or question)}
    # Whoever agrees with a claim in a question makes it: "100% 순면 맞죠?" "네".
    found |= {flag for flag, pattern in _patterns() if flag in _CLAIMS and pattern.search(both)}
    if any(amount.endswith(("원", "$")) for amount in quantities(answer or question)):
        found.add(Flag.PRICE)
    if mask_personal_data(both) != both:
        found.add(Flag.PERSONAL_DATA)
    return tuple(flag for flag in Flag if flag in found)


_CLAIMS = (Flag.ABSOLUTE_CLAIM, Flag.HEALTH_CLAIM)


@cache
def _patterns() -> tuple[tuple[Flag, re.Pattern[str]], ...]:
    return tuple(
        (Flag(name), re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE))
        for name, patterns in load_data("checks")["flags"].items()
    )


@cache
def _not_people() -> re.Pattern[str]:
    return re.compile(f"(?:{load_data('checks')['names_not_people']})")


def _person(label: str) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        return match[0] if _not_people().fullmatch(match[1]) else label

    return replace


def _keeping_lead(label: str) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        return f"{match[1]}{label}"

    return replace


def _has_wide_digits(text: str) -> bool:
    """Digits in other forms hide numbers: "０１０"."""
    return any(c.isdecimal() and not c.isascii() for c in text)
