"""Rows of an Excel workbook's first sheet, read piece by piece with the standard library.

Only texts, numbers, dates and times are looked at; formulas count with the result that was stored,
macros and links are never opened. A document type in the XML, where attacks live, is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.parsers import expat

from clipping.errors import UnreadableSidecar

#: Of one member, unpacked; a show's chat is far smaller.
_MOST_BYTES = 512 * 2**20
_MOST_STRINGS = 2_000_000
_MOST_COLUMNS = 500
_CHUNK = 65_536
_DAY_S = 86_400
#: Serial numbers of days count from here; those of times of day are below one day.
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's times have no zone
_A_DATE = 20_000
#: Number formats that come with Excel and show dates or times.
_TIME_FORMATS = frozenset({*range(14, 23), *range(45, 48)})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]')
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    KeyError,
    NotImplementedError,
    EOFError,
)

Started = Callable[[str, dict[str, str]], None]
Ended = Callable[[str, str], None]


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook of the kind that `read_workbook` reads."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except _BROKEN:
        return False


def read_workbook(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number and cells of each row of the first sheet; times as `H:MM:SS`, dates as ISO.

    Raises:
        UnreadableSidecar: the workbook is broken, encrypted or absurdly large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            sheet = _first_sheet(archive)
            shared, styles = _Strings(), _Styles()
            _parse(archive, "xl/sharedStrings.xml", shared.started, shared.ended)
            _parse(archive, "xl/styles.xml", styles.started, styles.ended)
            rows = _Rows(shared.texts, styles.shows_time)
            for _ in _pieces(archive, sheet, rows.started, rows.ended):
                yield from rows.taken()
    except (*_BROKEN, RuntimeError) as error:
        raise UnreadableSidecar(
            f"{path.name} is a workbook that cannot be read ({error}). Save it as CSV (UTF-8)."
        ) from error


def _first_sheet(archive: zipfile.ZipFile) -> str:
    sheets = [match for name in archive.namelist() if (match := _SHEET.fullmatch(name))]
    return min(sheets, key=lambda match: int(match[1]))[0] if sheets else "xl/worksheets/sheet1.xml"


def _parse(archive: zipfile.ZipFile, name: str, started: Started, ended: Ended) -> None:
    if name in archive.namelist():
        for _ in _pieces(archive, name, started, ended):
            pass


def _pieces(archive: zipfile.ZipFile, name: str, started: Started, ended: Ended) -> Iterator[None]:
    """Parse one member, a pause after each piece of it."""
    if archive.getinfo(name).file_size > _MOST_BYTES:
        raise UnreadableSidecar(f"The workbook's {name} is larger than {_MOST_BYTES:,} bytes.")
    parser = expat.ParserCreate(namespace_separator=" ")
    text: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        text.clear()
        started(tag.rpartition(" ")[2], attributes)

    def end(tag: str) -> None:
        ended(tag.rpartition(" ")[2], "".join(text))
        text.clear()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = _refuse
    with archive.open(name) as file:
        while piece := file.read(_CHUNK):
            parser.Parse(piece)
            yield
        parser.Parse(b"", True)  # noqa: FBT003 - the parser's own form
        yield


def _refuse(*_: object) -> None:
    raise expat.ExpatError("it has a document type")


class _Strings:
    """The texts that cells refer to by number; a text may come in several runs."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def started(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        """A text begins."""
        if tag == "si":
            if len(self.texts) >= _MOST_STRINGS:
                raise expat.ExpatError("too many texts")
            self.texts.append("")

    def ended(self, tag: str, text: str) -> None:
        """A run ends."""
        if tag == "t" and self.texts:
            self.texts[-1] += text


class _Styles:
    """Which styles show their number as a date or time."""

    def __init__(self) -> None:
        self.shows_time: list[bool] = []
        self._own: set[int] = set()
        self._in_cells = False

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        """A number format or a cell style."""
        if tag == "numFmt":
            code = _QUOTED.sub("", attributes.get("formatCode", "").lower())
            if any(letter in code for letter in "hsy") or "d" in code:
                self._own.add(_whole(attributes.get("numFmtId")))
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            number = _whole(attributes.get("numFmtId"))
            self.shows_time.append(number in _TIME_FORMATS or number in self._own)

    def ended(self, tag: str, text: str) -> None:  # noqa: ARG002
        """The cell styles are over."""
        if tag == "cellXfs":
            self._in_cells = False


class _Rows:
    """Rows as they end."""

    def __init__(self, shared: list[str], shows_time: list[bool]) -> None:
        self._shared, self._shows_time = shared, shows_time
        self._found: list[tuple[int, tuple[str, ...]]] = []
        self._cells: list[str] = []
        self._number = 0
        self._cell: dict[str, str] = {}
        self._column = 0

    def taken(self) -> list[tuple[int, tuple[str, ...]]]:
        """What was found since the last call."""
        found, self._found = self._found, []
        return found

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        """A row or a cell begins."""
        if tag == "row":
            self._number = _whole(attributes.get("r")) or self._number + 1
            self._cells = []
        elif tag == "c":
            self._cell = attributes
            self._column = _column(attributes.get("r", "")) or len(self._cells)

    def ended(self, tag: str, text: str) -> None:
        """A value or a row ends."""
        if tag in ("v", "t") and self._column < _MOST_COLUMNS:
            self._cells += [""] * (self._column + 1 - len(self._cells))
            self._cells[self._column] += self._shown(text) if tag == "v" else text
        elif tag == "row":
            self._found.append((self._number, tuple(cell.strip() for cell in self._cells)))

    def _shown(self, value: str) -> str:
        kind = self._cell.get("t", "n")
        if kind == "s":
            index = _whole(value)
            return self._shared[index] if 0 <= index < len(self._shared) else ""
        style = _whole(self._cell.get("s"))
        is_time = 0 <= style < len(self._shows_time) and self._shows_time[style]
        return _as_time(value) if kind == "n" and is_time else value


def _column(reference: str) -> int:
    """The column of a reference: "A1" is 0, "AB7" is 27."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z" or number > _MOST_COLUMNS:
            break
        number = number * 26 + ord(letter) - 64
    return number - 1 if number else 0


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _as_time(value: str) -> str:
    """A serial number as a date, or as hours, minutes and seconds.

    >>> _as_time("0.000960648148148148"), _as_time("46235.7916666667")
    ('0:01:23', '2026-08-01T19:00:00')
    """
    try:
        days = float(value)
    except ValueError:
        return value
    if not 0 <= days < 1e6:
        return value
    seconds = round(days * _DAY_S, 3)
    if days >= _A_DATE:
        return (_EPOCH + timedelta(seconds=round(seconds))).isoformat()
    whole = int(seconds)
    part = f"{seconds - whole:.3f}"[1:] if seconds != whole else ""
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}{part}"
