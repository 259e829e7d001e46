"""The review page in a browser: watch, trim, correct and decide, by mouse and by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import (
    PICTURES,
    House,
    accessibility_faults,
    eventually,
    seconds_in,
    watched,
)
from tests.unit.service.showroom import add_broadcast, work_until_done
from workers.actions import clips, faq
from workers.views import ClipState, ClipView, EntryState, RecordingView

pytestmark = [pytest.mark.browser, pytest.mark.ffmpeg]


@pytest.fixture
def broadcast(house: House, request: pytest.FixtureRequest) -> RecordingView:
    """A finished broadcast of the test's own."""
    recording = add_broadcast(house.room, house.live, title=request.node.name)
    work_until_done(house.room, recording.id)
    return recording


@pytest.fixture
def open_clips(house: House, broadcast: RecordingView, page: Page) -> Page:
    page.goto(f"{house.url}/recordings/{broadcast.id}/clips")
    page.wait_for_selector("[data-clip]")
    return page


def listed(house: House, broadcast: RecordingView) -> tuple[ClipView, ...]:
    return clips.list_clips(house.room.app, house.room.admin, broadcast.id).items


def test_a_clip_plays(open_clips: Page) -> None:
    open_clips.keyboard.press("Space")

    eventually(open_clips, lambda: seconds_in(open_clips, "[data-player=preview]") > 0.5)
    expect(open_clips.locator("[data-play-text]")).to_have_text("일시정지")


def test_an_edge_is_dragged_nudged_and_saved(
    house: House, broadcast: RecordingView, open_clips: Page
) -> None:
    handle = open_clips.locator("[data-handle=start]")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    open_clips.mouse.move(x, y)
    open_clips.mouse.down()
    open_clips.mouse.move(x + 60, y, steps=5)
    open_clips.mouse.up()
    dragged = int(handle.get_attribute("aria-valuenow") or 0)
    open_clips.locator("[data-nudge=start][data-by='100']").click()
    open_clips.locator("[data-save]").click()
    eventually(open_clips, lambda: listed(house, broadcast)[0].version == 1)

    assert dragged > 12_000
    assert listed(house, broadcast)[0].order.span.start_ms == dragged + 100
    expect(open_clips.locator("#clip-status")).to_contain_text("미리보기를 다시")


def test_a_faded_word_is_taken_into_the_clip(
    house: House, broadcast: RecordingView, open_clips: Page
) -> None:
    outside = open_clips.locator(".word:not(.is-in)", has_text="민감한").first
    outside.click()

    expect(open_clips.locator("[data-trim-save]")).to_be_visible()
    end = int(open_clips.locator("[data-handle=end]").get_attribute("aria-valuenow") or 0)
    assert end > 34_000
    eventually(open_clips, lambda: seconds_in(open_clips, "[data-player=source]") >= 34)


def test_keys_approve_the_trimmed_clip_move_on_and_take_it_back(
    house: House, broadcast: RecordingView, open_clips: Page
) -> None:
    first = listed(house, broadcast)[0]
    open_clips.locator("[data-nudge=end][data-by='100']").click()
    open_clips.keyboard.press("a")
    expect(open_clips.locator(f"[data-clip='{first.id}']")).to_have_count(0)
    eventually(open_clips, lambda: listed(house, broadcast)[0].state is ClipState.APPROVED)

    assert listed(house, broadcast)[0].order.span.end_ms == first.order.span.end_ms + 100
    open_clips.keyboard.press("u")
    eventually(open_clips, lambda: listed(house, broadcast)[0].state is ClipState.PROPOSED)
    expect(open_clips.locator(f"[data-clip='{first.id}']")).to_have_count(1)


def test_rejecting_asks_why(house: House, broadcast: RecordingView, open_clips: Page) -> None:
    open_clips.keyboard.press("j")
    second = listed(house, broadcast)[1]
    open_clips.wait_for_selector(f"[data-clip='{second.id}']")
    open_clips.keyboard.press("r")
    open_clips.locator("#reject label", has_text="끝난 혜택").click()
    open_clips.locator("#reject button.button-bad").click()
    eventually(open_clips, lambda: listed(house, broadcast)[1].state is ClipState.REJECTED)

    decision = listed(house, broadcast)[1].decision
    assert decision is not None
    assert decision.reason == "old_offer"


def test_captions_and_picture_are_corrected(
    house: House, broadcast: RecordingView, open_clips: Page
) -> None:
    open_clips.locator("[data-edit-captions]").first.click()
    open_clips.locator("[data-caption]").first.fill("50ml에 59,900원이에요")
    open_clips.locator("[data-captions] button.button-primary").click()
    eventually(open_clips, lambda: listed(house, broadcast)[0].version == 1)
    open_clips.wait_for_selector("[data-version='1'][data-clip]")
    open_clips.locator("[data-layout]").first.select_option("fit")
    eventually(open_clips, lambda: listed(house, broadcast)[0].version == 2)

    order = listed(house, broadcast)[0].order
    assert order.caption_edits[0]["text"] == "50ml에 59,900원이에요"
    assert order.layouts[0]["layout"] == "fit"


