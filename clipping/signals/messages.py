"""What each chat message says of the show: reaction, question, or noise to leave out. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clipping.signals.lexicons import load_lexicons
from transcripts.messages import ChatMessage, MessageKind

#: What people do when they react, in the order in which a text with several is counted.
TOPICS = ("purchase", "price", "laughter", "delight", "question")
_IGNORED_KINDS = (MessageKind.JOIN, MessageKind.SYSTEM, MessageKind.ANSWER)

#: A text that this many people paste within a minute is asked for, not felt.
_PASTED_BY = 5
_PASTED_WITHIN_MS = 60_000
#: Many write "just bought it" or "how much is it" by themselves; nobody writes a long text so.
_PASTED_WORDS, _LONG_WORDS = 3, 8
#: Who is carried away writes few columns; long texts say nothing of moments (measured, see
#: `docs/signals.md`).
_SHORT_COLUMNS = 20
_SHOUTED, _SIGNS = 2.0, 0.3
_TOPIC_WEIGHT = {"delight": 2.0, "purchase": 2.0}
_WORD = re.compile(r"\w", re.UNICODE)
_REPEATED = re.compile(r"(.)\1{2,}")
_CALLED = re.compile(r"@\S+")


@dataclass(frozen=True, slots=True)
class Reaction:
    """A message that counts.

    Attributes:
        at_ms: When it was written.
        person: Key of the author.
        topic: One of `TOPICS`, or "" for any other.
        weight: 0-4: short calls are reactions, long texts are talk; shouting and delight count
            double.
    """

    at_ms: int
    person: str
    topic: str
    weight: float


@dataclass(frozen=True, slots=True)
class SortedChat:
    """Chat with the noise taken out.

    Attributes:
        reactions: In order.
        raffle: Entries, answers and hashtags of a raffle.
        left_out: How many messages only greeted or were pasted by many.
    """

    reactions: tuple[Reaction, ...]
    raffle: tuple[ChatMessage, ...]
    left_out: int


def sort_messages(chat: Sequence[ChatMessage], duration_ms: int) -> SortedChat:
    """Tell reactions from noise, for messages inside the recording.

    Args:
        chat: In order of time.
        duration_ms: Length of the recording; what is written after it is no reaction to it.
    """
    viewers = [
        message
        for message in chat
        if 0 <= message.at_ms < duration_ms
        and not message.is_host
        and message.kind not in _IGNORED_KINDS
    ]
    reactions, raffle, left_out = [], [], 0
    for message, is_pasted in zip(viewers, _pasted(viewers), strict=True):
        topic = topic_of(message.text)
        if topic == "raffle":
            raffle.append(message)
        elif topic == "greeting" or is_pasted:
            left_out += 1
        else:
            if message.kind is MessageKind.PURCHASE:
                topic = "purchase"
            weight = _weight(message.text) * _TOPIC_WEIGHT.get(topic, 1.0)
            reactions.append(Reaction(message.at_ms, message.author_key, topic, weight))
    return SortedChat(tuple(reactions), tuple(raffle), left_out)


@lru_cache(maxsize=20_000)
def topic_of(text: str) -> str:
    """What a message is about: one of `TOPICS`, "raffle", "greeting" or ""."""
    found = {lexicon.name for lexicon in load_lexicons("chat") if lexicon.pattern.search(text)}
    return next((topic for topic in ("raffle", *TOPICS, "greeting") if topic in found), "")


def plain_text(text: str) -> str:
    """A text as near-duplicates share it: no calls, marks or stretched letters.

    >>> plain_text("정답!! 삼계탕 ㅋㅋㅋㅋㅋ"), plain_text("@ab12cd WOOOOW")
    ('정답 삼계탕 ㅋㅋ', 'woow')
    """
    text = unicodedata.normalize("NFC", _CALLED.sub("", text)).lower()
    kept = "".join(c if _WORD.match(c) else " " for c in text)
    return " ".join(_REPEATED.sub(r"\1\1", kept).split())


def _pasted(viewers: Sequence[ChatMessage]) -> Iterator[bool]:
    """Whether each message belongs to a text many people paste: long, or a bare number."""
    plain = [_pastable(message.text) for message in viewers]
    if not any(plain):
        yield from (False for _ in viewers)
        return
    crowded = _crowded(viewers, plain)
    for message, text in zip(viewers, plain, strict=True):
        # The first ones to paste belong to the flood too, so minutes are compared, not order.
        yield bool(text) and any(
            (text, message.at_ms // _PASTED_WITHIN_MS + step) in crowded for step in (-1, 0, 1)
        )


@lru_cache(maxsize=20_000)
def _pastable(text: str) -> str:
    plain = plain_text(text)
    words = len(plain.split())
    is_asked_for = words >= _LONG_WORDS or (words >= _PASTED_WORDS and not topic_of(text))
    return plain if is_asked_for or plain.isdigit() else ""


def _crowded(viewers: Sequence[ChatMessage], plain: Sequence[str]) -> set[tuple[str, int]]:
    """Text and minute in which enough different people had pasted it within a minute."""
    recent: dict[str, deque[tuple[int, str]]] = {}
    people: dict[str, Counter[str]] = {}
    out: set[tuple[str, int]] = set()
    for message, text in zip(viewers, plain, strict=True):
        if not text:
            continue
        window, count = recent.setdefault(text, deque()), people.setdefault(text, Counter())
        window.append((message.at_ms, message.author_key))
        count[message.author_key] += 1
        while window[0][0] < message.at_ms - _PASTED_WITHIN_MS:
            _, gone = window.popleft()
            count[gone] -= 1
            if not count[gone]:
                del count[gone]
        if len(count) >= _PASTED_BY:
            out.add((text, message.at_ms // _PASTED_WITHIN_MS))
    return out


@lru_cache(maxsize=20_000)
def _weight(text: str) -> float:
    """Shortness, half at twenty columns; shouting counts double, signs without letters little."""
    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    weight = 1 / (1 + (width / _SHORT_COLUMNS) ** 2)
    if not _WORD.search(text):
        return weight * _SIGNS
    return weight * _SHOUTED if width > 2 and text.isupper() else weight
