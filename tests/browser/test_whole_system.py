"""From an uploaded broadcast to downloaded clips: the whole system, as a marketer uses it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from clipping.ffmpeg import find_ffmpeg
from tests.browser.conftest import PICTURES, eventually, seconds_in
from workers.brief import PLATFORMS
from workers.demo_broadcast import DemoBroadcast, build_demo, find_pieces

pytestmark = [
    pytest.mark.browser,
    pytest.mark.system,
    pytest.mark.ffmpeg,
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.timeout(1800),
]
_MINUTE_MS = 60_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoBroadcast:
    return build_demo(find_pieces(), tmp_path_factory.mktemp("demo"), find_ffmpeg())


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sign-in link of a system that runs."""
    data = tmp_path_factory.mktemp("system") / "data"
    command = [sys.executable, "-m", "workers.cli.main", "up", "--data", str(data), "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True, env=dict(os.environ)
    )
    assert process.stdout is not None
    found = next(
        (match[0] for line in process.stdout if (match := re.search(r"http\S+/sign-in/\S+", line))),
        None,
    )
    assert found is not None, "the system did not start"
    yield found
    process.send_signal(signal.SIGTERM)
    process.stdout.close()
    process.wait(60)


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"system-{name}.png", full_page=True)


def in_language(page: Page, language: str) -> None:
    button = page.locator(f"button[name=language][value={language}]")
    if button.count():
        button.click()
        expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_broadcast_becomes_posted_clips_and_a_faq(
    browser: Browser, demo: DemoBroadcast, link: str, tmp_path: Path
) -> None:
    page = browser.new_context(locale="ko-KR", viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(link)
    page.locator("main button").click()
    page.set_input_files("#upload input[type=file]", list(demo.sources().values()))
    page.locator("[name=title]").fill("데모 방송")
    page.locator("[data-send]").click()
    page.wait_for_url("**/recordings/*/clips", timeout=_MINUTE_MS)
    expect(page.locator("#head progress")).to_be_visible(timeout=_MINUTE_MS)
    picture(page, "working-ko")

    page.wait_for_selector(".clip-row", timeout=15 * _MINUTE_MS)
    page.wait_for_selector(
        "#clip-status[data-preview=done]", state="attached", timeout=10 * _MINUTE_MS
    )
    address = re.sub("/clips.*", "", page.url)
    page.locator("[data-play]").click()
    eventually(page, lambda: seconds_in(page, "[data-player=preview]") > 0.5, seconds=60)
    picture(page, "clips-ko")
    in_language(page, "en")
    picture(page, "clips-en")
    in_language(page, "ko")

    clip = page.locator("[data-clip]").get_attribute("data-clip")
    page.locator("[data-nudge=end][data-by='100']").click()
    page.locator("#clip [data-decide=approve]").click()
    expect(page.locator(f".clip-row:has([data-clip-link='{clip}']) .badge-good")).to_be_visible()

    page.goto(f"{address}/downloads")
    finals = page.locator("a[href*='/finals/']")
    expect(finals).to_have_count(4, timeout=15 * _MINUTE_MS)
    picture(page, "downloads-ko")
    with page.expect_download() as downloading:
        finals.first.click()
    downloading.value.save_as(tmp_path / "reels.mp4")
    assert (tmp_path / "reels.mp4").read_bytes()[4:8] == b"ftyp"
    with page.expect_download() as downloading:
        page.locator("a[href$='/zip']").first.click()
    downloading.value.save_as(tmp_path / "all.zip")
    names = zipfile.ZipFile(tmp_path / "all.zip").namelist()
    finished = tuple(f"{platform}.mp4" for platform in PLATFORMS)
    assert sum(name.endswith(finished) for name in names) == 4
    assert "faq/faq.html" in names
    verified = next(name for name in names if name.endswith("reels-verify.json"))
    checks = json.loads(zipfile.ZipFile(tmp_path / "all.zip").read(verified))["checks"]
    assert all(check["passed"] for check in checks)

    page.locator(".tabs a").nth(1).click()
    entry = page.locator("[data-entry]").first
    expect(entry).to_be_visible(timeout=_MINUTE_MS)
    entry.locator("[data-moment]").nth(1).click()
    eventually(page, lambda: seconds_in(page, "#moment video") > 1, seconds=60)
    picture(page, "faq-ko")
    in_language(page, "en")
    picture(page, "faq-en")
