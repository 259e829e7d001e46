"""A table of how posts did: views, likes, clicks by clip id. From whatever a platform exports."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from clipping.errors import UnreadableSidecar
from clipping.sidecars import find_columns, read_rows
from workers.store.taste import Performance

_COLUMNS: dict[str, tuple[str, ...]] = {
    "clip": ("clipid", "clip", "id", "클립id", "클립번호", "클립"),
    "views": ("views", "view", "viewcount", "plays", "조회수", "조회", "재생수", "노출수"),
    "likes": ("likes", "like", "likecount", "hearts", "좋아요", "좋아요수", "하트"),
    "clicks": ("clicks", "click", "clickcount", "taps", "클릭", "클릭수", "상품클릭", "상품클릭수"),
}
_NUMBER = re.compile(r"\d{1,15}(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class PostNumbers:
    """What a table says.

    Attributes:
        rows: One for each readable row; ids are 0.
        unreadable: Lines of rows without a clip id or any number, from 1.
    """

    rows: tuple[Performance, ...]
    unreadable: tuple[int, ...] = ()


def read_post_numbers(path: Path) -> PostNumbers:
    """Read a table of how posts did.

    Raises:
        UnreadableSidecar: it has no column for the clip, or none for any number.
    """
    rows = read_rows(path)
    header = next(rows, None)
    columns = {} if header is None else find_columns(header.cells, _COLUMNS)
    if "clip" not in columns or len(columns) == 1:
        raise UnreadableSidecar(
            f"{path.name} needs a column clip_id and at least one of views, likes, clicks."
        )
    found: list[Performance] = []
    unreadable: list[int] = []
    for row in rows:
        cells = {n: row.cells[i] if i < len(row.cells) else "" for n, i in columns.items()}
        numbers = {name: _number(cells.get(name, "")) for name in ("views", "likes", "clicks")}
        if cells["clip"] and any(value is not None for value in numbers.values()):
            found.append(Performance(0, cells["clip"], **numbers))
        else:
            unreadable.append(row.number)
    return PostNumbers(tuple(found), tuple(unreadable))


def how_well(one: Performance) -> float:
    """How well a post did: how far it went, and what those who saw it did."""
    views = one.views or 0
    acts = (one.likes or 0) + 3 * (one.clicks or 0)  # a click is nearer to a sale than a like
    # Ten times the views, or one more person in ten who does something, is worth one.
    return math.log10(1 + views) + 10 * min(1.0, acts / max(1, views))


def _number(text: str) -> int | None:
    plain = text.replace(",", "").strip()
    return int(float(plain)) if _NUMBER.fullmatch(plain) else None
