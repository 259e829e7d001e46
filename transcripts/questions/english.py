"""Whether English words ask something, by their order alone: no marks, no capitals. Pure.

English asks by inversion: an auxiliary before its subject ("do you", "is it"), after a question
word or not. A question word without inversion relates or embeds ("what I do is", "know how it
works"). Recognised speech runs sentences together, so inversion is looked for in every clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

from transcripts.questions.rules import load_data

SURE, LIKELY, MAYBE, UNLIKELY = 0.9, 0.7, 0.45, 0.1

_Words = Sequence[str]


def english_probability(text: str) -> float:
    """How likely the words ask something, 0-1.

    Args:
        text: One sentence or several that run together, without marks; apostrophes straight.

    >>> english_probability("so what color is that"), english_probability("what i do is wait")
    (0.9, 0.1)
    """
    words = text.lower().split()
    body = _without_lead_in(words)
    if not body:
        return 0.0
    begin = len(words) - len(body)
    return max(chain([_opening(body), _tag(words)], _within(words, begin)))


def _without_lead_in(words: _Words) -> _Words:
    at = 0
    while at < len(words) - 1:
        if "_".join(words[at : at + 2]) in _class("lead_pair") and at + 2 < len(words):
            at += 2
        elif words[at] in _class("lead_in"):
            at += 1
        else:
            break
    return words[at:]


def _opening(body: _Words) -> float:
    """What the first words of a sentence say."""
    first, second = body[0], body[1] if len(body) > 1 else ""
    if first in _class("contracted"):
        return LIKELY
    if first in _class("question_word"):
        has_verb = second in _auxiliaries()
        return _word_with_verb(body) if has_verb else _word_without_verb(body, second)
    if first in _auxiliaries():
        return _after_auxiliary(first, second)
    return MAYBE if first in {"any", "anyone", "anybody"} else 0.0


def _word_with_verb(body: _Words) -> float:
    """Tells "what is …" and "how do you …" from "which is …", which relates."""
    if len(body) > 2 and body[2] in _class("pronoun"):
        return SURE
    return UNLIKELY if body[0] in {"which", "when"} else LIKELY


def _word_without_verb(body: _Words, second: str) -> float:
    """Tells "how much …", "what color is …", "why …" from "what I do …", which relates."""
    first = body[0]
    if first != "which" and second in _class("pronoun") and body[2:3] and body[2].endswith("ing"):
        return LIKELY  # "how you doing", its auxiliary swallowed
    is_inverted = any(_is_inverted(body, at) for at in range(2, min(len(body) - 1, 6)))
    if first == "why" or second in _after(first) or (is_inverted and first != "when"):
        return UNLIKELY if second in _subjects() and first != "why" else LIKELY
    if second in _subjects() or first in {"when", "which"}:
        return UNLIKELY
    is_open = not second or second == "to" or first == "what"
    return MAYBE if is_open or (first == "who" and second != "knows") else UNLIKELY


def _after_auxiliary(first: str, second: str) -> float:
    if second in _class("pronoun"):
        # A verb in the form of an auxiliary that is told to somebody: "do this", "have it".
        is_order = first in _class("ordered") and second in _class("thing")
        return UNLIKELY if is_order else LIKELY
    may_ask = first in _class("be") | {"does", "did"}
    return MAYBE if may_ask and second in _class("determiner") else UNLIKELY


def _within(words: _Words, begin: int) -> Iterator[float]:
    """What inversions after the first words say."""
    for at in range(begin + 1, len(words) - 1):
        if words[at] in _auxiliaries() and words[at + 1] in _class("pronoun"):
            yield _inside(words, at)


def _inside(words: _Words, at: int) -> float:
    """What an auxiliary before a pronoun says in the midst of a sentence."""
    before, auxiliary, subject = words[at - 1], words[at], words[at + 1]
    if before in _class("question_word") - {"which", "who"}:
        return LIKELY if at + 2 < len(words) or auxiliary in _class("be") else MAYBE
    if before in _subjects():
        return 0.0  # "that is it", "as I do this"
    if auxiliary in _class("modal") | _class("have") and {"what", "how"} & {
        *words[max(0, at - 4) : at]
    }:
        return LIKELY
    asks_you = subject == "you" and auxiliary not in _class("be")
    begins = before in _class("lead_in") - {"now", "like"} and auxiliary in _class("be")
    return MAYBE if asks_you or begins else 0.0


def _is_inverted(words: _Words, at: int) -> bool:
    """Whether an auxiliary stands before a subject at this place."""
    return words[at] in _auxiliaries() and words[at + 1] in _class("pronoun") | _class("determiner")


def _tag(words: _Words) -> float:
    """What the last words say, as in "…, right" and "…, isn't it"; or a prompt that is all."""
    if "_".join(words) in _class("prompt"):
        return MAYBE
    if (len(words) > 1 and words[-1] == "what") or words[-2:] == ["why", "not"]:
        return MAYBE
    if words[-1] in {"right", "huh"} and words[-2:-1] != ["all"]:
        return MAYBE
    is_negated = len(words) > 2 and words[-2] in _auxiliaries() and words[-2].endswith("n't")
    return MAYBE if is_negated and words[-1] in _class("pronoun") else 0.0


@cache
def _class(name: str) -> frozenset[str]:
    return frozenset(str(load_data("english")[name]).split())


@cache
def _auxiliaries() -> frozenset[str]:
    return _class("be") | _class("do") | _class("modal") | _class("have")


@cache
def _subjects() -> frozenset[str]:
    """Pronouns, alone or with their verb: what follows a question word here relates."""
    return _class("pronoun") | _class("contracted_subject")


def _after(first: str) -> frozenset[str]:
    """Words that make a question together with a question word: "how much"."""
    return _class(f"after_{first}") if first in {"how", "what", "which"} else frozenset()
