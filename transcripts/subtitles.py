"""Transcripts as files people have and want: SRT, WebVTT, YouTube's, other recognisers', our JSON.

Reading goes by content, not by name, and forgives what editors and exporters do to these files.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from transcripts.errors import UnreadableTranscript
from transcripts.foreign_json import parse_json
from transcripts.model import Segment, Transcript, Word, transcript_from_json, transcript_to_json
from transcripts.plain_text import plain
from transcripts.service_json import (
    is_service_json,
    language_of_service_json,
    segments_of_service_json,
)
from transcripts.timeline import Span
from transcripts.youtube import is_json3, is_srv3, segments_of_json3, segments_of_srv3

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_ARROW = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_INLINE = re.compile(rf"<{_TIME}>")
# No mark holds another one's beginning: a file of unclosed ones would be read for hours.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}")
_LANGUAGE = re.compile(r"^Language:\s*([A-Za-z]{2,3})", re.MULTILINE)
_ENGLISH = frozenset(
    "the a an and or but is are was it this that you i we to of in on for with so if".split()  # noqa: SIM905
)
#: A subtitle stays on the screen no longer and shows no more than this (wide letters count two).
_MAX_CUE_MS, _MAX_CUE_WIDTH = 7_000, 84
#: The note of what came as lines of subtitles, which are not sentences yet.
BROUGHT = "Brought as a file, not recognised."
#: Automatic captions hold each line for one more such moment.
_FLASH_MS = 50


@dataclass(frozen=True, slots=True)
class _Cue:
    span: Span
    lines: tuple[str, ...]


def load_transcript(path: Path, *, duration_ms: int | None = None) -> Transcript:
    """A transcript from our JSON, SRT, WebVTT, json3, srv3 or the JSON of another recogniser.

    In UTF-8, UTF-16 or CP949.

    Args:
        path: The file.
        duration_ms: Length of the recording; what lies behind it is dropped. None to go by the
            file.

    Raises:
        UnreadableTranscript: it is none of these; the text names file, reason and remedy.
        OSError: it cannot be read.
    """
    try:
        transcript = parse_transcript(_decoded(path.read_bytes()))
    except UnreadableTranscript as error:
        raise UnreadableTranscript(
            f"{path.name} cannot be read as a transcript: {error} Give SRT, WebVTT, "
            "YouTube's json3 or srv3, the JSON of Whisper or CLOVA, or our own."
        ) from error
    readable = replace(transcript, segments=tuple(_readable(transcript.segments)))
    return readable if duration_ms is None else _clamped(readable, duration_ms)


def parse_transcript(text: str) -> Transcript:
    """A transcript from the text of a file, by what it looks like.

    Raises:
        UnreadableTranscript: it looks like none that is known.
    """
    if text.lstrip().startswith(("{", "[")):
        return _from_json(text)
    if is_srv3(text):
        return _brought(segments_of_srv3(text))
    is_vtt = text.lstrip().startswith("WEBVTT")
    cues = list(_new_lines(_cues(text)))
    if not cues and not is_vtt:
        raise UnreadableTranscript("it has no line with times such as 00:00:01,000 --> 00:00:02,0.")
    segments = [segment for cue in cues if (segment := _segment(cue, is_vtt=is_vtt))]
    segments.sort(key=lambda segment: segment.span)
    stated = _LANGUAGE.search(text) if is_vtt else None
    return _brought(segments, stated.group(1).lower() if stated else "")


def _readable(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The segments without characters that nobody sees; a database may not take them."""
    for segment in segments:
        if segment.text.isprintable():
            yield segment
        elif text := plain(segment.text):
            words = tuple(replace(word, text=plain(word.text)) for word in segment.words)
            yield replace(segment, text=text, words=tuple(word for word in words if word.text))


def _brought(segments: Sequence[Segment], language: str = "") -> Transcript:
    end_ms = max((segment.span.end_ms for segment in segments), default=0)
    found = language or guessed_language(segment.text for segment in segments)
    return Transcript(found, end_ms, tuple(segments), (BROUGHT,))


