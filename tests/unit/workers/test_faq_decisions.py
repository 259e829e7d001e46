"""What holds after decisions: approvals are of a text, and what is taken away may come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.service.showroom import Showroom, add_broadcast, open_showroom, work_until_done
from workers.actions import faq, people
from workers.errors import NotAllowed, NotFound
from workers.views import Role


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Showroom]:
    opened = open_showroom(tmp_path / "data")
    yield opened
    opened.app.close()


@pytest.fixture
def recording(room: Showroom) -> str:
    found = add_broadcast(room)
    work_until_done(room, found.id)
    return found.id


def test_a_text_that_is_changed_after_its_approval_needs_its_own(
    room: Showroom, recording: str
) -> None:
    approved = faq.approve_entry(room.app, room.admin, recording, "q1")
    assert approved.may_leave

    again = faq.edit_entry(room.app, room.admin, recording, "q1", answer=approved.answer)
    assert again.may_leave

    changed = faq.edit_entry(room.app, room.admin, recording, "q1", answer="저자극이고 완벽해요.")
    assert not changed.may_leave
    assert faq.approve_entry(room.app, room.admin, recording, "q1").may_leave


def test_a_text_that_was_changed_while_somebody_read_it_is_not_approved(
    room: Showroom, recording: str
) -> None:
    read = faq.list_faq(room.app, room.admin, recording).entries[0]
    faq.edit_entry(room.app, room.admin, recording, read.id, answer="오늘만 백 퍼센트 완벽해요.")

    approval = {"question": read.question, "answer": read.answer}
    address = f"/api/v1/recordings/{recording}/faq/{read.id}/approve"
    assert room.browser.post(address, json=approval).status_code == 409

    now = {**approval, "answer": "오늘만  백 퍼센트\n완벽해요."}
    assert room.browser.post(address, json=now).json()["state"] == "approved"


def test_a_program_approves_a_flagged_entry_only_for_a_person_it_names(
    room: Showroom, recording: str
) -> None:
    key, _ = people.new_api_key(room.app, room.admin, "robot", Role.MARKETER)
    robot = people.find_api_key(room.app, key)
    assert robot is not None

    with pytest.raises(NotAllowed):
        faq.approve_entry(room.app, robot, recording, "q1")
    assert faq.approve_entry(room.app, robot, recording, "q1", by="김수진").may_leave

    noted = faq.audit(room.app, room.admin, recording)[-1].change
    assert (noted["by"], noted["key"]) == ("김수진", "robot")
    assert faq.approve_entry(room.app, robot, recording, "q2").may_leave


def test_an_approved_entry_may_move_to_another_product(room: Showroom, recording: str) -> None:
    faq.approve_entry(room.app, room.admin, recording, "q1")

    moved = faq.edit_entry(room.app, room.admin, recording, "q1", product_ids=[])
    assert moved.may_leave
    assert moved.product_ids == ()


def test_a_question_that_was_taken_from_the_list_can_be_put_back(
    room: Showroom, recording: str
) -> None:
    listed = faq.list_faq(room.app, room.admin, recording).unanswered
    id_ = str(listed[0]["id"])

    faq.dismiss_question(room.app, room.admin, recording, id_)
    assert faq.list_faq(room.app, room.admin, recording).unanswered == ()

    faq.restore_question(room.app, room.admin, recording, id_)
    assert faq.list_faq(room.app, room.admin, recording).unanswered == listed

    with pytest.raises(NotFound):
        faq.restore_question(room.app, room.admin, recording, id_)
