"""What holds of questions over all broadcasts: ids given, pairs joined and parted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select

from workers.store import schema
from workers.store.database import Connection

_L = schema.faq_links


@dataclass(frozen=True, slots=True)
class FaqLinks:
    """Everything that was noted.

    Attributes:
        ids: Id once given, by key of an entry.
        joined: Pairs of keys that a person made one question and did not part later.
        parted: Pairs of keys that a person made two questions and did not join later.
    """

    ids: Mapping[str, str] = field(default_factory=dict)
    joined: tuple[tuple[str, str], ...] = ()
    parted: tuple[tuple[str, str], ...] = ()


def links_of(connection: Connection, workspace_id: str) -> FaqLinks:
    """What holds in a workspace; of a pair the last word counts."""
    query = select(_L.c.kind, _L.c.one, _L.c.other).where(_L.c.workspace_id == workspace_id)
    ids: dict[str, str] = {}
    pairs: dict[tuple[str, str], str] = {}
    for kind, one, other in connection.execute(query.order_by(_L.c.id)):
        if kind == "id":
            ids.setdefault(one, other)
        else:
            pair = (min(one, other), max(one, other))
            pairs.pop(pair, None)
            pairs[pair] = kind
    return FaqLinks(
        ids,
        tuple(pair for pair, kind in pairs.items() if kind == "join"),
        tuple(pair for pair, kind in pairs.items() if kind == "part"),
    )


def insert_ids(
    connection: Connection, workspace_id: str, ids: Mapping[str, str], at: datetime
) -> None:
    """Note ids that were given, by key."""
    rows = [
        {"workspace_id": workspace_id, "kind": "id", "one": k, "other": v, "created_at": at}
        for k, v in ids.items()
    ]
    if rows:
        connection.execute(insert(_L), rows)


def insert_pair(
    connection: Connection,
    workspace_id: str,
    person_id: str | None,
    kind: str,
    pair: tuple[str, str],
    at: datetime,
) -> None:
    """Note that a person joined ("join") or parted ("part") two entries."""
    connection.execute(
        insert(_L).values(
            workspace_id=workspace_id,
            person_id=person_id,
            kind=kind,
            one=pair[0],
            other=pair[1],
            created_at=at,
        )
    )
