"""What viewers and shops may write is harmless in every file that leaves the house."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from html.parser import HTMLParser

import pytest

from exporters.chapters import chapters_vtt, find_chapters, lines_vtt
from exporters.entries import FaqSheet, decide
from exporters.faq_files import faq_files
from exporters.passages import find_passages
from exporters.points import find_points
from exporters.product_page import Published, product_files
from exporters.replay import Addresses, Replay, publishable, replay_data, replay_html, spoken_lines
from exporters.video_data import Moment
from transcripts.model import Segment, Transcript
from transcripts.products import Product
from transcripts.questions.checks import find_flags, with_checks
from transcripts.questions.model import Answer, QaList, QaPair, Question, Source
from transcripts.questions.personal_data import mask_personal_data
from transcripts.timeline import Span

#: Texts that try to be more than text.
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "=cmd|'/c calc'!A1",
    "+SUM(1)", "-1+1", "@SUM(A1)", "\t=1", "\r=1",
    "{\\an8}위로", "{{7*7}} {% raw %}",
    "\u202e거꾸로\u202c", "\u2066격리\u2069", "\u200b숨김", "\u0000널", "\ud800",
    "`코드` ``` *별* _밑_ # 제목 | 표 | [x](javascript:alert(1)) ![y](z)",
    "1. 첫째", "- 목록", "> 인용", "---",
    "-->", "]]>", "<!--", "00:00 --> 00:01", "&lt;b&gt;", "\u2028줄\u2029",
)  # fmt: skip
#: Texts that a person has to look at before anybody else does.
WAITING = (
    "오늘 방송 중에만 반값이에요", "내일까지 쿠폰을 드려요", "업계 1위 제품이에요",
    "100% 효과 봅니다", "아토피가 치료돼요", "부작용이 전혀 없어요",
    "타사 제품보다 두 배 좋아요", "피부과 의사가 추천했어요",
    "가격은 오만 구천구백원이에요", "010-1234-5678로 전화 주세요", "공일공 일이삼사 오육칠팔이요",
    "김영희님 주문번호 20261123-99812", "서울시 강남구 테헤란로 123", "이 병신 같은 게",
)  # fmt: skip
SECRETS = ("1234-5678", "일이삼사 오육칠팔", "김영희", "99812", "테헤란로 123")


def sheet(texts: tuple[str, ...], own: str = "") -> FaqSheet:
    """Entries of these texts; `own` is what the shop itself calls the show and the product."""
    own = own or texts[0]
    pairs = []
    for number, text in enumerate(texts):
        flags = find_flags(text, text)
        masked = mask_personal_data(text)
        asked = Question(masked, masked, Span(0, 1), Source.CHAT)
        answer = Answer(masked, masked, Span(1_000 * number, 1_000 * number + 900))
        pairs.append(QaPair(f"q-{number}", asked, answer, ("p1",), 0.9, flags))
    qa = with_checks(QaList(tuple(pairs)), date(2026, 11, 25))
    products = [Product("p1", own, price=own, url=texts[-1], category=own)]
    return decide(qa, [], products, language="ko", title=own)


def said(texts: tuple[str, ...]) -> Transcript:
    segments = (Segment(Span(4_000 * n, 4_000 * n + 3_500), t) for n, t in enumerate(texts))
    return Transcript("ko", 4_000 * len(texts), tuple(segments))


def every_file(texts: tuple[str, ...], own: str = "") -> dict[str, str]:
    """All texts that leave the house, made of these."""
    full, transcript = sheet(texts, own), said(texts)
    files: dict[str, str] = {}
    for name, content in faq_files(full).items():
        files[name] = content if isinstance(content, str) else content.decode("cp949")
    points = find_points(transcript, full.products).get("p1", ())
    passage = find_passages(transcript, full.products).get("p1")
    place = Published("https://shop.example/l", "p1", date(2026, 11, 25))
    files |= product_files(full, "p1", points, passage, place)
    moments = publishable([Moment(t, s.span) for t, s in zip(texts, transcript.segments,
                                                            strict=True)])  # fmt: skip
    chapters = find_chapters(transcript, full.products, (), moments, transcript.duration_ms)
    replay = Replay(full.title, transcript.duration_ms, chapters, moments, spoken_lines(transcript),
                    full)  # fmt: skip
    places = Addresses("recording.mp4", "poster.jpg", "https://shop.example/r",
                       "https://shop.example/m", "https://shop.example/p")  # fmt: skip
    files["replay.html"] = replay_html(replay, places, date(2026, 11, 25))
    files["replay.jsonld"] = json.dumps(replay_data(replay, places, date(2026, 11, 25)))
    files["chapters.vtt"] = chapters_vtt(chapters)
    files["lines.vtt"] = lines_vtt([(s.text, s.span) for s in transcript.segments])
    return files


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


FILES = every_file(HOSTILE)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".html")])
def test_no_text_becomes_an_element_or_an_attribute_of_a_page(name: str) -> None:
    hostile, plain = Elements(FILES[name]), Elements(every_file(("안녕",) * len(HOSTILE))[name])

    kinds = {tag for tag, _ in hostile.found}
    assert not {"img", "svg", "iframe", "object", "b"} & kinds
    assert not any(key.startswith("on") for _, values in hostile.found for key in values)
    scripts = [tag for tag, _ in hostile.found if tag == "script"]
    assert len(scripts) == sum(tag == "script" for tag, _ in plain.found)
    for _, values in hostile.found:
        for key in ("href", "src"):
            assert not (values.get(key) or "").lower().startswith(("javascript:", "data:"))


@pytest.mark.parametrize("name", [n for n in FILES if not n.endswith(".csv")])
def test_no_text_is_turned_around_or_hidden(name: str) -> None:
    assert not set("\u202e\u202c\u2066\u2069\u200b\u0000\u2028\u2029") & set(FILES[name])


@pytest.mark.parametrize("name", [n for n in FILES if n.endswith(".jsonld")])
def test_linked_data_is_json_and_ends_no_element(name: str) -> None:
    json.loads(FILES[name])
    if name != "replay.jsonld":  # written by `json_ld` where it is written to a file
        assert "<" not in FILES[name]


@pytest.mark.parametrize("name", [n for n in FILES if n.endswith(".csv")])
def test_tables_stay_tables(name: str) -> None:
    rows = list(csv.reader(io.StringIO(FILES[name].removeprefix("\ufeff"), newline="")))

    assert len({len(row) for row in rows}) == 1
    for row in rows[1:]:
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in row)


@pytest.mark.parametrize("name", [n for n in FILES if n.endswith(".vtt")])
def test_subtitles_have_no_times_tags_or_notes_but_ours(name: str) -> None:
    lines = FILES[name].splitlines()

    assert lines[0] == "WEBVTT"
    for line in lines:
        if "-->" in line:
            assert line[0].isdigit()
            assert len(line.split()) == 3
    assert "<" not in FILES[name]


@pytest.mark.parametrize("name", [n for n in FILES if n.endswith(".md")])
def test_markdown_has_only_our_headings_links_and_marks(name: str) -> None:
    text = FILES[name]

    assert "<img" not in text.replace("\\<", "")
    assert "](javascript" not in text.replace("\\](", "")
    assert not any(line.startswith(("```", "> ", "---", "| ")) for line in text.splitlines())


def test_nothing_that_must_be_checked_is_in_a_file_that_is_published() -> None:
    files = every_file(WAITING, "수분 크림")

    for name in ("faq.html", "faq.md", "faq.csv", "faq-cp949.csv", "faq-block.html", "faq.jsonld",
                 "faq-cafe24.csv", "faq-smartstore.csv", "faq-shopify.csv"):  # fmt: skip
        for text in WAITING:
            assert text not in files[name], (name, text)
    assert len(sheet(WAITING).held) == len(WAITING)


def test_personal_data_is_in_no_file_at_all() -> None:
    # Subtitles of a passage are made of masked sentences; here they are given as they are.
    files = {k: v for k, v in every_file(WAITING, "수분 크림").items() if k != "lines.vtt"}

    for name, text in files.items():
        for secret in SECRETS:
            assert secret not in text, (name, secret)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert every_file(HOSTILE) == FILES
