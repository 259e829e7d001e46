"""Twitch: JSON of TwitchDownloader, and the `*.rechat.json` that yt-dlp writes."""

from __future__ import annotations

from typing import Any

from clipping.chat.json_stream import walk
from clipping.chat.kinds import is_host_role
from clipping.chat.loose import items, members, word
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
from clipping.times import Scale, WrittenTime
from transcripts.messages import MessageKind

_CROP_NOTE = (
    "The chat belongs to a video cut at {0} s: its times were moved back by that much, to fit a "
    "video file cut at the same place."
)


def matches(head: str) -> bool:
    """Whether the head is of a Twitch replay chat."""
    if "content_offset_seconds" in head or "contentOffsetSeconds" in head:
        return True
    return head.startswith("{") and '"FileInfo"' in head[:200] and '"streamer"' in head


def read(source: Source) -> Records:
    """Messages of a replay."""
    source.unit = "entry"
    cut_ms = 0.0
    for entry in walk(source.chunks()):
        if isinstance(entry, Unusable):
            yield entry
        elif entry.key == "video" and isinstance(entry.value, dict):
            cut_ms = (number_in(entry.value.get("start")) or 0.0) * 1000
            if cut_ms:
                source.notes.append(_CROP_NOTE.format(round(cut_ms / 1000)))
        elif entry.number and entry.key in ("comments", ""):
            yield _message(entry.number, entry.value, cut_ms)


def _message(number: int, value: Any, cut_ms: float) -> RawMessage | Unusable:
    node = members(members(value).get("node", value))
    message = members(node.get("message"))
    if not message:
        return Unusable(number, BROKEN)
    offset_s = number_in(node.get("content_offset_seconds", node.get("contentOffsetSeconds")))
    if offset_s is None:
        return Unusable(number, NO_TIME)
    if not (text := word(message.get("body")) or _fragments(message)):
        return Unusable(number, NO_TEXT)
    author = members(node.get("commenter"))
    badges = items(message.get("user_badges") or message.get("userBadges"))
    return RawMessage(
        number=number,
        time=WrittenTime(offset_s * 1000 - cut_ms, Scale.RECORDING),
        text=text,
        author=word(author.get("_id") or author.get("id") or author.get("name")),
        kind=MessageKind.GIFT if message.get("bits_spent") else MessageKind.CHAT,
        is_host=any(is_host_role(_badge(members(badge))) for badge in badges),
        id=word(node.get("_id") or node.get("id")),
    )


def _badge(badge: dict[str, Any]) -> str:
    return word(badge.get("_id") or badge.get("setID"))


def _fragments(message: dict[str, Any]) -> str:
    return "".join(
        part["text"]
        for part in map(members, items(message.get("fragments")))
        if isinstance(part.get("text"), str)
    ).strip()


FORMAT = ChatFormat("twitch", matches, read)
