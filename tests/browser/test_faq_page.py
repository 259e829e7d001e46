"""The FAQ tab in a browser: check, correct, join, split, answer, decide, by mouse and keys."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, eventually, seconds_in
from tests.unit.service.showroom import add_broadcast, work_until_done
from workers.actions import faq
from workers.views import EntryState, FaqEntryView, RecordingView

pytestmark = [pytest.mark.browser, pytest.mark.ffmpeg]


@pytest.fixture
def broadcast(house: House, request: pytest.FixtureRequest) -> RecordingView:
    """A finished broadcast of the test's own."""
    recording = add_broadcast(house.room, house.live, title=request.node.name)
    work_until_done(house.room, recording.id)
    return recording


@pytest.fixture
def open_faq(house: House, broadcast: RecordingView, page: Page) -> Page:
    page.goto(f"{house.url}/recordings/{broadcast.id}/faq")
    page.wait_for_selector("[data-entry]")
    return page


def entry(house: House, broadcast: RecordingView, id_: str) -> FaqEntryView:
    found = faq.list_faq(house.room.app, house.room.admin, broadcast.id)
    return next(one for one in found.entries if one.id == id_)


def test_what_must_be_checked_says_why_and_leaves_by_name(
    house: House, broadcast: RecordingView, open_faq: Page
) -> None:
    held = open_faq.locator("[data-entry=q1]")
    expect(held.locator(".badge-warn")).to_have_text("확인 필요")
    expect(held.locator(".flags li").first).to_contain_text("“저자극”")
    assert not entry(house, broadcast, "q1").may_leave

    held.locator("[data-decide=approve]").click()

    expect(held.locator(".badge-good")).to_have_text("게시 예정")
    approved = entry(house, broadcast, "q1")
    assert approved.may_leave
    assert approved.decision is not None
    assert approved.decision.person


def test_nothing_that_changes_meanwhile_closes_a_form_in_which_somebody_writes(
    open_faq: Page,
) -> None:
    one = open_faq.locator("[data-entry=q1]")
    one.locator("[data-write]:visible").first.click()
    one.locator("[name=answer]").fill("네, 써도 돼요.")

    open_faq.locator("[data-entry=q2] [data-decide=approve]").click()

    expect(open_faq.locator("[data-entry=q2] [data-decide=reopen]")).to_be_visible()
    expect(one.locator("[name=answer]")).to_be_visible()
    expect(one.locator("[name=answer]")).to_have_value("네, 써도 돼요.")


def test_a_question_taken_from_the_list_comes_back_on_undo(open_faq: Page) -> None:
    asked = open_faq.locator("[data-open-question]")
    expect(asked).to_have_count(1)
    asked.locator("[data-dismiss]").click()
    expect(asked).to_have_count(0)

    open_faq.locator(".toast-undo").click()

    expect(asked).to_have_count(1)


def test_an_answer_plays_where_it_was_given_and_is_edited(
    house: House, broadcast: RecordingView, open_faq: Page
) -> None:
    one = open_faq.locator("[data-entry=q1]")
    one.locator("[data-proof]").click()
    eventually(open_faq, lambda: seconds_in(open_faq, "#moment video") > 41)
    one.locator("[data-write]:visible").first.click()
    one.locator("[name=answer]").fill("네, 민감한 피부용으로 만들었습니다.")
    one.locator("[data-writing] button.button-primary").click()

    expect(one.locator(".faq-a")).to_have_text("네, 민감한 피부용으로 만들었습니다.")
    expect(one.locator(".badge-good")).to_have_text("게시 예정")
    assert entry(house, broadcast, "q1").is_edited


def test_keys_move_reject_with_a_reason_and_take_it_back(
    house: House, broadcast: RecordingView, open_faq: Page
) -> None:
    open_faq.keyboard.press("j")
    open_faq.keyboard.press("j")
    expect(open_faq.locator("[data-entry=q2]")).to_be_focused()
    open_faq.keyboard.press("r")
    open_faq.locator("#faq-reject label", has_text="고객에게 필요 없음").click()
    open_faq.locator("#faq-reject button.button-bad").click()
    expect(open_faq.locator("[data-entry=q2] .badge-bad")).to_be_visible()

    rejected = entry(house, broadcast, "q2")
    assert rejected.decision is not None
    assert rejected.decision.reason == "고객에게 필요 없음"
    open_faq.locator("[data-entry=q2]").focus()
    open_faq.keyboard.press("u")
    expect(open_faq.locator("[data-entry=q2] .badge-good")).to_be_visible()
    assert entry(house, broadcast, "q2").state is EntryState.PROPOSED