def to_json_text(transcript: Transcript) -> str:
    """The text of `transcript.json`."""
    return json.dumps(transcript_to_json(transcript), ensure_ascii=False, indent=1) + "\n"


def to_srt(transcript: Transcript) -> str:
    """The text of an SRT file; long sentences become several subtitles."""
    out = []
    for number, (span, text, _) in enumerate(_subtitles(transcript), 1):
        times = f"{_stamp(span.start_ms, ',')} --> {_stamp(span.end_ms, ',')}"
        out.append(f"{number}\n{times}\n{text.replace('-->', '→')}\n")
    return "\n".join(out)


def to_vtt(transcript: Transcript) -> str:
    """The text of a WebVTT file; long sentences become several subtitles."""
    out = ["WEBVTT\n"]
    for span, text, speaker in _subtitles(transcript):
        times = f"{_stamp(span.start_ms, '.')} --> {_stamp(span.end_ms, '.')}"
        voice = f"<v {html.escape(' '.join(speaker.split()), quote=False)}>" if speaker else ""
        out.append(f"{times}\n{voice}{html.escape(text, quote=False)}\n")
    return "\n".join(out)


def to_plain_text(transcript: Transcript) -> str:
    """The sentences alone, one a line."""
    return "".join(f"{segment.text}\n" for segment in transcript.segments)


def guessed_language(texts: Iterable[str]) -> str:
    """The language by script and commonest words: ko, ja, zh, en, or "und" when nothing tells."""
    text = " ".join(texts)
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return "und"
    share = {
        "ko": sum("가" <= c <= "힣" for c in letters) / len(letters),
        "ja": sum("぀" <= c <= "ヿ" for c in letters) / len(letters),
        "zh": sum("一" <= c <= "鿿" for c in letters) / len(letters),
    }
    for code, least in (("ko", 0.3), ("ja", 0.2), ("zh", 0.3)):
        if share[code] >= least:
            return code
    words = re.findall(r"[a-z']+", text.lower())
    return "en" if words and sum(w in _ENGLISH for w in words) >= 0.15 * len(words) else "und"


# Reading


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTranscript("its letters are neither UTF-8 nor CP949.")


def _from_json(text: str) -> Transcript:
    try:
        value = parse_json(text)
    except ValueError as error:
        raise UnreadableTranscript(f"its JSON is broken ({error}).") from error
    if is_json3(value):
        return _brought(segments_of_json3(value))
    if is_service_json(value):
        return _brought(segments_of_service_json(value), language_of_service_json(value))
    if not isinstance(value, dict) or "segments" not in value:
        raise UnreadableTranscript("its JSON has no segments.")
    return transcript_from_json(value)


def _cues(text: str) -> Iterator[_Cue]:
    """Cues in file order; what has no times (numbers, notes, styles) is passed over."""
    span: Span | None = None
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        times = _ARROW.match(line)
        if times is None and line.strip():
            lines.append(line.strip())
            continue
        if span is not None and lines:
            # No blank line before the next times: the last line is that cue's number.
            if times is not None and lines[-1].isdigit():
                lines.pop()
            yield _Cue(span, tuple(lines))
        if times is not None or span is not None:
            span = _span(times) if times is not None else None
        lines = []


def _span(times: re.Match[str]) -> Span | None:
    start, end = _ms(times.groups()[:4]), _ms(times.groups()[4:8])
    return Span(start, end) if start < end else None


