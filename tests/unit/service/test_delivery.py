"""Files leave the house whole or in parts, under their own names, and never too much."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from service.delivery import ZipMember, give_file, safe_name, zip_stream
from tests.unit.service.showroom import Showroom, work_until_done
from workers.actions import clips
from workers.views import OpenedFile, RecordingView

PREVIEW = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def clip_id(room: Showroom, finished: RecordingView) -> str:
    return clips.list_clips(room.app, room.admin, finished.id).items[0].id


def test_a_player_gets_the_part_it_asks_for(room: Showroom, clip_id: str) -> None:
    answer = room.browser.get(
        f"/api/v1/clips/{clip_id}/preview", headers={"Range": "bytes=256-511"}
    )

    assert answer.status_code == 206
    assert answer.content == bytes(range(256))
    assert answer.headers["content-range"] == f"bytes 256-511/{len(PREVIEW)}"
    assert answer.headers["content-type"] == "video/mp4"


def test_a_part_behind_the_end_is_refused_with_the_length(room: Showroom, clip_id: str) -> None:
    answer = room.browser.get(
        f"/api/v1/clips/{clip_id}/preview", headers={"Range": "bytes=999999-"}
    )

    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(PREVIEW)}"


def test_head_tells_the_length_and_sends_nothing(room: Showroom, clip_id: str) -> None:
    answer = room.browser.head(f"/api/v1/clips/{clip_id}/preview")

    assert answer.headers["content-length"] == str(len(PREVIEW))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content == b""


@pytest.mark.parametrize("name", ["live.html", "live.svg", "live", "live.xhtml"])
def test_a_recording_that_calls_itself_a_page_is_never_shown_as_one(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "bytes"
    path.write_text("<script>alert(1)</script>")

    answer = give_file(OpenedFile(path, name), as_download=False)

    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_korean_name_survives_the_download(tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(b"x")

    answer = give_file(OpenedFile(path, "여름 특집.mp4"), as_download=True)

    expected = "attachment; filename*=utf-8''%EC%97%AC%EB%A6%84%20%ED%8A%B9%EC%A7%91.mp4"
    assert answer.headers["content-disposition"] == expected


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("../../etc/passwd", "etcpasswd"),
        ('a"b\r\nSet-Cookie: x', "abSet-Cookie x"),
        ("여름".encode().decode(), "여름"),
        ("...", "file"),
        ("가" * 300, "가" * 120),
    ],
)
def test_a_name_can_be_saved_anywhere(name: str, saved: str) -> None:
    assert safe_name(name) == saved


def test_a_final_is_given_out_only_after_approval_and_only_where_it_passed(
    room: Showroom, broadcast: RecordingView
) -> None:
    clip = clips.list_clips(room.app, room.admin, broadcast.id).items[0]
    final = f"/api/v1/clips/{clip.id}/finals"
    before = room.browser.get(f"{final}/reels")

    room.browser.post(f"/api/v1/clips/{clip.id}/approve")
    work_until_done(room, broadcast.id)

    assert before.status_code == 403
    assert room.browser.get(f"{final}/reels").content == b"finished video" * 100
    assert room.browser.get(f"{final}/naver").status_code == 403  # measured, did not pass
    assert room.browser.get(f"{final}/elsewhere").status_code == 404


def test_the_archive_holds_what_passed_and_nothing_else(
    room: Showroom, broadcast: RecordingView
) -> None:
    clip = clips.list_clips(room.app, room.admin, broadcast.id).items[0]
    room.browser.post(f"/api/v1/clips/{clip.id}/approve")
    work_until_done(room, broadcast.id)

    one = room.browser.get(f"/api/v1/clips/{clip.id}/zip").content
    every = room.browser.get(f"/api/v1/recordings/{broadcast.id}/zip").content

    names = zipfile.ZipFile(io.BytesIO(one)).namelist()
    assert {"reels.mp4", "reels-post.json", "cover.jpg", "captions.srt"} <= set(names)
    assert "naver.mp4" not in names
    members = zipfile.ZipFile(io.BytesIO(every)).namelist()
    assert {"faq/faq.csv", "products/cream/page.html", "schedule.csv"} <= set(members)
    sheet = room.browser.get(
        f"/api/v1/recordings/{broadcast.id}/schedule.csv",
        params={"first": "2026-11-26T19:00", "zone": "Asia/Seoul"},
    )
    assert "2026-11-26 19:00,Asia/Seoul,2026-11-26T10:00:00Z,reels," in sheet.text
    assert ",naver," not in sheet.text
    wrong = room.browser.get(
        f"/api/v1/recordings/{broadcast.id}/schedule.csv", params={"zone": "Moon/Sea"}
    )
    assert wrong.status_code == 422
    assert any(name.startswith("clips/01-") and name.endswith("tiktok.mp4") for name in members)


def test_nothing_approved_is_a_sentence_not_an_empty_archive(
    room: Showroom, finished: RecordingView, clip_id: str
) -> None:
    answer = room.browser.get(f"/api/v1/clips/{clip_id}/zip")

    assert answer.status_code == 409
    assert answer.json()["detail"]


def test_an_archive_is_sent_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 3_000_000)

    parts = list(zip_stream([ZipMember("폴더/영상.mp4", path)]))

    assert max(map(len, parts)) < 1_000_000
    archive = zipfile.ZipFile(io.BytesIO(b"".join(parts)))
    assert archive.testzip() is None
    assert archive.namelist() == ["폴더/영상.mp4"]


@pytest.mark.parametrize(
    "path", ["outputs/qa/..%2f..%2fafterlive.sqlite", "outputs/qa/recording.json", "pages/../x"]
)
def test_only_named_files_are_given_out(room: Showroom, finished: RecordingView, path: str) -> None:
    answer = room.browser.get(f"/api/v1/recordings/{finished.id}/{path}")

    assert answer.status_code in (400, 404)
