"""Posts: within the limits, and nothing but quotes and product data."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.errors import UnknownPlatform
from exporters.package import package_to_json
from exporters.post_text import ClipWords, shortened, utf16_units, write_post
from exporters.presets import (
    PRESETS,
    PostLimits,
    find_preset,
    target_from_json,
    target_to_json,
)
from transcripts.products import Product

CREAM = Product(
    "p1", "[단독] 라운드 수분 크림 50ml", (), "59900", "https://shop.example/p1", "스킨케어"
)
SAID = (
    "오늘 방송에서만 59,900원에 드려요.",
    "무료배송까지 챙겨 드릴게요.",
    "한 번 바르면 열두 시간 촉촉해요.",
)
WORDS = ClipWords("오늘 방송에서만 59,900원에 드려요", SAID, (CREAM,), "ko")


@pytest.mark.parametrize("platform", PRESETS)
def test_every_platform_gets_a_post_within_its_limits(platform: str):
    preset = PRESETS[platform]
    long = ClipWords("제목 " * 80, SAID * 200, (CREAM,) * 20, "ko")

    post = write_post(long, preset.post)

    assert utf16_units(post.text) <= preset.post.text_units
    assert utf16_units(post.title) <= max(0, preset.post.title_units)
    assert len(post.hashtags) <= preset.post.hashtags
    assert len(re.findall(r"#\w", post.text)) == len(post.hashtags)


def test_all_platforms_share_one_target_so_one_encode_serves_them():
    assert len({preset.target for preset in PRESETS.values()}) == 1


@pytest.mark.parametrize("platform", PRESETS)
def test_limits_name_their_source_and_the_day_they_were_checked(platform: str):
    limits = PRESETS[platform].limits

    assert limits.source
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", limits.checked_on)


def test_the_post_quotes_what_was_said_and_names_the_product():
    text = write_post(WORDS, PRESETS["reels"].post).text

    assert text.startswith("오늘 방송에서만 59,900원에 드려요\n")
    assert "“무료배송까지 챙겨 드릴게요. 한 번 바르면 열두 시간 촉촉해요.”" in text
    assert "상품: [단독] 라운드 수분 크림 50ml · 59,900원" in text
    assert "https://shop.example/p1" in text


def test_hashtags_come_from_the_product_and_from_benefits_that_were_named():
    tags = write_post(WORDS, PRESETS["reels"].post).hashtags

    assert tags[:3] == ("라운드수분크림50ml", "스킨케어", "무료배송")
    assert "할인" not in tags


def test_limited_offers_and_prices_are_to_be_checked_before_posting():
    notes = write_post(WORDS, PRESETS["reels"].post).notes

    assert any("한정된 혜택" in note for note in notes)
    assert any("가격" in note for note in notes)


def test_english_speech_gets_an_english_post():
    words = ClipWords("", ("It comes with free shipping.",), (), "en")

    post = write_post(words, PRESETS["shorts"].post)

    assert post.title == "It comes with free shipping."
    assert post.text == "It comes with free shipping.\n\n#freeshipping #liveshopping #livecommerce"


def test_speech_makes_no_mentions_and_no_tags():
    words = ClipWords("@someone #tag", (), (), "en")

    assert "@" not in write_post(words, PRESETS["tiktok"].post).text
    assert "#tag" not in write_post(words, PRESETS["tiktok"].post).text


def test_a_link_that_is_no_link_is_left_out():
    product = Product("p", "크림", url="javascript:alert(1)")

    assert (
        "javascript"
        not in write_post(ClipWords("", (), (product,), "ko"), PRESETS["reels"].post).text
    )


def test_a_clip_without_words_or_products_still_has_a_post():
    post = write_post(ClipWords("", (), (), "und"), PRESETS["naver"].post)

    assert post.text == "#liveshopping #livecommerce"


@given(st.text(max_size=80), st.integers(0, 60))
def test_shortened_text_never_passes_its_limit(text: str, units: int):
    assert utf16_units(shortened(text, units)) <= units


def test_the_package_says_what_belongs_together():
    value = package_to_json(WORDS, PRESETS["tiktok"], 21_000)

    assert (value["platform"], value["clip"], value["duration_ms"]) == (
        "tiktok",
        "tiktok.mp4",
        21_000,
    )
    assert value["products"] == [{"id": "p1", "name": CREAM.name, "url": CREAM.url}]


def test_a_target_survives_its_json():
    target = PRESETS["reels"].target

    assert target_from_json(target_to_json(target)) == target


def test_an_unknown_platform_is_named_with_those_there_are():
    with pytest.raises(UnknownPlatform, match="reels, shorts, tiktok, naver"):
        find_preset("myspace")


def test_a_platform_without_titles_gets_none():
    assert write_post(WORDS, PostLimits(2200, 0, 5)).title == ""


def test_the_post_is_given_in_korean_and_in_english_and_nothing_is_translated():
    posts = package_to_json(WORDS, PRESETS["reels"], 21_000)["posts"]

    assert posts["ko"]["text"] == package_to_json(WORDS, PRESETS["reels"], 21_000)["text"]
    english = posts["en"]["text"]
    assert english.startswith("라운드 수분 크림 50ml · Live highlight\nSaid live: “오늘 방송에서만")
    assert "Product: [단독] 라운드 수분 크림 50ml · KRW 59,900" in english
    assert posts["en"]["hashtags"][2:] == ["freeshipping", "liveshopping", "livecommerce"]


def test_an_english_show_gets_a_korean_post_without_a_currency_that_nobody_named():
    words = ClipWords("", ("It comes with free shipping.",), (CREAM,), "en")

    korean = write_post(words, PRESETS["shorts"].post, "ko")

    assert "방송에서 한 말(원문): “It comes with free shipping.”" in korean.text
    assert "· 59,900\n" in korean.text
    assert "무료배송" in korean.hashtags
    assert utf16_units(korean.title) <= 100


def test_sentences_that_were_heard_without_full_stops_get_them():
    said = ("제목이에요", "정말 촉촉해요", "그리고 향이", "은은합니다")

    post = write_post(ClipWords("제목이에요", said, (), "ko"), PRESETS["reels"].post)

    assert "“정말 촉촉해요. 그리고 향이 은은합니다.”" in post.text
