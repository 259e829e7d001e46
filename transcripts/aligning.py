"""Text that people bring, aligned with the sound: word times without recognising anything.

Lines that follow each other are heard in windows of up to 20 s, a long one alone. Where a text
does not fit its sound (another language, another recording, a line that nobody says), it keeps its
own times and has no words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from transcripts.hearing import Aligner, Heard, HeardWord
from transcripts.model import Segment, Transcript, Word
from transcripts.placing import placed
from transcripts.progress import Progress, ignore_progress
from transcripts.sound import SoundCurve
from transcripts.timeline import Span
from transcripts.track_sound import track_span
from transcripts.windows import Window

_WINDOW_MS = 20_000
#: A line alone may be as long as the aligner takes in one go; a longer one is left.
_LONGEST_MS = 30_000
#: Captions come a little early or late; words are looked for this far around their lines.
_AROUND_MS = 500
#: A word may lie this far outside its line before the line counts as not fitting.
_OUTSIDE_MS = 1_500
#: Mean probability of the words below which the text is not what is heard.
_LEAST_FIT = 0.15
_TOGETHER = 16


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines heard in one window, with their places in the transcript."""

    numbers: tuple[int, ...]
    span: Span


def with_word_times(
    transcript: Transcript,
    path: Path,
    *,
    curve: SoundCurve,
    aligner: Aligner,
    on_progress: Progress = ignore_progress,
) -> Transcript:
    """The transcript with times for the words of those lines that have none.

    Args:
        transcript: Brought by people; its text stays as it is.
        path: The recording.
        curve: Its sound.
        aligner: Finds words in a window.
        on_progress: Told the share done, 0-1.

    Raises:
        UnreadableSound: the file is no recording.
        ModelUnavailable: the aligner cannot be loaded.
        TranscriptsError: the language is not known.
    """
    segments = list(transcript.segments)
    groups = list(_groups(segments, transcript.duration_ms))
    for first in range(0, len(groups), _TOGETHER):
        some = groups[first : first + _TOGETHER]
        sounds = [track_span(path, group.span, curve.track) for group in some]
        texts = [" ".join(segments[i].text for i in group.numbers) for group in some]
        found = aligner.align(sounds, texts, transcript.language)
        for group, heard in zip(some, found, strict=True):
            lines = [segments[i] for i in group.numbers]
            for number, line in zip(group.numbers, _timed(lines, heard, group, curve), strict=True):
                segments[number] = line
        on_progress(min(1.0, (first + len(some)) / len(groups)))
    segments = _in_turn(transcript.segments, segments)
    missed = sum(not line.words for line in segments)
    note = f"Lines that do not fit the sound and have no word times: {missed}."
    notes = (*transcript.notes, note) if missed else transcript.notes
    return replace(transcript, segments=tuple(segments), notes=notes)


def _groups(segments: Sequence[Segment], duration_ms: int) -> Iterator[_Group]:
    """Lines without words that lie near each other, as many as fit a window."""
    numbers: list[int] = []
    for number, line in enumerate(segments):
        if line.words or line.span.duration_ms > _LONGEST_MS - 2 * _AROUND_MS:
            continue
        if numbers and (
            line.span.end_ms - segments[numbers[0]].span.start_ms > _WINDOW_MS - 2 * _AROUND_MS
        ):
            yield _group(numbers, segments, duration_ms)
            numbers = []
        numbers.append(number)
    if numbers:
        yield _group(numbers, segments, duration_ms)


def _group(numbers: Sequence[int], segments: Sequence[Segment], duration_ms: int) -> _Group:
    start = segments[numbers[0]].span.start_ms
    end = max(segments[i].span.end_ms for i in numbers)
    return _Group(tuple(numbers), Span(start, end).padded(_AROUND_MS, _AROUND_MS, duration_ms))


