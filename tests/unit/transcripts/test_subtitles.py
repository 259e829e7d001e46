from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from transcripts.errors import UnreadableTranscript
from transcripts.model import Segment, Transcript, Word, transcript_to_json
from transcripts.subtitles import (
    guessed_language,
    load_transcript,
    parse_transcript,
    to_json_text,
    to_plain_text,
    to_srt,
    to_vtt,
)
from transcripts.timeline import Span

SRT = """1
00:00:01,000 --> 00:00:02,500
안녕하세요 여러분

2
00:01:02,5 --> 00:01:04,000
<i>방수</i> {\\an8}되나요?
두 번째 줄

"""
SAID = [
    (Span(1_000, 2_500), "안녕하세요 여러분"),
    (Span(62_500, 64_000), "방수 되나요? 두 번째 줄"),
]


def shown(transcript: Transcript) -> list[tuple[Span, str]]:
    return [(s.span, s.text) for s in transcript.segments]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_srt_is_read_in_every_encoding_korean_programs_write(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "자막.srt"
    path.write_bytes(SRT.replace("\n", "\r\n").encode(encoding))

    transcript = load_transcript(path)

    assert shown(transcript) == SAID
    assert transcript.language == "ko"


def test_srt_without_blank_lines_does_not_take_numbers_for_text() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n하나\n2\n00:00:03,000 --> 00:00:04,000\n둘\n"

    assert [s.text for s in parse_transcript(text).segments] == ["하나", "둘"]


def test_vtt_voices_entities_and_notes() -> None:
    text = (
        "WEBVTT\nKind: captions\nLanguage: en\n\nNOTE not shown\n\nSTYLE\n::cue {}\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start\n<v Host>Salt &amp; <b>pepper</b>\n"
    )

    transcript = parse_transcript(text)

    assert transcript.language == "en"
    assert shown(transcript) == [(Span(1_000, 2_000), "Salt & pepper")]
    assert transcript.segments[0].speaker == "Host"


def test_rolling_captions_say_each_line_once_with_word_times() -> None:
    text = (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nhello<00:00:01.000><c> there</c>\n\n"
        "00:00:02.000 --> 00:00:02.010\nhello there\n\n"
        "00:00:02.010 --> 00:00:04.000\nhello there\nhow<00:00:03.000><c> are</c>\n"
    )

    transcript = parse_transcript(text)

    assert [s.text for s in transcript.segments] == ["hello there", "how are"]
    assert [(w.span, w.text) for w in transcript.segments[1].words] == [
        (Span(2_010, 3_000), "how"), (Span(3_000, 4_000), "are"),
    ]  # fmt: skip


def test_a_line_said_twice_is_kept_twice() -> None:
    text = "".join(
        f"{i}\n00:00:0{i},000 --> 00:00:0{i},900\n{line}\n\n"
        for i, line in enumerate(["네", "네", "좋아요", "네"], 1)
    )

    assert [s.text for s in parse_transcript(text).segments] == ["네", "네", "좋아요", "네"]


LONG = Segment(
    Span(0, 20_000),
    " ".join(f"낱말{i}입니다" for i in range(30)),
    tuple(Word(Span(i * 600, i * 600 + 500), f"낱말{i}입니다") for i in range(30)),
)


@pytest.mark.parametrize("write", [to_srt, to_vtt, to_json_text])
def test_what_is_written_is_read_again(write) -> None:  # type: ignore[no-untyped-def]
    said = tuple(Segment(span, text) for span, text in SAID)

    assert shown(parse_transcript(write(Transcript("ko", 70_000, said)))) == SAID


def test_long_sentences_become_subtitles_people_can_read() -> None:
    parts = parse_transcript(to_srt(Transcript("ko", 20_000, (LONG,)))).segments

    assert " ".join(part.text for part in parts) == LONG.text
    assert all(part.span.duration_ms <= 7_500 for part in parts)
    assert all(a.span.end_ms <= b.span.start_ms for a, b in pairwise(parts))


def test_hostile_text_cannot_break_a_subtitle_file() -> None:
    evil = Segment(Span(0, 1_000), "a --> b\n\n2\n00:00:05,000 <script>&")
    transcript = Transcript("en", 1_000, (evil,))

    for text in (to_srt(transcript), to_vtt(transcript)):
        assert len(parse_transcript(text).segments) == 1
        assert text.count("-->") == 1
    assert "<script>" not in to_vtt(transcript)


def test_plain_text_has_a_sentence_a_line() -> None:
    said = tuple(Segment(span, text) for span, text in SAID)

    assert to_plain_text(Transcript("ko", 70_000, said)).splitlines() == [text for _, text in SAID]


def test_what_lies_behind_the_recording_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(SRT, encoding="utf-8")

    transcript = load_transcript(path, duration_ms=2_000)

    assert shown(transcript) == [(Span(1_000, 2_000), SAID[0][1])]
    assert transcript.duration_ms == 2_000
    assert any(note.endswith("left out: 1.") for note in transcript.notes)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello\nworld\n",
        b'{"segments": 3}',
        b'{"a": 1}',
        b"{broken",
        b'{"segments": "\\ud800"}',
        b"[" * 100_000,
        b"\x81\xff\xfe\x00" * 9,
    ],
)
def test_what_is_no_transcript_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)

    with pytest.raises(UnreadableTranscript, match=r"notes\.txt"):
        load_transcript(path)


def test_our_json_is_read_as_written(tmp_path: Path) -> None:
    transcript = Transcript("ko", 20_000, (LONG,), ("a note",))
    path = tmp_path / "transcript.json"
    path.write_text(to_json_text(transcript), encoding="utf-8")

    assert transcript_to_json(load_transcript(path)) == transcript_to_json(transcript)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("이 제품은 UV 차단이 됩니다", "ko"),
        ("this is the best one of them", "en"),
        ("これは五千円です", "ja"),
        ("Das Produkt kostet wenig", "und"),
        ("12 34", "und"),
    ],
)
def test_the_language_is_guessed_only_when_it_shows(text: str, language: str) -> None:
    assert guessed_language([text]) == language


def test_marks_that_are_never_closed_are_read_in_no_time() -> None:
    said = parse_transcript("WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<c.{\\" * 200_000)

    assert len(said.segments) == 1


def test_what_nobody_sees_in_a_text_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '{"segments": [{"start": 1, "end": 3, "text": "안녕\\u0000하세요", "words": ['
        '{"word": "안녕\\u0000하세요", "start": 1, "end": 3}]},'
        '{"start": 4, "end": 5, "text": "\\u0007"}]}',
        encoding="utf-8",
    )

    read = load_transcript(path)

    assert shown(read) == [(Span(1_000, 3_000), "안녕 하세요")]
    assert [word.text for word in read.words] == ["안녕 하세요"]
