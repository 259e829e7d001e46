"""What a workspace has shown to like, version after version, and what that was learned from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select

from workers.store import schema
from workers.store.clips import decided_clips
from workers.store.database import AnyRow, Connection
from workers.store.recordings import chunks
from workers.store.rows import ClipRow, RecordingRow

_T, _P, _D = schema.taste_versions, schema.performances, schema.decisions
_C, _R, _I, _W = schema.clips, schema.recordings, schema.imports, schema.wishes

#: What was asked of a recording: suggestions by the taste of now. Trying again is part of it.
SUGGEST_AGAIN = "suggest"
#: When a taste that was never there began.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TasteVersion:
    """A version of a workspace's taste.

    Attributes:
        number: 1 for the first; 0 stands for no taste.
        kind: "learn" or "undo".
        same_as: The version whose factors these are; itself when something was learned.
        parent: The version that holds again when this is undone.
        factors: By kind of reason.
        lessons: What was learned, as `afterlive learn history` shows it.
        last_decision: Decisions up to this one have been learned from.
        last_performance: Likewise numbers of posts.
        person: Name of who asked for it, "" for the program.
        created_at: When.
    """

    number: int
    kind: str
    same_as: int
    parent: int
    factors: Mapping[str, float]
    lessons: Sequence[Mapping[str, Any]]
    last_decision: int
    last_performance: int
    person: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Performance:
    """How a post of a clip did; None where a number was not given. `id` grows."""

    id: int
    clip_id: str
    views: int | None
    likes: int | None
    clicks: int | None


def versions_of(connection: Connection, workspace_id: str) -> tuple[TasteVersion, ...]:
    """Every version, oldest first."""
    people = schema.people
    query = (
        select(_T, people.c.name.label("person"))
        .outerjoin(people, people.c.id == _T.c.person_id)
        .where(_T.c.workspace_id == workspace_id)
        .order_by(_T.c.number)
    )
    return tuple(_version(row) for row in connection.execute(query))


def insert_version(
    connection: Connection, workspace_id: str, version: TasteVersion, person_id: str | None
) -> None:
    """Append a version; `version.person` is not looked at."""
    connection.execute(
        insert(_T).values(
            workspace_id=workspace_id,
            person_id=person_id,
            number=version.number,
            kind=version.kind,
            same_as=version.same_as,
            parent=version.parent,
            factors=dict(version.factors),
            lessons=[dict(lesson) for lesson in version.lessons],
            last_decision=version.last_decision,
            last_performance=version.last_performance,
            created_at=version.created_at,
        )
    )


def factors_for(
    connection: Connection, rows: Sequence[RecordingRow]
) -> dict[str, Mapping[str, float]]:
    """The taste by which each recording's suggestions are chosen; without taste, no entry.

    What is on the page never changes places by itself: a recording keeps the taste that held when
    its first suggestions came, until somebody asks for suggestions by the taste of now.
    """
    versions = _versions_by_workspace(connection, {row.workspace_id for row in rows})
    mine = [row for row in rows if versions.get(row.workspace_id)]
    settled = _settled_at(connection, [row.id for row in mine])
    found: dict[str, Mapping[str, float]] = {}
    for row in mine:
        at = settled.get(row.id)
        then = [f for f, since in versions[row.workspace_id] if at is None or since <= at]
        if then and then[-1]:
            found[row.id] = then[-1]
    return found


def judged_clips(
    connection: Connection, workspace_id: str, after: int
) -> tuple[tuple[ClipRow, bool], ...]:
    """Decided clips of every recording in which something was decided since, and which are new.

    Args:
        connection: Where to look.
        workspace_id: Whose.
        after: Number of the last decision that was learned from.
    """
    new = dict(_last_decisions(connection, workspace_id, after))
    touched = sorted(set(new.values()))
    return tuple((clip, clip.id in new) for clip in decided_clips(connection, touched))


def count_new_decisions(connection: Connection, workspace_id: str, after: int) -> int:
    """Clips decided since a decision."""
    return len(_last_decisions(connection, workspace_id, after))


def last_decision(connection: Connection, workspace_id: str) -> int:
    """Number of the newest decision of a workspace, 0 for none."""
    query = (
        select(func.max(_D.c.id))
        .join(_C, _C.c.id == _D.c.clip_id)
        .join(_R, _R.c.id == _C.c.recording_id)
        .where(_R.c.workspace_id == workspace_id)
    )
    return int(connection.execute(query).scalar() or 0)


def insert_performances(
    connection: Connection, numbers: Sequence[Performance], person_id: str | None, at: datetime
) -> None:
    """Append numbers of posts; their ids are given here."""
    if numbers:
        connection.execute(
            insert(_P),
            [
                {
                    "clip_id": one.clip_id,
                    "person_id": person_id,
                    "views": one.views,
                    "likes": one.likes,
                    "clicks": one.clicks,
                    "created_at": at,
                }
                for one in numbers
            ],
        )


def performances_of(connection: Connection, workspace_id: str) -> tuple[Performance, ...]:
    """The newest numbers of each clip of a workspace that has any."""
    newest = select(func.max(_P.c.id)).group_by(_P.c.clip_id)
    query = (
        select(_P)
        .join(_C, _C.c.id == _P.c.clip_id)
        .join(_R, _R.c.id == _C.c.recording_id)
        .where(_R.c.workspace_id == workspace_id, _P.c.id.in_(newest))
        .order_by(_P.c.id)
    )
    return tuple(
        Performance(row.id, row.clip_id, row.views, row.likes, row.clicks)
        for row in connection.execute(query)
    )


def _last_decisions(connection: Connection, workspace_id: str, after: int) -> list[tuple[str, str]]:
    """Clip and recording of each clip whose last decision is newer and no reopening."""
    newest = select(func.max(_D.c.id)).group_by(_D.c.clip_id)
    query = (
        select(_D.c.clip_id, _C.c.recording_id)
        .join(_C, _C.c.id == _D.c.clip_id)
        .join(_R, _R.c.id == _C.c.recording_id)
        .where(
            _R.c.workspace_id == workspace_id,
            _D.c.id > after,
            _D.c.kind != "reopen",
            _D.c.id.in_(newest),
        )
    )
    return [(row.clip_id, row.recording_id) for row in connection.execute(query)]


def _versions_by_workspace(
    connection: Connection, workspace_ids: Collection[str]
) -> dict[str, list[tuple[Mapping[str, float], datetime]]]:
    found: dict[str, list[tuple[Mapping[str, float], datetime]]] = defaultdict(list)
    for some in chunks(workspace_ids):
        query = (
            select(_T.c.workspace_id, _T.c.factors, _T.c.created_at)
            .where(_T.c.workspace_id.in_(some))
            .order_by(_T.c.number)
        )
        for row in connection.execute(query):
            found[row.workspace_id].append((row.factors, row.created_at))
    return found


def _settled_at(connection: Connection, recording_ids: Collection[str]) -> dict[str, datetime]:
    """When each recording's suggestions were first there, or were last asked for anew."""
    found: dict[str, datetime] = {}
    for some in chunks(recording_ids):
        first = (
            select(_I.c.recording_id, func.min(_I.c.created_at).label("at"))
            .where(_I.c.recording_id.in_(some))
            .group_by(_I.c.recording_id)
        )
        found |= {row.recording_id: row.at for row in connection.execute(first)}
        asked = (
            select(_W.c.recording_id, func.max(_W.c.created_at).label("at"))
            .where(_W.c.recording_id.in_(some), _W.c.kind == SUGGEST_AGAIN)
            .group_by(_W.c.recording_id)
        )
        for row in connection.execute(asked):
            if row.recording_id in found:
                found[row.recording_id] = max(row.at, found[row.recording_id])
    return found


def _version(row: AnyRow) -> TasteVersion:
    return TasteVersion(
        row.number,
        row.kind,
        row.same_as,
        row.parent,
        row.factors,
        row.lessons,
        row.last_decision,
        row.last_performance,
        row.person or "",
        row.created_at,
    )
