"""Workbooks are tables like any other, and no way in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from clipping.chat import read_chat
from clipping.errors import UnreadableSidecar
from clipping.sidecars import read_rows
from clipping.workbook import is_workbook, read_workbook
from tests.chat_samples import KEY

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STRINGS = ("방송 시간", "닉네임", "채팅 내용", "민지", "얼마예요", "소라")
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
    '<c r="C1" t="s"><v>2</v></c></row>'
    '<row r="2"><c r="A2" s="1"><v>0.000960648148148148</v></c><c r="B2" t="s"><v>3</v></c>'
    '<c r="C2" t="s"><v>4</v></c></row>'
    '<row r="4"><c r="A4" s="2"><v>0.0430902777777778</v></c>'
    '<c r="C4" t="inlineStr"><is><t>주문</t><t>완료</t></is></c></row>'
)
STYLES = (
    f'<styleSheet {SPACE}><numFmts><numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="21"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="21"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)


def workbook(folder: Path, rows: str = ROWS, prolog: str = "") -> Path:
    path = folder / "chat.xlsx"
    texts = "".join(f"<si><t>{text}</t></si>" for text in STRINGS)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", f"<workbook {SPACE}/>")
        archive.writestr("xl/sharedStrings.xml", f"<sst {SPACE}>{texts}</sst>")
        archive.writestr("xl/styles.xml", STYLES)
        sheet = f"{prolog}<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>"
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def test_a_chat_in_a_workbook_is_read_like_any_table(tmp_path: Path) -> None:
    found = read_chat(workbook(tmp_path), key=KEY)

    assert [(m.at_ms, m.text) for m in found.messages] == [
        (83_000, "얼마예요"),
        (3_723_000, "주문완료"),
    ]


def test_rows_keep_their_numbers_and_empty_cells_their_place(tmp_path: Path) -> None:
    rows = list(read_rows(workbook(tmp_path)))

    assert [row.number for row in rows] == [1, 2, 4]
    assert rows[2].cells == ("1:02:03", "", "주문완료")


def test_dates_become_iso_times_and_plain_numbers_stay(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1" s="1"><v>46235.7916666667</v></c><c r="B1"><v>12.5</v></c></row>'

    assert list(read_workbook(workbook(tmp_path, cells))) == [(1, ("2026-08-01T19:00:00", "12.5"))]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<w>",
    ],
)
def test_document_types_and_broken_sheets_are_refused(prolog: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSidecar, match="cannot be read"):
        list(read_workbook(workbook(tmp_path, prolog=prolog)))


def test_absurd_references_cost_nothing(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="ZZZZZZZ1"><v>1</v></c><c r="A1" t="s"><v>999999</v></c></row>'

    assert list(read_workbook(workbook(tmp_path, cells))) == [(1, ("",))]


def test_a_workbook_cut_short_is_one_clear_sentence(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])

    assert not is_workbook(path)
    with pytest.raises(UnreadableSidecar, match="CSV"):
        read_chat(path, key=KEY)


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "chat.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("chat.csv", "time,text\n1,hi\n")

    with pytest.raises(UnreadableSidecar, match="CSV"):
        read_chat(path, key=KEY)
