"""The questions of all broadcasts: one list, dated answers, ids that stay, and what people say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.service.showroom import (
    Showroom,
    add_broadcast,
    open_showroom,
    prepared,
    work_until_done,
)
from transcripts.questions.across import Agreement
from workers.actions import faq, faq_list, recordings
from workers.errors import Conflict
from workers.pipeline import Work
from workers.views import FaqList, FaqListed, RecordingView

#: What the host answers about delivery on each day.
ANSWERS = {
    "2026-11-01": "이틀 걸립니다.",
    "2026-11-08": "이틀 걸려요.",
    "2026-11-15": "5일 걸립니다.",
}


def fill(stage: str, work: Work) -> None:
    """Prepared stages; the answer about delivery is that of the broadcast."""
    for name, value in prepared(stage, work.params).items():
        path = work.draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if stage == "qa":
            value["pairs"][1]["answer"]["text"] = ANSWERS[str(work.params["recorded_on"])]
        if isinstance(value, bytes):
            path.write_bytes(value)
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            path.write_text(text, encoding="utf-8")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Showroom]:
    opened = open_showroom(tmp_path / "data", fill)
    yield opened
    opened.app.close()


def broadcast(room: Showroom, title: str) -> RecordingView:
    recording = add_broadcast(room, title=title)
    work_until_done(room, recording.id)
    return recording


def about(found: FaqList, word: str) -> FaqListed:
    return next(one for one in found.entries if word in one.question)


def test_the_same_question_is_one_entry_and_other_answers_stand_beside_it(room: Showroom) -> None:
    for title in ("2026-11-01 첫째", "2026-11-08 둘째", "2026-11-15 셋째"):
        broadcast(room, title)

    delivery = about(faq_list.list_all(room.app, room.admin), "배송")

    assert delivery.asked_by == 15
    assert delivery.agreement is Agreement.CONTRADICTING
    newest, older = delivery.versions
    assert (newest.text, newest.sources[0].held_on.isoformat()) == ("5일 걸립니다.", "2026-11-15")
    assert [source.held_on.day for source in older.sources] == [8, 1]
    assert (newest.is_outdated, older.is_outdated) == (False, True)


def test_contradicting_answers_are_in_no_file_until_a_person_chooses(room: Showroom) -> None:
    for title in ("2026-11-01 첫째", "2026-11-15 셋째"):
        broadcast(room, title)
    before = faq_list.list_file(room.app, room.admin, "faq.md")
    delivery = about(faq_list.list_all(room.app, room.admin), "배송")
    newest = delivery.versions[0].sources[0].key

    settled = faq_list.choose_answer(room.app, room.admin, delivery.id, newest)

    after = str(faq_list.list_file(room.app, room.admin, "faq.md"))
    assert "배송" not in str(before)
    assert "5일 걸립니다." in after
    assert "2026-11-15 방송 1:44에서 확인" in after
    assert settled.id == delivery.id
    assert [version.text for version in settled.versions] == ["5일 걸립니다."]


def test_ids_stay_when_an_older_broadcast_is_added(room: Showroom) -> None:
    broadcast(room, "2026-11-08 둘째")
    before = about(faq_list.list_all(room.app, room.admin), "배송").id

    broadcast(room, "2026-11-01 첫째")

    assert about(faq_list.list_all(room.app, room.admin), "배송").id == before


def test_people_join_and_part_and_that_holds(room: Showroom) -> None:
    broadcast(room, "2026-11-01 첫째")
    found = faq_list.list_all(room.app, room.admin)
    skin, delivery = about(found, "피부"), about(found, "배송")

    joined = faq_list.join_listed(room.app, room.admin, skin.id, delivery.id)
    broadcast(room, "2026-11-08 둘째")
    again = next(
        one
        for one in faq_list.list_all(room.app, room.admin).entries
        if any(source.key == skin.sources[0].key for source in one.sources)
    )
    parted = faq_list.part_listed(room.app, room.admin, again.id, skin.sources[0].key)

    assert joined.asked_by == 17
    assert len(again.sources) >= 3
    assert "배송" not in parted.question


def test_nothing_is_joined_to_itself_or_taken_out_of_one(room: Showroom) -> None:
    broadcast(room, "2026-11-01 첫째")
    delivery = about(faq_list.list_all(room.app, room.admin), "배송")

    with pytest.raises(Conflict):
        faq_list.join_listed(room.app, room.admin, delivery.id, delivery.id)
    with pytest.raises(Conflict):
        faq_list.part_listed(room.app, room.admin, delivery.id, delivery.sources[0].key)


def test_what_a_person_wrote_leads_and_what_was_rejected_is_gone(room: Showroom) -> None:
    first, second = broadcast(room, "2026-11-01 첫째"), broadcast(room, "2026-11-08 둘째")
    faq.edit_entry(room.app, room.admin, first.id, "q2", answer="보통 이틀 안에 도착합니다.")
    faq.reject_entry(room.app, room.admin, second.id, "q1", "중복")

    found = faq_list.list_all(room.app, room.admin)
    assert about(found, "배송").versions[0].text == "보통 이틀 안에 도착합니다."
    assert [source.recording_id for source in about(found, "피부").sources] == [first.id]


def test_questions_of_one_product_or_of_none_can_be_asked_for(room: Showroom) -> None:
    broadcast(room, "2026-11-01 첫째")

    of_cream = faq_list.list_all(room.app, room.admin, "cream")
    of_none = faq_list.list_all(room.app, room.admin, "")

    assert of_cream.entries
    assert of_none.entries
    assert all("cream" in one.product_ids for one in of_cream.entries)
    assert all(not one.product_ids for one in of_none.entries)
    assert of_cream.products["cream"] == "수분크림 50ml"


def test_a_flagged_answer_waits_in_the_list_too(room: Showroom) -> None:
    broadcast(room, "2026-11-01 첫째")

    assert "저자극" not in str(faq_list.list_file(room.app, room.admin, "faq.html"))


def test_a_deleted_broadcast_leaves_the_list(room: Showroom) -> None:
    recording = broadcast(room, "2026-11-01 첫째")
    faq_list.list_all(room.app, room.admin)
    recordings.delete_recording(room.app, room.admin, recording.id)

    assert faq_list.list_all(room.app, room.admin).entries == ()


def test_an_unanswered_question_keeps_its_product(tmp_path: Path) -> None:
    def fill_open(stage: str, work: Work) -> None:
        fill(stage, work)
        if stage == "qa":
            path = work.draft / "qa.json"
            value = json.loads(path.read_text(encoding="utf-8"))
            value["unanswered"][0]["product_ids"] = ["cream"]
            path.write_text(json.dumps(value), encoding="utf-8")

    room = open_showroom(tmp_path / "data", fill_open)
    broadcast(room, "2026-11-01")

    listed = about(faq_list.list_all(room.app, room.admin), "성분표")
    assert listed.agreement is Agreement.UNANSWERED
    assert listed.product_ids == ("cream",)
    room.app.close()
