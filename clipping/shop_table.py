"""A table that a shop exports: known columns found by name, cells read as text, time or number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clipping.errors import UnreadableSidecar
from clipping.sidecars import Row, find_columns, plain_name, read_rows
from clipping.times import WrittenTime, parse_time, unit_of

_NOT_NUMBER = re.compile(r"[^\d.\-]")


@dataclass(frozen=True, slots=True)
class ShopTable:
    """Rows below a header.

    Attributes:
        columns: Index of each known column; unknown ones are absent.
        units: What the header says of a column's unit ("ms"), or "".
        rows: In the file's order.
        header: As written.
    """

    columns: Mapping[str, int]
    units: Mapping[str, str]
    rows: tuple[Row, ...]
    header: tuple[str, ...]

    def text(self, row: Row, column: str) -> str:
        """The cell; "" where the table or the row has none."""
        index = self.columns.get(column, len(row.cells))
        return row.cells[index] if index < len(row.cells) else ""

    def time(self, row: Row, column: str) -> WrittenTime | None:
        """The cell as a time; None when it is none."""
        return parse_time(self.text(row, column), self.units.get(column, ""))

    def number(self, row: Row, column: str) -> float | None:
        """The cell as a number, with or without thousands marks and currency; None if none."""
        cleaned = _NOT_NUMBER.sub("", self.text(row, column))
        try:
            return float(cleaned) if cleaned else None
        except ValueError:
            return None


def read_table(path: Path, names: Mapping[str, tuple[str, ...]]) -> ShopTable | None:
    """The table of a file; None when the file is empty.

    Args:
        path: In any usual encoding.
        names: For each column its known plain names, earlier ones preferred.
    """
    rows = tuple(read_rows(path))
    return table_of(rows, names) if rows else None


def table_of(rows: tuple[Row, ...], names: Mapping[str, tuple[str, ...]]) -> ShopTable:
    """The table of rows of which the first is the header."""
    header = rows[0].cells
    columns = find_columns(header, names)
    units = {name: unit_of(plain_name(header[index])) for name, index in columns.items()}
    return ShopTable(columns, units, rows[1:], header)


def require_column(path: Path, table: ShopTable, column: str) -> None:
    """See that a column is there.

    Raises:
        UnreadableSidecar: it is not; says what is.
    """
    if column not in table.columns:
        raise UnreadableSidecar(
            f"{path.name} has no column {column!r}. "
            f"Its first row says: {', '.join(table.header[:8])}."
        )


def dropped_note(path: Path, count: int) -> tuple[str, ...]:
    """A note on rows that were left out; none for none."""
    return (f"{path.name}: {count} rows could not be read.",) if count else ()
