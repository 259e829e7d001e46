"""Clips that people ask for join the list, stay there, and are never what was approved already."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipping.policy import Length
from service.i18n import catalogue
from tests.unit.service.showroom import Showroom, add_broadcast, open_showroom, work_until_done
from transcripts.timeline import Span
from workers.actions import clips, recordings
from workers.stages.understanding import requested_policy
from workers.views import RecordingView


@pytest.fixture
def house(tmp_path: Path) -> tuple[Showroom, RecordingView]:
    room = open_showroom(tmp_path)
    recording = add_broadcast(room)
    work_until_done(room, recording.id)
    return room, recording


def ask(room: Showroom, recording: RecordingView, **wanted: object):
    return room.browser.post(f"/api/v1/recordings/{recording.id}/requests", json=wanted)


def test_what_was_asked_for_comes_first_and_the_suggestions_stay(house) -> None:
    room, recording = house
    before = [c.id for c in clips.list_clips(room.app, room.admin, recording.id).items]

    asked = ask(room, recording, keyword="수량", count=1)
    assert (asked.status_code, asked.json()["state"]) == (201, "queued")
    work_until_done(room, recording.id)

    items = clips.list_clips(room.app, room.admin, recording.id).items
    assert items[0].request_id == asked.json()["id"]
    assert items[0].order.title == "서두르세요 수량"
    assert [c.id for c in items[1:]] == before
    listed = room.browser.get(f"/api/v1/recordings/{recording.id}/requests").json()["items"]
    assert [one["state"] for one in listed] == ["done"]
    assert recordings.get_recording(room.app, room.admin, recording.id).clip_count == 5


def test_the_same_wish_is_one_request_and_another_one_more(house) -> None:
    room, recording = house

    first = ask(room, recording, keyword="수량").json()["id"]
    again = ask(room, recording, keyword=" 수량 ").json()["id"]
    other = ask(room, recording, keyword="수량", length="teaser").json()["id"]

    assert first == again != other


def test_two_requests_show_their_clips_side_by_side_and_a_new_choice_keeps_both(house) -> None:
    room, recording = house
    ask(room, recording, keyword="수량", start_ms=120_000)
    work_until_done(room, recording.id)
    ask(room, recording, keyword="배송", start_ms=141_000)
    work_until_done(room, recording.id)

    room.browser.post(f"/api/v1/recordings/{recording.id}/suggest")
    work_until_done(room, recording.id)

    titles = [c.order.title for c in clips.list_clips(room.app, room.admin, recording.id).items]
    assert titles[:2] == ["서두르세요 배송", "서두르세요 수량"]
    assert len(titles) == 6


def test_what_is_approved_is_handed_on_so_that_it_is_not_found_again(house) -> None:
    room, recording = house
    clip = clips.list_clips(room.app, room.admin, recording.id).items[0]
    clips.approve(room.app, room.admin, clip.id)

    ask(room, recording, keyword="쿠폰")

    from workers.store import requests

    with room.app.store.read() as connection:
        row = requests.requests_of(connection, [recording.id])[recording.id][0]
    assert row.wanted["used"] == [[clip.order.span.start_ms, clip.order.span.end_ms]]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"count": 0}, 422),
        ({"count": 21}, 422),
        ({"length": "endless"}, 422),
        ({"start_ms": 9000, "end_ms": 9000}, 422),
        ({"start_ms": 999_000}, 403),
        ({"keyword": "x" * 81}, 422),
        ({"unknown": 1}, 422),
    ],
)
def test_a_wish_that_cannot_be_is_refused(house, wanted, status) -> None:
    room, recording = house

    assert ask(room, recording, **wanted).status_code == status


def test_the_page_has_the_form_the_answers_and_which_product_has_no_clip(house) -> None:
    room, recording = house
    ask(room, recording, keyword="<b>수량", product_id="cream", start_ms=120_000, length="teaser")
    work_until_done(room, recording.id)

    page = room.browser.get(f"/recordings/{recording.id}/clips", headers={"Accept-Language": "ko"})

    words = catalogue("ko")
    assert words["request.title"] in page.text
    assert "수분크림 50ml · “&lt;b&gt;수량” · 2:00–" in page.text
    assert words["coverage.title"].format(n=1, m=2) in page.text
    assert "추천 3개 중 1개만 골랐습니다." in page.text
    assert words["clips.requested"] in page.text


def test_a_wish_becomes_what_the_choice_is_asked() -> None:
    policy = requested_policy(
        {"product_id": "p1", "keyword": "사은품", "start_ms": 60_000, "end_ms": None,
         "length": "explain", "count": 2, "used": [[0, 9000]]},
        600_000,
    )  # fmt: skip

    assert policy.count == 2
    assert policy.product_ids == ("p1",)
    assert policy.keywords == ("사은품",)
    assert policy.within == Span(60_000, 600_000)
    assert policy.lengths == (Length.EXPLAIN,)
    assert policy.used == (Span(0, 9000),)
    assert requested_policy({}, 600_000).within is None
