"""How a clip looks is chosen by people: style, title, cover and the text on it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from clipping.caption_styles import STYLE_NAMES
from tests.unit.service.showroom import Showroom, work_until_done
from workers.actions import clips
from workers.views import RecordingView


@pytest.fixture
def clip_id(room: Showroom, broadcast: RecordingView) -> str:
    return clips.list_clips(room.app, room.admin, broadcast.id).items[0].id


def choose(room: Showroom, clip_id: str, **look: str):
    return room.browser.patch(f"/api/v1/clips/{clip_id}", json={"look": look})


def test_a_look_is_kept_changes_the_clip_and_can_be_taken_back(room: Showroom, clip_id: str):
    answer = choose(
        room, clip_id, style="plate", hook=" 오늘만 이 가격 ", cover_text="오늘만"
    ).json()

    assert answer["look"] == {
        "style": "plate", "hook": "오늘만 이 가격", "cover": "", "cover_text": "오늘만",
        "tighten": "",
    }  # fmt: skip
    params = clips.get_clip(room.app, room.admin, clip_id).order.params()
    assert params["caption_style"] == "plate"
    assert params["hook"] == "오늘만 이 가격"
    undone = room.browser.post(f"/api/v1/clips/{clip_id}/undo").json()
    assert set(undone["look"].values()) == {""}


def test_what_was_not_chosen_changes_no_key(room: Showroom, clip_id: str):
    before = clips.get_clip(room.app, room.admin, clip_id).order.params()

    choose(room, clip_id, hook="제목")
    choose(room, clip_id)

    assert clips.get_clip(room.app, room.admin, clip_id).order.params() == before


def test_pauses_are_cut_out_of_one_clip_where_a_person_says_so(room: Showroom, clip_id: str):
    def params():
        return clips.get_clip(room.app, room.admin, clip_id).order.params()

    assert "tighten" not in params()
    assert choose(room, clip_id, tighten="on").json()["look"]["tighten"] == "on"
    assert params()["tighten"] is True
    choose(room, clip_id, tighten="off")
    assert params()["tighten"] is False


def test_the_page_knows_what_the_preview_leaves_out(
    room: Showroom, broadcast: RecordingView, clip_id: str
):
    choose(room, clip_id, tighten="on")
    work_until_done(room, broadcast.id)

    status = room.browser.get(f"/clips/{clip_id}/status").text

    span = clips.get_clip(room.app, room.admin, clip_id).order.span
    middle = (span.start_ms + span.end_ms) // 2
    pieces = f"{span.start_ms}-{middle - 500} {middle + 500}-{span.end_ms}"
    assert f'data-pieces="{pieces} "' in status


@pytest.mark.parametrize(
    "look",
    [
        {"style": "comic"},
        {"cover": "../x.jpg"},
        {"hook": "가" * 81},
        {"colour": "red"},
        {"tighten": "yes"},
    ],
)
def test_a_look_that_is_none_is_refused(room: Showroom, clip_id: str, look: dict[str, str]):
    assert choose(room, clip_id, **look).status_code == 422


def test_the_page_offers_every_style_with_its_picture(
    room: Showroom, broadcast: RecordingView, clip_id: str
):
    page = room.browser.get(f"/recordings/{broadcast.id}/clips/{clip_id}").text

    assert tuple(re.findall(r"/static/styles/(\w+)\.jpg", page)) == STYLE_NAMES
    for name in STYLE_NAMES:
        assert room.browser.get(f"/static/styles/{name}.jpg").content[:2] == b"\xff\xd8"


def test_the_chosen_cover_goes_out_as_the_cover(
    room: Showroom, broadcast: RecordingView, clip_id: str
):
    room.browser.post(f"/api/v1/clips/{clip_id}/approve")
    work_until_done(room, broadcast.id)
    covers = room.browser.get(f"/api/v1/clips/{clip_id}/files").json()["covers"]
    wanted = room.browser.get(f"/api/v1/clips/{clip_id}/covers/{covers[-1]}").content

    choose(room, clip_id, cover=covers[-1])

    archive = zipfile.ZipFile(io.BytesIO(room.browser.get(f"/api/v1/clips/{clip_id}/zip").content))
    assert archive.read("cover.jpg") == wanted
    assert sorted(n for n in archive.namelist() if n.startswith("cover")) == sorted(covers)
