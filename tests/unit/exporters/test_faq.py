"""What leaves the house: FAQ and product pages."""

import csv
import io
import json
from datetime import date
from html.parser import HTMLParser

import pytest

from exporters.approvals import approvals_json
from exporters.entries import FaqSheet, decide
from exporters.escape import csv_cell, json_ld, markdown, web_address
from exporters.faq_files import PUBLISHED, faq_files
from exporters.points import find_points
from exporters.product_page import page_folders, product_files, shown_price
from transcripts.model import Segment, Transcript
from transcripts.products import Product
from transcripts.questions.checks import with_checks
from transcripts.questions.model import (
    Answer,
    Flag,
    OpenQuestion,
    QaList,
    QaPair,
    Question,
    Source,
)
from transcripts.timeline import Span

HOSTILE = "=cmd|'/c calc'!A1 </script><img src=x onerror=alert(1)> {\\an8} \u202e [x](javascript:y)"
PRODUCTS = (
    Product("p1", "수분 크림", price="59000", url="https://shop.example/p1", category="화장품"),
    Product("../../etc", "컵 </title>", url="javascript:alert(1)"),
)


def pair(id_: str, question: str, answer: str, *flags: Flag, products: tuple[str, ...] = ("p1",),
         asked_by: int = 1) -> QaPair:  # fmt: skip
    return QaPair(
        id_,
        Question(question, question, Span(0, 1_000), Source.CHAT, asked_by),
        Answer(answer, answer, Span(65_000, 70_000)),
        products,
        0.9,
        flags,
    )


QA = QaList(
    pairs=(
        pair("q-a", "민감성 피부도 되나요?", "네 가능합니다."),
        pair("q-b", "얼마예요?", "59,900원입니다.", Flag.PRICE),
        pair("q-c", "배송은 며칠 걸려요?", "이틀 걸립니다.", products=(), asked_by=5),
        pair("q-d", HOSTILE, HOSTILE),
    )
)


def sheet(*decisions: dict[str, object], language: str = "ko") -> FaqSheet:
    return decide(QA, decisions, PRODUCTS, language=language, title="11월 방송")


APPROVED = {"id": "q-b", "state": "approved", "by": "김담당", "flags": ["price"]}


def as_text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode("cp949")