def test_two_questions_are_joined_and_parted(
    house: House, broadcast: RecordingView, open_faq: Page
) -> None:
    open_faq.locator("[data-entry=q2] [data-merge-open]").click()
    open_faq.locator("#faq-merge select").select_option("q1")
    open_faq.locator("#faq-merge button.button-primary").click()
    expect(open_faq.locator("[data-entry=q2]")).to_have_count(0)
    expect(open_faq.locator("[data-entry=q1]")).to_contain_text("17명이 질문")
    assert entry(house, broadcast, "q1").merged == ("q2",)

    open_faq.locator("[data-entry=q1] [data-part]").click()

    expect(open_faq.locator("[data-entry=q2]")).to_have_count(1)
    assert entry(house, broadcast, "q1").merged == ()


def test_an_answer_is_split_in_two(house: House, broadcast: RecordingView, open_faq: Page) -> None:
    open_faq.locator("[data-entry=q1] [data-split-open]").click()
    form = open_faq.locator("#faq-split form")
    form.locator("[name=first]").fill("네, 쓸 수 있어요.")
    form.locator("[name=question]").fill("어떤 테스트를 했나요?")
    form.locator("[name=second]").fill("피부 테스트를 마쳤어요.")
    form.locator("button.button-primary").click()
    expect(open_faq.locator("[data-entry='q1-2'] .faq-q")).to_have_text("어떤 테스트를 했나요?")

    assert entry(house, broadcast, "q1").answer == "네, 쓸 수 있어요."
    assert entry(house, broadcast, "q1-2").proof == entry(house, broadcast, "q1").proof


def test_an_open_question_is_answered_by_the_shop_or_taken_away(
    house: House, broadcast: RecordingView, open_faq: Page
) -> None:
    asked = open_faq.locator("[data-open-question=u1]")
    asked.locator("[data-answer-open]").first.click()
    asked.locator("[name=answer]").fill("상세 페이지 아래쪽에 있어요.")
    asked.locator("button.button-primary").click()
    expect(open_faq.locator("[data-entry=u1] .badge-good")).to_have_text("게시 예정")

    assert entry(house, broadcast, "u1").proof is None


def test_a_question_is_moved_to_another_product_and_the_next_broadcast_knows(
    house: House, broadcast: RecordingView, open_faq: Page
) -> None:
    one = open_faq.locator("[data-entry=q1]")
    one.locator("[data-write]:visible").first.click()
    one.locator("[name=product][value=cream]").uncheck()
    one.locator("[name=product][value=set]").check()
    one.locator("[data-writing] button.button-primary").click()
    expect(one.locator(".chip")).to_have_text("여름 세트")

    later = add_broadcast(house.room, house.live, title="다음 방송")
    work_until_done(house.room, later.id)

    assert entry(house, later, "q1").product_ids == ("set",)


def test_only_what_is_asked_for_is_shown(open_faq: Page) -> None:
    open_faq.locator("[data-show-kind=held]").click()
    expect(open_faq.locator("[data-entry]:visible")).to_have_count(1)
    open_faq.locator("[data-show-kind=ready]").click()
    expect(open_faq.locator("[data-entry=q2]")).to_be_visible()
    expect(open_faq.locator("[data-entry=q1]")).to_be_hidden()


def test_the_record_of_decisions_is_kept(
    house: House, broadcast: RecordingView, open_faq: Page
) -> None:
    open_faq.locator("[data-entry=q1] [data-decide=approve]").click()
    expect(open_faq.locator("[data-entry=q1] .badge-good")).to_be_visible()

    answer = open_faq.request.get(f"{house.url}/api/v1/recordings/{broadcast.id}/faq-audit")
    (approved,) = json.loads(answer.text())
    assert approved["kind"] == "approve"
    assert approved["person"]
    assert approved["seen"]["flags"] == ["health_claim"]
    assert approved["seen"]["answer"].startswith("네, 저자극")
