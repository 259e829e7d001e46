"""Data for search engines: by our schemas, and by a vocabulary that others made."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import msgspec_schemaorg.models as vocabulary
import pytest

from exporters.entries import decide
from exporters.faq import faq_json_ld
from exporters.passages import Line, Passage
from exporters.points import Point
from exporters.product_page import Published, product_files
from exporters.replay import Addresses, Replay, replay_data
from exporters.video_data import Moment, WebVideo, at_second, video_object
from tests.contracts import check_contract
from transcripts.products import Product
from transcripts.questions.model import Answer, QaList, QaPair, Question, Source
from transcripts.timeline import Span

HELD_ON = date(2026, 11, 25)
CREAM = Product("p/1", "수분 크림 </script>", url="https://shop.example/p1", category="화장품")
QA = QaList(
    (
        QaPair(
            "q-1",
            Question("민감성 피부도 되나요?", "민감성", Span(0, 1), Source.CHAT, 3),
            Answer("네, 됩니다. </script>", "네", Span(65_400, 70_000)),
            ("p/1",),
            0.9,
        ),
    )
)
SHEET = decide(QA, [], [CREAM], language="ko", title="11월 방송")
PASSAGE = Passage(
    Span(60_000, 80_000), (Line("무향이고 알코올이 없습니다.", Span(60_000, 64_000)),)
)
REPLAY = Replay(
    title="11월 방송 {\\an8}",
    duration_ms=600_000,
    chapters=(Moment("수분 크림", Span(0, 300_000)), Moment("컵", Span(300_000, 600_000))),
    moments=(Moment("손등에 바르는 장면", Span(65_900, 80_000)), Moment("  ", Span(1, 2))),
    lines=(),
    sheet=SHEET,
)
PLACES = Addresses(
    "recording.mp4", "poster.jpg", "https://shop.example/live/replay.html",
    "https://shop.example/live/recording.mp4", "https://shop.example/live/poster.jpg",
)  # fmt: skip


def product_data(published: Published | None) -> dict[str, Any]:
    points = (Point("무향이에요.", Span(60_000, 64_000)),)
    text = product_files(SHEET, "p/1", points, PASSAGE, published)["snippet.jsonld"]
    assert "</" not in text
    value: dict[str, Any] = json.loads(text)
    return value


FAQ = json.loads(faq_json_ld(SHEET.published))
VIDEO = json.loads(json.dumps(replay_data(REPLAY, PLACES, HELD_ON)))
PRODUCT = product_data(Published("https://shop.example/live/products", "p-1", HELD_ON))


@pytest.mark.parametrize(
    ("name", "value"), [("jsonld-faq", FAQ), ("jsonld-video", VIDEO), ("jsonld-product", PRODUCT)]
)
def test_linked_data_is_as_its_schema_says(name: str, value: dict[str, Any]) -> None:
    check_contract(name, value)


@pytest.mark.parametrize("value", [FAQ, VIDEO, *PRODUCT["@graph"]])
def test_every_word_is_in_the_vocabulary_and_takes_such_a_value(value: dict[str, Any]) -> None:
    assert faults(value) == []


def test_an_empty_faq_is_valid_too() -> None:
    value = json.loads(faq_json_ld(()))

    check_contract("jsonld-faq", value)
    assert faults(value) == []


def test_key_moments_are_what_the_search_engine_asks_for() -> None:
    clips = VIDEO["hasPart"]

    assert [clip["startOffset"] for clip in clips] == [0, 65, 300]
    assert all(clip["endOffset"] > clip["startOffset"] for clip in clips)
    assert clips[1]["url"] == "https://shop.example/live/replay.html?t=65"
    assert clips[1]["name"] == "민감성 피부도 되나요?"
    assert VIDEO["uploadDate"] == "2026-11-25T00:00:00+09:00"
    assert VIDEO["duration"] == "PT10M"


def test_a_page_with_a_query_keeps_it_and_gets_one_time() -> None:
    assert at_second("https://a.example/v?id=7&t=3#x", 65_999) == "https://a.example/v?id=7&t=65"


def test_the_clip_of_a_product_is_told_only_where_its_address_is_known() -> None:
    kinds = [thing["@type"] for thing in PRODUCT["@graph"]]

    assert kinds == ["Product", "FAQPage", "VideoObject"]
    assert PRODUCT["@graph"][2]["contentUrl"].endswith("/products/p-1/clip.mp4")
    assert [t["@type"] for t in product_data(None)["@graph"]] == ["Product", "FAQPage"]


def test_names_and_texts_are_cut_to_what_engines_read() -> None:
    video = WebVideo("가" * 300, "나" * 9_000, "https://a.example/", "https://a.example/v.mp4",
                     "https://a.example/p.jpg", HELD_ON, 1_000, "ko")  # fmt: skip

    value = video_object(video)
    assert len(value["name"]) == 100
    assert len(value["description"]) == 5_000


def faults(value: Any, kind: type | None = None) -> list[str]:
    """Words that a type does not have, and values that a word does not take."""
    cls = getattr(vocabulary, value["@type"])
    found = []
    for word, content in value.items():
        if word.startswith("@"):
            continue
        if word not in cls.__struct_encode_fields__:
            found.append(f"{cls.__name__} has no {word}")
            continue
        taken = taken_by(cls, word)
        for one in content if isinstance(content, list) else [content]:
            if isinstance(one, dict):
                found += faults(one)
                names = [each.__name__ for each in getattr(vocabulary, one["@type"]).__mro__]
            elif isinstance(one, str):
                names = ["str", "URL", "Duration", "datetime", "date"]
            else:
                names = ["int", "float"]
            if not any(name in taken for name in names):
                found.append(f"{cls.__name__}.{word} takes no {names[0]}: {taken}")
    return found


def taken_by(cls: type, word: str) -> str:
    """What a word of a type takes, as its declaration says."""
    for each in cls.__mro__:
        if word in getattr(each, "__annotations__", {}):
            return str(each.__annotations__[word])
    return ""


def test_a_day_that_nobody_knows_is_left_out_rather_than_made_up() -> None:
    assert "uploadDate" not in replay_data(REPLAY, PLACES, None)