def _timed(
    lines: Sequence[Segment], heard: Sequence[HeardWord], group: _Group, curve: SoundCurve
) -> list[Segment]:
    """The lines with their words, those that do not fit as they were."""
    written = list(_written(lines, heard))
    found = _put_together([word for words in written for word in words], heard)
    if found is None or sum(w.probability for w in found) < _LEAST_FIT * len(found):
        return list(lines)
    said = placed(
        Heard("", found), Window((group.span,)), curve.audible or curve.voiced or (group.span,)
    )
    out, at = [], 0
    for line, texts in zip(lines, written, strict=True):
        # People wrote them: how well they are heard says nothing against them.
        words = tuple(replace(one.word, probability=1.0) for one in said[at : at + len(texts)])
        at += len(texts)
        fits = all(_near(word, line) for word in words)
        out.append(_spoken(line, words) if words and fits else line)
    return out


def _written(lines: Sequence[Segment], heard: Sequence[HeardWord]) -> Iterator[list[str]]:
    """The words of each line: what stands between spaces, or heard pieces where none are used."""
    waiting = deque(piece.text for piece in heard)
    for line in lines:
        words = line.text.split()
        left = sum(map(len, words))
        pieces: list[str] = []
        while left > 0 and waiting:
            pieces.append(waiting.popleft())
            left -= len("".join(pieces[-1].split()))
        yield pieces if len(words) == 1 and "".join(pieces) == words[0] else words


def _near(word: Word, line: Segment) -> bool:
    allowed = Span(max(0, line.span.start_ms - _OUTSIDE_MS), line.span.end_ms + _OUTSIDE_MS)
    return allowed.start_ms <= word.span.start_ms and word.span.end_ms <= allowed.end_ms


def _spoken(line: Segment, words: tuple[Word, ...]) -> Segment:
    end = max(word.span.end_ms for word in words)
    return replace(line, span=Span(words[0].span.start_ms, end), words=words)


def _in_turn(brought: Sequence[Segment], found: Sequence[Segment]) -> list[Segment]:
    """The lines found, with words that reach into the next line's ended where people began it.

    Two windows are heard with a margin: the last word of one and the first of the next may both
    be found in it.
    """
    out = list(found)
    for i, (line, following) in enumerate(pairwise(brought)):
        begin = following.span.start_ms
        before, after = out[i].words, out[i + 1].words
        is_told = line.span.end_ms <= begin and not (line.words or following.words)
        if is_told and before and after and after[0].span.start_ms < before[-1].span.end_ms:
            out[i] = _spoken(out[i], _ended_by(before, begin))
            out[i + 1] = _spoken(out[i + 1], _begun_at(after, begin))
    return out


def _ended_by(words: Sequence[Word], limit_ms: int) -> tuple[Word, ...]:
    """The words, the last ones pressed together where they reach beyond a moment."""
    out: list[Word] = []
    for word in reversed(words):
        end = max(1, min(word.span.end_ms, limit_ms))
        limit_ms = min(word.span.start_ms, end - 1)
        out.append(replace(word, span=Span(limit_ms, end)))
    return tuple(reversed(out))


def _begun_at(words: Sequence[Word], first_ms: int) -> tuple[Word, ...]:
    """The words, the first ones pressed together where they begin before a moment."""
    out: list[Word] = []
    for word in words:
        start = max(word.span.start_ms, first_ms)
        first_ms = max(start + 1, word.span.end_ms)
        out.append(replace(word, span=Span(start, first_ms)))
    return tuple(out)


def _put_together(texts: Sequence[str], heard: Sequence[HeardWord]) -> tuple[HeardWord, ...] | None:
    """The heard pieces put together to the words of the text; None when letters are missing."""
    letters = [(piece, c) for piece in heard for c in piece.text if not c.isspace()]
    if "".join(c for _, c in letters) != "".join("".join(texts).split()):
        return None
    out, at = [], 0
    for text in texts:
        own = [piece for piece, _ in letters[at : at + len(text)]]
        at += len(text)
        out.append(
            HeardWord(
                own[0].start_ms,
                max(own[0].start_ms, own[-1].end_ms),
                text,
                min(piece.probability for piece in own),
            )
        )
    return tuple(out)
