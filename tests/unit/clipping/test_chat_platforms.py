"""What is particular to the chat of each platform, and files that mean harm."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clipping.chat import hash_author
from clipping.errors import UnreadableSidecar
from tests.chat_samples import FILES, KEY, NAVER, TWITCH, read
from transcripts.messages import MessageKind, write_messages


def test_a_recording_of_a_live_chat_has_its_time_beside_the_action_and_no_other(
    tmp_path: Path,
) -> None:
    both = json.loads(FILES["youtube"])
    both["videoOffsetTimeMsec"] = "5"

    assert read(tmp_path, json.dumps(both)).messages[0].at_ms == 83_000


def test_what_is_written_before_the_start_has_a_negative_time(tmp_path: Path) -> None:
    line = json.loads(FILES["youtube"])
    item = line["replayChatItemAction"]["actions"][0]["addChatItemAction"]["item"]
    item["liveChatTextMessageRenderer"]["timestampText"] = {"simpleText": "-1:05"}
    line["replayChatItemAction"]["videoOffsetTimeMsec"] = "0"

    assert read(tmp_path, json.dumps(line)).messages[0].at_ms == -65_000


def test_super_chats_keep_their_amount_and_owners_are_hosts(tmp_path: Path) -> None:
    paid = {
        "liveChatPaidMessageRenderer": {
            "id": "p1",
            "message": {"runs": [{"text": "응원해요"}]},
            "purchaseAmountText": {"simpleText": "₩5,000"},
            "authorExternalChannelId": "UC2",
            "authorBadges": [{"liveChatAuthorBadgeRenderer": {"icon": {"iconType": "OWNER"}}}],
        }
    }
    action = {
        "actions": [{"addChatItemAction": {"item": paid}}, {"addLiveChatTickerItemAction": {}}],
        "videoOffsetTimeMsec": "1000",
    }

    (message,) = read(tmp_path, json.dumps({"replayChatItemAction": action})).messages

    assert (message.text, message.kind, message.is_host) == (
        "₩5,000 응원해요",
        MessageKind.GIFT,
        True,
    )


def test_the_chat_of_a_cropped_video_is_moved_to_its_start(tmp_path: Path) -> None:
    cropped = TWITCH | {"video": {"title": "live", "start": 60}}

    found = read(tmp_path, json.dumps(cropped))

    assert found.messages[0].at_ms == 23_000
    assert any("cut at 60 s" in note for note in found.report.notes)


@pytest.mark.parametrize(
    "text",
    [
        "[2026-08-01 10:02:03 UTC] minji: 첫 번째\n[2026-08-01 10:02:08 UTC] sora: 두 번째\n",
        "[2026-08-01 19:02:03] 민지: 첫 번째 (0a1b2c3d4e5f60718293a4b5)\n"
        "[2026-08-01 19:02:08] 소라: 두 번째 (1a1b2c3d4e5f60718293a4b5)\n",
        "0:02:03 minji: 첫 번째\n0:02:08 sora: 두 번째\n",
    ],
)
def test_logs_are_read_with_their_usual_stamps(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, text)

    assert found.report.format == "log"
    assert [message.text for message in found.messages] == ["첫 번째", "두 번째"]
    assert found.messages[1].at_ms - found.messages[0].at_ms == 5_000
    assert found.messages[0].author_key != found.messages[1].author_key


def test_hidden_messages_are_left_out_and_emoji_named(tmp_path: Path) -> None:
    page = json.loads(FILES["chzzk"])
    chats = page["content"]["videoChats"]
    chats[0] |= {"content": "ㅋㅋ {:d_47:}", "messageStatusType": "NORMAL"}
    chats.append(chats[0] | {"content": "욕설", "messageStatusType": "HIDDEN"})

    found = read(tmp_path, json.dumps(page))

    assert [message.text for message in found.messages] == ["ㅋㅋ :d_47:"]
    assert found.report.dropped[0].reason == "hidden by a moderator"


def test_parts_of_a_show_in_one_file_follow_one_another(tmp_path: Path) -> None:
    parts = [f"<chat><u>u</u><m>하나 {t}</m><t>{t}</t></chat>" for t in (5, 900, 1800, 4, 300)]

    found = read(tmp_path, f"<root>{''.join(parts)}</root>")

    assert [m.at_ms // 1000 for m in found.messages] == [5, 900, 1800, 1804, 2100]
    assert any("begin again at entry 4" in note for note in found.report.notes)


def test_comments_without_an_offset_are_laid_by_their_dates(tmp_path: Path) -> None:
    comment = NAVER["comments"][0] | {  # type: ignore[index,operator]
        "createdAt": "2026-08-01T19:54:56",
        "recordStartedAt": "2026-08-01T19:00:01.43",
    }
    del comment["createdAtMilli"]

    found = read(tmp_path, json.dumps({"comments": [comment], "hasNext": False}))

    assert found.messages[0].at_ms == 3_294_570


def test_dumped_tables_of_replay_comments_are_read(tmp_path: Path) -> None:
    text = (
        '"broadcast_id","comment_no","nickname","message","comment_type","created_at",'
        '"created_at_milli","has_answer","record_started_at"\n'
        '"1","7","sk***","두 개 사면, 할인되나요?","CHATTING","2026-08-01T19:54:56","3294570",'
        '"true","2026-08-01T19:00:01.43"\n'
    )

    (message,) = read(tmp_path, text.encode("utf-8-sig")).messages

    assert (message.at_ms, message.kind) == (3_294_570, MessageKind.QUESTION)
    assert message.text == "두 개 사면, 할인되나요?"


def test_comments_of_replay_viewers_are_kept_and_counted(tmp_path: Path) -> None:
    comments = [
        NAVER["comments"][0] | {"commentNo": i, "createdAtMilli": at}  # type: ignore[index,operator]
        for i, at in enumerate((1_000, 2_000, 9_000_000))
    ]

    report = read(tmp_path, json.dumps({"comments": comments}), duration_ms=3_600_000).report

    assert (report.in_recording, report.parsed) == (2, 3)
    assert any(note.startswith("1 messages come after") for note in report.notes)


def test_recorders_of_danmaku_may_write_attributes_in_any_order(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?><i><d user="v1" p="83.0,1,25,1,1790000123,0,crc,1,10">多少钱</d>'
        '<gift ts="90" user="v2" giftname="辣条"/></i>'
    )

    found = read(tmp_path, text)

    assert found.report.format == "bilibili"
    assert found.messages[0].at_ms == 83_000


@pytest.mark.parametrize("name", ["authorName", "author"])
def test_messages_with_absolute_times_are_laid_from_the_start_that_is_given(
    name: str, tmp_path: Path
) -> None:
    author = "v1" if name == "authorName" else {"displayName": "v1"}
    entry = {"id": "1", name: author, "body": "hi", "created": "2026-08-01T10:01:23Z"}

    found = read(tmp_path, json.dumps([entry]), started_at="2026-08-01 19:00:00")

    assert found.messages[0].at_ms == 83_000
    assert found.messages[0].author_key == hash_author("v1", KEY)


def test_a_start_that_is_no_date_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSidecar, match="date and time"):
        read(tmp_path, FILES["csv"], started_at="yesterday")


def test_many_unreadable_entries_are_worth_a_note(tmp_path: Path) -> None:
    rows = "".join(f"{'x' if i % 3 else i},hi {i}\n" for i in range(60))

    report = read(tmp_path, f"time,text\n{rows}").report

    assert any("gave no message, mostly: no readable time." in note for note in report.notes)


def test_an_endless_mark_does_not_hold_up_the_import(tmp_path: Path) -> None:
    text = "<root><chat><u>a</u><m>hi</m><t>1.5</t></chat><" + "x" * 3_000_000

    found = read(tmp_path, text)

    assert [message.at_ms for message in found.messages] == [1_500]
    assert found.report.dropped[0].reason == "not readable"


_ODD = (None, 0, -1, float("inf"), float("nan"), "", "x", [], {}, [None], {"a": 1}, True, "1e999",
        "half \ud800")  # fmt: skip


def _paths(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    yield path
    members = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else ()
    for key, inner in (*members, *items):
        yield from _paths(inner, (*path, key))


def _with(value: Any, path: tuple[Any, ...], odd: object) -> Any:
    if not path:
        return odd
    copy = value.copy()
    copy[path[0]] = _with(value[path[0]], path[1:], odd)
    return copy


@pytest.mark.parametrize("name", ["youtube", "twitch", "naver", "chzzk", "json"])
def test_no_odd_member_stops_an_import(name: str, tmp_path: Path) -> None:
    sample = json.loads(FILES[name])

    for path in _paths(sample):
        for odd in _ODD:
            with contextlib.suppress(UnreadableSidecar):
                found = read(tmp_path, json.dumps(_with(sample, path, odd)), duration_ms=100_000)
                "".join(write_messages(found.messages)).encode()