class Page(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.starts: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.elements.append(tag)
        assert not any(name.startswith("on") for name in values)
        if "data-start-ms" in values:
            self.starts.append(values["data-start-ms"])
        if "href" in values:
            self.links.append(values["href"])

    def handle_data(self, data):
        self.text += data


def test_flagged_entries_are_in_no_file_that_is_published():
    files = faq_files(sheet())

    for name in PUBLISHED:
        assert "59,900원" not in as_text(files[name])
    assert "59,900원" in files["needs-review.md"]


def test_an_approved_entry_is_published_and_a_rejected_one_goes():
    files = faq_files(sheet(APPROVED, {"id": "q-a", "state": "rejected"}))

    assert "59,900원입니다" in files["faq.html"]
    assert "민감성" not in "".join(map(as_text, files.values()))


@pytest.mark.parametrize(
    "decision",
    [
        {"id": "q-b", "state": "approved"},
        {"id": "q-b", "state": "approved", "by": " "},
        {"id": "q-b", "state": "approved", "by": "김담당", "flags": []},
        {"id": "q-b", "state": "approved", "by": "김담당", "flags": ["price"],
         "answer": "59,900원, 업계 1위입니다."},
    ],
    ids=["nobody", "no name", "flag not seen", "claim written after the look"],
)  # fmt: skip
def test_a_flagged_entry_leaves_only_by_a_named_person_who_saw_its_flags(decision):
    decided = sheet(decision)

    assert "q-b" in {entry.id for entry in decided.held}
    assert "q-b" not in {entry.id for entry in decided.published}


def test_rewording_takes_the_flag_away_and_adds_what_it_claims():
    harmless = sheet({"id": "q-b", "answer": "상품 페이지에서 확인해 주세요."})
    claiming = sheet({"id": "q-a", "answer": "네, 아토피가 치료됩니다."})

    assert "q-b" in {entry.id for entry in harmless.published}
    (held,) = [entry for entry in claiming.held if entry.id == "q-a"]
    assert held.flags == (Flag.HEALTH_CLAIM,)


def test_joined_entries_are_one_with_everybody_who_asked_and_parts_are_two():
    decided = sheet(
        {"id": "q-a", "into": "q-c"},
        {"id": "q-c-2", "from": "q-c", "question": "제주도도 되나요?", "answer": "네, 됩니다."},
    )

    asked = {entry.id: entry.asked_by for entry in decided.published}
    assert asked["q-c"] == 6
    assert "q-a" not in asked
    assert asked["q-c-2"] == 1
    assert all(entry.id != "q-a" for entry in decided.held)


def test_entries_joined_in_a_ring_all_stay():
    decided = sheet({"id": "q-a", "into": "q-c"}, {"id": "q-c", "into": "q-a"})

    assert {"q-a", "q-c"} <= {entry.id for entry in decided.published}


def test_an_answer_of_the_shop_to_an_open_question_is_an_entry_without_a_moment():
    open_one = OpenQuestion("q-o", Question("성분표 있나요?", "성분표", Span(0, 1), Source.CHAT, 4))
    decided = decide(
        QaList(QA.pairs, (open_one,)), [{"id": "q-o", "answer": "상세 페이지에 있어요."}],
        PRODUCTS, language="ko",
    )  # fmt: skip

    files = faq_files(decided)
    assert "판매자가 답변했어요" in files["faq.html"]
    assert "상세 페이지에 있어요." in files["faq.csv"]


def test_an_offer_that_a_person_let_out_says_until_when_it_holds():
    asked = Question("할인되나요?", "할인되나요?", Span(0, 1), Source.CHAT)
    told = Answer("내일까지 쿠폰을 드려요.", "내일까지 쿠폰을 드려요", Span(2, 3))
    found = with_checks(QaList((QaPair("q-x", asked, told),)), date(2026, 11, 25))
    approved = {"id": "q-x", "state": "approved", "by": "김담당", "flags": ["offer_until"]}

    files = faq_files(decide(found, [approved], language="ko", said_on=date(2026, 11, 25)))

    assert "2026-11-26까지 유효해요" in files["faq.html"]
    assert "2026-11-26" in files["faq.csv"]


def test_a_record_says_who_approved_what_and_what_they_were_warned_of():
    (approval,) = json.loads(
        approvals_json(sheet({**APPROVED, "at": "2026-11-25T10:00:00+00:00"}))
    )["approvals"]

    assert (approval["by"], approval["flags"]) == ("김담당", ["price"])
    assert approval["at"] == "2026-11-25T10:00:00+00:00"
    assert approval["answer"] == "59,900원입니다."


def test_people_have_the_last_word_on_text_and_product():
    decided = sheet({"id": "q-a", "state": "proposed", "answer": "네, 됩니다.", "product_ids": []})

    entry = next(e for e in decided.published if e.id == "q-a")
    assert (entry.answer, entry.product_ids) == ("네, 됩니다.", ())


def test_the_page_shows_the_proving_moment_of_every_entry():
    page = Page(faq_files(sheet())["faq.html"])

    assert page.starts == ["65000"] * 3
    assert "방송 1:05에서 확인" in page.text
    assert "5명이 물어봤어요" in page.text


def test_a_page_has_one_main_heading_a_language_and_no_script():
    html = faq_files(sheet())["faq.html"]
    page = Page(html)

    assert '<html lang="ko">' in html
    assert page.elements.count("h1") == 1
    assert "script" not in page.elements
    assert "img" not in page.elements


@pytest.mark.parametrize(
    ("language", "heading"), [("ko", "자주 묻는 질문"), ("en", "Questions and")]
)
def test_documents_speak_the_broadcasts_language(language, heading):
    assert heading in faq_files(sheet(language=language))["faq.html"]


def test_the_table_opens_in_spreadsheets_without_formulas():
    text = faq_files(sheet())["faq.csv"]

    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert all(len(row) == 8 for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows[1:] for cell in row)
    assert rows[1][3] == "배송은 며칠 걸려요?"


@pytest.mark.parametrize("name", [n for n in PUBLISHED if n.endswith(".csv")])
@pytest.mark.parametrize(
    "cell",
    ["=cmd|'/c calc'!A1", "+1+1", "-2", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
     "\u200b=1+1", "＝1+1", "\u202e=1+1", "\ufeff=1+1",
     "🎁=1+1", "\u200d=1+1", "한=1+1"],
)  # fmt: skip
def test_no_cell_of_any_table_is_a_formula(name, cell):
    hostile = decide(QaList((pair("q-h", cell, cell),)), [], PRODUCTS, language="ko")

    text = as_text(faq_files(hostile)[name]).removeprefix("\ufeff")
    for row in list(csv.reader(io.StringIO(text, newline="")))[1:]:
        for value in row:
            bare = value.lstrip("\u200b\u200d\ufeff\u202e \t\r\n")
            assert not bare.startswith(("=", "+", "-", "@", "＝"))
            assert not value.startswith(("\t", "\r", "\n"))


def test_the_old_korean_encoding_keeps_all_hangul_and_loses_only_signs():
    odd = decide(QaList((pair("q-h", "똠방각하 뷁 café 🎁 – €5?", "네"),)), [], language="ko")

    raw = faq_files(odd)["faq-cp949.csv"]
    assert isinstance(raw, bytes)
    text = raw.decode("cp949")
    assert "똠방각하 뷁 cafe - €5?" in text


def test_shop_tables_have_a_row_for_each_product_of_an_entry():
    both = decide(
        QaList((pair("q-h", "둘 다 되나요?", "네", products=("p1", "../../etc")),)),
        [], PRODUCTS, language="ko",
    )  # fmt: skip

    def rows(name: str) -> list[list[str]]:
        text = as_text(faq_files(both)[name]).removeprefix("\ufeff")
        return list(csv.reader(io.StringIO(text, newline="")))

    assert rows("faq-cafe24.csv")[0] == ["상품코드", "상품명", "제목", "내용", "작성자"]
    assert [row[0] for row in rows("faq-cafe24.csv")[1:]] == ["p1", "../../etc"]
    assert rows("faq-smartstore.csv")[1] == ["p1", "수분 크림", "둘 다 되나요?", "네"]
    assert rows("faq-shopify.csv")[0][0] == "Handle"
    assert rows("faq-shopify.csv")[1][2].startswith("<h3>둘 다 되나요?</h3>")


def test_a_block_to_paste_has_no_page_style_or_script_and_ordered_headings():
    page = Page(str(faq_files(sheet())["faq-block.html"]))

    assert not {"html", "head", "style", "script", "h1", "img"} & set(page.elements)
    headings = [name for name in page.elements if name in ("h2", "h3")]
    assert headings[0] == "h2"


def test_linked_data_cannot_end_its_script_element():
    text = faq_files(sheet())["faq.jsonld"]

    assert "<" not in text
    page = json.loads(text)
    assert page["@type"] == "FAQPage"
    answers = {q["name"]: q["acceptedAnswer"]["text"] for q in page["mainEntity"]}
    assert answers["민감성 피부도 되나요?"] == "네 가능합니다."


def test_markdown_shows_hostile_text_literally():
    text = faq_files(sheet())["faq.md"]

    assert "\\<img" in text
    assert "](javascript" not in text.replace("\\](javascript", "")
    assert "\u202e" not in text


def test_the_same_sheet_gives_the_same_bytes():
    assert faq_files(sheet()) == faq_files(sheet())


def test_an_empty_list_is_a_page_that_says_so():
    files = faq_files(decide(QaList(), [], language="ko"))

    assert "아직 없습니다" in files["faq.html"]
    assert json.loads(files["faq.jsonld"])["mainEntity"] == []


def test_a_product_page_quotes_the_host_with_times_and_holds_its_own_questions():
    said = Transcript(
        "ko",
        60_000,
        (
            Segment(Span(10_000, 14_000), "이 수분 크림은 무향이고 알코올이 들어 있지 않습니다"),
            Segment(Span(20_000, 24_000), "수분 크림 오늘만 오만 구천구백원이에요"),
            Segment(Span(30_000, 34_000), "수분 크림 어떻게 바르면 좋을까요"),
            Segment(Span(40_000, 44_000), "세트, 수분 크림, 무향 수분 크림."),
        ),
    )
    points = find_points(said, PRODUCTS)["p1"]
    files = product_files(sheet(), "p1", points)

    assert [point.span.start_ms for point in points] == [10_000]
    page = Page(files["page.html"])
    assert "방송 0:10에서 확인" in page.text
    assert "59,000원" in page.text
    assert "민감성 피부도 되나요?" in page.text
    assert "배송은" not in page.text
    graph = json.loads(files["snippet.jsonld"])["@graph"]
    assert [thing["@type"] for thing in graph] == ["Product", "FAQPage"]


def test_hostile_products_make_safe_pages_and_folders():
    files = product_files(sheet(), "../../etc", ())

    page = Page(files["page.html"])
    assert page.links == []
    assert page.elements.count("title") == 1
    assert set(page_folders(PRODUCTS).values()) == {"p1", "etc"}


def test_products_with_like_ids_get_different_folders():
    products = [Product("A/1", "x"), Product("a-1", "y"), Product("한글", "z"), Product("///", "w")]

    folders = page_folders(products)
    assert len(set(folders.values())) == 4
    assert all("/" not in name and name for name in folders.values())


@pytest.mark.parametrize(
    ("price", "language", "shown"),
    [
        ("59000", "ko", "59,000원"),
        ("24.90", "en", "24.90"),
        ("59,000원", "ko", "59,000원"),
        ("", "ko", ""),
    ],
)
def test_prices_are_shown_as_the_shop_writes_them(price, language, shown):
    assert shown_price(price, language) == shown


def test_escapes():
    assert csv_cell("\t=1+1").startswith("'=")
    assert csv_cell("정상") == "정상"
    assert markdown("- 목록") == "\\- 목록"
    assert markdown("1. 첫째") == "1\\. 첫째"
    assert "\u2028" not in json_ld("\u2028")
    assert web_address("javascript:alert(1)") == ""
    assert web_address("https://shop.example/p?a=1") == "https://shop.example/p?a=1"
