"""Workbooks are tables like any other, and no way in."""

from __future__ import annotations

import zipfile
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from clipping.chat import read_chat
from clipping.errors import UnreadableSidecar
from clipping.sidecars import read_rows
from clipping.workbook import is_workbook, read_workbook
from tests.chat_samples import KEY

SHEET = "xl/worksheets/sheet1.xml"
CHAT = (
    ("방송 시간", "닉네임", "채팅 내용"),
    (time(0, 1, 23), "민지", "얼마예요"),
    (),
    (timedelta(seconds=3723), None, "주문완료"),
)


def workbook(folder: Path, rows: tuple[tuple[object, ...], ...] = CHAT) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "chat.xlsx"
    book.save(path)
    return path


def with_sheet(path: Path, replaced: str, by: str) -> Path:
    """The same workbook with another text in its sheet."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[SHEET] = members[SHEET].replace(replaced.encode(), by.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
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
    path = workbook(tmp_path, ((datetime(2026, 8, 1, 19), 12.5, 3.0, "  네 "),))  # noqa: DTZ001

    assert list(read_workbook(path)) == [(1, ("2026-08-01T19:00:00", "12.5", "3", "네"))]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet',
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet',
        "<w><worksheet",
    ],
    ids=["entities", "outside entity", "broken"],
)
def test_entities_and_broken_sheets_are_refused(prolog: str, tmp_path: Path) -> None:
    path = with_sheet(workbook(tmp_path), "<worksheet", prolog)

    with pytest.raises(UnreadableSidecar, match="cannot be read"):
        list(read_workbook(path))


def test_a_text_that_is_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    first = '<c r="A1" t="inlineStr"><is><t>방송 시간</t></is></c>'
    path = with_sheet(workbook(tmp_path), first, '<c r="A1" t="s"><v>99999</v></c>')

    with pytest.raises(UnreadableSidecar, match="Save it as CSV"):
        list(read_workbook(path))


def test_a_workbook_cut_short_is_one_clear_sentence(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])

    assert not is_workbook(path)
    with pytest.raises(UnreadableSidecar, match="CSV"):
        read_chat(path, key=KEY)


def test_a_row_that_says_it_is_the_trillionth_ends_the_sheet(tmp_path: Path) -> None:
    path = with_sheet(workbook(tmp_path), '<row r="4"', '<row r="1000000000000"')

    assert [number for number, _ in read_workbook(path)] == [1, 2]


def test_an_archive_of_an_unknown_kind_is_no_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"PK\x01\x02") + 6] = 255  # the version that is needed to unpack it
    path.write_bytes(whole)

    assert not is_workbook(path)
    with pytest.raises(UnreadableSidecar, match="CSV"):
        list(read_workbook(path))


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "chat.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("chat.csv", "time,text\n1,hi\n")

    with pytest.raises(UnreadableSidecar, match="CSV"):
        read_chat(path, key=KEY)
