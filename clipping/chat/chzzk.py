"""Chzzk: pages of a replay's chat as its API gives them, joined in any way."""

from __future__ import annotations

import json
import re
from typing import Any

from clipping.chat.json_stream import walk
from clipping.chat.kinds import is_host_role
from clipping.chat.loose import items, members, word
from clipping.chat.loose import number as number_in
from clipping.chat.record import (
    BROKEN,
    HIDDEN,
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

_KINDS = {"10": MessageKind.GIFT, "11": MessageKind.JOIN, "30": MessageKind.SYSTEM}
_HIDDEN = ("HIDDEN", "BLIND", "CBOTBLIND", "DELETED")
#: Emoji are written {:name:}.
_EMOJI = re.compile(r"\{:(\w+):\}")


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
    found = members(value)
    if "playerMessageTime" in found:
        return [value]
    return items(members(found.get("content", value)).get("videoChats"))


def _message(number: int, value: Any) -> RawMessage | Unusable:
    chat = members(value)
    if not chat:
        return Unusable(number, BROKEN)
    if chat.get("messageStatusType") in _HIDDEN:
        return Unusable(number, HIDDEN)
    offset_ms = number_in(chat.get("playerMessageTime"))
    if offset_ms is None:
        return Unusable(number, NO_TIME)
    if not (text := _EMOJI.sub(r":\1:", word(chat.get("content")))):
        return Unusable(number, NO_TEXT)
    profile = _inner(chat.get("profile"))
    return RawMessage(
        number=number,
        time=WrittenTime(offset_ms, Scale.RECORDING),
        text=text,
        author=word(chat.get("userIdHash")) or word(profile.get("nickname")),
        kind=_KINDS.get(word(chat.get("messageTypeCode")), MessageKind.CHAT),
        is_host=is_host_role(word(profile.get("userRoleCode"))),
    )


def _inner(text: Any) -> dict[str, Any]:
    """An object kept as JSON inside a string."""
    try:
        value = json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


FORMAT = ChatFormat("chzzk", matches, read)
