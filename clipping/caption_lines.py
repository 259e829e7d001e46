"""From words to captions: which words are shown together, and where the lines break. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from clipping.caption_words import CaptionWord, Sentence
from transcripts.timeline import Span

Lines = tuple[tuple[CaptionWord, ...], ...]

_PAUSE_MS = 700  # a new caption after a silence this long
_HOLD_MS = 400  # a caption stays this long after its last word, if nothing follows
_LEAST_MS = 600  # nothing is shown for less, if nothing follows
_LONG_MS = 3500  # captions shown longer feel stuck
_MOST_WORDS = 14
_SMALLEST = 0.6  # smallest size, as a share of the normal one; longer words are divided
_NEVER = 1e9

_MODIFIER = re.compile(
    r"^(이|그|저|한|두|세|네|몇|더|덜|안|못|좀|꼭|딱|막|왜|잘|또|참|새|헌|첫|각|온|전|약|총|단|매우|아주|정말|진짜|너무"
    r"|제일|가장|완전|거의|바로|다시|지금|오늘|이런|그런|저런|어떤|모든|여러|다른"
    r"|a|an|the|of|to|in|on|at|for|with|and|or|but|my|your|our|this|that|is|are|very|so)$"
    r"|[가-힣](한|된|는|던|할|될|운|의)$",
    re.IGNORECASE,
)
_PHRASE_END = re.compile(
    r"[,.!?…;:、。，！？]$|[가-힣](은|를|을|에서|으로|에게|까지|부터|하고|지만|니까|는데|면서|어서|아서|면|고|요|다|죠|까)$"
)
_DIGIT_END = re.compile(r"\d$")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Room:
    """The room for captions.

    Attributes:
        width: Pixels a line may take at the normal size.
        measure: Pixels a text takes at the normal size.
    """

    width: float
    measure: Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Caption:
    """What is shown at once.

    Attributes:
        span: When, on the recording's clock. Captions never overlap.
        lines: One or two lines of words.
        size_share: Size of the letters as a share of the normal one, at most 1.
        is_upper: At the top of the text box, not at its bottom.
    """

    span: Span
    lines: Lines
    size_share: float = 1.0
    is_upper: bool = False

    @property
    def words(self) -> tuple[CaptionWord, ...]:
        """All its words in order."""
        return tuple(word for line in self.lines for word in line)


def line_text(words: Sequence[CaptionWord]) -> str:
    """Words as they are written on one line."""
    return "".join(
        word.text if i == 0 or word.is_glued else f" {word.text}" for i, word in enumerate(words)
    )


def laid_out(sentences: Sequence[Sentence], room: Room, clip: Span) -> tuple[Caption, ...]:
    """Captions of at most two lines that fit the room, in order, none overlapping.

    Sentences and long pauses part captions; inside, captions and lines end where the sense allows.
    """
    groups = [
        group
        for sentence in sentences
        for run in _runs(_divided(sentence, room))
        for group in _best_captions(run, room)
    ]
    groups.sort(key=lambda lines: lines[0][0].span)
    starts = [lines[0][0].span.start_ms for lines in groups] + [clip.end_ms]
    return tuple(
        Caption(_shown(lines, following), lines, _size_share(lines, room))
        for lines, following in zip(groups, starts[1:], strict=True)
        if lines[0][0].span.start_ms < following
    )


def two_lines(words: Sentence, room: Room) -> tuple[Lines, float]:
    """Words on at most two lines, and their size; what would be too small ends in "…"."""
    whole = len(words)
    while True:
        shown = words if len(words) == whole else (*words[:-1], _with_ellipsis(words[-1]))
        _, lines = _best_lines(shown, break_costs(shown), room)
        share = _size_share(lines, room)
        if share >= _SMALLEST or len(words) == 1:
            return lines, share
        words = words[:-1]


def _with_ellipsis(word: CaptionWord) -> CaptionWord:
    return replace(word, text=f"{word.text.rstrip('.,…')}…")


def break_costs(words: Sequence[CaptionWord]) -> tuple[float, ...]:
    """How much it hurts to break a line after each word but the last: 0 not at all, 1 much.

    Grammar says so where it was asked (`CaptionWord.break_cost`), else rules of thumb do.
    """
    return tuple(_break_cost(word, following) for word, following in pairwise(words))


def _break_cost(word: CaptionWord, following: CaptionWord) -> float:
    if following.is_glued:
        return 0.3 if _SPACELESS.search(word.text[-1:] + following.text[:1]) else 3.0
    if _DIGIT_END.search(word.text) and not _DIGIT_END.search(following.text):
        return 1.5  # a number stays with its unit
    is_one = word.is_strong and following.is_strong  # a product's name, a price with its reason
    if word.break_cost is not None:
        return max(word.break_cost, 1.0) if is_one else word.break_cost
    if is_one or _MODIFIER.search(word.text):
        return 1.0
    return 0.0 if _PHRASE_END.search(word.text) else 0.4


def _shown(lines: Lines, following_ms: int) -> Span:
    """From the first word on; the last word is held a little, never into the next caption."""
    start = lines[0][0].span.start_ms
    spoken = max(word.span.end_ms for line in lines for word in line)
    end = max(spoken + _HOLD_MS, start + _LEAST_MS)
    if following_ms - spoken <= _PAUSE_MS:
        end = following_ms  # a short gap is bridged: no flicker between captions
    return Span(start, min(end, following_ms))


def _size_share(lines: Lines, room: Room) -> float:
    widest = max(room.measure(line_text(line)) for line in lines)
    return min(1.0, room.width / widest) if widest else 1.0


def _divided(sentence: Sentence, room: Room) -> Sentence:
    """The sentence with words that are too wide even at the smallest size cut into pieces."""
    most = room.width / _SMALLEST
    out: list[CaptionWord] = []
    for word in sentence:
        pieces = int(room.measure(word.text) // most) + 1
        out += [word] if pieces == 1 else _pieces(word, pieces)
    return tuple(out)


def _pieces(word: CaptionWord, count: int) -> list[CaptionWord]:
    step = -(-len(word.text) // count)
    texts = [word.text[i : i + step] for i in range(0, len(word.text), step)]
    edges = [
        word.span.start_ms + word.span.duration_ms * i // len(texts) for i in range(len(texts) + 1)
    ]
    return [
        replace(
            word,
            text=text,
            span=Span(edges[i], max(edges[i] + 1, edges[i + 1])),
            is_glued=word.is_glued if i == 0 else True,
        )
        for i, text in enumerate(texts)
    ]


def _runs(sentence: Sentence) -> list[Sentence]:
    """The sentence cut where the speaker pauses."""
    if not sentence:
        return []
    runs: list[list[CaptionWord]] = [[sentence[0]]]
    for word, following in pairwise(sentence):
        if following.span.start_ms - word.span.end_ms >= _PAUSE_MS:
            runs.append([])
        runs[-1].append(following)
    return [tuple(run) for run in runs]


def _best_captions(run: Sentence, room: Room) -> list[Lines]:
    """The cheapest way to cut a run into captions, by dynamic programming over its words."""
    costs = (*break_costs(run), 0.0)
    best: list[tuple[float, int, Lines]] = [(0.0, 0, ())]  # cost, start of the last caption, it
    for end in range(1, len(run) + 1):
        choices = []
        for start in range(max(0, end - _MOST_WORDS), end):
            cost, lines = _best_lines(run[start:end], costs[start : end - 1], room)
            ending = 1.5 * costs[end - 1]
            choices.append((best[start][0] + cost + ending, start, lines))
        best.append(min(choices, key=lambda choice: choice[:2]))
    captions: list[Lines] = []
    end = len(run)
    while end:
        _, start, lines = best[end]
        captions.append(lines)
        end = start
    return captions[::-1]


def _best_lines(words: Sentence, costs: Sequence[float], room: Room) -> tuple[float, Lines]:
    """The best way to show these words as one caption, with its cost."""
    length_ms = words[-1].span.end_ms - words[0].span.start_ms
    is_scrap = length_ms < _LEAST_MS or len(words) == 1
    cost = 1.0 + max(0, length_ms - _LONG_MS) / 1000 + (0.8 if is_scrap else 0.0)
    whole = room.measure(line_text(words))
    if whole <= room.width or len(words) == 1:
        return cost + max(0.0, whole / room.width - 1) * 5, (words,)
    ways = [
        (_two_lines_cost(words[:at], words[at:], room) + costs[at - 1], at)
        for at in range(1, len(words))
    ]
    extra, at = min(ways)
    return cost + extra, (words[:at], words[at:])


def _two_lines_cost(upper: Sentence, lower: Sentence, room: Room) -> float:
    """Lines of like width are quieter to read; lines that do not fit are out of the question."""
    widths = [room.measure(line_text(line)) for line in (upper, lower)]
    for line, width in zip((upper, lower), widths, strict=True):
        if width > room.width and len(line) > 1:
            return _NEVER
    over = max(0.0, max(widths) / room.width - 1)
    return 0.3 + abs(widths[0] - widths[1]) / room.width + over * 5
