"""Where a clip may begin and end: sentence limits, pauses and cuts, never inside a word. Pure."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from clipping.model import Scene
from transcripts.model import Segment, Transcript
from transcripts.timeline import Span

#: Sound before the first word, so that its first consonant is heard.
_LEAD_MS = 120
#: Sound after the last word; below the least, a clip sounds cut off.
TAIL_MS, LEAST_TAIL_MS = 600, 400
#: Distance kept from the next word.
_GUARD_MS = 40
#: A shot seen for less than this at either end of a clip looks like a mistake.
_FLASH_MS = 250


@dataclass(frozen=True, slots=True)
class Opening:
    """A moment at which a clip may begin. `sentence` is the index of the sentence it opens with."""

    at_ms: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Closing:
    """A moment at which a clip may end.

    Attributes:
        at_ms: The clip's end.
        sentence: Index of the last sentence.
        is_clean: At least 0.4 s lie between the last word and the end.
    """

    at_ms: int
    sentence: int
    is_clean: bool


@dataclass(frozen=True, slots=True)
class Lattice:
    """All moments at which a clip may begin or end, in order, within `duration_ms`.

    Attributes:
        openings: Beginnings.
        closings: Ends.
        duration_ms: Of the recording.
        sentences: How many there are.
        ends: The moments of `closings`.
    """

    openings: tuple[Opening, ...]
    closings: tuple[Closing, ...]
    duration_ms: int
    sentences: int
    ends: tuple[int, ...]


def sentence_lattice(transcript: Transcript, scenes: Sequence[Scene], duration_ms: int) -> Lattice:
    """The limits of every sentence, with room around the words where there is some.

    Args:
        transcript: Sentences in order.
        scenes: Shots; a cut just inside a limit becomes the limit.
        duration_ms: Length of the recording.
    """
    spoken = [_spoken(segment) for segment in transcript.segments]
    words = _word_spans(transcript)
    cuts = [scene.span.start_ms for scene in scenes if scene.span.start_ms > 0]
    openings, closings = [], []
    latest_end = 0
    for index, span in enumerate(spoken):
        start_ms = _start(span, latest_end, cuts)
        if not is_inside_word(start_ms, words):
            openings.append(Opening(start_ms, index))
        latest_end = max(latest_end, span.end_ms)
        following = min((s.start_ms for s in spoken[index + 1 : index + 3]), default=None)
        end_ms = _end(latest_end, following, cuts, duration_ms)
        if not is_inside_word(end_ms, words):
            clean = end_ms - latest_end >= LEAST_TAIL_MS
            closings.append(Closing(end_ms, index, clean))
    ends = tuple(closing.at_ms for closing in closings)
    return Lattice(tuple(openings), tuple(closings), duration_ms, len(spoken), ends)


def snapped_to_cuts(span: Span, scenes: Sequence[Scene], *, reach_ms: int = 1_500) -> Span:
    """A span whose ends move to cuts close by. For recordings whose words are unknown."""
    cuts = [scene.span.start_ms for scene in scenes]
    start_ms = _nearest(span.start_ms, cuts, reach_ms)
    end_ms = _nearest(span.end_ms, cuts, reach_ms)
    return Span(start_ms, end_ms) if end_ms > start_ms else span


def is_inside_word(at_ms: int, words: Sequence[Span]) -> bool:
    """Whether a moment cuts one of the ordered words in two."""
    index = bisect.bisect_left(words, at_ms, key=lambda word: word.start_ms) - 1
    return any(word.start_ms < at_ms < word.end_ms for word in words[max(0, index - 2) : index + 1])


def _spoken(segment: Segment) -> Span:
    """From the first to the last word; the sentence's own limits where words are unknown."""
    if not segment.words:
        return segment.span
    end_ms = max(word.span.end_ms for word in segment.words)
    return Span(segment.words[0].span.start_ms, max(end_ms, segment.words[0].span.start_ms + 1))


def _word_spans(transcript: Transcript) -> list[Span]:
    words = [word.span for segment in transcript.segments for word in segment.words]
    return sorted(words)


def _start(span: Span, earlier_end: int, cuts: Sequence[int]) -> int:
    """Just before the first word, and not inside the sentence before it."""
    start_ms = max(0, span.start_ms - _LEAD_MS, min(earlier_end, span.start_ms))
    cut = _cut_between(start_ms, min(start_ms + _FLASH_MS, span.start_ms), cuts)
    return start_ms if cut is None else cut


def _end(last_ms: int, following_ms: int | None, cuts: Sequence[int], duration_ms: int) -> int:
    """After the last word, and before the next one."""
    limit = duration_ms if following_ms is None else following_ms - _GUARD_MS
    end_ms = min(duration_ms, max(last_ms, min(last_ms + TAIL_MS, limit)))
    cut = _cut_between(max(last_ms + LEAST_TAIL_MS, end_ms - _FLASH_MS), end_ms, cuts)
    return end_ms if cut is None else cut


def _cut_between(start_ms: int, end_ms: int, cuts: Sequence[int]) -> int | None:
    """The first cut with `start_ms < cut <= end_ms`."""
    index = bisect.bisect_right(cuts, start_ms)
    return cuts[index] if index < len(cuts) and cuts[index] <= end_ms else None


def _nearest(at_ms: int, cuts: Sequence[int], reach_ms: int) -> int:
    index = bisect.bisect_left(cuts, at_ms)
    near = [cut for cut in cuts[max(0, index - 1) : index + 1] if abs(cut - at_ms) <= reach_ms]
    return min(near, key=lambda cut: abs(cut - at_ms), default=at_ms)