def test_the_new_preview_comes_by_itself(
    house: House, broadcast: RecordingView, open_clips: Page
) -> None:
    open_clips.locator("[data-nudge=end][data-by='100']").click()
    open_clips.locator("[data-save]").click()
    expect(open_clips.locator("[data-show=source]")).to_have_attribute("aria-pressed", "true")

    # Trimming shows the recording at once; what is saved is another thing.
    expect(open_clips.locator("#clip-status")).to_have_attribute("data-preview", "waiting")
    work_until_done(house.room, broadcast.id)

    expect(open_clips.locator("[data-show=preview]")).to_have_attribute(
        "aria-pressed", "true", timeout=15_000
    )


def test_suggestions_come_by_themselves(house: House, page: Page) -> None:
    recording = add_broadcast(house.room, house.live, title="곧")
    page.goto(f"{house.url}/recordings/{recording.id}/clips")
    expect(page.locator("#clip")).to_contain_text("클립을 고르고 있습니다")

    work_until_done(house.room, recording.id)

    expect(page.locator(".clip-row")).to_have_count(4, timeout=15_000)
    expect(page.locator("[data-clip]")).to_have_count(1)


def test_several_are_decided_at_once(
    house: House, broadcast: RecordingView, open_clips: Page
) -> None:
    open_clips.locator("[data-pick]").nth(1).check()
    open_clips.locator("[data-pick]").nth(2).check()
    open_clips.locator("[data-bulk-do=approve]").click()

    eventually(
        open_clips,
        lambda: (
            [clip.state.value for clip in listed(house, broadcast)]
            == ["proposed", "approved", "approved", "proposed"]
        ),
    )
    expect(open_clips.locator(".clip-approved")).to_have_count(2)


def test_a_moment_that_was_left_out_becomes_a_clip(
    house: House, broadcast: RecordingView, open_clips: Page
) -> None:
    open_clips.locator(".left-out summary").click()
    open_clips.locator(".left-out [data-own]").first.click()

    eventually(open_clips, lambda: len(listed(house, broadcast)) == 5)
    expect(open_clips.locator(".clip-row")).to_have_count(5)


def test_an_answer_plays_where_it_was_given_and_is_edited_and_approved(
    house: House, broadcast: RecordingView, page: Page
) -> None:
    page.goto(f"{house.url}/recordings/{broadcast.id}/faq")
    entry = page.locator("[data-entry=q1]")
    entry.locator("[data-moment]").nth(1).click()
    eventually(page, lambda: seconds_in(page, "#moment video") > 41)
    entry.locator("[data-write]:visible").click()
    entry.locator("[name=answer]").fill("네, 저자극 테스트를 마쳤습니다.")
    entry.locator("[data-writing] button.button-primary").click()
    expect(entry.locator(".faq-a")).to_have_text("네, 저자극 테스트를 마쳤습니다.")
    entry.locator("[data-decide=approve]").click()
    expect(entry.locator(".badge-good")).to_be_visible()

    kept = faq.list_faq(house.room.app, house.room.admin, broadcast.id).entries[0]
    assert kept.state is EntryState.APPROVED
    assert kept.answer == "네, 저자극 테스트를 마쳤습니다."


def test_files_are_told_apart_by_name_sent_and_become_a_broadcast(
    house: House, page: Page, tmp_path: Path
) -> None:
    names = ("여름 특집 2부.mp4", "채팅로그.csv", "매출_지표.csv", "쿠폰.csv", "상품목록.csv")
    for name in names:
        (tmp_path / name).write_bytes(b"bytes of " + name.encode())
    page.goto(house.url)
    page.set_input_files("#upload input[type=file]", [tmp_path / name for name in names])
    kinds = page.locator(".file-row select")
    assert [kinds.nth(place).input_value() for place in range(5)] == [
        "media", "chat_file", "metrics_file", "offers_file", "products_file",
    ]  # fmt: skip
    page.locator("[data-send]").click()
    page.wait_for_url("**/recordings/*/clips")

    expect(page.locator("h1")).to_have_text("여름 특집 2부")
    expect(page.locator("#head progress")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "language", "width", "scheme"),
    [
        ("ko", "ko-KR", 1440, "light"),
        ("en", "en-US", 1440, "dark"),
        ("ko-phone", "ko-KR", 390, "light"),
        ("en-phone", "en-US", 390, "dark"),
    ],
)
def test_every_page_fits_and_can_be_read_by_everybody(
    house: House, browser: Browser, complaints: list[str], name: str, language: str, width: int,
    scheme: str,
) -> None:  # fmt: skip
    context = watched(
        browser.new_context(
            locale=language,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
        ),
        complaints,
    )
    page = house.sign_in(context)
    base = f"/recordings/{house.recording.id}"
    clip = listed(house, house.recording)[0]
    for path in ("/", f"{base}/clips", f"{base}/clips/{clip.id}", f"{base}/faq",
                 f"{base}/downloads", f"{base}/report", "/faq", "/learning", "/system",
                 "/account"):  # fmt: skip
        page.goto(house.url + path)
        page.wait_for_timeout(700)
        shown = path.replace(base, "recording").replace(clip.id, "one").strip("/")
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}-{shown.replace('/', '-') or 'start'}.png")
        wider = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{path} is {wider} px too wide"
        assert accessibility_faults(page) == [], path
    context.close()
    assert complaints == []
