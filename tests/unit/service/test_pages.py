"""What people read: both languages, everything escaped, nothing that needs a foreign server."""

from __future__ import annotations

import json
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipping.rejections import Rejection
from clipping.score_weights import DEFAULT_WEIGHTS
from service.i18n import LANGUAGES, catalogue, choose_language
from service.templating import json_block
from tests.unit.service.showroom import Showroom, add_broadcast
from transcripts.questions.model import Flag
from workers.actions import clips
from workers.brief import PLATFORMS
from workers.stages import table
from workers.views import (
    ClipState,
    EntryState,
    FileState,
    RecordingState,
    RecordingView,
    Role,
    StepState,
)

SERVICE = Path(__file__).parents[3] / "service"
HANGUL = re.compile("[가-힣]")


def test_both_languages_have_every_text_with_the_same_places() -> None:
    places = {
        language: {
            key: {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for key, text in catalogue(language).items()
        }
        for language in LANGUAGES
    }

    assert places["ko"] == places["en"]
    assert not [key for key, text in catalogue("en").items() if HANGUL.search(text)]
    assert [key for key, text in catalogue("ko").items() if not HANGUL.search(text)] == ["day"]


def test_every_text_that_is_asked_for_is_there() -> None:
    asked: set[str] = set()
    for path in SERVICE.rglob("templates/**/*.html"):
        asked |= set(re.findall(r'\bt\(\s*"([\w.]+)"\s*[,)]', path.read_text(encoding="utf-8")))
    for path in (SERVICE / "static" / "js").glob("*.js"):
        asked |= set(re.findall(r'\bsay\("([\w.]+)"', path.read_text(encoding="utf-8")))

    assert len(asked) > 150
    assert asked <= set(catalogue("ko"))


def test_every_state_step_and_kind_of_file_has_a_plain_word() -> None:
    stages = {
        stage.name
        for stages in (
            table.RECORDING_STAGES,
            table.PREVIEW_STAGES,
            table.CLIP_STAGES,
            table.PLATFORM_STAGES,
        )
        for stage in stages
    }
    wanted = {f"step.{name}" for name in stages}
    wanted |= {f"kind.{kind}" for kind in table.SOURCES}
    for states in (RecordingState, ClipState, EntryState, FileState):
        wanted |= {f"state.{state.value}" for state in states}
    wanted |= {f"state.step_{state.value}" for state in StepState}
    wanted |= {f"flag.{flag.value}" for flag in Flag}
    wanted |= {f"state.role_{role.value}" for role in Role}
    wanted |= {f"reason.{kind.value}" for kind in DEFAULT_WEIGHTS.reasons}
    wanted |= {f"reject.{reason.value}" for reason in Rejection}

    assert wanted <= set(catalogue("ko"))


@pytest.mark.parametrize(
    ("chosen", "header", "language"),
    [
        (None, "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        (None, "en;q=0.3, ko;q=0.7", "ko"),
        (None, "fr-FR, de;q=0.5", "en"),
        (None, "ko;q=0, en", "en"),
        (None, "", "en"),
        (None, "ko;q=many", "en"),
        ("en", "ko", "en"),
        ("xx", "ko", "ko"),
    ],
)
def test_the_reader_gets_the_language_they_chose_or_their_browser_asks_for(
    chosen: str | None, header: str, language: str
) -> None:
    assert choose_language(chosen, header) == language


@given(st.text())
def test_no_text_ends_a_block_of_json(text: str) -> None:
    block = str(json_block([text, "</script><!--"]))

    assert "<" not in block
    assert json.loads(block) == [text, "</script><!--"]


TABS = ("clips", "faq", "downloads", "report")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tab", TABS)
def test_a_tab_is_shown_in_the_readers_language(
    room: Showroom, finished: RecordingView, tab: str, language: str
) -> None:
    answer = room.browser.get(
        f"/recordings/{finished.id}/{tab}", headers={"Accept-Language": language}
    )

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert catalogue(language)[f"tabs.{tab}"] in answer.text


@pytest.mark.parametrize("tab", TABS)
def test_a_page_holds_no_script_or_style_of_its_own_and_asks_no_other_server(
    room: Showroom, finished: RecordingView, tab: str
) -> None:
    answer = room.browser.get(f"/recordings/{finished.id}/{tab}")

    assert re.search(r"<script(?![^>]*(src=|application/json))", answer.text) is None
    assert re.search(r"\son\w+=|\sstyle=|<style", answer.text) is None
    assert re.findall(r'(?:src|href)="(?:https?:)?//', answer.text) == []
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_what_viewers_and_hosts_say_is_only_ever_text(room: Showroom) -> None:
    hostile = "<script>alert(1)</script>\"'&"
    recording = add_broadcast(room, title=hostile)

    answer = room.browser.get(f"/recordings/{recording.id}/clips")

    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


def test_the_questions_of_all_broadcasts_are_a_page_a_list_and_files(
    room: Showroom, finished: RecordingView
) -> None:
    page = room.browser.get("/faq", headers={"Accept-Language": "ko"})
    listed = room.browser.get("/api/v1/faq", params={"limit": 1}).json()
    file = room.browser.get("/api/v1/faq/files/faq-cp949.csv")

    assert "배송은 언제 되나요?" in page.text
    assert f'href="/recordings/{finished.id}/faq#e-q2"' in page.text
    assert (len(listed["items"]), listed["next_cursor"]) == (1, "1")
    assert listed["total"] >= 3
    assert file.headers["content-type"] == "text/csv; charset=euc-kr"
    assert "내일 바로 출발해요" in file.content.decode("cp949")
    assert room.browser.get("/api/v1/faq/files/passwd").status_code == 404


def test_a_clip_shows_why_it_was_chosen_what_is_said_and_what_was_left_out(
    room: Showroom, finished: RecordingView
) -> None:
    answer = room.browser.get(f"/recordings/{finished.id}/clips", headers={"Accept-Language": "ko"})

    assert "47명이 8초 사이에 채팅으로 반응했습니다" in answer.text
    assert "구천구백원이에요" in answer.text
    assert catalogue("ko")["left_out.take"] in answer.text
    assert "수분크림 50ml" in answer.text


def test_a_corrected_caption_and_a_chosen_layout_are_shown_again(
    room: Showroom, broadcast: RecordingView
) -> None:
    clip = clips.list_clips(room.app, room.admin, broadcast.id).items[0]
    page = f"/recordings/{broadcast.id}/clips/{clip.id}"
    html = room.browser.get(page).text
    sentence = re.search(r'data-caption data-from="(12000)" data-to="(\d+)"', html)
    assert sentence is not None

    changed = room.browser.patch(
        f"/api/v1/clips/{clip.id}",
        json={
            "caption_edits": [
                {
                    "start_ms": int(sentence[1]),
                    "end_ms": int(sentence[2]),
                    "text": "50ml에 59,900원",
                }
            ],
            "layouts": [{"start_ms": 11_500, "end_ms": 22_250, "layout": "fit"}],
        },
    ).json()

    assert changed["is_edited"]
    html = room.browser.get(page).text
    assert "50ml에 59,900원</textarea>" in html
    assert '<option value="fit" selected>' in html


def test_somebody_elses_change_is_not_overwritten(room: Showroom, broadcast: RecordingView) -> None:
    clip = clips.list_clips(room.app, room.admin, broadcast.id).items[0]
    url = f"/api/v1/clips/{clip.id}"
    assert room.browser.patch(url, json={"version": 0, "title": "먼저"}).status_code == 200

    answer = room.browser.patch(url, json={"version": 0, "title": "나중"})

    assert answer.status_code == 409
    assert room.browser.get(url).json()["title"] == "먼저"


def test_one_decision_for_many_clips(room: Showroom, broadcast: RecordingView) -> None:
    listed = clips.list_clips(room.app, room.admin, broadcast.id).items
    ids = [clip.id for clip in listed[:2]]

    answer = room.browser.post(
        "/api/v1/clips/decisions",
        json={"clip_ids": [*ids, "0" * 32], "decision": "reject", "reason": "끝난 혜택"},
    ).json()

    assert answer["done"] == ids
    assert list(answer["refused"]) == ["0" * 32]
    assert room.browser.get(f"/api/v1/clips/{ids[0]}").json()["decision"]["reason"] == "끝난 혜택"


def test_the_timeline_carries_every_curve(room: Showroom, finished: RecordingView) -> None:
    series = room.browser.get(f"/api/v1/recordings/{finished.id}/series").json()

    steps = -(-series["duration_ms"] // series["step_ms"])
    assert {len(series[name]) for name in ("chat", "viewers", "orders", "sound")} == {steps}
    assert series["chat"][28_000 // series["step_ms"]] > 2 * series["chat"][0]
    assert series["offers"][0]["label"] == "2만원 쿠폰"
    assert series["cuts"][0] == 0


def test_an_unfinished_broadcast_is_shown_with_what_is_there(room: Showroom) -> None:
    recording = add_broadcast(room, title="아직")

    for tab in TABS:
        assert room.browser.get(f"/recordings/{recording.id}/{tab}").status_code == 200
    series = room.browser.get(f"/api/v1/recordings/{recording.id}/series").json()
    assert series["duration_ms"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_is_a_code_and_a_sentence_in_the_readers_language(
    room: Showroom, language: str
) -> None:
    answer = room.browser.get("/api/v1/clips/none", headers={"Accept-Language": language})

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert answer.json()["detail"] == catalogue(language)["error.not_found"]


def test_a_page_that_is_not_there_says_so_and_leads_back(room: Showroom) -> None:
    answer = room.browser.get("/recordings/none/clips", headers={"Accept-Language": "ko"})

    assert answer.status_code == 404
    assert catalogue("ko")["error.not_found"] in answer.text


def test_a_request_with_an_unknown_field_is_refused_by_name(room: Showroom) -> None:
    answer = room.browser.patch("/api/v1/clips/none", json={"strat_ms": 5})

    assert answer.status_code == 422
    assert "strat_ms" in answer.json()["reason"]


def test_a_body_without_end_is_cut_off(room: Showroom) -> None:
    answer = room.browser.post("/api/v1/keys", content=b"x" * 3_000_000)

    assert answer.status_code == 413


def test_the_api_knows_the_same_platforms_as_the_exports(room: Showroom) -> None:
    schema = room.browser.get("/api/v1/openapi.json").json()

    platforms = schema["components"]["schemas"]["RecordingIn"]["properties"]["platforms"]
    assert tuple(platforms["items"]["enum"]) == PLATFORMS


def test_the_fonts_come_from_here(room: Showroom) -> None:
    answer = room.stranger().get("/assets/fonts/Pretendard-Bold.otf")

    assert answer.status_code == 200
    assert len(answer.content) > 100_000


def test_every_route_of_the_api_is_described_with_what_opens_it(room: Showroom) -> None:
    schema = room.browser.get("/api/v1/openapi.json").json()

    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], f"{method} {path}"
            assert "security" in operation, f"{method} {path}"


def test_the_page_loads_no_decoder_and_no_model() -> None:
    heavy = ("numpy", "cv2", "av", "faster_whisper", "scenedetect", "kiwipiepy", "fontTools")
    script = f"import sys, service.app; print([m for m in {heavy} if m in sys.modules])"

    said = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=SERVICE.parent,
    )

    assert said.stdout.strip() == "[]"
