"""YouTube's own caption files: json3 and srv3 (XML), as players and downloaders write them. Pure.

Automatic captions carry a time before each word; their lines stay on the screen while the next one
is spoken, so a line ends at the latest where the next begins.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from transcripts.errors import UnreadableTranscript
from transcripts.model import Segment, Word
from transcripts.timeline import Span

#: Nobody draws a word out for longer.
_LONGEST_WORD_MS = 2_000
_SRV3 = re.compile(r"^\s*(?:<\?xml[^>]*\?>\s*)?<timedtext\b")
# Neither holds another of its kind: a file of unclosed ones would be read for hours.
_LINE = re.compile(r"<p\b([^<>]*)>((?:[^<]|<(?!/?p\b))*)</p>")
_PIECE = re.compile(r"<s\b([^<>]*)>((?:[^<]|<(?!/?s\b))*)</s>")
_NUMBER = re.compile(r"\b(t|d)=\"(\d{1,12})\"")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: when, and its pieces with their distance from its start (None where not told)."""

    start_ms: int
    end_ms: int
    pieces: tuple[tuple[int | None, str], ...]


def is_json3(value: object) -> bool:
    """Whether this JSON is of the form json3."""
    return isinstance(value, dict) and isinstance(value.get("events"), list)


def is_srv3(text: str) -> bool:
    """Whether this text is of the form srv3."""
    return _SRV3.match(text) is not None


def segments_of_json3(value: Mapping[str, Any]) -> tuple[Segment, ...]:
    """Lines with their words, in order.

    Raises:
        UnreadableTranscript: a field has the wrong type, or there are none.
    """
    try:
        return _segments([line for event in value["events"] if (line := _line_of(event))])
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise UnreadableTranscript(f"its events are broken ({error}).") from error


def segments_of_srv3(text: str) -> tuple[Segment, ...]:
    """Lines with their words, in order. Read without an XML parser, so entities cannot grow.

    Raises:
        UnreadableTranscript: there are none.
    """
    lines = []
    for attributes, inside in _LINE.findall(text):
        times = _numbers(attributes)
        if "t" not in times:
            continue
        pieces: list[tuple[int | None, str]] = [
            (_numbers(a).get("t", 0), _plain(piece)) for a, piece in _PIECE.findall(inside)
        ]
        end_ms = times["t"] + times.get("d", 0)
        lines.append(_Line(times["t"], end_ms, tuple(pieces) or ((None, _plain(inside)),)))
    return _segments(lines)


def _line_of(event: Mapping[str, Any]) -> _Line | None:
    if not event.get("segs"):
        return None
    start = int(event.get("tStartMs", 0))
    pieces = [(piece.get("tOffsetMs"), str(piece.get("utf8", ""))) for piece in event["segs"]]
    is_timed = any(offset is not None for offset, _ in pieces)
    return _Line(
        start,
        start + int(event.get("dDurationMs", 0)),
        tuple((int(offset or 0) if is_timed else None, text) for offset, text in pieces),
    )


def _segments(lines: Sequence[_Line]) -> tuple[Segment, ...]:
    said = sorted((line for line in lines if _text(line)), key=lambda line: line.start_ms)
    if not said:
        raise UnreadableTranscript("no line in it has words.")
    nexts = [line.start_ms for line in said[1:]] + [None]
    out = []
    for line, following in zip(said, nexts, strict=True):
        end = line.end_ms if following is None else min(line.end_ms, following)
        span = Span(line.start_ms, max(line.start_ms + 1, end))
        out.append(Segment(span, _text(line), tuple(_words(line, span.end_ms))))
    return tuple(out)


def _words(line: _Line, end_ms: int) -> Iterator[Word]:
    timed = [(line.start_ms + at, text) for at, text in line.pieces if at is not None]
    starts = [*(at for at, text in timed if text.strip()), end_ms]
    texts = [" ".join(text.split()) for _, text in timed if text.strip()]
    if any(right < left for left, right in pairwise(starts)):
        return
    for text, (start, end) in zip(texts, pairwise(starts), strict=True):
        yield Word(Span(start, max(start + 1, min(end, start + _LONGEST_WORD_MS))), text)


def _text(line: _Line) -> str:
    return " ".join("".join(text for _, text in line.pieces).split())


def _numbers(attributes: str) -> dict[str, int]:
    return {name: int(value) for name, value in _NUMBER.findall(attributes)}


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text))
