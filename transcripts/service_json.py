"""Transcripts in JSON as other recognisers write them, with the speakers they name. Pure.

Whisper and its kin (openai-whisper, faster-whisper servers, WhisperX, the OpenAI address) count in
seconds; CLOVA Speech and CLOVA Note in milliseconds; whisper.cpp in offsets.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from transcripts.errors import UnreadableTranscript
from transcripts.model import Segment, Word
from transcripts.timeline import Span

#: Word times further outside their line than this are counted from somewhere else.
_OUTSIDE_MS = 1_000
_MOST_MS = 7 * 24 * 3_600_000


def is_service_json(value: object) -> bool:
    """Whether this JSON is of one of these forms."""
    return bool(_lines(value))


def segments_of_service_json(value: Mapping[str, Any]) -> tuple[Segment, ...]:
    """Lines in order of start, with words where each has its times.

    Raises:
        UnreadableTranscript: a field has the wrong type.
    """
    try:
        found = [segment for line in _lines(value) if (segment := _segment(line))]
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise UnreadableTranscript(f"its segments are broken ({error}).") from error
    return tuple(sorted(found, key=lambda segment: segment.span))


def language_of_service_json(value: Mapping[str, Any]) -> str:
    """The code of the language it states ("ko" of "ko-KR"), "" where none is two letters long."""
    params = value.get("params")
    stated = value.get("language") or (params.get("language") if isinstance(params, dict) else "")
    code = str(stated or "").lower().split("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _lines(value: object) -> list[Any]:
    """What looks like a line with times, under whichever name."""
    if not isinstance(value, dict):
        return []
    lines = value.get("segments") or value.get("transcription")
    first = lines[0] if isinstance(lines, list) and lines else None
    if not isinstance(lines, list) or not isinstance(first, dict):
        return []
    return lines if "start" in first or "offsets" in first else []


def _segment(line: Mapping[str, Any]) -> Segment | None:
    text = " ".join(str(line.get("textEdited") or line["text"]).split())
    span = _span(*_ends(line))
    if not text or span is None:
        return None
    words = tuple(_words(line, span))
    # Edited text has other words than those that have times.
    is_whole = "".join(word.text for word in words) == "".join(text.split())
    return Segment(span, text, words if is_whole else (), _speaker(line))


def _ends(line: Mapping[str, Any]) -> tuple[float, float]:
    """Start and end in milliseconds."""
    if "offsets" in line:
        return float(line["offsets"]["from"]), float(line["offsets"]["to"])
    unit = 1.0 if _is_clova(line) else 1_000.0
    return float(line["start"]) * unit, float(line["end"]) * unit


def _is_clova(line: Mapping[str, Any]) -> bool:
    """Words of CLOVA are lists; its lines know a `diarization` or an edited text."""
    words = line.get("words")
    has_lists = isinstance(words, list) and bool(words) and isinstance(words[0], list)
    return has_lists or "textEdited" in line or "diarization" in line


def _words(line: Mapping[str, Any], within: Span) -> Iterator[Word]:
    """The words, if every one of them has times that fit; WhisperX leaves out those of numbers."""
    timed = list(_timed_words(line))
    spans = [span for span, _, _ in timed if span is not None]
    if len(spans) < len(timed) or any(b.start_ms < a.start_ms for a, b in pairwise(spans)):
        return
    around = within.padded(_OUTSIDE_MS, _OUTSIDE_MS, _MOST_MS)
    if all(around.contains(span.middle_ms) for span in spans):
        for span, (_, text, probability) in zip(spans, timed, strict=True):
            yield Word(span, text, probability)


def _timed_words(line: Mapping[str, Any]) -> Iterator[tuple[Span | None, str, float]]:
    listed = line.get("words")
    for word in listed if isinstance(listed, Sequence) and not isinstance(listed, str) else ():
        if isinstance(word, list):
            yield _span(float(word[0]), float(word[1])), str(word[2]).strip(), 1.0
            continue
        text = str(word.get("word") or word.get("text") or "").strip()
        sure = float(word.get("probability", word.get("score", 1.0)))
        span = None
        if "start" in word and "end" in word:
            span = _span(float(word["start"]) * 1_000, float(word["end"]) * 1_000)
        if text:
            yield span, text, min(1.0, max(0.0, sure)) if math.isfinite(sure) else 1.0


def _span(start_ms: float, end_ms: float) -> Span | None:
    """None where it is no stretch of a recording; one millisecond at least."""
    if not (0 <= start_ms <= end_ms <= _MOST_MS):
        return None
    return Span(round(start_ms), max(round(start_ms) + 1, round(end_ms)))


def _speaker(line: Mapping[str, Any]) -> str | None:
    """A name that people gave, else the recogniser's own label."""
    speaker, turn = line.get("speaker"), line.get("diarization")
    if isinstance(speaker, dict):
        speaker = speaker.get("name") or speaker.get("label")
    if speaker is None and isinstance(turn, dict):
        speaker = turn.get("label")
    name = " ".join(str(speaker or "").split())
    return name or None
