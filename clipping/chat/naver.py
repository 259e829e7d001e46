"""Naver Shopping Live: replay comments as the page's own JSON, one page or many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clipping.chat.json_stream import walk
from clipping.chat.kinds import is_host_role, message_kind
from clipping.chat.loose import members, word
from clipping.chat.loose import number as number_in
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
from clipping.times import Scale, WrittenTime, parse_time
from transcripts.messages import MessageKind


def matches(head: str) -> bool:
    """Whether the head is of Naver comments."""
    return head[:1] in ("{", "[") and ("createdAtMilli" in head or "recordStartedAt" in head)


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
    comment = members(value)
    if not comment:
        return Unusable(number, BROKEN)
    if (time := _time(comment)) is None:
        return Unusable(number, NO_TIME)
    if not (text := word(comment.get("message"))):
        return Unusable(number, NO_TEXT)
    written_as = word(comment.get("commentType"))
    kind = message_kind(written_as)
    if kind is MessageKind.CHAT and comment.get("hasAnswer") is True:
        kind = MessageKind.QUESTION
    return RawMessage(
        number=number,
        time=time,
        text=text,
        author=_author(comment),
        kind=kind,
        is_host=is_host_role(written_as),
        id=word(comment.get("commentNo")),
    )


def _time(comment: dict[str, Any]) -> WrittenTime | None:
    # Despite its name this counts from the start of the recording, in steps of a second.
    offset_ms = number_in(comment.get("createdAtMilli"))
    if offset_ms is not None:
        return WrittenTime(offset_ms, Scale.RECORDING)
    created = parse_time(word(comment.get("createdAt")))
    started = parse_time(word(comment.get("recordStartedAt")))
    if created is None or started is None or created.scale is not started.scale:
        return None
    return WrittenTime(created.value - started.value, Scale.RECORDING)


def _author(comment: dict[str, Any]) -> str:
    # The number tells viewers apart; the shown name is masked and shared by many.
    names = (word(comment.get(name)) for name in ("idNo", "memberHash", "nickname", "id"))
    return next((name for name in names if name), "")


FORMAT = ChatFormat("naver", matches, read)
