"""Pages that are opened as files carry the Hangul that they show."""

import re
from base64 import b64decode
from io import BytesIO

from fontTools.ttLib import TTFont

from clipping.font_subset import font_for
from exporters.entries import FaqEntry, FaqSheet
from exporters.faq import faq_block, faq_html
from exporters.page_font import FAMILY
from exporters.report import Report, render_report
from transcripts.timeline import Span


def sheet(question: str, answer: str, language: str) -> FaqSheet:
    entry = FaqEntry("q-1", question, answer, proof=Span(1_000, 2_000))
    return FaqSheet((entry,), language=language)


KOREAN = sheet("세탁기에 돌려도 되나요?", "네, 찬물에 돌리시면 됩니다.", "ko")


def carried(page: str) -> set[str]:
    """Characters that the page's own font draws."""
    (font,) = re.findall(r"data:font/woff;base64,([\w+/=]+)", page)
    return {chr(code) for code in TTFont(BytesIO(b64decode(font))).getBestCmap()}


def test_every_letter_of_a_korean_page_is_in_the_font_it_carries() -> None:
    page = faq_html(KOREAN)

    assert f'"{FAMILY}"' in page.split("@font-face")[0]
    assert set("세탁기에 돌려도 되나요? 찬물") <= carried(page)
    assert "웩" not in carried(page)
    assert len(page) < 60_000


def test_the_same_page_carries_the_same_bytes() -> None:
    assert faq_html(KOREAN) == faq_html(KOREAN)
    assert font_for("돌려도") == font_for("도려돌돌")


def test_the_report_carries_its_letters_too() -> None:
    report = Report("여름 방송", "ko", 60_000, (), (), (), (), (), ())

    assert set("여름 방송 클립 길이") <= carried(render_report(report))


def test_an_english_page_and_a_block_to_paste_carry_no_font() -> None:
    english = sheet("Can I wash it?", "Yes, in cold water.", "en")

    assert "@font-face" not in faq_html(english)
    assert "@font-face" not in faq_block(KOREAN)


def test_the_small_font_gives_up_the_reserved_name_and_keeps_the_licence() -> None:
    font = TTFont(BytesIO(font_for("가")))
    names = {record.nameID: str(record) for record in font["name"].names}

    assert set(names) == {0, 13, 14}
    assert "Open Font License" in names[13]
    assert "Pretendard" not in str(font["CFF "].cff.fontNames)
