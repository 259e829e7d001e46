"""The brand kits of a workspace: every version is kept, the newest counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select

from workers.brand import BrandKit
from workers.store.database import Connection
from workers.store.schema import brand_kits


def kits_of(
    connection: Connection, workspace_ids: Collection[str]
) -> dict[str, tuple[tuple[datetime, BrandKit], ...]]:
    """When each kit was made, and the kit, oldest first, for each of the workspaces."""
    query = (
        select(
            brand_kits.c.workspace_id,
            brand_kits.c.created_at,
            brand_kits.c.kit,
        )
        .where(brand_kits.c.workspace_id.in_(workspace_ids))
        .order_by(brand_kits.c.id)
    )
    rows = connection.execute(query).all()
    return {
        id_: tuple((r.created_at, BrandKit.from_json(r.kit)) for r in rows if r.workspace_id == id_)
        for id_ in workspace_ids
    }


def insert_kit(
    connection: Connection,
    workspace_id: str,
    kit: BrandKit,
    person_id: str | None,
    now: datetime,
) -> None:
    """A new version."""
    connection.execute(
        insert(brand_kits).values(
            workspace_id=workspace_id, person_id=person_id, kit=kit.to_json(), created_at=now
        )
    )
