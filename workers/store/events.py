"""What happened, numbered, so that a page that was away can be told what it missed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select

from workers.store.database import Connection
from workers.store.rows import EventRow
from workers.store.schema import events


def append(
    connection: Connection,
    workspace_id: str,
    recording_id: str | None,
    kind: str,
    at: datetime,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Note that something happened."""
    connection.execute(
        insert(events).values(
            workspace_id=workspace_id,
            recording_id=recording_id,
            kind=kind,
            payload=dict(payload or {}),
            created_at=at,
        )
    )


def since(
    connection: Connection, after: int, limit: int, workspace_id: str | None = None
) -> tuple[EventRow, ...]:
    """What happened after a number, oldest first."""
    query = select(events).where(events.c.id > after)
    if workspace_id is not None:
        query = query.where(events.c.workspace_id == workspace_id)
    return tuple(
        EventRow(row.id, row.workspace_id, row.recording_id, row.kind, row.payload, row.created_at)
        for row in connection.execute(query.order_by(events.c.id).limit(limit))
    )


def last_id(connection: Connection, workspace_id: str | None = None) -> int:
    """The newest number, 0 when nothing has happened."""
    query = select(func.max(events.c.id))
    if workspace_id is not None:
        query = query.where(events.c.workspace_id == workspace_id)
    return int(connection.execute(query).scalar() or 0)


def forget(connection: Connection, before: datetime) -> None:
    """Drop what nobody will ask for again."""
    connection.execute(delete(events).where(events.c.created_at < before))