def _ms(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def _new_lines(cues: Iterable[_Cue]) -> Iterator[_Cue]:
    """Cues without the lines that roll up from the cue before, as in automatic captions.

    A line alone in its cue is new, even when it is said twice, unless it only flashes up.
    """
    before: set[str] = set()
    for cue in cues:
        may_roll = len(cue.lines) > 1 or cue.span.duration_ms <= _FLASH_MS
        known = before if may_roll else set()
        lines = tuple(line for line in cue.lines if _plain(line) and _plain(line) not in known)
        if lines:
            yield replace(cue, lines=lines)
        before = {_plain(line) for line in cue.lines}


def _plain(line: str) -> str:
    return " ".join(_TAG.sub("", _INLINE.sub("", line)).split())


def _segment(cue: _Cue, *, is_vtt: bool) -> Segment | None:
    line = " ".join(cue.lines)
    voice = _VOICE.search(line)
    text = _plain(line)
    text = html.unescape(text) if is_vtt else text
    if not text:
        return None
    return Segment(
        span=cue.span,
        text=text,
        words=_timed_words(line, cue.span) if is_vtt else (),
        speaker=(html.unescape(voice.group(1)).strip() or None) if voice else None,
    )


def _timed_words(line: str, span: Span) -> tuple[Word, ...]:
    """Words of a cue that carries a time before each of them; none when it does not."""
    marks = list(_INLINE.finditer(line))
    starts = [span.start_ms, *(_ms(mark.groups()) for mark in marks), span.end_ms]
    edges = [(0, 0), *((mark.start(), mark.end()) for mark in marks), (len(line), len(line))]
    if not marks or any(right < left for left, right in pairwise(starts)):
        return ()
    words = []
    for (_, begin), (end, _), (start_ms, end_ms) in zip(
        edges, edges[1:], pairwise(starts), strict=False
    ):
        text = html.unescape(_plain(line[begin:end]))
        if text and start_ms < end_ms:
            words.append(Word(Span(start_ms, end_ms), text))
    return tuple(words)


def _clamped(transcript: Transcript, duration_ms: int) -> Transcript:
    segments = []
    for segment in transcript.segments:
        if (span := segment.span.clamped(duration_ms)) is not None:
            words = tuple(
                replace(word, span=inside)
                for word in segment.words
                if (inside := word.span.clamped(duration_ms)) is not None
            )
            segments.append(replace(segment, span=span, words=words))
    gone = len(transcript.segments) - len(segments)
    note = (f"Sentences behind the end of the recording were left out: {gone}.",)
    notes = transcript.notes + (note if gone else ())
    return replace(transcript, duration_ms=duration_ms, segments=tuple(segments), notes=notes)


# Writing


def _subtitles(transcript: Transcript) -> Iterator[tuple[Span, str, str | None]]:
    """Subtitles in order that do not overlap, and who speaks where that is known."""
    parts = [
        (span, text, segment.speaker)
        for segment in transcript.segments
        for span, text in _parts(segment)
    ]
    for i, (span, text, speaker) in enumerate(parts):
        end_ms = min([span.end_ms] + [later.start_ms for later, _, _ in parts[i + 1 : i + 2]])
        yield Span(span.start_ms, max(end_ms, span.start_ms + 1)), " ".join(text.split()), speaker


def _parts(segment: Segment) -> list[tuple[Span, str]]:
    """A sentence as it is, or in parts of about equal width where it is too long to read."""
    width = _width(segment.text)
    count = -(
        -max(segment.span.duration_ms * _MAX_CUE_WIDTH // _MAX_CUE_MS, width) // _MAX_CUE_WIDTH
    )
    if count <= 1 or len(segment.words) < count:
        return [(segment.span, segment.text)]
    groups: list[list[Word]] = [[] for _ in range(count)]
    total, done = max(1, sum(_width(word.text) for word in segment.words)), 0
    for word in segment.words:
        groups[min(count - 1, done * count // total)].append(word)
        done += _width(word.text)
    texts = _texts(segment.text, groups)
    return [
        (Span(group[0].span.start_ms, group[-1].span.end_ms), text)
        for group, text in zip(groups, texts, strict=True)
        if group
    ]


def _texts(text: str, groups: Sequence[Sequence[Word]]) -> list[str]:
    """The sentence's text cut where the groups of its words begin."""
    cuts, at = [], 0
    for group in groups:
        begin = at
        for word in group:
            found = text.find(word.text, at)
            at = found + len(word.text) if found >= 0 else at
        cuts.append((begin, at))
    return [text[begin:end].strip() for begin, end in cuts]


def _width(text: str) -> int:
    return sum(2 if ord(c) >= 0x1100 else 1 for c in text)


def _stamp(ms: int, mark: str) -> str:
    seconds, milliseconds = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{milliseconds:03}"
