"""The brand kits of a workspace: every version is kept, the newest counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from workers.store import schema
from workers.store.database import Connection

_K = schema.brand_kits


def kits_of(
    connection: Connection, workspace_ids: Collection[str]
) -> dict[str, list[tuple[datetime, Mapping[str, Any]]]]:
    """When each kit was made, and the kit, oldest first, for each of the workspaces."""
    found: dict[str, list[tuple[datetime, Mapping[str, Any]]]] = {id_: [] for id_ in workspace_ids}
    query = (
        select(_K.c.workspace_id, _K.c.created_at, _K.c.kit)
        .where(_K.c.workspace_id.in_(found))
        .order_by(_K.c.id)
    )
    for row in connection.execute(query):
        found[row.workspace_id].append((row.created_at, row.kit))
    return found


def insert_kit(
    connection: Connection,
    workspace_id: str,
    kit: Mapping[str, Any],
    person_id: str | None,
    now: datetime,
) -> None:
    """A new version."""
    connection.execute(
        insert(_K).values(
            workspace_id=workspace_id, person_id=person_id, kit=dict(kit), created_at=now
        )
    )
