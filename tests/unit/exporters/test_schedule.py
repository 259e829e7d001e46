"""The schedule sheet: opens in Excel, runs no formula, leaves no time without its zone."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from exporters.errors import UnknownTimeZone
from exporters.schedule import COLUMNS, Posting, Slots, posting_of, schedule_csv

CLIP = Posting(
    clip="오늘만 59,900원",
    folder="clips/01-오늘만",
    platform="reels",
    title="",
    text="오늘만 59,900원\n“무료배송”\n\n#할인",
    hashtags=("할인", "무료배송"),
    products=("수분 크림",),
    notes=("가격을 확인하세요.",),
    duration_ms=21_040,
)
OPEN = Slots()


def rows(*postings: Posting, slots: Slots = OPEN) -> list[dict[str, str]]:
    text = schedule_csv(postings, slots)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_a_row_has_everything_that_is_needed_to_post():
    (row,) = rows(CLIP)

    assert list(row) == list(COLUMNS)
    assert row["file"] == "clips/01-오늘만/reels.mp4"
    assert row["text"] == CLIP.text
    assert row["hashtags"] == "#할인 #무료배송"
    assert row["duration_s"] == "21.0"
    assert (row["post_at"], row["time_zone"], row["post_at_utc"]) == ("", "Asia/Seoul", "")


def test_clips_follow_each_other_and_platforms_of_a_clip_share_its_time():
    slots = Slots(datetime.fromisoformat("2026-11-26T19:00"), timedelta(hours=12), "Asia/Seoul")

    found = rows(CLIP, replace(CLIP, platform="tiktok"), replace(CLIP, clip="다음"), slots=slots)

    assert [row["post_at"] for row in found] == [
        "2026-11-26 19:00", "2026-11-26 19:00", "2026-11-27 07:00",
    ]  # fmt: skip
    assert found[0]["post_at_utc"] == "2026-11-26T10:00:00Z"


def test_summer_time_moves_the_moment_and_not_the_clock_on_the_wall():
    slots = Slots(datetime.fromisoformat("2026-03-28T19:00"), timedelta(days=1), "Europe/Berlin")

    found = rows(CLIP, replace(CLIP, clip="next"), slots=slots)

    assert [row["post_at"][-5:] for row in found] == ["19:00", "19:00"]
    assert [row["post_at_utc"][-9:] for row in found] == ["18:00:00Z", "17:00:00Z"]


@pytest.mark.parametrize("text", ["=1+1", "+82 10", "-5%", "@shop", "\t=cmd", "＝1"])
def test_no_cell_is_a_formula(text: str):
    (row,) = rows(replace(CLIP, title=text, text=f"{text}\n=2", clip=text))

    for name in ("title", "text", "clip"):
        assert row[name].startswith("'") or row[name][0] not in "=+-@＝\t"


@pytest.mark.parametrize("zone", ["Seoul/Asia", "", "../etc/passwd", "/etc/passwd", "A" * 300])
def test_a_zone_that_is_none_is_named(zone: str):
    with pytest.raises(UnknownTimeZone, match="time zone"):
        schedule_csv([CLIP], Slots(zone=zone))


def test_a_posting_comes_from_a_post_file():
    post = {
        "platform": "shorts", "title": "t", "text": "x", "hashtags": ["a"], "notes": ["n"],
        "products": [{"id": "p", "name": "크림"}], "duration_ms": 1500,
    }  # fmt: skip

    posting = posting_of(post, clip="c", folder="f")

    assert (posting.platform, posting.products, posting.duration_ms) == ("shorts", ("크림",), 1500)
