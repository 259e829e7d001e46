"""Decisions on FAQ entries, and what left the house."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from workers.store import schema
from workers.store.database import Connection
from workers.store.recordings import chunks
from workers.store.rows import FaqDecisionRow, RecordingRow

_D = schema.faq_decisions


def insert_decision(  # noqa: PLR0913 - one row
    connection: Connection,
    recording_id: str,
    entry_id: str,
    kind: str,
    person_id: str | None,
    at: datetime,
    *,
    reason: str = "",
    change: Mapping[str, Any] | None = None,
) -> None:
    """Append a decision or an edit."""
    connection.execute(
        insert(_D).values(
            recording_id=recording_id,
            person_id=person_id,
            entry_id=entry_id,
            kind=kind,
            reason=reason,
            change=dict(change or {}),
            created_at=at,
        )
    )


def decisions_of(
    connection: Connection, recording_ids: Collection[str]
) -> dict[str, tuple[FaqDecisionRow, ...]]:
    """Of each recording everything that was decided, oldest first."""
    found: dict[str, list[FaqDecisionRow]] = {id_: [] for id_ in recording_ids}
    people = schema.people
    for some in chunks(recording_ids):
        query = (
            select(_D, people.c.name.label("person"))
            .outerjoin(people, people.c.id == _D.c.person_id)
            .where(_D.c.recording_id.in_(some))
            .order_by(_D.c.id)
        )
        for row in connection.execute(query):
            found[row.recording_id].append(_row(row, row.person or ""))
    return {id_: tuple(rows) for id_, rows in found.items()}


def moves_before(
    connection: Connection, recordings: Sequence[RecordingRow]
) -> dict[str, tuple[FaqDecisionRow, ...]]:
    """For each recording the products that people gave to questions of others before it came."""
    wanted = {row.workspace_id for row in recordings}
    of = schema.recordings
    query = (
        select(_D, of.c.workspace_id)
        .join(of, of.c.id == _D.c.recording_id)
        .where(_D.c.kind == "move", of.c.workspace_id.in_(wanted))
        .order_by(_D.c.id)
    )
    found = [
        (row.workspace_id, row.recording_id, _row(row, "")) for row in connection.execute(query)
    ]
    return {
        mine.id: tuple(
            move
            for workspace, recording, move in found
            if workspace == mine.workspace_id
            and recording != mine.id
            and move.created_at < mine.created_at
        )
        for mine in recordings
    }


def insert_export(  # noqa: PLR0913, PLR0917 - one row
    connection: Connection,
    recording_id: str,
    clip_id: str | None,
    kind: str,
    step_key: str,
    person_id: str | None,
    at: datetime,
) -> None:
    """Note that something left the house."""
    connection.execute(
        insert(schema.exports).values(
            recording_id=recording_id,
            clip_id=clip_id,
            person_id=person_id,
            kind=kind,
            step_key=step_key,
            created_at=at,
        )
    )


def _row(row: Row[Any], person: str) -> FaqDecisionRow:
    return FaqDecisionRow(row.entry_id, row.kind, row.reason, row.change, person, row.created_at)
