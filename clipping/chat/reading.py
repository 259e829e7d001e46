"""A chat file of any known format → messages on the recording's clock, without names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clipping.chat.record import REPEATED, RawMessage, Source, Unusable
from clipping.chat.registry import find_format
from clipping.chat.report import ChatReport, group_dropped, make_report
from clipping.errors import UnreadableSidecar
from clipping.sidecars import read_head
from clipping.times import Scale, TimeBase, find_time_base, parse_time
from transcripts.messages import ChatMessage

#: Ten times the largest show known; beyond it the file is not a chat.
MAX_MESSAGES = 2_000_000
_MAX_TEXT = 2_000
_HASHED = re.compile(r"[0-9a-f]{8,64}")
_CALLED = re.compile(r"(?<![\w@])@([\w.\-]{2,64})")
#: Signs that end lines, and halves of signs that JSON can hold and no file can.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class ChatImport:
    """Messages in order of time, and the report of how they were read."""

    messages: tuple[ChatMessage, ...]
    report: ChatReport


def hash_author(name: str, key: bytes) -> str:
    """16 hex digits that stand for a name: always the same for one key, of no use without it.

    What is such a hash already stays as it is, so that reading our own file changes nothing.
    """
    if not name or _HASHED.fullmatch(name):
        return name
    return hashlib.blake2b(
        name.encode(errors="surrogatepass"), digest_size=8, key=key[:64]
    ).hexdigest()


def read_chat(  # noqa: PLR0913 - everything that decides how a file is read
    path: Path,
    *,
    key: bytes,
    format: str = "auto",
    shift_ms: int = 0,
    columns: Mapping[str, str] | None = None,
    duration_ms: int | None = None,
    started_at: str | None = None,
) -> ChatImport:
    """Read a chat file.

    The file is streamed; what is kept is the messages, about 300 bytes each.

    Args:
        path: The file, plain or gzip.
        key: Turns names into hashes; kept by the caller.
        format: Name of a format, or "auto" to find out.
        shift_ms: Added to every time.
        columns: Column of each field ("time", "text", "user", "type") in a table or in JSON.
        duration_ms: Length of the recording where known.
        started_at: Date and time of the recording's first frame, for files with calendar times;
            Korean time where it names no zone.

    Raises:
        UnreadableSidecar: the file is no chat, none of its lines can be read, or `started_at` is
            no date and time.
        OSError: the file cannot be opened.
    """
    head = read_head(path)
    if not head.strip():
        return ChatImport((), ChatReport("none", "line", 0, 0, notes=("The chat file is empty.",)))
    found = find_format(format if not columns or format != "auto" else _mapped(head), head, path)
    source = Source(path, head, dict(columns or {}))
    raw, unusable = _collect(found.read(source), path)
    base = find_time_base(
        [one.time for one in raw],
        duration_ms=duration_ms,
        calendar_start_ms=source.calendar_start_ms if started_at is None else _start(started_at),
    )
    messages = _finished(raw, base, shift_ms, key)
    if not messages:
        reasons = ", ".join(f"{d.count} × {d.reason}" for d in group_dropped(unusable))
        raise UnreadableSidecar(
            f"{path.name} was taken for {found.name}, but no message could be read"
            f"{f' ({reasons})' if reasons else ''}. "
            "Check the file, or give the format and the columns."
        )
    report = make_report(
        found.name,
        source.unit,
        [message.at_ms for message in messages],
        unusable,
        notes=(*source.notes, *base.notes),
        duration_ms=duration_ms,
    )
    return ChatImport(messages, report)


def _start(written: str) -> float:
    time = parse_time(written)
    if time is None or time.scale is not Scale.CALENDAR:
        raise UnreadableSidecar(
            f"{written!r} is no date and time: write it like 2026-08-01T19:00:00."
        )
    return time.value


def _mapped(head: str) -> str:
    """With columns given, a file is a table or generic JSON, whatever platform it resembles."""
    return "json" if head.lstrip()[:1] in ("{", "[") else "csv"


def _collect(
    records: Iterable[RawMessage | Unusable], path: Path
) -> tuple[list[RawMessage], list[Unusable]]:
    raw: list[RawMessage] = []
    unusable: list[Unusable] = []
    seen: set[str] = set()
    for record in records:
        if isinstance(record, Unusable):
            unusable.append(record)
        elif record.id and record.id in seen:
            unusable.append(Unusable(record.number, REPEATED))
        else:
            if record.id:
                seen.add(record.id)
            raw.append(record)
        if len(raw) > MAX_MESSAGES:
            raise UnreadableSidecar(f"{path.name} has more than {MAX_MESSAGES:,} messages.")
    return raw, unusable


def _finished(
    raw: Sequence[RawMessage], base: TimeBase, shift_ms: int, key: bytes
) -> tuple[ChatMessage, ...]:
    known: dict[str, str] = {}

    def author_key(name: str) -> str:
        if name not in known:
            known[name] = hash_author(name, key)
        return known[name]

    messages = (
        ChatMessage(
            at_ms=base.at_ms(one.time) + shift_ms,
            author_key=author_key(one.author),
            text=_clean(one.text, key),
            kind=one.kind,
            is_host=one.is_host,
        )
        for one in raw
    )
    return tuple(sorted(messages, key=lambda m: (m.at_ms, m.author_key, m.text)))


def _clean(text: str, key: bytes) -> str:
    """Text on one line, with the names it calls hashed like their owners."""
    text = _CONTROL.sub(" ", text)[:_MAX_TEXT].strip()
    return _CALLED.sub(lambda m: f"@{hash_author(m[1], key)}", text) if "@" in text else text
