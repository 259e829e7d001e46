"""Whether English words ask something, by their order alone: no marks, no capitals. Pure.

English asks by inversion: an auxiliary before its subject ("do you", "is it"), after a question
word or not. A question word without inversion relates or embeds ("what I do is", "know how it
works"). Recognised speech runs sentences together, so inversion is looked for in every clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

SURE, LIKELY, MAYBE, UNLIKELY = 0.9, 0.7, 0.45, 0.1

_BE = frozenset("is are am was were isn't aren't wasn't weren't ain't".split())
_DO = frozenset("do does did don't doesn't didn't".split())
_MODAL = frozenset(
    "can could will would should shall may can't couldn't won't wouldn't shouldn't".split()
)
_HAVE = frozenset("have has had haven't hasn't hadn't".split())
_AUXILIARY = _BE | _DO | _MODAL | _HAVE
_PRONOUN = frozenset(
    "i you we they he she it this that these those there anyone anybody everyone everybody "
    "someone somebody anything something y'all".split()
)
_PERSON = frozenset("i you we they y'all".split())
_DETERMINER = frozenset(
    "the a an my your our their his her its any some all one people guys both either".split()
)
_WORD = frozenset("who what when where why which whose how".split())
_CONTRACTED = frozenset(
    "what's where's how's who's why's whats hows wheres whos what're how're".split()
)
#: Pronouns with their verb: what follows a question word here relates ("what I'm doing").
_SUBJECT = _PRONOUN | frozenset(
    "i'm you're we're they're he's she's it's that's there's i'll i've i'd you've we'll".split()
)
_LEAD_IN = frozenset(
    "so and but or okay ok well now oh um uh uhm hey alright also then yeah yes no hi hello wait "
    "actually like guys anyway because 'cause hmm ah right cool just see maybe basically again".split()
)
_LEAD_PAIRS = frozenset(
    {
        ("all", "right"), ("i", "mean"), ("you", "know"), ("let's", "see"), ("it's", "like"),
        ("i'm", "like"), ("was", "like"), ("you're", "like"), ("of", "course"),
    }
)  # fmt: skip
_AFTER_WORD = {
    "how": frozenset("about come much many long often far big old".split()),
    "what": frozenset("about if else happened kind type sort color colour time size day".split()),
    "which": frozenset("one color colour size kind type".split()),
}
_TAG_WORDS = frozenset({"right", "huh"})
#: A verb in the form of an auxiliary that is told to somebody: "do this", "have a look".
_ORDERED = frozenset({"do", "don't", "have", "may"})


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
    return max(chain([_opening(body), _tag(words)], _within(words, begin)), default=0.0)


def _without_lead_in(words: Sequence[str]) -> Sequence[str]:
    at = 0
    while at < len(words) - 1:
        if tuple(words[at : at + 2]) in _LEAD_PAIRS and at + 2 < len(words):
            at += 2
        elif words[at] in _LEAD_IN:
            at += 1
        else:
            break
    return words[at:]


def _opening(body: Sequence[str]) -> float:
    """What the first words of a sentence say."""
    first, second, third = (*body[:3], "", "")[:3]
    if first in _CONTRACTED:
        return LIKELY
    if first in _WORD:
        return _after_question_word(body, second, third)
    if first in _AUXILIARY:
        return _after_auxiliary(first, second, len(body))
    if first in {"any", "anyone", "anybody"}:
        return MAYBE
    return 0.0


def _after_question_word(body: Sequence[str], second: str, third: str) -> float:
    first = body[0]
    if second in _AUXILIARY:
        if third in _PRONOUN:
            return SURE
        return UNLIKELY if first in {"which", "when"} else LIKELY
    if first == "why":
        return LIKELY
    if first == "when":
        return UNLIKELY
    if second in _AFTER_WORD.get(first, ()):
        return LIKELY
    if second in _SUBJECT:
        return UNLIKELY
    if any(_is_inverted(body, at) for at in range(2, min(len(body) - 1, 6))):
        return LIKELY
    if not second or second == "to" or (first == "who" and second != "knows"):
        return MAYBE if first != "which" else UNLIKELY
    return MAYBE if first == "what" else UNLIKELY


def _after_auxiliary(first: str, second: str, count: int) -> float:
    if second in _PRONOUN:
        is_order = first in _ORDERED and second in {"this", "that", "it", "these", "those",
                                                    "something", "anything", "there"}  # fmt: skip
        return UNLIKELY if is_order else LIKELY
    if second in _DETERMINER and first in _BE | {"does", "did"}:
        return MAYBE
    return UNLIKELY if count > 1 else 0.0


def _within(words: Sequence[str], begin: int) -> Iterator[float]:
    """What inversions after the first words say."""
    for at in range(begin + 1, len(words) - 1):
        if not _is_inverted(words, at, _PRONOUN):
            continue
        before, auxiliary, subject = words[at - 1], words[at], words[at + 1]
        near = words[max(0, at - 4) : at]
        if before in _WORD - {"which", "who"}:
            yield LIKELY if at + 2 < len(words) or auxiliary in _BE else MAYBE
        elif not _SUBJECT.isdisjoint(near[-1:]):
            continue  # "that is it", "as I do this"
        elif auxiliary in _MODAL | _HAVE and {"what", "how"} & {*near}:
            yield LIKELY
        elif subject == "you" and auxiliary in _DO | _MODAL | _HAVE:
            yield MAYBE
        elif before in _LEAD_IN and auxiliary in _BE and before not in {"now", "like"}:
            yield MAYBE


def _is_inverted(
    words: Sequence[str], at: int, subjects: frozenset[str] = _PRONOUN | _DETERMINER
) -> bool:
    """Whether an auxiliary stands before a subject at this place."""
    return words[at] in _AUXILIARY and words[at + 1] in subjects


def _tag(words: Sequence[str]) -> float:
    """What the last words say: "…, right", "…, isn't it"."""
    if list(words) in (["all", "right"], ["alright"]):
        return MAYBE
    if words[-1] in _TAG_WORDS and words[-2:] != ["all", "right"]:
        return MAYBE
    is_negated = len(words) > 2 and words[-2] in _AUXILIARY and words[-2].endswith("n't")
    return MAYBE if is_negated and words[-1] in _PRONOUN else 0.0
