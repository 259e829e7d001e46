"""Files that come in: kept by their bytes, continued, refused, expired."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.system_parts import Clock, admin, brought, small_application, stored
from workers.actions import recordings, uploads
from workers.actions.once import Once
from workers.application import Application
from workers.errors import Conflict, NotFound, TooLarge
from workers.views import Actor, StoredFile


def test_a_complete_upload_is_kept_under_its_hash(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who = admin(app)
    upload = uploads.start_upload(app, who, "방송.mp4", 5, {"kind": "media"})
    uploads.upload_path(app, upload.id).write_bytes(b"12345")
    uploads.save_offset(app, who, upload.id, 5)

    done = uploads.finish_upload(app, who, upload.id)

    assert done.file is not None
    assert done.file.sha256 == hashlib.sha256(b"12345").hexdigest()
    assert app.blobs.local_path(done.file.blob_name).read_bytes() == b"12345"
    assert uploads.finish_upload(app, who, upload.id) == done
    assert not uploads.upload_path(app, upload.id).exists()


def test_half_an_upload_is_not_taken_for_a_file(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who = admin(app)
    upload = uploads.start_upload(app, who, "a", 5)
    uploads.save_offset(app, who, upload.id, 3)

    with pytest.raises(Conflict):
        uploads.finish_upload(app, who, upload.id)


def test_an_upload_beyond_the_limit_is_refused_before_it_starts(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    small = replace(app, settings=app.settings.model_copy(update={"max_upload_bytes": 10}))

    uploads.start_upload(small, admin(small), "a", 10)
    with pytest.raises(TooLarge):
        uploads.start_upload(small, admin(small), "a", 11)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 32, "0" * 31, "0" * 33])
def test_an_upload_has_no_path_but_its_own(tmp_path: Path, name: str) -> None:
    app = small_application(tmp_path)

    with pytest.raises(NotFound):
        uploads.upload_path(app, name)


def test_what_nobody_continues_is_removed(tmp_path: Path) -> None:
    clock = Clock()
    app = small_application(tmp_path, clock)
    who = admin(app)
    upload = uploads.start_upload(app, who, "a", 5)

    clock.pass_by(days=4)

    assert uploads.remove_expired_uploads(app) == 1
    assert not uploads.upload_path(app, upload.id).exists()
    with pytest.raises(NotFound):
        uploads.get_upload(app, who, upload.id)


def test_a_repeated_request_gets_the_same_answer_and_another_one_is_refused(
    tmp_path: Path,
) -> None:
    app = small_application(tmp_path)

    first = brought(app, once=Once("k", {"a": 1}))

    assert brought(app, once=Once("k", {"a": 1})).id == first.id
    assert brought(app, once=Once("other", {"a": 1})).id != first.id
    with pytest.raises(Conflict):
        brought(app, once=Once("k", {"a": 2}))


def test_a_request_that_comes_twice_at_once_makes_one_recording(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who, media, once = admin(app), stored(app), Once("k", {"a": 1})

    with ThreadPoolExecutor(4) as pool:
        made = pool.map(
            lambda _: recordings.create_recording(app, who, media, once=once).id, range(4)
        )

    assert len(set(made)) == 1
    assert len(recordings.list_recordings(app, who).items) == 1


def test_a_kill_between_keeping_a_file_and_noting_it_loses_nothing(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who = admin(app)
    upload = uploads.start_upload(app, who, "방송.mp4", 5)
    uploads.upload_path(app, upload.id).write_bytes(b"12345")
    uploads.save_offset(app, who, upload.id, 5)
    uploads.store_file(app, uploads.upload_path(app, upload.id), "방송.mp4")  # and killed here

    done = uploads.finish_upload(app, who, upload.id)

    assert done.file is not None
    assert app.blobs.local_path(done.file.blob_name).read_bytes() == b"12345"


def test_an_upload_goes_on_where_its_bytes_end_whatever_was_noted(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who = admin(app)
    upload = uploads.start_upload(app, who, "방송.mp4", 5)
    uploads.upload_path(app, upload.id).write_bytes(b"123")
    uploads.save_offset(app, who, upload.id, 5)

    assert uploads.get_upload(app, who, upload.id).offset_bytes == 3
    with pytest.raises(Conflict):
        uploads.finish_upload(app, who, upload.id)
    uploads.upload_path(app, upload.id).unlink()
    assert uploads.get_upload(app, who, upload.id).offset_bytes == 0


def test_a_file_of_which_no_recording_was_made_goes_and_one_that_is_used_stays(
    tmp_path: Path,
) -> None:
    clock = Clock()
    app = small_application(tmp_path, clock)
    who = admin(app)
    used, unused = (finished_upload(app, who, content) for content in (b"used", b"unused"))
    recordings.create_recording(app, who, used)

    clock.pass_by(days=4)
    uploads.remove_expired_uploads(app)

    assert app.blobs.exists(used.blob_name)
    assert not app.blobs.exists(unused.blob_name)


def test_with_a_recording_go_the_files_that_others_took_the_place_of(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who = admin(app)
    recording = recordings.create_recording(app, who, stored(app))
    for chat in ("first chat", "second chat"):
        recordings.add_source(app, who, recording.id, "chat_file", stored(app, chat, "chat.csv"))

    recordings.delete_recording(app, who, recording.id)

    assert app.blobs.names("uploads") == ()


def finished_upload(app: Application, who: Actor, content: bytes) -> StoredFile:
    upload = uploads.start_upload(app, who, "a.mp4", len(content))
    uploads.upload_path(app, upload.id).write_bytes(content)
    uploads.save_offset(app, who, upload.id, len(content))
    file = uploads.finish_upload(app, who, upload.id).file
    assert file is not None
    return file
