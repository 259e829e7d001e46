"""Naver Shopping Live: replay comments as the page's own JSON, one page or many."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clipping.chat.json_stream import walk
from clipping.chat.kinds import is_host_role, message_kind
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


def matches(head: str) -> bool:
    """Whether the head is of Naver comments."""
    return head[:1] in ("{", "[") and "createdAtMilli" in head


def read(source: Source) -> Records:
    """Comments of every page; the same comment on two pages is dropped later by its number."""
    source.unit = "entry"
    number = 0
    for entry in walk(source.chunks()):
        if isinstance(entry, Unusable):
            yield entry
            continue
        for comment in _comments(entry.key, entry.value, is_item=entry.number > 0):
            number += 1
            yield _message(number, comment)


def _comments(key: str, value: Any, *, is_item: bool) -> Iterator[Any]:
    """A page's comments, a page inside an array of pages, or comments without pages."""
    if not is_item:
        return
    if key == "" and isinstance(value, dict) and isinstance(value.get("comments"), list):
        yield from value["comments"]
    elif key in ("comments", ""):
        yield value


def _message(number: int, value: Any) -> RawMessage | Unusable:
    if not isinstance(value, dict):
        return Unusable(number, BROKEN)
    # Despite its name this counts from the start of the recording, in steps of a second.
    offset = value.get("createdAtMilli")
    if not isinstance(offset, int | float):
        return Unusable(number, NO_TIME)
    text = str(value.get("message") or "").strip()
    if not text:
        return Unusable(number, NO_TEXT)
    kind = message_kind(str(value.get("commentType") or ""))
    if kind is MessageKind.CHAT and value.get("hasAnswer"):
        kind = MessageKind.QUESTION
    return RawMessage(
        number=number,
        time=WrittenTime(float(offset), Scale.RECORDING),
        text=text,
        author=_author(value),
        kind=kind,
        is_host=is_host_role(str(value.get("commentType") or "")),
        id=str(value.get("commentNo") or ""),
    )


def _author(value: dict[str, Any]) -> str:
    # The number tells viewers apart; the shown name is masked and shared by many.
    for name in ("idNo", "memberHash", "nickname"):
        if value.get(name):
            return str(value[name])
    return json.dumps(value.get("id"))


FORMAT = ChatFormat("naver", matches, read)
