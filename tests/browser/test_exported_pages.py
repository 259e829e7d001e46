"""What leaves the house as HTML: read by everybody with and without style, plays, is searched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from exporters.bundle import in_one_file
from exporters.entries import FaqSheet, decide
from exporters.faq_files import faq_files
from exporters.passages import Line, Passage
from exporters.points import Point
from exporters.product_page import product_files
from exporters.replay import Addresses, Replay, replay_html
from exporters.video_data import Moment
from tests.browser.conftest import PICTURES, accessibility_faults, eventually, seconds_in
from tests.clip_media import make
from transcripts.products import Product
from transcripts.questions.model import Answer, QaList, QaPair, Question, Source
from transcripts.timeline import Span

pytestmark = [pytest.mark.browser, pytest.mark.ffmpeg]

CREAM = Product(
    "p1", "수분 크림 50ml", price="59000", url="https://shop.example/1", category="뷰티"
)
TEXTS = (
    ("민감성 피부도 쓸 수 있나요?", "네, 쓰실 수 있어요.", "p1"),
    ("배송은 며칠 걸려요?", "이틀 안에 도착해요.", ""),
    ('<b>"제주"도 되나요?', "네 됩니다. {\\an8} | `코드`", ""),
)


def sheet(language: str) -> FaqSheet:
    pairs = tuple(
        QaPair(
            f"q-{n}",
            Question(question, question, Span(1_000, 2_000), Source.CHAT, 3 - n),
            Answer(answer, answer, Span(5_000 + n * 4_000, 8_000 + n * 4_000)),
            (product,) if product else (),
            0.9,
        )
        for n, (question, answer, product) in enumerate(TEXTS)
    )
    return decide(QaList(pairs), [], [CREAM], language=language, title="11월 라이브")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every page, in both languages, beside a real recording."""
    home = tmp_path_factory.mktemp("pages")
    make(
        home / "clip.mp4", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10:duration=30",
        "-f", "lavfi", "-i", "sine=300:duration=30", "-c:v", "libx264", "-preset", "ultrafast",
        "-g", "10", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart",
    )  # fmt: skip
    make(home / "cover.jpg", "-f", "lavfi", "-i", "testsrc2=size=320x180:duration=1",
         "-frames:v", "1")  # fmt: skip
    passage = Passage(
        Span(5_000, 20_000), (Line("이 수분 크림은 무향이에요.", Span(5_000, 9_000)),)
    )
    points = (Point("이 수분 크림은 무향이에요.", Span(5_000, 9_000)),)
    for language in ("ko", "en"):
        full = sheet(language)
        files = product_files(full, "p1", points, passage)
        (home / "captions.vtt").write_text(files["captions.vtt"], encoding="utf-8")
        inside = {name: home / name for name in ("clip.mp4", "cover.jpg", "captions.vtt")}
        pages = {
            "faq": str(faq_files(full)["faq.html"]),
            "block": f"<!doctype html><html lang={language}><title>x</title><main><h1>x</h1>"
            f"{faq_files(full)['faq-block.html']}</main>",
            "product": files["page.html"],
            "product-block": f"<!doctype html><html lang={language}><title>x</title><main>"
            f"<h1>x</h1>{files['block.html']}</main>",
            "one-file": in_one_file(files["page.html"], inside),
            "replay": replay_html(replay(full), PLACES, date(2026, 11, 25)),
        }
        for name, text in pages.items():
            (home / f"{language}-{name}.html").write_text(text, encoding="utf-8")
    return home


PLACES = Addresses("clip.mp4", "cover.jpg", "https://shop.example/r", "https://shop.example/m",
                   "https://shop.example/p")  # fmt: skip


def replay(full: FaqSheet) -> Replay:
    return Replay(
        title="11월 라이브",
        duration_ms=30_000,
        chapters=(Moment("수분 크림", Span(0, 15_000)), Moment("머그컵", Span(15_000, 30_000))),
        moments=(Moment("손등에 바르는 장면", Span(9_000, 12_000)),),
        lines=(
            ("이 수분 크림은 무향이에요", 5_000),
            ("배송은 이틀 걸려요", 12_000),
            ("오늘만 오만 구천구백원이에요", 14_000),
        ),
        sheet=full,
    )


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


def open_page(page: Page, folder: Path, name: str) -> None:
    page.goto((folder / f"{name}.html").as_uri())


@pytest.mark.parametrize("name", ["faq", "block", "product", "product-block", "replay"])
@pytest.mark.parametrize(("language", "width"), [("ko", 1200), ("en", 390)], ids=["desk", "phone"])
def test_a_page_is_read_by_everybody_with_and_without_its_style(
    browser: Browser, folder: Path, name: str, language: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="light" if language == "ko" else "dark",
    )
    page = context.new_page()
    open_page(page, folder, f"{language}-{name}")
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"export-{language}-{name}.png", full_page=True)
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.evaluate("document.querySelectorAll('style').forEach((style) => style.remove())")

    assert accessibility_faults(page) == []
    context.close()


def test_a_page_in_one_file_plays_alone(page: Page, folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "page.html"
    alone.write_bytes((folder / "ko-one-file.html").read_bytes())
    page.goto(alone.as_uri())

    page.eval_on_selector("video", "video => { video.muted = true; video.play(); }")

    eventually(page, lambda: seconds_in(page, "video") > 0.3)


def test_the_replay_jumps_to_chapters_and_finds_what_was_said(page: Page, folder: Path) -> None:
    open_page(page, folder, "ko-replay")
    page.eval_on_selector("video", "video => { video.muted = true; }")
    page.locator("a", has_text="머그컵").click()
    eventually(page, lambda: seconds_in(page, "video") >= 15)
    page.get_by_label("방송에서 찾기").fill("이틀걸려요")

    expect(page.locator(".afterlive-lines li:visible")).to_have_count(1)
    expect(page.locator("#afterlive-count")).to_have_text("1곳을 찾았어요")
    page.get_by_label("방송에서 찾기").fill("59,900")
    expect(page.locator(".afterlive-lines li:visible")).to_have_text(
        ["0:14 오늘만 오만 구천구백원이에요"]
    )


def test_an_address_with_a_time_opens_the_replay_there(page: Page, folder: Path) -> None:
    page.goto((folder / "ko-replay.html").as_uri() + "?t=12")

    eventually(page, lambda: seconds_in(page, "video") >= 12)


def test_without_script_the_links_open_the_recording_at_their_moment(
    browser: Browser, folder: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_page(page, folder, "ko-replay")

    links = page.locator("a.afterlive-jump")
    assert links.nth(1).get_attribute("href") == "clip.mp4#t=15"
    assert page.locator("#afterlive-search").is_hidden()
    context.close()
