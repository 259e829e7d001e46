"""Clips: suggestions, people's own, their edits and decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, case, exists, func, insert, or_, select

from workers.shared_captions import CaptionState
from workers.store import schema
from workers.store.database import AnyRow, Connection
from workers.store.recordings import chunks
from workers.store.rows import ClipRow

_C, _E, _D, _I, _S = (
    schema.clips,
    schema.clip_edits,
    schema.decisions,
    schema.imports,
    schema.suggestions,
)


def insert_clip(connection: Connection, row: ClipRow, person_id: str | None) -> None:
    """Add a clip."""
    connection.execute(
        insert(_C).values(
            id=row.id,
            recording_id=row.recording_id,
            highlight_id=row.highlight_id,
            person_id=person_id,
            start_ms=row.start_ms,
            end_ms=row.end_ms,
            title=row.title,
            product_ids=list(row.product_ids),
            created_at=row.created_at,
        )
    )


def find_clip(connection: Connection, clip_id: str, workspace_id: str | None) -> ClipRow | None:
    """A clip of the workspace (or of any, with None)."""
    query = select(_C).where(_C.c.id == clip_id)
    if workspace_id is not None:
        query = query.join(schema.recordings).where(
            schema.recordings.c.workspace_id == workspace_id
        )
    row = connection.execute(query.with_only_columns(*_C.c)).first()
    return None if row is None else _filled(connection, [_clip(row)])[0]


def find_clips(
    connection: Connection, clip_ids: Collection[str], workspace_id: str
) -> tuple[ClipRow, ...]:
    """Those of the clips that the workspace has, by id."""
    of, rows = schema.recordings, []
    for some in chunks(sorted(clip_ids)):
        query = select(*_C.c).join(of).where(of.c.workspace_id == workspace_id, _C.c.id.in_(some))
        rows += [_clip(row) for row in connection.execute(query.order_by(_C.c.id))]
    return tuple(_filled(connection, rows))


def clips_of(connection: Connection, recording_ids: Collection[str]) -> tuple[ClipRow, ...]:
    """All clips of the recordings that count: see `is_shown`. Best first, own ones last."""
    rows: list[ClipRow] = []
    for some in chunks(recording_ids):
        rows += [
            _clip(row) for row in connection.execute(select(_C).where(_C.c.recording_id.in_(some)))
        ]
    return tuple(sorted(filter(is_shown, _filled(connection, rows)), key=_order))


def list_of_workspace(
    connection: Connection,
    workspace_id: str,
    *,
    limit: int,
    before: tuple[datetime, str] | None,
) -> tuple[ClipRow, ...]:
    """A page of a workspace's clips, newest first; the caller leaves out what is not shown."""
    recordings = schema.recordings
    # Not a join: the clips are walked by age until the page is full, and never sorted.
    mine = exists().where(
        recordings.c.id == _C.c.recording_id, recordings.c.workspace_id == workspace_id
    )
    query: Select[Any] = select(*_C.c).where(mine)
    if before is not None:
        query = query.where(
            or_(
                _C.c.created_at < before[0], and_(_C.c.created_at == before[0], _C.c.id < before[1])
            )
        )
    query = query.order_by(_C.c.created_at.desc(), _C.c.id.desc()).limit(limit)
    return tuple(_filled(connection, [_clip(row) for row in connection.execute(query)]))


def is_shown(row: ClipRow) -> bool:
    """Suggested now, made or touched by a person. Others are only kept."""
    return (
        row.rank is not None
        or row.highlight_id is None
        or row.decision is not None
        or row.version > 0
    )


