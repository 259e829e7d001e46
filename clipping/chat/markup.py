"""SOOP chat chunks and Bilibili danmaku: XML that is often broken or cut short.

Read with the standard library's forgiving HTML parser: no document types, no external entities.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from clipping.chat.record import (
    NO_TEXT,
    NO_TIME,
    ChatFormat,
    RawMessage,
    Records,
    Source,
    Unusable,
)
from clipping.times import WrittenTime, number_time
from transcripts.messages import MessageKind

_SOOP_KINDS = {
    "chat": MessageKind.CHAT,
    "ogq": MessageKind.CHAT,
    "balloon": MessageKind.GIFT,
    "gift": MessageKind.GIFT,
}
_PART_NOTE = (
    "Times of this format count from the start of each part of the recording: a later part needs "
    "a shift by the length of the parts before it."
)


def _matches_soop(head: str) -> bool:
    return head.startswith("<") and ("<chat>" in head or "<balloon>" in head)


def _matches_bilibili(head: str) -> bool:
    return head.startswith("<") and '<d p="' in head


def _read_soop(source: Source) -> Records:
    source.notes.append(_PART_NOTE)
    yield from _read(source, _Soop())


def _read_bilibili(source: Source) -> Records:
    yield from _read(source, _Bilibili())


def _read(source: Source, parser: _Collector) -> Iterator[RawMessage | Unusable]:
    source.unit = "entry"
    for chunk in source.chunks():
        parser.feed(chunk)
        yield from parser.taken()
    parser.close()
    yield from parser.taken()


class _Collector(HTMLParser):
    """Keeps the records found until they are taken."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[RawMessage | Unusable] = []
        self._number = 0
        self._text: list[str] = []

    def taken(self) -> list[RawMessage | Unusable]:
        """What was found since the last call."""
        found, self._found = self._found, []
        return found

    def keep(self, time: WrittenTime | None, text: str, author: str, kind: MessageKind) -> None:
        """Add one record."""
        self._number += 1
        if time is None:
            self._found.append(Unusable(self._number, NO_TIME))
        elif not text:
            self._found.append(Unusable(self._number, NO_TEXT))
        else:
            self._found.append(RawMessage(self._number, time, text, author, kind))

    def handle_data(self, data: str) -> None:
        """Text between two marks."""
        self._text.append(data)

    def unknown_decl(self, data: str) -> None:
        """Text in a CDATA section."""
        self._text.append(data.removeprefix("CDATA["))

    def take_text(self) -> str:
        """The text since the last mark that was looked at."""
        text, self._text = "".join(self._text).strip(), []
        return text


class _Soop(_Collector):
    """`<chat><u>id</u><n>name</n><m>text</m><t>seconds</t></chat>` and its relatives."""

    def __init__(self) -> None:
        super().__init__()
        self._fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _SOOP_KINDS:
            self._fields = {}
        self.take_text()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _SOOP_KINDS:
            self._fields[tag] = self.take_text()
            return
        fields, self._fields = self._fields, {}
        text = fields.get("m", "")
        if not text and tag == "balloon":
            text = f"별풍선 {fields.get('c', '')}".strip()
        if not text and tag == "ogq":
            text = f":{fields.get('s', '')}:"
        author = fields.get("u") or fields.get("n") or fields.get("sn") or ""
        self.keep(_seconds(fields.get("t", "")), text, author, _SOOP_KINDS[tag])


class _Bilibili(_Collector):
    """`<d p="seconds,mode,size,colour,time,pool,user,row">text</d>`; recorders add `user="…"`."""

    def __init__(self) -> None:
        super().__init__()
        self._attributes: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.take_text()
        self._attributes = {k: v or "" for k, v in attrs} if tag in ("d", "gift", "sc") else None

    def handle_endtag(self, tag: str) -> None:
        if self._attributes is None:
            return
        attributes, self._attributes = self._attributes, None
        parts = attributes.get("p", attributes.get("ts", "")).split(",")
        author = attributes.get("user") or (parts[6] if len(parts) > 6 else "")
        text = self.take_text() or attributes.get("giftname", "")
        kind = MessageKind.CHAT if tag == "d" else MessageKind.GIFT
        self.keep(_seconds(parts[0]), text, author, kind)


def _seconds(text: str) -> WrittenTime | None:
    try:
        return number_time(float(text), "s")
    except ValueError:
        return None


SOOP = ChatFormat("soop", _matches_soop, _read_soop)
BILIBILI = ChatFormat("bilibili", _matches_bilibili, _read_bilibili)
