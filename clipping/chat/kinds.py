"""What a line of chat is, from the words platforms and people use for it. Pure."""

from __future__ import annotations

from transcripts.messages import MessageKind

_NAMES: dict[MessageKind, tuple[str, ...]] = {
    MessageKind.GIFT: (
        *("gift", "donation", "superchat", "sticker", "cheer", "paid", "tip", "balloon"),
        *("선물", "후원", "도네이션", "별풍선"),
    ),
    MessageKind.PURCHASE: ("purchase", "order", "buy", "bought", "구매", "주문", "결제"),
    MessageKind.JOIN: ("join", "enter", "follow", "subscri", "member", "입장", "구독", "알림받기"),
    MessageKind.SYSTEM: ("system", "notice", "announce", "pinned", "공지", "시스템", "안내"),
    MessageKind.QUESTION: ("question", "질문", "문의"),
    MessageKind.ANSWER: ("answer", "reply", "답변"),
}
_HOST_NAMES = (
    *("owner", "host", "broadcaster", "streamer", "seller", "manager", "moderator", "admin"),
    *("판매자", "진행자", "관리자", "호스트", "매니저"),
)


def message_kind(name: str) -> MessageKind:
    """The kind a platform's or a person's word means; chat when it is none of the known ones."""
    name = name.strip().lower()
    for kind, known in _NAMES.items():
        if any(word in name for word in known):
            return kind
    return MessageKind.CHAT


def is_host_role(name: str) -> bool:
    """Whether a role or badge is one of the shop's side."""
    name = name.strip().lower()
    return any(word in name for word in _HOST_NAMES) or name in ("true", "y", "yes")
