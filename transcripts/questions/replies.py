"""Whether what is said after a spoken question replies to it, and how far the reply goes. Pure.

Hosts ask more than they answer: they think aloud, seek assent, put one question after another. The
shares are rough and set by hand; only their order matters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcripts.questions.english import LIKELY, english_probability
from transcripts.questions.rules import rule, script_of
from transcripts.questions.wording import stems

#: A spoken question is given an answer from this share on.
LEAST_SHARE = 0.15
_USUAL = 0.2
#: Sentences of a reply at most.
_LONGEST = 4
_MARKS = re.compile(r"[^\w\s']+")


def reply_share(question: str, said: Sequence[str]) -> float:
    """Roughly which share of such questions is answered by what comes next, 0-1.

    Args:
        question: The spoken sentence.
        said: The sentences after it, at least one.
    """
    script = script_of(question)
    if script != "en":
        return _USUAL
    asked, opening = _plain(question), _plain(said[0])
    words = asked.split()
    if len(words) < 2:
        return 0.0
    form = english_probability(asked)
    share = _USUAL + (0.05 if form >= LIKELY else -0.04 if form < 0.3 else 0.0)
    share -= 0.06 * (len(words) < 4) + 0.07 * bool(rule("en", "ends_in_tag").search(asked))
    if rule("en", "replies").search(opening):
        share += 0.08
    elif rule("en", "goes_on").search(opening):
        share -= 0.09
    if len(set(stems(question)) & set(stems(" ".join(said[:2])))) >= 2:
        share += 0.04
    return max(0.0, share)


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
