from __future__ import annotations

import json

import pytest

from transcripts.errors import UnreadableTranscript
from transcripts.subtitles import parse_transcript
from transcripts.timeline import Span

AUTOMATIC = {
    "wireMagic": "pb3",
    "events": [
        {"tStartMs": 0, "dDurationMs": 60_000, "id": 1, "wpWinPosId": 1},
        {"tStartMs": 1_000, "dDurationMs": 5_000, "segs": [
            {"utf8": "여러분"}, {"utf8": " 오늘은", "tOffsetMs": 400},
            {"utf8": " 특가입니다", "tOffsetMs": 1_100}]},
        {"tStartMs": 3_500, "dDurationMs": 2_500, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 3_600, "dDurationMs": 3_000, "segs": [{"utf8": "가격은", "tOffsetMs": 0},
            {"utf8": " 59,900원", "tOffsetMs": 700}]},
    ],
}  # fmt: skip


def test_automatic_captions_of_youtube_keep_their_word_times() -> None:
    said = parse_transcript(json.dumps(AUTOMATIC))

    assert said.language == "ko"
    assert [s.text for s in said.segments] == ["여러분 오늘은 특가입니다", "가격은 59,900원"]
    assert said.segments[0].span == Span(1_000, 3_600)
    assert [w.span.start_ms for w in said.words] == [1_000, 1_400, 2_100, 3_600, 4_300]
    assert said.words[-1].text == "59,900원"
    assert said.words[-1].span.end_ms == 6_300  # a word is not drawn out to the line's end


def test_captions_that_people_wrote_have_lines_without_word_times() -> None:
    said = parse_transcript(
        json.dumps(
            {"events": [{"tStartMs": 500, "dDurationMs": 900, "segs": [{"utf8": "Hi,\nyou"}]}]}
        )
    )

    assert [(s.text, s.words) for s in said.segments] == [("Hi, you", ())]


def test_srv3_is_read_with_and_without_word_times() -> None:
    said = parse_transcript(
        '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3">\n<body>'
        '<p t="1000" d="4000" w="1"><s ac="252">hello</s><s t="600" ac="9"> &amp; welcome</s></p>'
        '<p t="2500" d="10" w="1" a="1">\n</p>'
        '<p t="5000" d="2000">it&#39;s <i>59,900</i> won</p></body></timedtext>'
    )

    assert [s.text for s in said.segments] == ["hello & welcome", "it's 59,900 won"]
    assert [(w.text, w.span.start_ms) for w in said.words] == [
        ("hello", 1_000),
        ("& welcome", 1_600),
    ]


@pytest.mark.parametrize("events", [[{"tStartMs": "soon", "segs": [{"utf8": "a"}]}], [7]])
def test_broken_events_are_refused_with_a_reason(events: list[object]) -> None:
    with pytest.raises(UnreadableTranscript, match="events are broken"):
        parse_transcript(json.dumps({"events": events}))


@pytest.mark.parametrize(
    "text",
    ['<timedtext format="3"><body></body></timedtext>', json.dumps({"events": [{"segs": []}]})],
)
def test_captions_without_a_word_are_refused(text: str) -> None:
    with pytest.raises(UnreadableTranscript, match="no line in it has words"):
        parse_transcript(text)


@pytest.mark.parametrize("mark", ['<p t="1">', "<p ", '<p t="1"><s>'])
def test_marks_that_are_never_closed_are_read_in_no_time(mark: str) -> None:
    with pytest.raises(UnreadableTranscript):
        parse_transcript("<timedtext><body>" + mark * 200_000)
