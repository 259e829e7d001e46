"""YouTube: `*.live_chat.json` as yt-dlp writes it, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

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
            value = json.loads(line)
            action = value["replayChatItemAction"]
            actions = action.get("actions", ())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            yield Unusable(number, BROKEN)
            continue
        if value.get("isLive") and _LIVE_NOTE not in source.notes:
            source.notes.append(_LIVE_NOTE)
        # A replay has the time inside the action, a chat recorded live beside it.
        offset = action.get("videoOffsetTimeMsec", value.get("videoOffsetTimeMsec"))
        yield from _read_actions(number, actions, offset)


def _read_actions(number: int, actions: Any, offset: Any) -> Iterator[RawMessage | Unusable]:
    found = False
    for action in actions if isinstance(actions, list) else ():
        item = action.get("addChatItemAction", {}).get("item", {})
        for name, kind in _KINDS.items():
            if isinstance(renderer := item.get(name), dict):
                found = True
                yield _message(number, renderer, kind, offset)
    if not found:
        yield Unusable(number, NO_MESSAGE)


def _message(
    number: int, renderer: dict[str, Any], kind: MessageKind, offset: Any
) -> RawMessage | Unusable:
    stamp = str(renderer.get("timestampText", {}).get("simpleText", ""))
    time = parse_time(stamp) if stamp.startswith("-") else _offset_time(offset)
    if time is None:
        return Unusable(number, NO_TIME)
    text = _text(renderer.get("message") or renderer.get("headerSubtext") or {})
    if kind is MessageKind.GIFT:
        amount = renderer.get("purchaseAmountText", {}).get("simpleText", "")
        text = f"{amount} {text}".strip()
    if not text:
        return Unusable(number, NO_TEXT)
    return RawMessage(
        number=number,
        time=time,
        text=text,
        author=str(
            renderer.get("authorExternalChannelId")
            or renderer.get("authorName", {}).get("simpleText", "")
        ),
        kind=kind,
        is_host=any(
            badge.get("liveChatAuthorBadgeRenderer", {}).get("icon", {}).get("iconType") == "OWNER"
            for badge in renderer.get("authorBadges", ())
        ),
        id=str(renderer.get("id", "")),
    )


def _offset_time(offset: Any) -> WrittenTime | None:
    try:
        return WrittenTime(float(offset), Scale.RECORDING)
    except (TypeError, ValueError):
        return None


def _text(message: dict[str, Any]) -> str:
    parts = []
    for run in message.get("runs", ()):
        emoji = run.get("emoji", {})
        shortcuts = emoji.get("shortcuts") or ()
        # Standard emoji carry the character as their id; a channel's own only have a name.
        own = emoji.get("emojiId", "")
        shown = own if own and not own.isascii() else (shortcuts[0] if shortcuts else "")
        parts.append(str(run.get("text", "")) or str(shown))
    return "".join(parts).strip() or str(message.get("simpleText", "")).strip()


FORMAT = ChatFormat("youtube", matches, read)
