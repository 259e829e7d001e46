"""Asking for clips, what was learned and the report, as a marketer uses them in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from service.i18n import catalogue
from tests.browser.conftest import PICTURES, House, accessibility_faults, eventually, watched
from tests.unit.service.showroom import add_broadcast, work_until_done
from workers.actions import clips, learning
from workers.views import RecordingView

pytestmark = [pytest.mark.browser, pytest.mark.ffmpeg]
WORDS = catalogue("ko")


@pytest.fixture
def broadcast(house: House, request: pytest.FixtureRequest) -> RecordingView:
    """A finished broadcast of the test's own."""
    recording = add_broadcast(house.room, house.live, title=request.node.name)
    work_until_done(house.room, recording.id)
    return recording


def test_a_marketer_asks_for_clips_and_finds_them_on_top(
    house: House, broadcast: RecordingView, page: Page
) -> None:
    page.goto(f"{house.url}/recordings/{broadcast.id}/clips")
    page.get_by_text(WORDS["request.title"]).click()
    page.get_by_label(WORDS["request.keyword"]).fill("수량")
    page.get_by_label(WORDS["request.from"]).fill("2:00")
    page.locator("[data-request] button").click()
    expect(page.locator(".toast")).to_contain_text(WORDS["js.request_sent"])

    work_until_done(house.room, broadcast.id)
    page.reload()

    first = page.locator(".clip-row").first
    expect(first).to_contain_text("서두르세요 수량")
    expect(first).to_contain_text(WORDS["clips.requested"])
    expect(page.locator(".requests")).to_contain_text("“수량” · 2:00–")
    expect(page.locator("details.coverage summary")).to_contain_text("2개 중 1개는 없음")
    page.screenshot(path=PICTURES / "requests-ko.png", full_page=True)


def test_the_points_under_a_clip_add_up_to_its_score(
    house: House, broadcast: RecordingView, page: Page
) -> None:
    page.goto(f"{house.url}/recordings/{broadcast.id}/clips")
    page.wait_for_selector("[data-clip]")

    points = page.locator(".reason .number").all_inner_texts()

    assert sum(int(text.removesuffix("점")) for text in points) == 91


def test_learning_is_applied_shown_and_taken_back(house: House, page: Page) -> None:
    for number in range(3):
        recording = add_broadcast(house.room, house.live, title=f"배울 방송 {number}")
        work_until_done(house.room, recording.id)
        shown = clips.list_clips(house.room.app, house.room.admin, recording.id).items
        for place, clip in enumerate(shown):
            if place % 2:
                clips.approve(house.room.app, house.room.admin, clip.id)
            else:
                clips.reject(house.room.app, house.room.admin, clip.id, "boring")
    page.goto(f"{house.url}/learning")
    page.locator("[data-learn=apply]").click()
    expect(page.locator(".factor").first).to_be_visible()
    page.screenshot(path=PICTURES / "learning-ko.png", full_page=True)
    assert accessibility_faults(page) == []

    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-learn=undo]").click()

    expect(page.locator(".factor")).to_have_count(0)
    eventually(page, lambda: not learning.learning(house.room.app, house.room.admin).factors)


def test_the_report_fits_a_phone_in_english(
    house: House, broadcast: RecordingView, browser: Browser, complaints: list[str]
) -> None:
    context = watched(
        browser.new_context(locale="en-US", viewport={"width": 390, "height": 844}), complaints
    )
    page = house.sign_in(context)
    page.goto(f"{house.url}/recordings/{broadcast.id}/report")

    expect(page.get_by_role("heading", name=catalogue("en")["report.asked"])).to_be_visible()
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= 390
    page.screenshot(path=PICTURES / "report-en-phone.png", full_page=True)
    context.close()
    assert complaints == []


def test_the_timeline_says_what_the_curves_are_at_the_pointer(
    house: House, broadcast: RecordingView, page: Page
) -> None:
    page.goto(f"{house.url}/recordings/{broadcast.id}/clips")
    plot = page.locator("#broadcast .u-over")
    plot.wait_for()
    box = plot.bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + box["width"] / 6, box["y"] + box["height"] / 2)

    expect(page.locator("#broadcast-at")).to_have_text("0:30")
    expect(page.locator("[data-value=chat]")).to_have_text("56")
    expect(page.locator("[data-value=offers]")).to_have_text("2만원 쿠폰")
    expect(page.locator("[data-value=clips]")).to_have_text("91")
    page.locator("#broadcast").screenshot(path=PICTURES / "timeline-ko.png")
