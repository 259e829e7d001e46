"""SOOP chat chunks and Bilibili danmaku: XML that is often broken or cut short.

Read with the standard library's forgiving HTML parser: no document types, no external entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

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
from clipping.times import WrittenTime, number_time
from transcripts.messages import MessageKind

#: Characters of an unfinished mark, and pieces of one text, that are kept.
_MOST_PENDING, _MOST_PIECES = 1_000_000, 1_000
_SOOP_KINDS = {
    "chat": MessageKind.CHAT,
    "ogq": MessageKind.CHAT,
    "balloon": MessageKind.GIFT,
    "gift": MessageKind.GIFT,
}
#: Attributes come in any order; recorders add their own.
_DANMAKU = re.compile(r'<d\s[^>]*\bp="')
#: Times that fall from beyond the one to below the other begin a new part.
_PART_LASTS_MS, _PART_STARTS_MS = 600_000, 60_000
_JOINED_NOTE = (
    "Times begin again at entry {0}: what follows was laid behind the part before it, from {1} s. "
    "Give the parts one by one, each with its shift, if that is wrong."
)
_PART_NOTE = (
    "Times of this format count from the start of each part of the recording: a later part needs "
    "a shift by the length of the parts before it."
)


def _matches_soop(head: str) -> bool:
    return head.startswith("<") and ("<chat>" in head or "<balloon>" in head)


def _matches_bilibili(head: str) -> bool:
    return head.startswith("<") and _DANMAKU.search(head) is not None


def _read_soop(source: Source) -> Records:
    source.notes.append(_PART_NOTE)
    yield from _in_parts(_read(source, _Soop()), source)


def _in_parts(records: Records, source: Source) -> Records:
    """The parts of a recording one after another, where one file holds several.

    A part begins where times fall from far on to the start; the one before it is taken to end with
    its last message.
    """
    part_ms = latest_ms = 0.0
    for record in records:
        if isinstance(record, Unusable):
            yield record
            continue
        at_ms = record.time.value
        if at_ms < _PART_STARTS_MS and latest_ms - part_ms > _PART_LASTS_MS:
            part_ms = latest_ms
            source.notes.append(_JOINED_NOTE.format(record.number, round(part_ms / 1000)))
        latest_ms = max(latest_ms, part_ms + at_ms)
        yield replace(record, time=WrittenTime(part_ms + at_ms, record.time.scale))


def _read_bilibili(source: Source) -> Records:
    yield from _read(source, _Bilibili())


def _read(source: Source, parser: _Collector) -> Iterator[RawMessage | Unusable]:
    source.unit = "entry"
    for chunk in source.chunks():
        parser.feed(chunk)
        parser.forget_endless()
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

    def forget_endless(self) -> None:
        """Drop a mark that does not end: looking for its end again and again takes for ever."""
        if len(self.rawdata) > _MOST_PENDING:
            self.rawdata = ""
            self._number += 1
            self._found.append(Unusable(self._number, BROKEN))

    def handle_data(self, data: str) -> None:
        """Text between two marks."""
        if len(self._text) < _MOST_PIECES:
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
