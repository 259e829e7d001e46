"""Rows of an Excel workbook's first sheet, as text.

openpyxl reads row by row, formulas with the result that was stored; with defusedxml it refuses
entities, where attacks live. Macros and links are never opened.
"""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from clipping.errors import UnreadableSidecar

#: Of all members, unpacked; a show's chat is far smaller.
_MOST_BYTES = 512 * 2**20
_MOST_COLUMNS = 500
#: Excel's own limit. A row that says it is the trillionth would have all before it made.
_MOST_ROWS = 1_048_576
#: What `zipfile` raises for an archive that is none, or of a kind that it does not know.
_NO_ARCHIVE = (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error, OSError)
_BROKEN = (
    *_NO_ARCHIVE,  # ValueError: defusedxml's refusals too
    zlib.error,
    ParseError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    RuntimeError,  # encrypted
)


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook of the kind that `read_workbook` reads."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except _NO_ARCHIVE:
        return False


def read_workbook(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number and cells of each row of the first sheet that holds something.

    Times of day and lengths are `H:MM:SS`, dates ISO.

    Raises:
        UnreadableSidecar: the workbook is broken, encrypted or absurdly large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise ValueError(f"it unpacks to more than {_MOST_BYTES:,} bytes")
        # By its content: what somebody called the file says nothing.
        with path.open("rb") as file:
            yield from _rows(file)
    except _BROKEN as error:
        raise UnreadableSidecar(
            f"{path.name} is a workbook that cannot be read ({error}). Save it as CSV (UTF-8)."
        ) from error


def _rows(file: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    # Here, because it brings numpy along, which the web process does without.
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles that are of no use here
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write them wrong
        rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
        for number, values in enumerate(rows, 1):
            if values.count(None) == len(values):
                continue
            cells = [_shown(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, tuple(cells)
    finally:
        book.close()


def _shown(value: object) -> str:
    """A cell as text.

    >>> _shown(timedelta(seconds=83)), _shown(time(1, 2, 3)), _shown(12.0), _shown(None)
    ('0:01:23', '1:02:03', '12', '')
    """
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
