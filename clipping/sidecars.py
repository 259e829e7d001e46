"""Reads the text files people bring: packed or not, in any usual encoding, line by line."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

from clipping.errors import UnreadableSidecar
from clipping.workbook import is_workbook, read_workbook

#: A packed file may not grow beyond this: far above any chat, far below a full disk.
MAX_TEXT_BYTES = 4 * 2**30
#: Longer lines are cut; no message and no row of a table comes near.
MAX_LINE_BYTES = 16 * 2**20
_HEAD_BYTES = 65_536
_ENCODINGS = ("utf-8", "cp949")
_ZIP = b"PK\x03\x04"
_HEAD_ROWS = 50


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it is gzip. The caller closes it."""
    with path.open("rb") as probe:
        is_packed = probe.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path)) if is_packed else path.open("rb")


def read_head(path: Path) -> str:
    """The first 64 KiB as text, for telling what the file is.

    Raises:
        UnreadableSidecar: it is no text at all.
    """
    raw = b"".join(_pieces(path, _HEAD_BYTES, ignore_cut))
    if raw.startswith(_ZIP):
        return _workbook_head(path)
    wide = _wide_encoding(raw)
    if wide is None and b"\x00" in raw:
        raise UnreadableSidecar(f"{path.name} is no text file. Export it as CSV, JSON or text.")
    return raw.decode(wide, errors="replace") if wide else _decoded(raw).removeprefix("\ufeff")


def _workbook_head(path: Path) -> str:
    if not is_workbook(path):
        raise UnreadableSidecar(
            f"{path.name} is a ZIP file or an old workbook. Save it as CSV (UTF-8) and try again."
        )
    out = io.StringIO()
    csv.writer(out).writerows(cells for _, cells in islice(read_workbook(path), _HEAD_ROWS))
    return out.getvalue()


def ignore_cut(reason: str) -> None:
    """A broken end that nobody asked about."""


def read_lines(path: Path, on_cut: Callable[[str], None] = ignore_cut) -> Iterator[str]:
    """Lines of a text file with their ends, decoded one by one.

    UTF-8 (with or without mark), UTF-16 with mark, CP949. Each line is tried by itself, so that one
    bad byte spoils one line.

    Args:
        path: Plain or gzip.
        on_cut: Told why when a packed file ends too early; the lines before that are given.

    Raises:
        UnreadableSidecar: the unpacked text is far too large.
    """
    head = b"".join(_pieces(path, 2, ignore_cut))
    if wide := _wide_encoding(head):
        with (
            open_bytes(path) as file,
            io.TextIOWrapper(file, encoding=wide, errors="replace", newline="") as text,
        ):
            yield from text
        return
    total = 0
    for raw in _pieces(path, None, on_cut):
        total += len(raw)
        if total > MAX_TEXT_BYTES:
            raise UnreadableSidecar(f"{path.name} is larger than 4 GB when unpacked.")
        line = _decoded(raw)
        yield line.removeprefix("\ufeff") if total == len(raw) else line


def _pieces(path: Path, limit: int | None, on_cut: Callable[[str], None]) -> Iterator[bytes]:
    """Lines as bytes up to `limit` bytes; what comes before the break of a packed file is good."""
    left = limit
    with open_bytes(path) as file:
        try:
            while raw := file.readline(MAX_LINE_BYTES if left is None else min(left, 4096)):
                yield raw
                left = None if left is None else left - len(raw)
                if left == 0:
                    return
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            on_cut(f"the packed file is broken: {error}")


def _wide_encoding(raw: bytes) -> str | None:
    return "utf-16" if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else None


def _decoded(raw: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            # A character cut by the end of the piece is no sign of another encoding.
            if encoding == "utf-8" and error.start >= len(raw) - 3 and len(raw) >= _HEAD_BYTES:
                return raw.decode(encoding, errors="ignore")
    return raw.decode("utf-8", errors="replace")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        number: Line of the file it ends on, from 1.
        cells: Text of each cell without spaces around it.
    """

    number: int
    cells: tuple[str, ...]


def read_rows(path: Path, head: str | None = None) -> Iterator[Row]:
    """Rows of a table, delimited or a workbook's first sheet; empty rows are left out."""
    with path.open("rb") as probe:
        if probe.read(len(_ZIP)) == _ZIP:
            yield from (Row(n, cells) for n, cells in read_workbook(path) if any(cells))
            return
    delimiter = find_delimiter(read_head(path) if head is None else head)
    rows = csv.reader(read_lines(path), delimiter=delimiter)
    while True:
        try:
            cells = tuple(cell.strip() for cell in next(rows))
        except StopIteration:
            return
        except csv.Error:
            yield Row(rows.line_num, ())
            continue
        if any(cells):
            yield Row(rows.line_num, cells)


def find_delimiter(head: str) -> str:
    """The delimiter that splits the first lines most evenly: comma, tab, semicolon or bar."""
    lines = [line for line in head.splitlines()[:20] if line.strip()]
    best, best_columns = ",", 1
    for delimiter in ",\t;|":
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        columns = min(widths, default=1)
        if columns > best_columns:
            best, best_columns = delimiter, columns
    if best_columns == 1 and lines:
        # A text column may hold the delimiter or be missing: the header decides.
        best = max(",\t;|", key=lines[0].count)
    return best


def plain_name(header: str) -> str:
    """A header reduced to what identifies it.

    >>> plain_name(" Created_At (ms)"), plain_name("주문 수")
    ('createdatms', '주문수')
    """
    return "".join(c for c in header.lower() if c.isalnum())


def find_columns(header: tuple[str, ...], names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Which column is which: by exact plain name, earlier names first.

    Args:
        header: Cells of the header row.
        names: For each field its known plain names.

    Returns:
        Column index by field; fields without column are absent.
    """
    plain = [plain_name(cell) for cell in header]
    found: dict[str, int] = {}
    for column, known in names.items():
        index = next((plain.index(name) for name in known if name in plain), None)
        if index is not None and index not in found.values():
            found[column] = index
    return found
