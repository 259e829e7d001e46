"""YouTube: `*.live_chat.json` as yt-dlp writes it, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clipping.chat.loose import items, members, word
from clipping.chat.loose import number as number_in
from clipping.chat.record import (
    BROKEN,
    NO_MESSAGE,
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

_KINDS = {
    "liveChatTextMessageRenderer": MessageKind.CHAT,
    "liveChatPaidMessageRenderer": MessageKind.GIFT,
    "liveChatPaidStickerRenderer": MessageKind.GIFT,
    "liveChatMembershipItemRenderer": MessageKind.JOIN,
    "liveChatSponsorshipsGiftPurchaseAnnouncementRenderer": MessageKind.GIFT,
    "liveChatViewerEngagementMessageRenderer": MessageKind.SYSTEM,
}
_LIVE_NOTE = (
    "This chat was recorded while the show was live: its times count from the start of that "
    "recording, not of the show. Give a shift if the messages do not fit."
)


def matches(head: str) -> bool:
    """Whether the head is of a YouTube live chat."""
    return head.startswith("{") and "replayChatItemAction" in head[:4096]


def read(source: Source) -> Records:
    """Messages of a replay, or of a chat recorded live."""
    for number, line in source.lines():
        try:
            value = members(json.loads(line))
        except (ValueError, RecursionError):
            yield Unusable(number, BROKEN)
            continue
        action = members(value.get("replayChatItemAction"))
        if value.get("isLive") is True and _LIVE_NOTE not in source.notes:
            source.notes.append(_LIVE_NOTE)
        # A replay has the time inside the action, a chat recorded live beside it.
        offset = action.get("videoOffsetTimeMsec", value.get("videoOffsetTimeMsec"))
        yield from _read_actions(number, items(action.get("actions")), offset)


def _read_actions(number: int, actions: list[Any], offset: Any) -> Iterator[RawMessage | Unusable]:
    found = False
    for action in actions:
        item = members(members(members(action).get("addChatItemAction")).get("item"))
        for name, kind in _KINDS.items():
            if isinstance(renderer := item.get(name), dict):
                found = True
                yield _message(number, renderer, kind, offset)
    if not found:
        yield Unusable(number, NO_MESSAGE)


def _message(
    number: int, renderer: dict[str, Any], kind: MessageKind, offset: Any
) -> RawMessage | Unusable:
    stamp = _simple(renderer, "timestampText")
    time = parse_time(stamp) if stamp.startswith("-") else _offset_time(offset)
    if time is None:
        return Unusable(number, NO_TIME)
    text = _text(members(renderer.get("message") or renderer.get("headerSubtext")))
    if kind is MessageKind.GIFT:
        text = f"{_simple(renderer, 'purchaseAmountText')} {text}".strip()
    if not text:
        return Unusable(number, NO_TEXT)
    return RawMessage(
        number=number,
        time=time,
        text=text,
        author=word(renderer.get("authorExternalChannelId")) or _simple(renderer, "authorName"),
        kind=kind,
        is_host=any(_is_owner(badge) for badge in items(renderer.get("authorBadges"))),
        id=word(renderer.get("id")),
    )


def _simple(renderer: dict[str, Any], name: str) -> str:
    return word(members(renderer.get(name)).get("simpleText"))


def _is_owner(badge: Any) -> bool:
    icon = members(members(badge).get("liveChatAuthorBadgeRenderer")).get("icon")
    return members(icon).get("iconType") == "OWNER"


def _offset_time(offset: Any) -> WrittenTime | None:
    found = number_in(offset)
    return None if found is None else WrittenTime(found, Scale.RECORDING)


def _text(message: dict[str, Any]) -> str:
    parts = [_run(members(run)) for run in items(message.get("runs"))]
    return "".join(parts).strip() or word(message.get("simpleText"))


def _run(run: dict[str, Any]) -> str:
    """A piece of text as it is, or an emoji."""
    if isinstance(text := run.get("text"), str) and text:
        return text
    emoji = members(run.get("emoji"))
    # Standard emoji carry the character as their id; a channel's own only have a name.
    own = word(emoji.get("emojiId"))
    return own if own and not own.isascii() else word(next(iter(items(emoji.get("shortcuts"))), ""))


FORMAT = ChatFormat("youtube", matches, read)
