"""Clips that people asked for. Appended only: what was asked for stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from workers.store import schema
from workers.store.database import Connection
from workers.store.recordings import chunks
from workers.store.rows import RequestRow

_Q = schema.requests


def insert_request(
    connection: Connection,
    recording_id: str,
    wanted: Mapping[str, Any],
    person_id: str | None,
    at: datetime,
) -> int:
    """Ask for clips. Returns the request's number."""
    values = {
        "recording_id": recording_id,
        "person_id": person_id,
        "wanted": dict(wanted),
        "created_at": at,
    }
    key = connection.execute(insert(_Q).values(values)).inserted_primary_key
    assert key is not None  # a plain insert always has one
    return int(key[0])


def requests_of(
    connection: Connection, recording_ids: Collection[str]
) -> dict[str, tuple[RequestRow, ...]]:
    """Of each recording everything that was asked for, oldest first."""
    found: dict[str, list[RequestRow]] = {id_: [] for id_ in recording_ids}
    people = schema.people
    for some in chunks(recording_ids):
        query = (
            select(_Q, people.c.name.label("person"))
            .outerjoin(people, people.c.id == _Q.c.person_id)
            .where(_Q.c.recording_id.in_(some))
            .order_by(_Q.c.id)
        )
        for row in connection.execute(query):
            found[row.recording_id].append(
                RequestRow(row.id, row.recording_id, row.wanted, row.person or "", row.created_at)
            )
    return {id_: tuple(rows) for id_, rows in found.items()}
