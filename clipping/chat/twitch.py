"""Twitch: JSON of TwitchDownloader, and the `*.rechat.json` that yt-dlp writes."""

from __future__ import annotations

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
            cut_ms = float(entry.value.get("start") or 0) * 1000
            if cut_ms:
                source.notes.append(_CROP_NOTE.format(round(cut_ms / 1000)))
        elif entry.number and entry.key in ("comments", ""):
            yield _message(entry.number, entry.value, cut_ms)


def _message(number: int, value: Any, cut_ms: float) -> RawMessage | Unusable:
    try:
        node = value.get("node", value)
        offset = node.get("content_offset_seconds", node.get("contentOffsetSeconds"))
        author = node.get("commenter") or {}
        message = node["message"]
        text = str(message.get("body") or "").strip() or _fragments(message)
        badges = message.get("user_badges") or message.get("userBadges") or ()
        is_host = any(is_host_role(str(b.get("_id") or b.get("setID") or "")) for b in badges)
        is_gift = bool(message.get("bits_spent"))
    except (AttributeError, KeyError, TypeError):
        return Unusable(number, BROKEN)
    if not isinstance(offset, int | float):
        return Unusable(number, NO_TIME)
    if not text:
        return Unusable(number, NO_TEXT)
    return RawMessage(
        number=number,
        time=WrittenTime(offset * 1000 - cut_ms, Scale.RECORDING),
        text=text,
        author=str(author.get("_id") or author.get("id") or author.get("name") or ""),
        kind=MessageKind.GIFT if is_gift else MessageKind.CHAT,
        is_host=is_host,
        id=str(node.get("_id") or node.get("id") or ""),
    )


def _fragments(message: dict[str, Any]) -> str:
    return "".join(str(part.get("text", "")) for part in message.get("fragments") or ()).strip()


FORMAT = ChatFormat("twitch", matches, read)
