"""Recordings, their files, and what was asked of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, or_, select

from workers.brand import BrandKit
from workers.store import schema
from workers.store.database import AnyRow, Connection
from workers.store.rows import RecordingRow, SourceRow, Wish

_R = schema.recordings
_S = schema.sources
_COLUMNS = (_R.c.id, _R.c.workspace_id, _R.c.title, _R.c.brief, _R.c.lane, _R.c.makes_all_finals,
            _R.c.created_at)  # fmt: skip
#: Databases limit how many values one question may carry.
CHUNK = 500


def chunks(values: Collection[str]) -> Iterable[Sequence[str]]:
    """The values in portions that one question can carry."""
    every = list(values)
    return (every[i : i + CHUNK] for i in range(0, len(every), CHUNK))


def insert_recording(connection: Connection, row: RecordingRow, person_id: str | None) -> None:
    """Add a recording."""
    connection.execute(
        insert(_R).values(
            id=row.id,
            workspace_id=row.workspace_id,
            person_id=person_id,
            title=row.title,
            brief=dict(row.brief),
            lane=row.lane,
            makes_all_finals=row.makes_all_finals,
            created_at=row.created_at,
        )
    )


def insert_source(connection: Connection, row: SourceRow) -> None:
    """Add a file; it takes the place of an older one of the same kind."""
    connection.execute(
        insert(_S).values(
            recording_id=row.recording_id,
            kind=row.kind,
            sha256=row.sha256,
            file_name=row.file_name,
            blob_name=row.blob_name,
            size_bytes=row.size_bytes,
            created_at=row.created_at,
        )
    )


def find_recordings(
    connection: Connection, ids: Collection[str], workspace_id: str | None = None
) -> tuple[RecordingRow, ...]:
    """Those of the recordings that exist (in the workspace, when one is given), oldest first."""
    rows: list[RecordingRow] = []
    for some in chunks(ids):
        query = select(*_COLUMNS).where(_R.c.id.in_(some))
        if workspace_id is not None:
            query = query.where(_R.c.workspace_id == workspace_id)
        rows += [_recording(row) for row in connection.execute(query)]
    return tuple(sorted(rows, key=lambda row: (row.created_at, row.id)))


def list_newest(
    connection: Connection,
    workspace_id: str,
    *,
    limit: int,
    before: tuple[datetime, str] | None,
    text: str,
) -> tuple[RecordingRow, ...]:
    """A page of a workspace's recordings, newest first.

    Args:
        connection: Where to look.
        workspace_id: Whose.
        limit: At most so many.
        before: Time and id of the last one seen.
        text: Part of the title, any case; "" for all.
    """
    query = select(*_COLUMNS).where(_R.c.workspace_id == workspace_id)
    if before is not None:
        query = query.where(
            or_(
                _R.c.created_at < before[0], and_(_R.c.created_at == before[0], _R.c.id < before[1])
            )
        )
    if text:
        query = query.where(_R.c.title.icontains(text, autoescape=True))
    query = query.order_by(_R.c.created_at.desc(), _R.c.id.desc()).limit(limit)
    return tuple(_recording(row) for row in connection.execute(query))


def newest_sources(
    connection: Connection, recording_ids: Collection[str]
) -> dict[str, tuple[SourceRow, ...]]:
    """Of each recording the newest file of each kind, in order of kind."""
    found: dict[str, dict[str, SourceRow]] = {id_: {} for id_ in recording_ids}
    for some in chunks(recording_ids):
        query = select(_S).where(_S.c.recording_id.in_(some)).order_by(_S.c.id)
        for row in connection.execute(query):
            found[row.recording_id][row.kind] = SourceRow(
                row.recording_id,
                row.kind,
                row.sha256,
                row.file_name,
                row.blob_name,
                row.size_bytes,
                row.created_at,
            )
    return {id_: tuple(of[k] for k in sorted(of)) for id_, of in found.items()}


def insert_wish(
    connection: Connection, recording_id: str, kind: str, person_id: str | None, at: datetime
) -> None:
    """Ask something of a recording. "retry" forgives every failure so far."""
    last = connection.execute(select(func.max(schema.attempts.c.id))).scalar() or 0
    connection.execute(
        insert(schema.wishes).values(
            recording_id=recording_id,
            person_id=person_id,
            kind=kind,
            after_attempt=last,
            created_at=at,
        )
    )


def last_wishes(connection: Connection, recording_ids: Collection[str]) -> dict[str, Wish]:
    """The last wish of each recording that has one.

    `after_attempt` is that of the last retry, also when the last wish is another.
    """
    found: dict[str, Wish] = {}
    wishes = schema.wishes
    for some in chunks(recording_ids):
        query = select(wishes).where(wishes.c.recording_id.in_(some)).order_by(wishes.c.id)
        for row in connection.execute(query):
            before = found[row.recording_id].after_attempt if row.recording_id in found else 0
            after = row.after_attempt if row.kind == "retry" else before
            found[row.recording_id] = Wish(row.kind, after)
    return found


def rename(connection: Connection, recording_id: str, title: str) -> None:
    """Give a recording another title."""
    connection.execute(_R.update().where(_R.c.id == recording_id).values(title=title))


def change_brief(connection: Connection, recording_id: str, brief: Mapping[str, Any]) -> None:
    """Ask something else of a recording."""
    connection.execute(_R.update().where(_R.c.id == recording_id).values(brief=dict(brief)))


def delete_recording(connection: Connection, recording_id: str) -> None:
    """Remove a recording with everything that hangs on it."""
    attempts = schema.attempts
    connection.execute(delete(attempts).where(attempts.c.recording_id == recording_id))
    connection.execute(delete(_R).where(_R.c.id == recording_id))


def blobs_of(connection: Connection, recording_id: str) -> set[str]:
    """Every file that was ever brought for a recording, those that were replaced included."""
    query = select(_S.c.blob_name).where(_S.c.recording_id == recording_id)
    return set(connection.execute(query).scalars())


def blobs_in_use(connection: Connection, blob_names: Collection[str]) -> set[str]:
    """Which of the files some recording, upload or brand kit still needs."""
    kits = connection.execute(select(schema.brand_kits.c.kit)).scalars()
    files = {file.blob_name for kit in kits for _, file in BrandKit.from_json(kit).files}
    used = files & set(blob_names)
    for table in (_S, schema.uploads):
        for some in chunks(blob_names):
            query = select(table.c.blob_name).where(table.c.blob_name.in_(some)).distinct()
            used |= {row.blob_name for row in connection.execute(query)}
    return used


def recordings_with_media(connection: Connection, sha256: str) -> tuple[str, ...]:
    """Recordings, of all workspaces, that share a media file and so may share outputs."""
    query = select(_S.c.recording_id).where(_S.c.sha256 == sha256).distinct()
    return tuple(row.recording_id for row in connection.execute(query))


def all_ids(connection: Connection) -> tuple[str, ...]:
    """Every recording: those that people wait for first, then by age."""
    query = select(_R.c.id).order_by(_R.c.lane.desc(), _R.c.created_at, _R.c.id)
    return tuple(row.id for row in connection.execute(query))


def count_untouched_before(connection: Connection, row: RecordingRow) -> int:
    """Recordings that nobody has begun and that are served before this one."""
    attempts, imports = schema.attempts, schema.imports
    earlier = or_(
        _R.c.created_at < row.created_at,
        and_(_R.c.created_at == row.created_at, _R.c.id < row.id),
    )
    first = earlier if row.lane == "interactive" else or_(_R.c.lane == "interactive", earlier)
    query = select(func.count()).where(
        first,
        _R.c.lane >= row.lane,
        _R.c.id != row.id,
        ~exists().where(attempts.c.recording_id == _R.c.id),
        ~exists().where(imports.c.recording_id == _R.c.id),
    )
    return int(connection.execute(query).scalar_one())


def _recording(row: AnyRow) -> RecordingRow:
    brief: Mapping[str, Any] = row.brief
    return RecordingRow(
        row.id,
        row.workspace_id,
        row.title,
        brief,
        row.lane,
        bool(row.makes_all_finals),
        row.created_at,
    )
