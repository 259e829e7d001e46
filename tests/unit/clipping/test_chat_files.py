"""Chat files of every known format become the same messages, and nothing is lost in silence."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from clipping.chat import hash_author, report_to_json
from clipping.errors import UnreadableSidecar
from tests.chat_samples import FILES, KEY, YOUTUBE, read
from transcripts.messages import MessageKind, read_messages, write_messages


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_known_by_its_content(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, FILES[name])

    assert found.report.format == name
    assert [message.at_ms for message in found.messages] == [83_000]
    assert found.messages[0].text


@pytest.mark.parametrize("name", FILES)
def test_no_name_leaves_the_import(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, FILES[name])

    written = "".join(write_messages(found.messages)) + json.dumps(report_to_json(found.report))
    assert "viewer1" not in written


@pytest.mark.parametrize("name", FILES)
def test_packed_files_are_read_as_they_are(name: str, tmp_path: Path) -> None:
    plain = read(tmp_path, FILES[name])

    assert read(tmp_path, gzip.compress(FILES[name].encode())).messages == plain.messages


def test_a_packed_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    lines = "".join(f"[0:{i // 60:02}:{i % 60:02}] v{i}: 안녕 {i * 7919}\n" for i in range(600))

    found = read(tmp_path, gzip.compress(lines.encode())[:-200])

    assert 0 < len(found.messages) < 600
    assert any("too early" in note for note in found.report.notes)


def test_every_line_is_a_message_or_a_reason(tmp_path: Path) -> None:
    empty = {"replayChatItemAction": {"actions": [{"removeChatItemAction": {}}]}}
    lines = [json.dumps(YOUTUBE), json.dumps(empty), "{broken", json.dumps(YOUTUBE)]

    report = read(tmp_path, "\n".join(lines)).report

    assert report.read == report.parsed + sum(one.count for one in report.dropped) == 4
    assert {one.reason: one.examples for one in report.dropped} == {
        "not a message": (2,),
        "not readable": (3,),
        "the same message again": (4,),
    }


def test_a_chat_recorded_live_asks_for_a_shift(tmp_path: Path) -> None:
    line = json.loads(FILES["youtube"])
    line["videoOffsetTimeMsec"] = line["replayChatItemAction"].pop("videoOffsetTimeMsec")
    line["isLive"] = True

    found = read(tmp_path, json.dumps(line), shift_ms=-3_000)

    assert found.messages[0].at_ms == 80_000
    assert any("shift" in note for note in found.report.notes)


def test_a_json_file_cut_short_gives_its_whole_entries(tmp_path: Path) -> None:
    entries = [{"time_in_seconds": i, "message": f"hi {i}"} for i in range(100)]

    found = read(tmp_path, json.dumps(entries)[:-30])

    assert len(found.messages) == 99
    assert found.report.dropped[0].reason == "not readable"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_korean_tables_are_read_in_the_encodings_of_korean_offices(
    encoding: str, tmp_path: Path
) -> None:
    found = read(tmp_path, FILES["csv"].encode(encoding))

    assert found.messages[0].text == "얼마예요"


@pytest.mark.parametrize(
    ("column", "cells", "first_ms"),
    [
        ("time", ["5", "10"], 5_000),
        ("time", ["5.5", "10.25"], 5_500),
        ("offset_ms", ["5000", "10000"], 5_000),
        ("time", ["0:05", "0:10"], 5_000),
        ("time", ["-0:05", "0:10"], -5_000),
        ("time", ["1:00:05.250", "1:00:10"], 3_605_250),
        ("time", ["1790000000", "1790000005"], 0),
        ("time", ["1790000000000", "1790000005000"], 0),
        ("time", ["1790000000000000", "1790000005000000"], 0),
        ("created_at", ["2026-08-01T19:00:00+09:00", "2026-08-01T10:00:05Z"], 0),
        ("작성일시", ["2026-08-01 오후 7:00:00", "2026-08-01 오후 7:00:05"], 0),
    ],
)
def test_times_are_read_in_every_usual_notation(
    column: str, cells: list[str], first_ms: int, tmp_path: Path
) -> None:
    rows = "".join(f"{cell},v,hi\n" for cell in cells)

    found = read(tmp_path, f"{column},user,message\n{rows}")

    first, last = (message.at_ms for message in found.messages)
    assert first == first_ms
    assert last - first in (5_000, 4_750, 15_000)


def test_bare_numbers_too_large_for_the_recording_are_milliseconds(tmp_path: Path) -> None:
    text = "time,text\n1000,a\n600000,b\n900000,c\n"

    found = read(tmp_path, text, duration_ms=1_000_000)

    assert [message.at_ms for message in found.messages] == [1_000, 600_000, 900_000]


def test_columns_can_be_given_by_name_or_number(tmp_path: Path) -> None:
    text = "A,B,C\n3,foo,hello\n"

    by_name = read(tmp_path, text, columns={"time": "A", "text": "C"})
    by_number = read(tmp_path, "3,foo,hello\n4,bar,you\n", columns={"time": "1", "text": "3"})

    assert by_name.messages[0].text == "hello"
    assert [message.text for message in by_number.messages] == ["hello", "you"]


def test_messages_outside_the_recording_suggest_a_shift(tmp_path: Path) -> None:
    text = "time,text\n" + "".join(f"1:{i:02}:00,hi {i}\n" for i in range(30))

    report = read(tmp_path, text, duration_ms=1_800_000).report

    assert report.in_recording == 0
    assert report.suggested_shift_ms == -3_600_000


def test_our_own_file_comes_back_unchanged(tmp_path: Path) -> None:
    first = read(tmp_path, FILES["naver"])
    lines = list(write_messages(first.messages))

    again = read(tmp_path, "".join(lines))

    assert again.messages == first.messages == tuple(read_messages(lines))
    assert first.messages[0].kind is MessageKind.QUESTION


def test_the_same_author_has_the_same_key_and_only_here() -> None:
    assert hash_author("홍길동", KEY) == hash_author("홍길동", KEY)
    assert hash_author("홍길동", KEY) != hash_author("홍길동", b"another installation")


def test_names_called_in_a_message_are_hashed_like_their_owners(tmp_path: Path) -> None:
    found = read(tmp_path, "time,user,text\n1,minji,hi\n2,other,@minji 반가워요 a@b.kr\n")

    assert found.messages[1].text == f"@{found.messages[0].author_key} 반가워요 a@b.kr"


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 an Excel file",
        bytes(range(256)) * 20,
        b"just some prose\nwithout any structure\n",
        b'{"a":',
        b"[1, 2, 3]",
        b"a,b\nc,d\n",
        b"[" * 100_000,
        b"<root><chat><m>no time</m></chat></root>",
    ],
)
def test_a_file_that_is_no_chat_is_one_clear_sentence(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSidecar, match="chat"):
        read(tmp_path, content)


def test_an_empty_file_is_an_empty_chat(tmp_path: Path) -> None:
    found = read(tmp_path, "\n")

    assert found.messages == ()
    assert found.report.notes == ("The chat file is empty.",)


def test_markup_is_read_in_spite_of_broken_entities_and_ends(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><root>'
        "<chat><u>a</u><m><![CDATA[가격 < 얼마]]> &x; &nope;</m><t>1.5</t></chat>"
        "<chat><u>b</u><m>cut"
    )

    found = read(tmp_path, text)

    assert [message.at_ms for message in found.messages] == [1_500]
    assert "root:" not in found.messages[0].text
