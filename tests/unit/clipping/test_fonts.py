"""Fonts: every character that a shop writes is drawn by some face, and measured."""

from __future__ import annotations

import pytest

from clipping.fonts import FontSet, bold_face, medium_face, missing_fallbacks
from clipping.glyphs import clusters, fitting

FONTS = FontSet(bold_face())
#: What Korean product names, prices and chat hold.
TEXTS = [
    "라운드랩 1025 독도 토너 200㎖ ×2입",
    "설화수 自陰生 에센스 秀, 後 화현세트",
    "大韓民國 漢方 紅蔘 六年根 特價",
    "뷁쀍뙤췟 쫀득꾸덕 뿌링클 꽈배기",
    "L'Oréal Lancôme Häagen-Dazs Müller Škoda Łódź Çeşme Ñandú Þór",
    "₩59,900 $49.99 €39 £29 ¥5,980 ₫ ₹ ₽ ฿ 1+1 50% ½ ℃ ± № ™ ® ㈜ ① Ⅲ",
    "😀🔥❤️👍🏽👩‍🍳🇰🇷1️⃣✨🛒💄🧴🎁🏴󠁧󠁢󠁥󠁮󠁧󠁿☎️♥★→◎※",
    "東京ばな奈 これはペンです 送料無料 包邮",
    "Москва Αθήνα สวัสดี नमस्ते שלום مرحبا ខ្មែរ",
]


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_that_shops_write_is_left_out(text: str):
    shown, lost = fitting(text, FONTS.can_draw)

    assert lost == []
    assert all(run.face.can_draw(c) for run in FONTS.runs(shown) for c in clusters(run.text))


def test_the_fallback_fonts_are_installed():
    assert missing_fallbacks() == ()


def test_every_hanja_of_the_korean_standard_is_drawn():
    rows = (bytes((a, b)) for a in range(0xCA, 0xFE) for b in range(0xA1, 0xFF))
    hanja = "".join(row.decode("euc_kr") for row in rows)

    _, lost = fitting(hanja, FONTS.can_draw)

    assert len(hanja) == 4888
    assert lost == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("👩‍🍳", "👩"),
        ("1️⃣", "1"),
        ("5∼10개", "5~10개"),
        ("❤️", "❤"),
        ("🦄🏽", "🦄"),
        ("👩‍🚀‍🔥", "👩"),
        ("a\u200db\u202ec\u2066", "abc"),
        ("ﬁ Å", "ﬁ Å"),
    ],
)
def test_a_simpler_form_stands_for_what_no_font_has(text: str, shown: str):
    assert fitting(text, FONTS.can_draw) == (shown, [])


def test_what_cannot_be_shown_is_named():
    assert fitting("값 \U00012000 \U0001f1e6\U0001f1e6", FONTS.can_draw) == (
        "값",
        ["\U00012000", "\U0001f1e6\U0001f1e6"],
    )


def test_text_is_drawn_by_the_style_first_and_by_others_for_what_it_lacks():
    runs = FONTS.runs("가격 漢字 🔥A")

    assert [(run.face.family, run.text) for run in runs] == [
        ("Pretendard", "가격 "),
        ("Noto Sans CJK KR", "漢字"),
        ("Pretendard", " "),
        ("Noto Emoji", "🔥"),
        ("Pretendard", "A"),
    ]


def test_an_emoji_of_several_characters_is_as_wide_as_one():
    assert FONTS.width("🇰🇷", 88) == FONTS.width("🔥", 88) > 60


def test_all_faces_are_drawn_at_the_same_em():
    hanja = FONTS.runs("漢")[0].face

    assert FONTS.size_in(hanja, 88) * hanja.em_share == pytest.approx(88 * bold_face().em_share)


def test_the_quiet_face_has_fallbacks_too():
    assert FontSet(medium_face()).can_draw("漢")
