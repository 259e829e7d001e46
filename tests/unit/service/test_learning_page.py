"""What was learned is shown, explained and taken back on the page, and over the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.i18n import LANGUAGES, catalogue
from service.wording import Wording, whole_points
from tests.unit.service.showroom import Showroom, add_broadcast, open_showroom, work_until_done
from workers.actions import clips
from workers.views import RecordingView, Role


@pytest.fixture
def house(tmp_path: Path) -> tuple[Showroom, RecordingView]:
    room = open_showroom(tmp_path)
    recording = add_broadcast(room)
    work_until_done(room, recording.id)
    return room, recording


def decide(room: Showroom, recording: RecordingView) -> None:
    """Two approved, two rejected."""
    for place, clip in enumerate(clips.list_clips(room.app, room.admin, recording.id).items):
        if place % 2:
            clips.approve(room.app, room.admin, clip.id)
        else:
            clips.reject(room.app, room.admin, clip.id, "boring")


def test_nothing_is_learned_until_something_is_decided(house) -> None:
    room, _ = house

    answer = room.browser.post("/api/v1/learning/apply")

    assert answer.status_code == 409
    assert answer.json()["code"] == "nothing_to_learn"
    assert room.browser.post("/api/v1/learning/undo").json()["code"] == "nothing_to_undo"
    assert room.browser.get("/api/v1/learning").json()["history"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_is_learned_in_the_readers_language(house, language) -> None:
    room, recording = house
    decide(room, recording)
    rows = [f"{c.id},{10 ** (6 - n)},5,5" for n, c in enumerate(shown(room, recording))]
    table = ("clip_id,views,likes,clicks\n" + "\n".join(rows)).encode()
    sent = room.browser.post("/api/v1/learning/numbers", files={"file": ("n.csv", table)})
    assert sent.json() == {"clips": 4, "unknown_clips": 0, "unreadable_lines": []}

    answer = room.browser.get("/learning", headers={"Accept-Language": language})

    assert answer.status_code == 200
    words = catalogue(language)
    assert words["learning.lead"] in answer.text
    assert words["learning.waiting"].format(n=4, m=4) in answer.text


def test_a_table_that_is_none_and_a_viewer_are_refused(house) -> None:
    room, _ = house
    viewer = room.program(Role.VIEWER)

    empty = room.browser.post("/api/v1/learning/numbers", files={"file": ("n.csv", b"a,b\n1,2\n")})
    refused = viewer.post(
        "/api/v1/learning/numbers", files={"file": ("n.csv", b"clip_id,views\nx,1\n")}
    )

    assert (empty.status_code, empty.json()["code"]) == (400, "unreadable_table")
    assert refused.status_code == 403


def test_the_table_to_fill_in_names_approved_clips_and_starts_no_formula(house) -> None:
    room, recording = house
    decide(room, recording)
    clip = shown(room, recording)[1]
    clips.edit_clip(room.app, room.admin, clip.id, title="=HYPERLINK()")

    text = room.browser.get("/api/v1/learning/numbers").content.decode("utf-8-sig")

    assert text.splitlines()[0] == "clip_id,title,views,likes,clicks"
    assert any(line.startswith(f"{clip.id},'=HYPERLINK") for line in text.splitlines())


def test_a_reason_of_the_page_is_kept_as_a_word_and_shown_in_the_readers_language(house) -> None:
    room, recording = house
    clip = shown(room, recording)[0]
    room.browser.post(f"/api/v1/clips/{clip.id}/reject", json={"reason": "old_offer"})

    page = room.browser.get(
        f"/recordings/{recording.id}/clips/{clip.id}", headers={"Accept-Language": "ko"}
    )

    assert catalogue("ko")["reject.old_offer"] in page.text
    assert "old_offer</p>" not in page.text


def test_the_points_of_a_clip_add_up_to_its_score() -> None:
    because = [
        {"kind": kind, "strength": strength, "start_ms": 0, "end_ms": 9_000, "detail": detail}
        for kind, strength, detail in (
            ("chat_question", 0.333, "people=47 seconds=8"),
            ("price", 0.2049, "words=오만원"),
            ("hook", 0.034, ""),
        )
    ]

    parts = Wording("ko").parts(because, 0.5719)

    assert sum(part.points for part in parts) == 57
    assert parts[0].points == 33
    assert whole_points([], 10) == []
    assert whole_points([0.0, 0.0], 10) == [0, 0]


def shown(room: Showroom, recording: RecordingView):
    return clips.list_clips(room.app, room.admin, recording.id).items
