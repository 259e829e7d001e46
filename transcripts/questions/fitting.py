"""Whether a sentence has the form that a question wants, whatever its words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from transcripts.numerals import quantities
from transcripts.questions.rules import load_data, rule, script_of
from transcripts.questions.wording import plain_words, stems, traits

#: "How many": the answer has a number of the same unit.
_COUNTED = re.compile(
    r"몇\s?(개|명|가지|병|장|번|시|팩|박스|세트|매|통|캔|인|벌|켤레|대|살|편|곡|분|주|개월|년)"
)
#: What tells questions apart but need not be said again in an answer.
_SCOPES = frozenset({"so_far", "at_once"})
#: What is asked about is in the host's hand, so it need not be named again.
SHOWN = re.compile(r"(?:^|\s)(?:이거|그거|저거|이건|그건|저건|요거)(?:\s|$)|\b(?:this|that|it)\b")
_LASTING = re.compile(r"며칠|몇\s?[일달]|얼마나\s?(?:걸|오래)|\bhow long\b")
_LENGTHS = frozenset({"일", "주", "개월", "년", "시간", "분", "초"})
_DAYS = re.compile(
    r"하루|이틀|사흘|나흘|닷새|열흘|보름|당일|내일|모레|바로|즉시|한\s?달|주말|새벽|[월화수목금토일]요일|"
    r"\b(?:hours?|days?|weeks?|months?|years?|minutes?|tomorrow|today|overnight)\b",
    re.IGNORECASE,
)
#: Units that stand for one another when things are counted.
_THINGS = ("개", "가지", "편", "곡", "장")


def fits(question: str, answer: str) -> float:
    """Whether the answer has the form that the question wants: a price, a time, a number, yes."""
    if counted := _COUNTED.search(question):
        return _fits_count(counted[1], listed_kind(question), answer)
    if _LASTING.search(question):
        has_unit = any(_unit(amount) in _LENGTHS for amount in quantities(answer))
        return float(has_unit or bool(_DAYS.search(answer)))
    if kind := listed_kind(question):
        return min(1.0, 0.5 * len(traits(answer).choices & _kinds()[kind]))
    return _fits_by_word(question, answer)


def _fits_count(unit: str, kind: str, answer: str) -> float:
    """Whether an answer counts in a unit what is asked about: "two" are no two colours."""
    if kind and kind not in stems(answer) and traits(answer).choices.isdisjoint(_kinds()[kind]):
        return 0.0
    said = quantities(answer)
    if any(_unit(amount).startswith(unit) for amount in said):
        return 1.0
    return 0.6 if any(_unit(amount).startswith(_THINGS) for amount in said) else 0.0


def _fits_by_word(question: str, answer: str) -> float:
    """The same by the question word; without one, whether the answer begins like an answer."""
    patterns = _answer_patterns()
    wanted = [patterns[name] for name in traits(question).asks if name in patterns]
    if wanted:
        return float(any(pattern.search(answer) for pattern in wanted))
    return 0.6 if begins_like_an_answer(answer) else 0.0


def asks_for_form(question: str) -> bool:
    """Whether a question's word tells what form its answer has: "when", "where", "how"."""
    return not _answer_patterns().keys().isdisjoint(traits(question).asks)


def listed_kind(question: str) -> str:
    """Of what a question asks for all there is ("which colors do you have?"); "" for others."""
    about = stems(question)
    is_open = not traits(question).choices and len(about) == 1
    return about[0] if is_open and about[0] in _kinds() else ""


def listed_in(questions: Iterable[str], answer: str) -> frozenset[str]:
    """What an answer lists of the kind that is asked for ("which colors"); empty for no list."""
    kinds = _kinds()
    wanted = [
        kinds[stem]
        for question in questions
        for stem in stems(question)
        if stem in kinds and not traits(question).choices
    ]
    return traits(answer).choices & frozenset[str]().union(*wanted)


def common_letters(question: str, said: str) -> float:
    """Share of a question's pairs of letters that are said: tells apart what words leave equal."""
    asked, heard = _pairs_of(question), _pairs_of(said)
    return len(asked & heard) / len(asked) if asked else 0.0


def _pairs_of(text: str) -> frozenset[str]:
    letters = "".join(plain_words(text))
    return frozenset(letters[at : at + 2] for at in range(len(letters) - 1))


def wants_number(question: str) -> bool:
    """Whether only a number answers: "how many", "how much", "how many days"."""
    is_counted = _COUNTED.search(question) or _LASTING.search(question)
    return bool(is_counted) or "price" in traits(question).asks


def _unit(amount: str) -> str:
    return amount.lstrip("0123456789.")


@cache
def _answer_patterns() -> dict[str, re.Pattern[str]]:
    table = load_data("contrasts")["answers"]
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in table.items()}


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """Colours and sizes: the choices among which an answer lists."""
    return {
        kind: frozenset(names.split()) for kind, names in load_data("contrasts")["listed"].items()
    }


def begins_like_an_answer(text: str) -> bool:
    """Whether a text begins with yes, no or the like."""
    script = script_of(text)
    return script != "any" and bool(rule(script, "yes").search(text.strip().lower()))


def only_echoes(question: str, said: str) -> bool:
    """Whether a scrap says a word of the question again and nothing else ("express please")."""
    words = plain_words(said)
    return (
        len(words) <= 3
        and not "".join(words).endswith(("다", "요", "죠", "네"))
        and set(stems(said)) <= set(stems(question))
        and not begins_like_an_answer(said)
    )


def turns_to_price(question: str, said: str) -> bool:
    """Whether a price comes that was not asked for: the host sells on."""
    is_asked = "price" in traits(question).asks
    return not is_asked and any(amount.endswith(("원", "$")) for amount in quantities(said))


def is_of_the_same_kind(question: str, said: str) -> bool:
    """Whether colours, sizes and places that were asked about are spoken of.

    What is said of delivery answers nobody who asked about delivery abroad.
    """
    asked, told = traits(question).choices, traits(said).choices
    is_other_scope = bool(asked & _SCOPES) and bool(told & _SCOPES) and not asked & told & _SCOPES
    return asked - _SCOPES <= told and not is_other_scope
