"""The brand kit of a workspace: who changes it, what is refused, and which clips get it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from clipping.fonts import FONTS_FOLDER
from tests.unit.service.showroom import Showroom
from workers.actions import clips
from workers.brand import FILE_KINDS
from workers.clip_plans import ClipPlan, plan_clips
from workers.store import clips as clip_rows
from workers.store import recordings as recording_rows
from workers.views import RecordingView, Role
from workers.worklist import plan_recordings


def picture(width: int = 400, height: int = 200) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 30, 60, 128)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(autouse=True)
def as_it_was(room: Showroom) -> Iterator[None]:
    """The kit is the workspace's: broadcasts that others look at keep their look."""
    yield
    for kind in FILE_KINDS:
        room.browser.delete(f"/api/v1/brand/files/{kind}")
    room.browser.put("/api/v1/brand/colours", json={"plain": "", "accent": ""})


def put(room: Showroom, kind: str, content: bytes, name: str = "../로고.png"):
    return room.browser.put(f"/api/v1/brand/files/{kind}", files={"file": (name, content)})


def plan(room: Showroom, recording: RecordingView) -> ClipPlan:
    with room.app.store.read() as connection:
        rows = recording_rows.find_recordings(connection, [recording.id])
        planned = plan_recordings(connection, room.app, rows)[0]
        clip = clip_rows.clips_of(connection, [recording.id])[0]
        return plan_clips(connection, room.app, planned, [clip])[0]


def test_colours_and_files_are_kept_and_shown(room: Showroom):
    colours = {"plain": "fafafa", "accent": "FF3366"}
    assert room.browser.put("/api/v1/brand/colours", json=colours).status_code == 200
    assert put(room, "logo", picture()).status_code == 200
    font = (FONTS_FOLDER / "Pretendard-Medium.otf").read_bytes()
    put(room, "font", font, "우리글꼴.otf")

    kit = room.browser.get("/api/v1/brand").json()

    assert (kit["plain"], kit["accent"]) == ("FAFAFA", "FF3366")
    assert kit["files"] == {"logo": "../로고.png", "font": "우리글꼴.otf"}
    shown = room.browser.get("/api/v1/brand/files/logo")
    assert shown.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(shown.content)) as logo:
        assert logo.size == (192, 96)
    page = room.browser.get("/account").text
    assert "우리글꼴.otf" in page
    assert room.browser.delete("/api/v1/brand/files/logo").json()["files"] == {
        "font": "우리글꼴.otf"
    }


def test_pictures_and_fonts_of_usual_size_come_in_and_others_are_told_the_limit(room: Showroom):
    out = io.BytesIO()
    Image.effect_noise((1600, 1600), 90).save(out, "PNG")

    assert len(out.getvalue()) > 2_200_000
    assert put(room, "card", out.getvalue()).status_code == 200
    too_large = put(room, "font", b"OTTO" + bytes(30_100_000))
    assert too_large.status_code == 400
    assert "30 MB" in too_large.text
    too_large = put(room, "intro", bytes(40_000_001), "intro.mp4")
    assert too_large.status_code == 400
    assert "40 MB" in too_large.text
    assert put(room, "font", bytes(41_100_000)).status_code == 413


def test_a_refused_file_is_explained_in_the_readers_language(room: Showroom):
    room.browser.headers["Accept-Language"] = "ko"
    answer = put(room, "logo", b"<svg onload=alert(1)>")
    room.browser.headers.pop("Accept-Language")

    assert answer.status_code == 400
    assert answer.json()["code"] == "brand_file_refused"
    assert "읽을 수 있는 그림이 아닙니다" in answer.json()["detail"]
    assert list(room.app.incoming.glob("brand-*")) == []


def test_what_is_no_film_is_refused_in_the_readers_language(room: Showroom):
    room.browser.headers["Accept-Language"] = "ko"
    answer = put(room, "intro", b"#EXTM3U\nhttp://intern/", "인트로.mp4")
    room.browser.headers.pop("Accept-Language")

    assert answer.status_code == 400
    assert "읽을 수 있는 영상이 아닙니다" in answer.json()["detail"]


@pytest.mark.parametrize("colour", ["red", "#FFFFFF", "FFFFF", "FFFFFFF", "{\\an8}"])
def test_what_is_no_colour_is_refused(room: Showroom, colour: str):
    answer = room.browser.put("/api/v1/brand/colours", json={"plain": colour, "accent": ""})

    assert answer.status_code == 422


def test_only_admins_change_the_kit(room: Showroom):
    marketer = room.program(Role.MARKETER)

    colours = marketer.put("/api/v1/brand/colours", json={"plain": "000000", "accent": ""})
    file = marketer.put("/api/v1/brand/files/logo", files={"file": ("l.png", picture())})

    assert (colours.status_code, file.status_code) == (403, 403)
    assert marketer.get("/api/v1/brand").status_code == 200


def test_clips_get_the_kit_and_approved_ones_keep_theirs(room: Showroom, broadcast: RecordingView):
    before = {step.name: step.key for step in plan(room, broadcast).every}
    put(room, "card", picture(1080, 1920), "card.png")
    with_card = plan(room, broadcast)
    clip = clips.list_clips(room.app, room.admin, broadcast.id).items[0]
    clips.approve(room.app, room.admin, clip.id)

    room.browser.delete("/api/v1/brand/files/card")

    after = plan(room, broadcast)
    mine = next(step for step in after.finals if step.name == "render:reels")
    assert mine.key == {s.name: s.key for s in with_card.finals}["render:reels"]
    assert mine.key != before["render:reels"]
    assert "brand_card" in mine.needs
