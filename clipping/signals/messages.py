"""What each chat message says of the show: reaction, question, or noise to leave out. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from clipping.signals.lexicons import load_lexicons
from clipping.signals.pasted import find_pasted
from transcripts.messages import ChatMessage, MessageKind

#: What people do when they react, in the order in which a text with several is counted.
TOPICS = ("purchase", "price", "laughter", "delight", "question")
_NO_REACTION = ("greeting", "notice")
_IGNORED_KINDS = (MessageKind.JOIN, MessageKind.SYSTEM, MessageKind.ANSWER)

#: Who is carried away writes few columns; long texts say nothing of moments (measured, see
#: `docs/signals.md`).
_SHORT_COLUMNS = 20
_SHOUTED, _SIGNS = 2.0, 0.3
_TOPIC_WEIGHT = {"delight": 2.0, "purchase": 2.0}
#: What many write at once when the host says "type 1".
_BALLOT = re.compile(r"\W*\d{1,4}\s?번?\W*$")
_WORD = re.compile(r"\w", re.UNICODE)
_EMOJI_NAME = re.compile(r":[a-zA-Z_][\w+\-]{0,40}:")


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
        left_out: How many messages only greeted, announced or were pasted.
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
    topics = [topic_of(message.text) for message in viewers]
    pasted = find_pasted(viewers, [topic == "" for topic in topics])
    for message, topic, is_pasted in zip(viewers, topics, pasted, strict=True):
        if topic == "raffle" or (is_pasted and is_bare_number(message.text)):
            raffle.append(message)
        elif topic in _NO_REACTION or is_pasted:
            left_out += 1
        else:
            about = "purchase" if message.kind is MessageKind.PURCHASE else topic
            weight = _weight(message.text) * _TOPIC_WEIGHT.get(about, 1.0)
            reactions.append(Reaction(message.at_ms, message.author_key, about, weight))
    return SortedChat(tuple(reactions), tuple(raffle), left_out)


def is_bare_number(text: str) -> bool:
    """Whether a text is what people write when they are told to type 1: an entry, or a vote."""
    return _BALLOT.match(text) is not None


@lru_cache(maxsize=20_000)
def topic_of(text: str) -> str:
    """What a message is about: one of `TOPICS`, "raffle", "notice", "greeting" or ""."""
    found = {lexicon.name for lexicon in load_lexicons("chat") if lexicon.pattern.search(text)}
    return next(
        (topic for topic in ("raffle", "notice", *TOPICS, "greeting") if topic in found), ""
    )


@lru_cache(maxsize=20_000)
def _weight(text: str) -> float:
    """Shortness, half at twenty columns; shouting counts double, signs without letters little."""
    # A platform's own emoji stand as `:name:`; their names are no words.
    text = _EMOJI_NAME.sub("♥", text)
    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    weight = 1 / (1 + (width / _SHORT_COLUMNS) ** 2)
    if not _WORD.search(text):
        return weight * _SIGNS
    return weight * _SHOUTED if width > 2 and text.isupper() else weight
