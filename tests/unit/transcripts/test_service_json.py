from __future__ import annotations

import json
from typing import Any

import pytest

from transcripts.errors import UnreadableTranscript
from transcripts.subtitles import parse_transcript, to_vtt
from transcripts.timeline import Span

WHISPERX = {
    "segments": [
        {
            "start": 0.5,
            "end": 2.25,
            "text": " 방수 되나요?",
            "speaker": "SPEAKER_01",
            "words": [
                {"word": "방수", "start": 0.5, "end": 1.1, "score": 0.9, "speaker": "SPEAKER_01"},
                {"word": "되나요?", "start": 1.2, "end": 2.25, "score": 0.8},
            ],
        },
        {
            "start": 3,
            "end": 5,
            "text": " 네, 30미터까지 됩니다.",
            "speaker": "SPEAKER_00",
            "words": [
                {"word": "네,", "start": 3, "end": 3.3, "score": 0.9},
                {"word": "30미터까지"},
                {"word": "됩니다.", "start": 4.2, "end": 5, "score": 0.9},
            ],
        },
    ],
    "word_segments": [],
    "language": "ko",
}
CLOVA = {
    "result": "COMPLETED",
    "params": {"language": "ko-KR"},
    "segments": [
        {
            "start": 1_000,
            "end": 3_000,
            "text": "안녕하세요 여러분",
            "textEdited": "안녕하세요 여러분",
            "confidence": 0.9,
            "diarization": {"label": "1"},
            "speaker": {"label": "1", "name": "진행자", "edited": True},
            "words": [[1_000, 1_800, "안녕하세요"], [1_900, 3_000, "여러분"]],
        },
        {
            "start": 4_000,
            "end": 6_000,
            "text": "이거 얼매예요",
            "textEdited": "이거 얼마예요?",
            "diarization": {"label": "2"},
            "words": [[4_000, 4_500, "이거"], [4_600, 6_000, "얼매예요"]],
        },
    ],
}


def test_whisperx_gives_speakers_and_the_words_of_lines_where_each_has_its_times() -> None:
    transcript = parse_transcript(json.dumps(WHISPERX))

    asked, answered = transcript.segments
    assert transcript.language == "ko"
    assert (asked.span, asked.text, asked.speaker) == (
        Span(500, 2_250),
        "방수 되나요?",
        "SPEAKER_01",
    )
    assert [(w.span, w.text, w.probability) for w in asked.words] == [
        (Span(500, 1_100), "방수", 0.9),
        (Span(1_200, 2_250), "되나요?", 0.8),
    ]
    assert (answered.text, answered.words) == ("네, 30미터까지 됩니다.", ())


def test_clova_counts_in_milliseconds_and_edited_text_waits_for_its_times() -> None:
    transcript = parse_transcript(json.dumps(CLOVA))

    greeted, asked = transcript.segments
    assert transcript.language == "ko"
    assert (greeted.span, greeted.speaker) == (Span(1_000, 3_000), "진행자")
    assert [w.text for w in greeted.words] == ["안녕하세요", "여러분"]
    assert (asked.text, asked.speaker, asked.words) == ("이거 얼마예요?", "2", ())


def test_whisper_cpp_has_offsets() -> None:
    line = {"timestamps": {}, "offsets": {"from": 0, "to": 1_500}, "text": " Hello there."}

    transcript = parse_transcript(json.dumps({"transcription": [line], "language": "en"}))

    assert [(s.span, s.text) for s in transcript.segments] == [(Span(0, 1_500), "Hello there.")]


def test_word_times_that_count_from_somewhere_else_are_not_believed() -> None:
    line = {"start": 60, "end": 62, "text": "Hi", "words": [{"word": "Hi", "start": 0, "end": 1}]}

    assert parse_transcript(json.dumps({"segments": [line]})).segments[0].words == ()


@pytest.mark.parametrize(
    "line",
    [
        {"start": "soon", "end": 2, "text": "a"},
        {"start": 0, "text": "a"},
        {"start": 0, "end": 2},
        {"start": 0, "end": 2, "text": "a", "words": [["x"]]},
        {"start": 0, "end": 2, "text": "a", "words": [7]},
        {"offsets": [], "text": "a"},
    ],
)
def test_broken_lines_are_named(line: dict[str, Any]) -> None:
    with pytest.raises(UnreadableTranscript, match="segments are broken"):
        parse_transcript(json.dumps({"segments": [line]}))


@pytest.mark.parametrize("times", [(-5, 2), (3, 1), (float("nan"), 2), (0, float("inf"))])
def test_lines_at_no_time_of_a_recording_are_left_out(times: tuple[float, float]) -> None:
    good = {"start": 5, "end": 6, "text": "here"}
    odd = {"start": times[0], "end": times[1], "text": "nowhere"}

    transcript = parse_transcript(json.dumps({"segments": [good, odd]}))

    assert [s.text for s in transcript.segments] == ["here"]


def test_vtt_names_the_speaker_and_cannot_be_broken_by_the_name() -> None:
    line = {"start": 0, "end": 2, "text": "a < b", "speaker": "</v>\n\n00:00 --> 00:09\n<b>Kim"}

    written = to_vtt(parse_transcript(json.dumps({"segments": [line]})))

    assert written.count("-->") == 1
    assert "<v &lt;/v&gt; 00:00 --&gt; 00:09 &lt;b&gt;Kim>a &lt; b" in written
    (read,) = parse_transcript(written).segments
    assert read.speaker == "</v> 00:00 --> 00:09 <b>Kim"
