"""JSON of no particular platform: our own `chat.jsonl`, chat-downloader's files, hand-made ones.

One object a line, an array, or an object with one array of messages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
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
from clipping.sidecars import plain_name
from clipping.times import WrittenTime, number_time, parse_time, unit_of
from transcripts.messages import MessageKind

#: Plain names of fields, the more certain ones first.
FIELDS: dict[str, tuple[str, ...]] = {
    "time": (
        *("atms", "timems", "offsetms", "timeinseconds", "contentoffsetseconds", "offsetseconds"),
        *("createdatmilli", "playermessagetime", "videooffset", "offset", "at", "time", "t", "ms"),
        *("elapsed", "elapsedtime", "videooffsettimemsec", "timestampusec", "timestamp"),
        *("createdat", "createdtime", "created", "sentat", "publishedat", "writtenat", "regdate"),
        *("date", "datetime", "timetext", "경과시간", "재생시간", "방송시간", "시간", "시각"),
        *("타임스탬프", "작성시간", "작성일시", "작성일", "일시", "등록일시", "등록시간", "등록일"),
    ),
    "text": (
        *("text", "message", "messagetext", "body", "content", "contents", "msg", "comment"),
        *("commenttext", "chat", "chatmessage"),
        *("메시지", "메세지", "내용", "댓글", "채팅", "채팅내용", "댓글내용", "본문"),
    ),
    "user": (
        *("authorkey", "authorid", "userid", "author", "user", "username", "idno", "nickname"),
        *(
            "memberid",
            "memberhash",
            "authorname",
            "displayname",
            "name",
            "nick",
            "sender",
            "writer",
        ),
        *(
            "작성자",
            "작성자명",
            "닉네임",
            "닉",
            "아이디",
            "사용자",
            "회원",
            "회원명",
            "고객명",
            "이름",
        ),
    ),
    "type": ("kind", "type", "messagetype", "commenttype", "구분", "유형", "종류"),
    "host": ("ishost", "isowner", "role", "ismanager", "판매자여부", "권한"),
    "id": ("messageid", "commentno", "commentid", "msgid"),
    "answered": ("hasanswer", "answered", "답변여부"),
}


def matches(head: str) -> bool:
    """Whether the head is JSON at all."""
    return head[:1] in ("{", "[")


def read(source: Source) -> Records:
    """Messages of a JSON document or of JSON lines."""
    if _is_lines(source.head):
        yield from _read_lines(source)
    else:
        source.unit = "entry"
        for entry in walk(source.chunks()):
            if isinstance(entry, Unusable):
                yield entry
            elif entry.number:
                yield to_message(entry.number, entry.value, source.columns)


def _is_lines(head: str) -> bool:
    """A first line that is an object by itself, with more lines after it."""
    first = next((line for line in head.splitlines() if line.strip()), "")
    if not first.strip().startswith("{"):
        return False
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        # A first line longer than the head is a document on one line.
        return first.strip() != "{" and "\n" in head and first.rstrip().endswith("}")
    return not any(isinstance(member, list) and member for member in value.values())


def _read_lines(source: Source) -> Records:
    for number, line in source.lines():
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield Unusable(number, BROKEN)
            continue
        yield to_message(number, value, source.columns)


def to_message(number: int, value: Any, columns: Mapping[str, str]) -> RawMessage | Unusable:
    """A message from an object whose field names are known or given."""
    if not isinstance(value, dict):
        return Unusable(number, BROKEN)
    plain = {plain_name(name): name for name in reversed(value)}
    time = _time(value, plain, columns)
    if time is None:
        return Unusable(number, NO_TIME)
    text = _word(_field("text", value, plain, columns), ("text", "body", "content", "simpleText"))
    if not text:
        return Unusable(number, NO_TEXT)
    user = _field("user", value, plain, columns)
    return RawMessage(
        number=number,
        time=time,
        text=text,
        author=_word(user, ("id", "_id", "name", "displayName", "display_name", "nickname")),
        kind=kind_of(
            _field("type", value, plain, columns), _field("answered", value, plain, columns)
        ),
        is_host=is_host_role(str(_field("host", value, plain, columns) or "")),
        id=str(_field("id", value, plain, columns) or ""),
    )


def _field(
    name: str, value: Mapping[str, Any], plain: Mapping[str, str], columns: Mapping[str, str]
) -> Any:
    if name in columns:
        return value.get(columns[name])
    for known in FIELDS[name]:
        if known in plain and value[plain[known]] is not None:
            return value[plain[known]]
    return None


def _time(
    value: Mapping[str, Any], plain: Mapping[str, str], columns: Mapping[str, str]
) -> WrittenTime | None:
    names = (
        [columns["time"]] if "time" in columns else [plain[k] for k in FIELDS["time"] if k in plain]
    )
    for name in names:
        written, unit = value.get(name), unit_of(plain_name(name))
        if isinstance(written, bool):
            continue
        if isinstance(written, int | float):
            found = number_time(float(written), unit)
        else:
            found = parse_time(str(written or ""), unit)
        if found is not None:
            return found
    return None


def _word(value: Any, members: tuple[str, ...]) -> str:
    if isinstance(value, dict):
        value = next((value[name] for name in members if value.get(name)), "")
    return str(value).strip() if isinstance(value, str | int) else ""


def kind_of(written: Any, answered: Any) -> MessageKind:
    """The kind a field names; plain messages that somebody answered are questions."""
    # chat-downloader calls every plain message "text_message"; "member" there is a badge.
    kind = MessageKind.CHAT if written in (None, "text_message") else message_kind(str(written))
    is_answered = str(answered or "").strip().lower() in ("true", "1", "y", "yes", "예", "완료")
    return MessageKind.QUESTION if kind is MessageKind.CHAT and is_answered else kind


FORMAT = ChatFormat("json", matches, read)
