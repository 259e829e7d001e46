"""Taking files in: whole ones, and growing ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from workers.actions.access import require
from workers.application import Application
from workers.digests import file_digest
from workers.errors import Conflict, NotAllowed, NotFound, TooLarge
from workers.pipeline import JsonValue
from workers.store import recordings, uploads
from workers.store.rows import UploadRow, new_id
from workers.views import Actor, Role, StoredFile, UploadView

#: An upload that nobody continues is removed after this.
UPLOAD_LIVES = timedelta(days=3)


def store_file(
    app: Application, path: Path, file_name: str, sha256: str | None = None
) -> StoredFile:
    """Keep a file's bytes under their hash.

    Args:
        app: The application.
        path: A file that nobody writes to any more. It stays: whoever calls removes it once it is
            noted where the bytes are, so that a kill in between loses nothing.
        file_name: As its owner called it.
        sha256: Of its bytes, when it is known already.
    """
    size = path.stat().st_size
    digest = sha256 or file_digest(path)
    name = f"uploads/{digest}"
    app.blobs.put_file(name, path, may_link=True)
    return StoredFile(file_name, digest, name, size)


def start_upload(
    app: Application,
    actor: Actor,
    file_name: str,
    size_bytes: int,
    details: Mapping[str, JsonValue] | None = None,
) -> UploadView:
    """Begin a resumable upload; its file, empty, is at `upload_path`.

    Raises:
        TooLarge: it is larger than allowed.
    """
    require(actor, Role.MARKETER)
    if size_bytes > app.settings.max_upload_bytes:
        most = app.settings.max_upload_bytes / 2**30
        raise TooLarge(f"The file is too large: at most {most:.0f} GB can be uploaded.")
    if size_bytes < 0:
        raise NotAllowed("A file cannot be shorter than empty.")
    now = app.clock()
    row = UploadRow(
        new_id(), file_name, size_bytes, 0, dict(details or {}), None, None, now + UPLOAD_LIVES
    )
    app.incoming.mkdir(parents=True, exist_ok=True)
    upload_path(app, row.id).touch()
    with app.store.write() as connection:
        uploads.insert_upload(connection, row, actor.workspace_id, actor.person_id, now)
    return _view(app, row)


def upload_path(app: Application, upload_id: str) -> Path:
    """Where an upload grows.

    Raises:
        NotFound: the id is none of ours.
    """
    if len(upload_id) != 32 or not all(c in "0123456789abcdef" for c in upload_id):
        raise NotFound("There is no such upload.")
    return app.incoming / upload_id


def get_upload(app: Application, actor: Actor, upload_id: str) -> UploadView:
    """An upload. Only those who may bring files see or touch one."""
    require(actor, Role.MARKETER)
    with app.store.read() as connection:
        row = uploads.find_upload(connection, actor.workspace_id, upload_id)
    if row is None or row.expires_at < app.clock():
        raise NotFound("There is no such upload.")
    return _view(app, row)


def save_offset(app: Application, actor: Actor, upload_id: str, offset_bytes: int) -> None:
    """Note how much of an upload is safely on disk."""
    get_upload(app, actor, upload_id)
    with app.store.write() as connection:
        uploads.set_offset(connection, upload_id, offset_bytes)


def finish_upload(
    app: Application, actor: Actor, upload_id: str, sha256: str | None = None
) -> UploadView:
    """Keep a complete upload under its hash. Twice is no error.

    Raises:
        Conflict: not all of it is there.
    """
    found = get_upload(app, actor, upload_id)
    if found.file is not None:
        return found
    path = upload_path(app, upload_id)
    if found.offset_bytes != found.size_bytes:
        raise Conflict("The upload is not complete.")
    stored = store_file(app, path, found.file_name, sha256)
    with app.store.write() as connection:
        uploads.set_stored(connection, upload_id, stored.sha256, stored.blob_name)
    if not app.blobs.exists(stored.blob_name):  # removed for another one between keeping and noting
        store_file(app, path, found.file_name, stored.sha256)
    path.unlink(missing_ok=True)
    return get_upload(app, actor, upload_id)


def drop_upload(app: Application, actor: Actor, upload_id: str) -> None:
    """Forget an upload and what came of it so far. A stored file stays with its recording."""
    found = get_upload(app, actor, upload_id)
    with app.store.write() as connection:
        uploads.delete_upload(connection, upload_id)
    upload_path(app, upload_id).unlink(missing_ok=True)
    remove_unneeded(app, {found.file.blob_name} if found.file else set())


def remove_unneeded(app: Application, blob_names: set[str]) -> None:
    """Remove those of the stored files that no recording, upload or brand kit needs.

    It looks and removes in one writing transaction, so that nobody notes one in between.
    """
    if not blob_names:
        return
    with app.store.write() as connection:
        for name in blob_names - recordings.blobs_in_use(connection, blob_names):
            app.blobs.delete(name)


def remove_expired_uploads(app: Application) -> int:
    """Remove uploads that nobody finished or used. Returns how many."""
    with app.store.write() as connection:
        expired = uploads.expired_uploads(connection, app.clock())
        for row in expired:
            uploads.delete_upload(connection, row.id)
    for row in expired:
        upload_path(app, row.id).unlink(missing_ok=True)
    remove_unneeded(app, {row.blob_name for row in expired if row.blob_name})
    return len(expired)


def _view(app: Application, row: UploadRow) -> UploadView:
    stored = None
    offset = row.offset_bytes
    if row.sha256 is not None and row.blob_name is not None:
        stored = StoredFile(row.file_name, row.sha256, row.blob_name, row.size_bytes)
    else:  # what was noted may be lost, or on another machine; what is here counts
        offset = min(offset, _bytes_here(upload_path(app, row.id)))
    return UploadView(
        row.id,
        row.file_name,
        row.size_bytes,
        offset,
        row.details,
        stored,
        row.expires_at,
    )


def _bytes_here(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
