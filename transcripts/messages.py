"""What viewers wrote: chat messages and their JSON-lines form (`chat.jsonl`). Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from transcripts.errors import UnreadableTranscript


class MessageKind(StrEnum):
    """What a line of chat is."""

    CHAT = "chat"
    GIFT = "gift"
    PURCHASE = "purchase"
    JOIN = "join"
    SYSTEM = "system"
    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message.

    Attributes:
        at_ms: When it appeared, on the recording's clock; negative before the start.
        author_key: Keyed hash of the author, never a name; the same author has the same key.
        text: As written. Hostile until escaped.
        kind: What it is.
        is_host: Written by the shop.
    """

    at_ms: int
    author_key: str
    text: str
    kind: MessageKind = MessageKind.CHAT
    is_host: bool = False


def message_to_json(message: ChatMessage) -> dict[str, Any]:
    """The contract's form of one line."""
    return {
        "at_ms": message.at_ms,
        "author_key": message.author_key,
        "text": message.text,
        "kind": message.kind.value,
        "is_host": message.is_host,
    }


def write_messages(messages: Iterable[ChatMessage]) -> Iterator[str]:
    """Lines of `chat.jsonl`, each with its line end."""
    for message in messages:
        yield json.dumps(message_to_json(message), ensure_ascii=False) + "\n"


def read_messages(lines: Iterable[str]) -> Iterator[ChatMessage]:
    """Messages from our own `chat.jsonl`. Foreign files go through `clipping.chat` instead.

    Raises:
        UnreadableTranscript: a line is not a message; the text names the line.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            yield ChatMessage(
                at_ms=int(value["at_ms"]),
                author_key=str(value.get("author_key", "")),
                text=str(value["text"]),
                kind=MessageKind(value.get("kind", "chat")),
                is_host=bool(value.get("is_host", False)),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableTranscript(f"chat line {number}: {error}") from error
