"""Reads JSON documents of any size piece by piece: entries of arrays come one at a time. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clipping.chat.record import BROKEN, Unusable

_MAX_VALUE = 64 * 2**20
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of a document.

    Attributes:
        number: 1 for the first piece of an array, counted over the file; 0 for other values.
        key: Name of the array or value in the outermost object; "" in an outermost array.
        value: As JSON gives it.
    """

    number: int
    key: str
    value: Any


class _Text:
    """The part of the text that is not used up yet."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self.left = ""
        self.at = 0

    def more(self, least: int) -> bool:
        """Read at least `least` characters more; False when the text is at its end."""
        pieces, got = [self.left[self.at :]], 0
        for chunk in self._chunks:
            pieces.append(chunk)
            got += len(chunk)
            if got >= least:
                break
        self.left, self.at = "".join(pieces), 0
        return got > 0

    def peek(self) -> str:
        """The next character that is no blank; "" at the end."""
        while True:
            while self.at < len(self.left) and self.left[self.at].isspace():
                self.at += 1
            if self.at < len(self.left):
                return self.left[self.at]
            if not self.more(1):
                return ""

    def value(self) -> Any:
        """The next whole value.

        Raises:
            ValueError: there is none, or it is absurdly large.
        """
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.left, self.at)
                # A number at the very end may go on in the next piece.
                size = end - self.at
                if end < len(self.left) or not self.more(1):
                    self.at += size
                    return value
            except json.JSONDecodeError:
                size = len(self.left) - self.at
                if size > _MAX_VALUE or not self.more(max(65_536, size)):
                    raise
            except RecursionError as error:
                raise ValueError("nested too deeply") from error


def walk(chunks: Iterator[str]) -> Iterator[Entry | Unusable]:
    """Entries of the arrays in the outermost object or array, and its other values.

    Several documents in a row are read one after the other. A text that breaks off gives what
    came before and one `Unusable`.
    """
    text = _Text(chunks)
    count = 0
    try:
        while first := text.peek():
            for key, value, is_item in _document(text, first):
                count += is_item
                yield Entry(count if is_item else 0, key, value)
            while text.peek() == ",":
                text.at += 1
    except (ValueError, RecursionError):
        yield Unusable(count + 1, BROKEN)


def _document(text: _Text, first: str) -> Iterator[tuple[str, Any, bool]]:
    if first == "[":
        yield from ((("", item, True)) for item in _items(text))
    elif first == "{":
        yield from _members(text)
    else:
        yield "", text.value(), False


def _members(text: _Text) -> Iterator[tuple[str, Any, bool]]:
    text.at += 1
    while (mark := text.peek()) != "}":
        if mark == ",":
            text.at += 1
            continue
        key = text.value()
        if not isinstance(key, str) or text.peek() != ":":
            raise ValueError("no member of an object")
        text.at += 1
        if text.peek() == "[":
            yield from ((key, item, True) for item in _items(text))
        else:
            yield key, text.value(), False
    text.at += 1


def _items(text: _Text) -> Iterator[Any]:
    text.at += 1
    while (mark := text.peek()) != "]":
        if mark == ",":
            text.at += 1
            continue
        yield text.value()
    text.at += 1
