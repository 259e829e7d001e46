"""A browser and the page, for tests that look at what people look at."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.clip_media import make
from tests.unit.service.showroom import (
    Showroom,
    add_broadcast,
    open_showroom,
    work_until_done,
    write_prepared,
)
from workers.actions import people
from workers.pipeline import Work
from workers.views import RecordingView

#: Pictures of the page, to be looked at. Not kept in the repository.
PICTURES = Path(__file__).parents[1] / "artefacts"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
VENDOR = Path(__file__).parents[2] / "service" / "static" / "vendor"
_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


@dataclass(frozen=True, slots=True)
class House:
    """A running page with one finished broadcast."""

    room: Showroom
    url: str
    recording: RecordingView
    live: Path

    def sign_in(self, context: BrowserContext) -> Page:
        """A signed-in tab."""
        page = context.new_page()
        page.goto(people.new_sign_in_link(self.room.app, people.ADMIN_EMAIL, self.url))
        page.locator("main button").click()
        page.wait_for_url(f"{self.url}/")
        return page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium on this machine")
    if not (VENDOR / "htmx.min.js").is_file():
        pytest.skip("the page's modules are not there: python scripts/vendor_frontend.py")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(_ARGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The page over prepared stages; its videos are real ones that a browser plays."""
    folder = tmp_path_factory.mktemp("browser")
    live = make(
        folder / "live.mp4", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=10:duration=180",
        "-f", "lavfi", "-i", "sine=300:duration=180", "-c:v", "libx264", "-preset", "ultrafast",
        "-g", "20", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart",
    )  # fmt: skip
    small = make(
        folder / "small.mp4", "-ss", "11.5", "-t", "21.5", "-i", str(live), "-vf",
        "crop=202:360,scale=360:640", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt",
        "yuv420p", "-c:a", "aac", "-movflags", "+faststart",
    )  # fmt: skip
    room = open_showroom(folder / "data", with_videos(small))
    recording = add_broadcast(room, live)
    work_until_done(room, recording.id)
    server = uvicorn.Server(uvicorn.Config(room.web, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield House(room, f"http://127.0.0.1:{port}", recording, live)
    server.should_exit = True
    server.force_exit = True  # live pages never end by themselves
    thread.join(10)
    room.app.close()


def with_videos(small: Path) -> Callable[[str, Work], None]:
    """Prepared stages whose previews are a real video."""

    def fill(stage: str, work: Work) -> None:
        write_prepared(stage, work)
        if stage == "preview":
            shutil.copyfile(small, work.draft / "preview.mp4")

    return fill


def watched(context: BrowserContext, complaints: list[str]) -> BrowserContext:
    """The same context; what its pages complain of is noted."""

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text) if message.type in ("error", "warning") else None
            ),
        )

    context.on("page", watch)
    return context


def eventually(page: Page, holds: Callable[[], bool], seconds: int = 10) -> None:
    """Wait until something holds. From outside the page, whose own policy allows no `eval`."""
    for _ in range(seconds * 10):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came true")


def seconds_in(page: Page, video: str) -> float:
    """How far a video has played."""
    return float(page.eval_on_selector(video, "video => video.currentTime"))


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds in a page; an empty list is what one wants."""
    assert AXE.is_file(), "axe is not there: python scripts/vendor_frontend.py --dev"
    # Injected from outside the page, past its own policy.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(v =>"
        " v.id + ': ' + v.nodes.slice(0, 4).map(n => n.target.join(' ')).join(' | '))"
    )
    return list(found)


@pytest.fixture
def complaints() -> list[str]:
    """What browsers complained of during a test."""
    return []


@pytest.fixture
def page(house: House, browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A marketer's tab, in Korean, on a desk."""
    context = watched(
        browser.new_context(locale="ko-KR", viewport={"width": 1440, "height": 1000}), complaints
    )
    yield house.sign_in(context)
    context.close()
    assert complaints == []
