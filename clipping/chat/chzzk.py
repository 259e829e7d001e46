"""Chzzk: pages of a replay's chat as its API gives them, joined in any way."""

from __future__ import annotations

import json
from typing import Any

from clipping.chat.json_stream import walk
from clipping.chat.kinds import is_host_role
from clipping.chat.record import (
    BROKEN,
    NO_TEXT,
    NO_TIME,
    ChatFormat,
    RawMessage,
    Records,
    Source,
    Unusable,
)
from clipping.times import Scale, WrittenTime
from transcripts.messages import MessageKind

_KINDS = {1: MessageKind.CHAT, 10: MessageKind.GIFT, 11: MessageKind.JOIN, 30: MessageKind.SYSTEM}


def matches(head: str) -> bool:
    """Whether the head is of Chzzk chat pages."""
    return head[:1] in ("{", "[") and ("playerMessageTime" in head or '"videoChats"' in head)


def read(source: Source) -> Records:
    """Messages of every page."""
    source.unit = "entry"
    number = 0
    for entry in walk(source.chunks()):
        if isinstance(entry, Unusable):
            yield entry
            continue
        for chat in _chats(entry.value):
            number += 1
            yield _message(number, chat)


def _chats(value: Any) -> list[Any]:
    """The messages in a page, in a page's content, or a message itself."""
    if not isinstance(value, dict):
        return []
    if "playerMessageTime" in value:
        return [value]
    content = value.get("content", value)
    chats = content.get("videoChats") if isinstance(content, dict) else None
    return chats if isinstance(chats, list) else []


def _message(number: int, value: Any) -> RawMessage | Unusable:
    if not isinstance(value, dict):
        return Unusable(number, BROKEN)
    offset = value.get("playerMessageTime")
    if not isinstance(offset, int | float):
        return Unusable(number, NO_TIME)
    text = str(value.get("content") or "").strip()
    if not text:
        return Unusable(number, NO_TEXT)
    profile = _inner(value.get("profile"))
    return RawMessage(
        number=number,
        time=WrittenTime(float(offset), Scale.RECORDING),
        text=text,
        author=str(value.get("userIdHash") or profile.get("nickname") or ""),
        kind=_KINDS.get(value.get("messageTypeCode", 1), MessageKind.CHAT),
        is_host=is_host_role(str(profile.get("userRoleCode") or "")),
    )


def _inner(text: Any) -> dict[str, Any]:
    """An object kept as JSON inside a string."""
    try:
        value = json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


FORMAT = ChatFormat("chzzk", matches, read)
