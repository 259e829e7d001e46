"""What every chat format is read into, before times are resolved and names are hashed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clipping.sidecars import read_lines
from clipping.times import WrittenTime
from transcripts.messages import MessageKind

_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as a file has it.

    Attributes:
        number: Line or entry of the file, from 1.
        time: When, as written.
        text: What.
        author: Name or id of the author; never leaves `clipping.chat`.
        kind: What it is.
        is_host: Written by the shop.
        id: The platform's own id, to tell repeated pages; "" when there is none.
    """

    number: int
    time: WrittenTime
    text: str
    author: str
    kind: MessageKind = MessageKind.CHAT
    is_host: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A line or entry that gave no message, and why in a few words."""

    number: int
    reason: str


#: Reasons that several formats share.
NO_TIME = "no readable time"
NO_TEXT = "no text"
NO_MESSAGE = "not a message"
BROKEN = "not readable"
REPEATED = "the same message again"
HIDDEN = "hidden by a moderator"

Records = Iterator[RawMessage | Unusable]


@dataclass(slots=True)
class Source:
    """A chat file on its way through a parser.

    Attributes:
        path: The file.
        head: Its first 64 KiB as text.
        columns: Column names given by the user, by field ("time", "text", "user", "type").
        unit: What `number` counts: "line" or "entry"; a parser may set it.
        calendar_start_ms: When the recording started, where the file says so; a parser may set it.
        notes: What a person should know; parsers may add.
    """

    path: Path
    head: str
    columns: Mapping[str, str] = field(default_factory=dict)
    unit: str = "line"
    calendar_start_ms: float | None = None
    notes: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Numbered lines that are not empty, without line ends."""
        for number, line in enumerate(read_lines(self.path, self._cut), 1):
            if stripped := line.strip():
                yield number, stripped

    def chunks(self) -> Iterator[str]:
        """The text in pieces of at most 64 Ki characters."""
        for line in read_lines(self.path, self._cut):
            for at in range(0, len(line), _CHUNK):
                yield line[at : at + _CHUNK]

    def _cut(self, reason: str) -> None:
        self.notes.append(f"The file ends too early ({reason}); what came before was read.")


@dataclass(frozen=True, slots=True)
class ChatFormat:
    """A chat format: how to know it and how to read it.

    Adding one: write a module beside this with `matches` and `read`, and list it in `registry.py`
    before the formats that would also take its files.

    Attributes:
        name: Used with `--format`.
        matches: Whether the head of a file (leading blanks removed) is of this format.
        read: Gives every message, and what could not be used.
    """

    name: str
    matches: Callable[[str], bool]
    read: Callable[[Source], Records]
