"""Tables: CSV, TSV and the like, from platforms' downloads or made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from clipping.chat.kinds import is_host_role
from clipping.chat.objects import FIELDS, kind_of
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
from clipping.errors import UnreadableSidecar
from clipping.sidecars import Row, find_columns, find_delimiter, plain_name, read_rows
from clipping.times import parse_time, unit_of

_LOOKED_AT = 50


def matches(head: str) -> bool:
    """Whether the first lines have at least two columns."""
    delimiter = find_delimiter(head)
    lines = [line for line in head.splitlines()[:10] if line.strip()]
    return bool(lines) and delimiter in lines[0]


def read(source: Source) -> Records:
    """Messages of a table.

    Raises:
        UnreadableSidecar: no column can be told to hold times and texts.
    """
    rows = read_rows(source.path, source.head)
    first = list(islice(rows, _LOOKED_AT))
    if not first:
        return
    columns, has_header = _columns(source, first)
    unit = unit_of(plain_name(first[0].cells[columns["time"]])) if has_header else ""
    for row in _without_header(first, rows, has_header=has_header):
        yield _message(row, columns, unit)


def _without_header(
    first: Sequence[Row], rest: Iterator[Row], *, has_header: bool
) -> Iterator[Row]:
    return chain(first[1:] if has_header else first, rest)


def _columns(source: Source, first: Sequence[Row]) -> tuple[dict[str, int], bool]:
    """Index of each field's column, and whether the first row names them."""
    header = first[0].cells
    if source.columns:
        return _given_columns(source, header), not _is_number(source.columns.get("time", ""))
    found = find_columns(header, FIELDS)
    if "time" in found and "text" in found:
        return found, True
    guessed = _guessed_columns(first)
    if guessed is None:
        raise UnreadableSidecar(
            f"{source.path.name}: no column with times and one with messages was found "
            f"(columns: {', '.join(header[:8])}). Name them, for example --map time=A,text=B."
        )
    source.notes.append(
        f"The columns were guessed: times from column {guessed['time'] + 1}, "
        f"messages from column {guessed['text'] + 1}."
    )
    has_header = parse_time(header[guessed["time"]]) is None
    return guessed, has_header


def _given_columns(source: Source, header: tuple[str, ...]) -> dict[str, int]:
    plain = [plain_name(cell) for cell in header]
    out: dict[str, int] = {}
    for name, column in source.columns.items():
        if _is_number(column) and int(column) <= len(header):
            out[name] = int(column) - 1
        elif plain_name(column) in plain:
            out[name] = plain.index(plain_name(column))
        else:
            raise UnreadableSidecar(
                f"{source.path.name} has no column {column!r}. It has: {', '.join(header[:12])}."
            )
    found = find_columns(header, FIELDS)
    for name in ("time", "text", "user"):
        if name not in out and name in found:
            out[name] = found[name]
    if "time" not in out or "text" not in out:
        raise UnreadableSidecar(
            f"{source.path.name}: name at least the columns of time and text, "
            "for example --map time=A,text=B."
        )
    return out


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) > 0


def _guessed_columns(rows: Sequence[Row]) -> dict[str, int] | None:
    """By content: the column that reads as times, the longest of the others, one that repeats."""
    width = min(len(row.cells) for row in rows)
    body = rows[1:] or rows
    columns = [[row.cells[i] for row in body] for i in range(width)]
    shares = [sum(parse_time(cell) is not None for cell in column) for column in columns]
    if not shares or max(shares) < 0.8 * len(body):
        return None
    time = shares.index(max(shares))
    others = [i for i in range(width) if i != time and shares[i] < 0.8 * len(body)]
    if not others:
        return None
    text = max(others, key=lambda i: sum(map(len, columns[i])))
    out = {"time": time, "text": text}
    if users := [i for i in others if i != text]:
        out["user"] = users[0]
    return out


def _message(row: Row, columns: Mapping[str, int], unit: str) -> RawMessage | Unusable:
    if len(row.cells) <= max(columns["time"], columns["text"]):
        return Unusable(row.number, BROKEN)
    time = parse_time(row.cells[columns["time"]], unit)
    if time is None:
        return Unusable(row.number, NO_TIME)
    if not (text := row.cells[columns["text"]]):
        return Unusable(row.number, NO_TEXT)

    def cell(name: str) -> str:
        index = columns.get(name, len(row.cells))
        return row.cells[index] if index < len(row.cells) else ""

    return RawMessage(
        number=row.number,
        time=time,
        text=text,
        author=cell("user"),
        kind=kind_of(cell("type"), cell("answered")),
        is_host=is_host_role(cell("host")),
        id=cell("id"),
    )


FORMAT = ChatFormat("csv", matches, read)
