"""What was approved of one upload of a show is not suggested again from another."""

from __future__ import annotations

from pathlib import Path

from tests.system_parts import admin, brought, small_application, stored, work_until_settled, write
from workers.actions import clips, learning
from workers.actions.recordings import create_recording
from workers.application import Application
from workers.brief import Brief
from workers.store import recordings

TEXT = "지금 쿠폰을 쓰시면 이 커피잔이 삼만 구천원이고 두 개를 사시면 배송비가 없습니다"
SHOWN = {
    "highlights": [
        {"id": "h1", "start_ms": 20_000, "end_ms": 40_000, "score": 0.5, "kind": "price",
         "title": "커피잔", "because": []},
    ],
    "notes": [],
}  # fmt: skip
SAID = {
    "schema": 1,
    "language": "ko",
    "duration_ms": 60_000,
    "segments": [{"start_ms": 22_000, "end_ms": 38_000, "text": TEXT, "words": []}],
}


def system(folder: Path) -> Application:
    return small_application(
        folder,
        highlights=write("highlights.json", SHOWN),
        probe=write("recording.json", {"duration_ms": 60_000, "notes": []}),
        transcript=write("transcript.json", SAID),
    )


def first_approved(app: Application, title: str = "여름 방송 1부") -> str:
    recording = brought(app, title=title)
    work_until_settled(app, recording.id)
    (clip,) = clips.list_clips(app, admin(app), recording.id).items
    clips.approve(app, admin(app), clip.id)
    return recording.id


def used_by(app: Application, recording_id: str) -> object:
    with app.store.read() as connection:
        (row,) = recordings.find_recordings(connection, [recording_id])
    return Brief.from_json(row.brief).used_elsewhere


def test_another_upload_of_the_same_file_leaves_out_the_same_span(tmp_path: Path) -> None:
    app = system(tmp_path)
    first_approved(app)

    again = brought(app, title="다시 올린 영상")

    assert used_by(app, again.id) == {"spans": [[20_000, 40_000]], "texts": []}


def test_another_part_of_the_show_leaves_out_what_is_said_there(tmp_path: Path) -> None:
    app = system(tmp_path)
    first_approved(app)

    part = brought(app, "other video", title="여름 방송 2부")

    assert used_by(app, part.id) == {"spans": [], "texts": [TEXT]}


def test_shows_of_the_same_day_are_compared_whatever_their_names_are(tmp_path: Path) -> None:
    app = system(tmp_path)
    first_approved(app, "커피잔 2026-11-25")

    same_day = brought(app, "other video", title="replay 20261125")
    next_day = brought(app, "third video", title="커피잔 2026-11-26")

    assert used_by(app, same_day.id) == {"spans": [], "texts": [TEXT]}
    assert used_by(app, next_day.id) is None


def test_what_was_not_approved_is_suggested_anywhere(tmp_path: Path) -> None:
    app = system(tmp_path)
    recording = brought(app)
    work_until_settled(app, recording.id)
    (clip,) = clips.list_clips(app, admin(app), recording.id).items
    clips.reject(app, admin(app), clip.id, "boring")

    assert used_by(app, brought(app).id) is None


def test_what_is_approved_later_counts_when_suggestions_are_asked_for_again(tmp_path: Path) -> None:
    app = system(tmp_path)
    first = brought(app, title="여름 방송 1부")
    second = create_recording(app, admin(app), stored(app, "other video"), title="여름 방송 2부")
    work_until_settled(app, first.id)
    (clip,) = clips.list_clips(app, admin(app), first.id).items
    clips.approve(app, admin(app), clip.id)
    assert used_by(app, second.id) is None

    learning.suggest_again(app, admin(app), second.id)

    assert used_by(app, second.id) == {"spans": [], "texts": [TEXT]}
