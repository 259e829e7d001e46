"""Files that come in: kept by their bytes, continued, refused, expired."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.system_parts import Clock, admin, small_application
from workers.actions import uploads
from workers.errors import Conflict, NotFound, TooLarge


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
    who = admin(app)
    uploads.remember_answer(app, who, "k", {"a": 1}, 201, {"id": "x"})

    assert uploads.remembered_answer(app, who, "k", {"a": 1}) == (201, {"id": "x"})
    assert uploads.remembered_answer(app, who, "other", {"a": 1}) is None
    with pytest.raises(Conflict):
        uploads.remembered_answer(app, who, "k", {"a": 2})
