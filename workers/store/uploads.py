"""Resumable uploads, and answers remembered so that a repeated request is not done twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from workers.store import schema
from workers.store.database import AnyRow, Connection
from workers.store.rows import UploadRow

_U, _I = schema.uploads, schema.idempotency


def insert_upload(
    connection: Connection, row: UploadRow, workspace_id: str, person_id: str | None, at: datetime
) -> None:
    """Add an upload."""
    connection.execute(
        insert(_U).values(
            id=row.id,
            workspace_id=workspace_id,
            person_id=person_id,
            file_name=row.file_name,
            size_bytes=row.size_bytes,
            offset_bytes=row.offset_bytes,
            details=dict(row.details),
            created_at=at,
            expires_at=row.expires_at,
        )
    )


def find_upload(connection: Connection, workspace_id: str, upload_id: str) -> UploadRow | None:
    """An upload of the workspace."""
    row = connection.execute(
        select(_U).where(_U.c.id == upload_id, _U.c.workspace_id == workspace_id)
    ).first()
    return None if row is None else _upload(row)


def set_offset(connection: Connection, upload_id: str, offset_bytes: int) -> None:
    """Note how much is safely on disk."""
    connection.execute(update(_U).where(_U.c.id == upload_id).values(offset_bytes=offset_bytes))


def set_stored(connection: Connection, upload_id: str, sha256: str, blob_name: str) -> None:
    """Note where the finished file is kept."""
    connection.execute(
        update(_U).where(_U.c.id == upload_id).values(sha256=sha256, blob_name=blob_name)
    )


def delete_upload(connection: Connection, upload_id: str) -> None:
    """Forget an upload."""
    connection.execute(delete(_U).where(_U.c.id == upload_id))


def expired_uploads(connection: Connection, now: datetime) -> tuple[UploadRow, ...]:
    """Uploads of all workspaces that nobody will finish."""
    return tuple(
        _upload(row) for row in connection.execute(select(_U).where(_U.c.expires_at < now))
    )


def find_answer(connection: Connection, workspace_id: str, key: str) -> tuple[str, int, Any] | None:
    """Fingerprint of the request, status and answer, remembered under a key."""
    row = connection.execute(
        select(_I).where(_I.c.workspace_id == workspace_id, _I.c.key == key)
    ).first()
    return None if row is None else (row.fingerprint, row.status, row.answer)


def insert_answer(  # noqa: PLR0913, PLR0917 - one row
    connection: Connection,
    workspace_id: str,
    key: str,
    fingerprint: str,
    status: int,
    answer: Any,
    at: datetime,
) -> None:
    """Remember an answer."""
    connection.execute(
        insert(_I).values(
            workspace_id=workspace_id,
            key=key,
            fingerprint=fingerprint,
            status=status,
            answer=answer,
            created_at=at,
        )
    )


def forget_answers(connection: Connection, before: datetime) -> None:
    """Drop old answers."""
    connection.execute(delete(_I).where(_I.c.created_at < before))


def _upload(row: AnyRow) -> UploadRow:
    return UploadRow(
        row.id,
        row.file_name,
        row.size_bytes,
        row.offset_bytes,
        row.details,
        row.sha256,
        row.blob_name,
        row.expires_at,
    )
