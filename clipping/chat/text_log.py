"""Text logs: `[0:01:23] name: text`, with or without brackets, one message a line."""

from __future__ import annotations

import re

from clipping.chat.record import (
    NO_TIME,
    ChatFormat,
    RawMessage,
    Records,
    Source,
    Unusable,
)
from clipping.times import parse_time

_LINE = re.compile(
    r"(?:\[(?P<time>[^\]]{4,40})\]|(?P<bare>-?(?:\d{1,3}:)?\d{1,3}:\d{2}(?:\.\d+)?)\s)"
    r"\s*(?P<name>[^:]{1,100}?)\s*:\s*(?P<text>.+)"
)
#: Chzzk logs end each line with a hash of the user.
_HASH = re.compile(r"\s*\((?P<hash>[0-9a-f]{16,64})\)$")


def matches(head: str) -> bool:
    """Whether most of the first lines look like log lines."""
    lines = [line.strip() for line in head.splitlines()[:20] if line.strip()]
    good = sum(_LINE.fullmatch(line) is not None for line in lines)
    return bool(lines) and good * 2 > len(lines)


def read(source: Source) -> Records:
    """Messages of a log."""
    for number, line in source.lines():
        match = _LINE.fullmatch(line)
        time = parse_time(match["time"] or match["bare"]) if match else None
        if match is None or time is None:
            yield Unusable(number, NO_TIME)
            continue
        text, author = match["text"], match["name"]
        if hashed := _HASH.search(text):
            text, author = text[: hashed.start()], hashed["hash"]
        yield RawMessage(number, time, text, author)


FORMAT = ChatFormat("log", matches, read)
