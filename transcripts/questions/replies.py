"""Whether what is said after a spoken question replies to it, and how far the reply goes. Pure.

Hosts ask more than they answer: they think aloud, seek assent, put one question after another.
What speaks for a reply and against it is counted; a sign weighs one, a clear one two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcripts.questions.detection import is_relayed
from transcripts.questions.english import LIKELY, english_probability
from transcripts.questions.rules import rule, script_of
from transcripts.questions.wording import stems

#: Sentences of a reply at most.
_LONGEST = 4
_NO_FORM = 0.3
_FEW_WORDS, _MANY_WORDS = 4, 20
_MARKS = re.compile(r"[^\w\s']+")


def is_reply(questions: Sequence[str], said: Sequence[str]) -> bool:
    """Whether what comes next replies rather than thinks on.

    Args:
        questions: What is asked, one question or several in a row.
        said: The sentences after them, at least one.
    """
    if script_of(questions[-1]) != "en":
        return True
    asked = [_plain(question) for question in questions]
    if max(len(question.split()) for question in asked) < 2:
        return False
    seen = set(stems(" ".join(questions))) & set(stems(" ".join(said[:2])))
    return _wants_reply(asked) + _opens_reply(_plain(said[0])) + bool(seen) >= 0


def states(text: str) -> bool:
    """Whether a sentence after a question tells something, whatever mark it was given.

    It begins with yes, no or "I" and has no form of a question.
    """
    plain = _plain(text)
    is_short = len(plain.split()) < _FEW_WORDS
    begins = rule("en", "states").search(plain)
    return bool(begins) and not is_short and english_probability(plain) < _NO_FORM


def _wants_reply(asked: Sequence[str]) -> int:
    """Points for questions that somebody asks, against those of one who thinks aloud."""
    form = max(english_probability(question) for question in asked)
    words = max(len(question.split()) for question in asked)
    return (
        (form >= LIKELY)
        - (form < _NO_FORM)
        - (words < _FEW_WORDS)
        - (words > _MANY_WORDS)
        - 2 * bool(rule("en", "ends_in_tag").search(asked[-1]))
        + 2 * any(is_relayed(question) for question in asked)
    )


def _opens_reply(opening: str) -> int:
    """Points for how the next sentence begins: with yes or no, as replies do, as if going on."""
    if rule("en", "yes").search(opening):
        return 2
    if rule("en", "replies").search(opening):
        return 1
    return -1 if rule("en", "goes_on").search(opening) else 0


def reply_length(said: Sequence[str]) -> int:
    """How many of the sentences after a question are the reply, at least one.

    Two as a rule; a plain yes or no stands alone, and whoever begins by thinking says more. What
    goes on with "and", "but" or "because" belongs to it.

    Args:
        said: The sentences after the question up to the next question, at least one.
    """
    opening = _plain(said[0])
    count = len(opening.split())
    wanted = 2
    if count > 1 and rule("en", "says_yes_or_no").search(opening):
        wanted = 1
    elif count < 2 or rule("en", "thinks").search(opening):
        wanted = 3
    for length, sentence in enumerate(said[1:wanted], 1):
        if rule("en", "acknowledges").search(_plain(sentence)):
            return length
    length = min(wanted, len(said))
    while length < min(len(said), _LONGEST) and _continues(said[length]):
        length += 1
    return length


def _continues(sentence: str) -> bool:
    """Whether a sentence goes on with the one before: "but …", "because …", "with …"."""
    return bool(rule("en", "continues").search(_plain(sentence)))


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).lower().split())
