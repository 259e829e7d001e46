"""The brand kits of a workspace: every version is kept, the newest counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    insert,
    select,
)

from workers.brand import BrandKit
from workers.store import schema
from workers.store.database import Connection

#: Its table lives here with its queries; importing this module adds it to the others.
_K = Table(
    "brand_kits",
    schema.metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column(
        "workspace_id",
        String(32),
        ForeignKey("workspaces.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("person_id", String(32), ForeignKey("people.id", ondelete="SET NULL")),
    Column("kit", JSON, nullable=False),
    Column("created_at", schema.Moment, nullable=False),
)


def kits_of(
    connection: Connection, workspace_ids: Collection[str]
) -> dict[str, tuple[tuple[datetime, BrandKit], ...]]:
    """When each kit was made, and the kit, oldest first, for each of the workspaces."""
    query = (
        select(_K.c.workspace_id, _K.c.created_at, _K.c.kit)
        .where(_K.c.workspace_id.in_(workspace_ids))
        .order_by(_K.c.id)
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
        insert(_K).values(
            workspace_id=workspace_id, person_id=person_id, kit=kit.to_json(), created_at=now
        )
    )
