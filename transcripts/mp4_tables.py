"""The tables of an MP4 track: which sample lies in which chunk, and when it is decoded.

ISO/IEC 14496-12, 8.6 and 8.7. Most tables are runs: so many items in a row, each worth so much.
They are read in blocks, so that long ones cost time but no memory.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
#: Blocks of runs: how many items in a row, and what each of them is, shape (runs, values).
Runs = Iterable[tuple[Whole, Whole]]

_BLOCK = 1 << 13
#: Larger ones are left to the demuxer: twelve hours of sound have two million samples.
_MOST_ENTRIES = 1 << 22


@dataclass(frozen=True, slots=True)
class Table:
    """Entries of the same size.

    Attributes:
        file: Where they stand, open.
        start: Place of the first one.
        count: How many there are.
        fields: Numbers in an entry.
        width: Bytes of a number, 4 or 8.
    """

    file: BinaryIO
    start: int
    count: int
    fields: int
    width: int = 4

    def entries(self, first: int, last: int) -> Whole:
        """Those from one up to another, shape (entries, fields)."""
        size = self.fields * self.width
        self.file.seek(self.start + first * size)
        content = self.file.read((last - first) * size)
        numbers = np.frombuffer(content, f">u{self.width}").astype(np.int64)
        return numbers.reshape(-1, self.fields)

    def blocks(self, overlap: int = 0) -> Iterator[Whole]:
        """All entries in turn; each block goes on into the next one by so many."""
        for first in range(0, self.count, _BLOCK):
            yield self.entries(first, min(self.count, first + _BLOCK + overlap))


def find_table(
    file: BinaryIO, content: tuple[int, int] | None, *, fields: int, width: int = 4, head: int = 8
) -> Table | None:
    """The table of a box; None when there is none, or when it is not what it says.

    Args:
        file: Open.
        content: Start and end of the box's content.
        fields: Numbers in an entry.
        width: Bytes of a number.
        head: Bytes before the entries: version and flags, zeros, and how many there are.
    """
    if content is None or content[1] - content[0] < head:
        return None
    file.seek(content[0] + 4)
    *before, count = struct.unpack(f">{head // 4 - 1}I", file.read(head - 4))
    start = content[0] + head
    if any(before) or count > _MOST_ENTRIES or start + count * fields * width > content[1]:
        return None
    return Table(file, start, count, fields, width)


def counted_runs(table: Table) -> Callable[[], Runs]:
    """Of a table whose entries are a count and a value (`stts`, `ctts`)."""
    return lambda: ((block[:, 0], block[:, 1:]) for block in table.blocks())


def chunk_runs(table: Table, chunks: int) -> Callable[[], Runs]:
    """Of `stsc`, whose entries say from which chunk on they hold: samples a chunk, description."""

    def runs() -> Runs:
        for block in table.blocks(overlap=1):
            is_last = len(block) <= _BLOCK  # nothing of the next block in it
            firsts = block[:, 0] if not is_last else np.append(block[:, 0], chunks + 1)
            yield np.diff(firsts), block[: len(firsts) - 1, 1:]

    return runs


def total(runs: Runs) -> tuple[int, int] | None:
    """All items, and the sum of their first values; None when that cannot be true."""
    items, amount = 0, 0
    for counts, values in runs:
        if counts.min(initial=0) < 0 or counts.max(initial=0) > _MOST_ENTRIES:
            return None
        items += int(counts.sum())
        amount += int((counts * values[:, 0]).sum())
        if items > _MOST_ENTRIES:
            return None
    return items, amount


def places(runs: Runs, sums: Sequence[int]) -> list[int]:
    """For each sum of first values, which item it lies in.

    Those beyond the end lie in the item after the last.
    """
    found: dict[int, int] = {}
    items, amount = 0, 0
    for counts, values in runs:
        steps = values[:, 0]
        begins = items + np.cumsum(counts) - counts
        ends = amount + np.cumsum(counts * steps)
        for wanted in sums:
            if wanted not in found and wanted < ends[-1]:
                run = int(np.searchsorted(ends, wanted, side="right"))
                before = int(ends[run] - counts[run] * steps[run])
                found[wanted] = int(begins[run]) + max(0, wanted - before) // int(steps[run])
        items, amount = items + int(counts.sum()), int(ends[-1])
    return [found.get(wanted, items) for wanted in sums]


def amounts(runs: Runs, items: Sequence[int]) -> list[int]:
    """The sum of the first values before each item."""
    sums = dict.fromkeys(items, 0)
    at = 0
    for counts, values in runs:
        begins = at + np.cumsum(counts) - counts
        for item in sums:
            sums[item] += int((np.clip(item - begins, 0, counts) * values[:, 0]).sum())
        at += int(counts.sum())
    return [sums[item] for item in items]


def between(runs: Runs, first: int, last: int) -> Whole:
    """The runs of the items from one up to another, each as count and values."""
    parts = []
    at = 0
    for counts, values in runs:
        begins = at + np.cumsum(counts) - counts
        kept = np.minimum(begins + counts, last) - np.maximum(begins, first)
        parts.append(np.column_stack([kept, values])[kept > 0])
        at += int(counts.sum())
        if at >= last:
            break
    return np.concatenate(parts) if parts else np.zeros((0, 2), np.int64)
