"""What a person must look at before a text is published, with the words that say so. Pure.

The rules are data: `advertising_rules.json` names the law behind each, `checks.json` holds the
house's own. No machine decides whether a text is lawful; it sees to it that a person does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from transcripts.numerals import quantities
from transcripts.questions.model import Check, Flag, QaList, QaPair
from transcripts.questions.offer_dates import holds_until
from transcripts.questions.personal_data import mask_personal_data, personal_labels
from transcripts.questions.rules import load_data

#: Whoever agrees with a claim in a question makes it: "100% 순면 맞죠?" "네".
_SHARED = (Flag.ABSOLUTE_CLAIM, Flag.HEALTH_CLAIM, Flag.PROFANITY)
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class CheckRule:
    """Why a wording must be looked at.

    Attributes:
        id: Of the rule.
        flag: What it raises.
        explanation: In plain words, by language ("ko", "en").
        law: What it rests on, or "".
        url: Of the law, or "".
        pattern: The wordings.
        only_answer: It is about answers, not about questions without one.
    """

    id: str
    flag: Flag
    explanation: Mapping[str, str]
    law: str
    url: str
    pattern: re.Pattern[str]
    only_answer: bool = False


def find_checks(question: str, answer: str, said_on: date | None = None) -> tuple[Check, ...]:
    """What a person has to look at, in the order of the rules, each rule once.

    Args:
        question: As asked; masked or not.
        answer: As answered, masked or not; "" when there is none.
        said_on: Day of the broadcast, for offers that end.
    """
    told = answer or question
    both = f"{question}\n{answer}"
    found = []
    for rule in check_rules():
        if rule.only_answer and not answer:
            continue
        words = _words(rule, both if rule.flag in _SHARED else told)
        if rule.id == "price" and not words:
            words = tuple(sorted(q for q in quantities(told) if q.endswith(("원", "$"))))
        if rule.flag is Flag.PERSONAL_DATA:
            words = personal_labels(mask_personal_data(both))
        if words:
            found.append(_check(rule, words[:_MOST_WORDS], told, said_on))
    return tuple(found)


def find_flags(question: str, answer: str) -> tuple[Flag, ...]:
    """Why a person has to look at the pair first, each once, in a fixed order."""
    found = {check.flag for check in find_checks(question, answer)}
    return tuple(flag for flag in Flag if flag in found)


def with_checks(qa: QaList, said_on: date | None = None) -> QaList:
    """The list with the words beside each flag, and the day until which offers hold."""
    return replace(qa, pairs=tuple(_checked(pair, said_on) for pair in qa.pairs))


def doubt_checks(doubts: Sequence[str], answer: str) -> tuple[Check, ...]:
    """What to hear again: the doubtful words that an answer still has, as one check at most."""
    words = tuple(word for word in doubts if word in answer)
    return (Check(Flag.MISHEARD, "misheard", words[:_MOST_WORDS]),) if words else ()


def explain(check: Check, language: str) -> str:
    """A check in plain words, with what was said and until when it holds.

    Args:
        check: From `find_checks`.
        language: "ko" or "en".
    """
    rule = rule_of(check.rule)
    text = rule.explanation[language] if rule else check.rule
    if check.flag is Flag.OFFER_UNTIL:
        text = f"{_lasts(check, language)}{text}"
    quoted = ", ".join(f"“{word}”" for word in check.words)
    return f"{text} ({quoted})" if quoted else text


@cache
def check_rules() -> tuple[CheckRule, ...]:
    """All rules: the house's own first, then those of the advertising law."""
    entries = [*load_data("checks")["rules"], *load_data("advertising_rules")["rules"]]
    return tuple(_rule(entry) for entry in entries)


def rule_of(id_: str) -> CheckRule | None:
    """A rule by its id; None when it is no longer known."""
    return next((rule for rule in check_rules() if rule.id == id_), None)


def _rule(entry: Mapping[str, Any]) -> CheckRule:
    patterns = "|".join(f"(?:{pattern})" for pattern in entry["patterns"]) or "(?!)"
    return CheckRule(
        id=entry["id"],
        flag=Flag(entry["flag"]),
        explanation={"ko": entry["ko"], "en": entry["en"]},
        law=entry.get("law", ""),
        url=entry.get("url", ""),
        pattern=re.compile(patterns, re.IGNORECASE),
        only_answer=bool(entry.get("only_answer")),
    )


def _words(rule: CheckRule, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(m[0].split()) for m in rule.pattern.finditer(text)))


def _check(rule: CheckRule, words: tuple[str, ...], told: str, said_on: date | None) -> Check:
    until = holds_until(told, said_on) if rule.flag is Flag.OFFER_UNTIL else None
    return Check(
        rule.flag,
        rule.id,
        words,
        until=until.day.isoformat() if until and until.day else "",
        days_after=until.days_after if until else None,
    )


def _checked(pair: QaPair, said_on: date | None) -> QaPair:
    checks = find_checks(pair.question.quote, pair.answer.quote, said_on)
    checks += doubt_checks(pair.answer.doubts, pair.answer.text)
    found = {*pair.flags, *(check.flag for check in checks)}
    return replace(pair, flags=tuple(flag for flag in Flag if flag in found), checks=checks)


def _lasts(check: Check, language: str) -> str:
    if check.until:
        return f"{check.until}까지. " if language == "ko" else f"Until {check.until}. "
    if check.days_after == 0:
        return "방송 당일까지. " if language == "ko" else "Until the day of the show. "
    if check.days_after is not None:
        days = check.days_after
        return f"방송 {days}일 뒤까지. " if language == "ko" else f"Until {days} days after it. "
    return ""
