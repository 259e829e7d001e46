"""Cursors of lists: where a page ended, as text that readers hand back unread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workers.errors import NotFound

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Milliseconds until the year 5138; the calendar ends in 9999.
_MOST_DIGITS = 14


def to_cursor(at: datetime, id_: str) -> str:
    """The place after an item."""
    return f"{round((at - _EPOCH) / timedelta(milliseconds=1))}.{id_}"


def from_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """Time and id of the last item seen.

    Raises:
        NotFound: this is no cursor of ours.
    """
    if cursor is None:
        return None
    number, _, id_ = cursor.partition(".")
    if not number.isascii() or not number.isdigit() or len(number) > _MOST_DIGITS or not id_:
        raise NotFound("There is no such page of the list.")
    return _EPOCH + timedelta(milliseconds=int(number)), id_
