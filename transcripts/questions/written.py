"""What viewers ask in chat: each question once, with everybody who asked it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.messages import ChatMessage, MessageKind
from transcripts.questions.answers import FIRST_ANSWER_MS, LAST_ANSWER_MS
from transcripts.questions.detection import (
    LEAST_PROBABILITY,
    clean_chat,
    is_small_talk,
    written_probability,
)
from transcripts.questions.fitting import fits
from transcripts.questions.grouping import group_wordings
from transcripts.questions.wording import stems, traits

_NOT_ASKING = (MessageKind.GIFT, MessageKind.PURCHASE, MessageKind.JOIN, MessageKind.SYSTEM,
               MessageKind.ANSWER)  # fmt: skip
_LONGEST = 200
_SHORTEST_ANSWER = 4
#: Tells what is taken off, not what it costs with it.
_ADVERTISED = re.compile(
    r"(?:무료\s?배송|\d[\d,]*\s?[천만]?\s?원?)\s?(?:할인\s?)?쿠폰|\S+\scoupons?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the chat.

    Attributes:
        text: The wording shown: of the clearest of its messages.
        wordings: All different wordings, as written.
        at_ms: When it was asked, in order; may be negative.
        people: Different viewers who asked.
    """

    text: str
    wordings: tuple[str, ...]
    at_ms: tuple[int, ...]
    people: int


def find_asked(chat: Sequence[ChatMessage]) -> tuple[Asked, ...]:
    """The questions of a chat, in order of their first asking.

    Args:
        chat: In order of time. What the shop itself writes is not looked at.
    """
    messages = [message for message in chat if _asks(message)]
    groups = group_wordings([message.text for message in messages])
    return tuple(_asked([messages[i] for i in group.members]) for group in groups)


def shop_messages(chat: Sequence[ChatMessage]) -> tuple[ChatMessage, ...]:
    """What the shop itself writes that may answer something, in order."""
    return tuple(
        message
        for message in chat
        if (message.is_host or message.kind is MessageKind.ANSWER)
        and len(message.text) >= _SHORTEST_ANSWER
        and written_probability(message.text) < LEAST_PROBABILITY
    )


def find_shop_answer(asked: Asked, shop: Sequence[ChatMessage]) -> ChatMessage | None:
    """What the shop writes in answer soon after a question; None when it does not.

    Args:
        asked: The question.
        shop: From `shop_messages`.
    """
    about = set(stems(asked.text))
    for message in shop:
        if not any(FIRST_ANSWER_MS <= message.at_ms - at <= LAST_ANSWER_MS for at in asked.at_ms):
            continue
        said = "".join(stems(message.text))
        heard = sum(stem in said for stem in about)
        is_same = traits(asked.text).choices <= traits(message.text).choices
        asks = traits(asked.text).asks
        told = _ADVERTISED.sub(" ", message.text) if "price" in asks else message.text
        says_it = fits(asked.text, told) > 0 if asks else heard == len(about)
        if heard * 2 >= max(1, len(about)) and heard and is_same and says_it:
            return message
    return None


def _asks(message: ChatMessage) -> bool:
    if message.is_host or message.kind in _NOT_ASKING or len(message.text) > _LONGEST:
        return False
    is_marked = message.kind is MessageKind.QUESTION and len(clean_chat(message.text)) >= 2
    if not is_marked and written_probability(message.text) < LEAST_PROBABILITY:
        return False
    return not is_small_talk(clean_chat(message.text)) or is_marked


def _asked(messages: Sequence[ChatMessage]) -> Asked:
    people = {message.author_key or f"at {message.at_ms}" for message in messages}
    return Asked(
        text=max(messages, key=_clarity).text,
        wordings=tuple(dict.fromkeys(message.text for message in messages)),
        at_ms=tuple(sorted(message.at_ms for message in messages)),
        people=len(people),
    )


def _clarity(message: ChatMessage) -> tuple[bool, int, float, int]:
    """Marked as a question, saying what it is about, of middle length, early."""
    plain = clean_chat(message.text)
    return (
        plain.endswith("?"),
        min(3, len(stems(message.text))),
        -abs(len(plain) - 18),
        -message.at_ms,
    )