def is_imported(
    connection: Connection, recording_id: str, step_key: str, request_id: int | None = None
) -> bool:
    """Whether the newest set of suggestions (for a request) is the one made under this key."""
    query = (
        select(_I.c.step_key)
        .where(_I.c.recording_id == recording_id, _I.c.request_id.is_not_distinct_from(request_id))
        .order_by(_I.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar() == step_key


def newest_imports(
    connection: Connection, recording_ids: Collection[str]
) -> dict[tuple[str, int | None], str]:
    """Key of the newest set of suggestions, by recording and request, where there is one."""
    found: dict[tuple[str, int | None], str] = {}
    for some in chunks(recording_ids):
        query = select(_I).where(_I.c.recording_id.in_(some)).order_by(_I.c.id)
        rows = connection.execute(query)
        found |= {(row.recording_id, row.request_id): row.step_key for row in rows}
    return found


def insert_import(
    connection: Connection,
    recording_id: str,
    step_key: str,
    at: datetime,
    suggested: Sequence[ClipRow],
    *,
    request_id: int | None = None,
) -> None:
    """Make this set of suggestions the newest (for a request). The clips must be there.

    Ranks are their places.

    A set that was there before (the chat was added and taken away again) is made newest again.
    """
    connection.execute(
        _I.delete().where(_I.c.recording_id == recording_id, _I.c.step_key == step_key)
    )
    key = connection.execute(
        insert(_I).values(
            recording_id=recording_id, request_id=request_id, step_key=step_key, created_at=at
        )
    ).inserted_primary_key
    assert key is not None  # a plain insert always has one
    if suggested:
        connection.execute(
            insert(_S),
            [
                {
                    "import_id": key[0],
                    "clip_id": clip.id,
                    "rank": clip.rank,
                    "score": clip.score,
                    "kind": clip.kind,
                    "because": [dict(reason) for reason in clip.because],
                    "explores": clip.explores,
                }
                for clip in suggested
            ],
        )


def every_clip_of(connection: Connection, recording_id: str) -> tuple[ClipRow, ...]:
    """All clips of a recording, shown or not."""
    query = select(_C).where(_C.c.recording_id == recording_id)
    return tuple(_filled(connection, [_clip(row) for row in connection.execute(query)]))


def decided_clips(connection: Connection, recording_ids: Collection[str]) -> tuple[ClipRow, ...]:
    """Clips of the recordings that a person approved or rejected, in no order that matters."""
    return tuple(clip for clip in clips_of(connection, recording_ids) if clip.decision is not None)


def insert_edit(
    connection: Connection,
    clip_id: str,
    change: Mapping[str, Any],
    person_id: str | None,
    at: datetime,
) -> None:
    """Append the state of a clip after an edit: all fields that differ from the first."""
    connection.execute(
        insert(_E).values(clip_id=clip_id, person_id=person_id, change=dict(change), created_at=at)
    )


def edits_of(connection: Connection, clip_id: str) -> tuple[Mapping[str, Any], ...]:
    """Every state after an edit, oldest first."""
    query = select(_E.c.change).where(_E.c.clip_id == clip_id).order_by(_E.c.id)
    return tuple(row.change for row in connection.execute(query))


def caption_history(connection: Connection, recording_id: str) -> tuple[CaptionState, ...]:
    """Corrected sentences of a recording's clips after every edit, oldest first."""
    query = (
        select(_E.c.clip_id, _E.c.created_at, _E.c.change)
        .join(_C, _C.c.id == _E.c.clip_id)
        .where(_C.c.recording_id == recording_id)
        .order_by(_E.c.id)
    )
    return tuple(
        CaptionState(row.clip_id, row.created_at, row.change.get("caption_edits", ()))
        for row in connection.execute(query)
    )


def insert_decision(
    connection: Connection,
    clip_id: str,
    kind: str,
    reason: str,
    person_id: str | None,
    at: datetime,
) -> None:
    """Append a decision."""
    connection.execute(
        insert(_D).values(
            clip_id=clip_id, person_id=person_id, kind=kind, reason=reason, created_at=at
        )
    )


def counts(connection: Connection, recording_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """For each recording: clips shown (see `is_shown`), and of these approved."""
    every = _D.alias("every_decision")
    newest = select(func.max(every.c.id)).where(every.c.clip_id == _C.c.id)
    last = newest.correlate(_C).scalar_subquery()
    decided = exists().where(_D.c.id == last, _D.c.kind != "reopen")
    approved = exists().where(_D.c.id == last, _D.c.kind == "approve")
    suggested = exists().where(
        _S.c.clip_id == _C.c.id, _I.c.id == _S.c.import_id, _I.c.id == _newest_import()
    )
    edited = exists().where(_E.c.clip_id == _C.c.id)
    shown = or_(_C.c.highlight_id.is_(None), suggested, edited, decided)
    found = dict.fromkeys(recording_ids, (0, 0))
    for some in chunks(recording_ids):
        query = (
            select(
                _C.c.recording_id,
                func.count().label("shown"),
                func.sum(case((approved, 1), else_=0)).label("approved"),
            )
            .where(_C.c.recording_id.in_(some), shown)
            .group_by(_C.c.recording_id)
        )
        for row in connection.execute(query):
            found[row.recording_id] = (int(row.shown), int(row.approved))
    return found


def _filled(connection: Connection, rows: Sequence[ClipRow]) -> list[ClipRow]:
    """The clips with their newest edit, decision and suggestion."""
    by_id = {row.id: row for row in rows}
    for ids in chunks(by_id):
        for edit in _newest(connection, _E, ids):
            by_id[edit.clip_id] = replace(by_id[edit.clip_id], change=edit.change)
        versions = select(_E.c.clip_id, func.count().label("n")).where(_E.c.clip_id.in_(ids))
        for row in connection.execute(versions.group_by(_E.c.clip_id)):
            by_id[row.clip_id] = replace(by_id[row.clip_id], version=row.n)
        for row in _newest(connection, _D, ids):
            by_id[row.clip_id] = _decided(by_id[row.clip_id], row)
        for row in connection.execute(_suggestions(ids)):
            by_id[row.clip_id] = _suggested(by_id[row.clip_id], row)
    return [by_id[row.id] for row in rows]


def _newest(connection: Connection, table: Any, clip_ids: Sequence[str]) -> list[AnyRow]:
    people = schema.people
    last = (
        select(func.max(table.c.id)).where(table.c.clip_id.in_(clip_ids)).group_by(table.c.clip_id)
    )
    query = (
        select(table, people.c.name.label("person"))
        .outerjoin(people, people.c.id == table.c.person_id)
        .where(table.c.id.in_(last))
    )
    return list(connection.execute(query))


def _suggestions(clip_ids: Sequence[str]) -> Select[Any]:
    """Every set a clip was in, oldest first, with the number of the newest set of its kind."""
    return (
        select(_S, _I.c.request_id, _newest_import().label("newest"))
        .join(_I, _I.c.id == _S.c.import_id)
        .where(_S.c.clip_id.in_(clip_ids))
        .order_by(_S.c.import_id)
    )


def _newest_import() -> ScalarSelect[Any]:
    """Number of the newest set for the same recording and request as a set at hand."""
    newest = _I.alias("newest_import")
    query = select(func.max(newest.c.id)).where(
        newest.c.recording_id == _I.c.recording_id,
        newest.c.request_id.is_not_distinct_from(_I.c.request_id),
    )
    return query.correlate(_I).scalar_subquery()


def _suggested(clip: ClipRow, row: AnyRow) -> ClipRow:
    """The clip with what a set says of it; one that is shown now outdoes one of before."""
    is_shown_there = row.import_id == row.newest
    if clip.rank is not None and not is_shown_there:
        return clip
    return replace(
        clip,
        rank=row.rank if is_shown_there else None,
        request_id=row.request_id if is_shown_there else None,
        score=row.score,
        kind=row.kind,
        because=tuple(row.because),
        explores=row.explores,
    )


def _decided(clip: ClipRow, row: AnyRow) -> ClipRow:
    if row.kind == "reopen":
        return replace(clip, decision=None, decision_person=row.person or "",
                       decided_at=row.created_at)  # fmt: skip
    return replace(
        clip,
        decision=row.kind,
        decision_reason=row.reason,
        decision_person=row.person or "",
        decided_at=row.created_at,
    )


def _clip(row: AnyRow) -> ClipRow:
    return ClipRow(
        row.id,
        row.recording_id,
        row.highlight_id,
        row.start_ms,
        row.end_ms,
        row.title,
        tuple(row.product_ids),
        row.created_at,
    )


def _order(clip: ClipRow) -> tuple[int, int, float, int, str]:
    """What was asked for last first, then suggestions by rank, then the rest."""
    rank = clip.rank if clip.rank is not None else 1_000_000
    return (-(clip.request_id or 0), rank, -clip.score, clip.start_ms, clip.id)
