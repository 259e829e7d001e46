"""Sentences with which the talk turns to something else: a clip keeps to one side of them. Pure.

The talk turns where another product is spoken of from then on, where another one is pinned and
named, where the host says so, and where the language changes for good. A pin alone proves nothing:
many are moved before or long after the host turns to what they show.
"""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from clipping.signals.lexicons import load_lexicon
from transcripts.mentions import Mention, Pin
from transcripts.model import Segment
from transcripts.timeline import Span

#: A product that is named again within this time is still the subject.
_STILL_MS = 60_000
#: A pin is moved this long before or after the host turns to what it shows.
_PINNED_ABOUT_MS = 10_000
#: A language that is spoken for less is a quotation or an exclamation.
_SPOKEN_MS = 8_000
#: Fewer Latin words may be a name in any language; letters of other scripts are sure.
_LATIN_WORDS, _LETTERS = 4, 2
#: Scripts that one language mixes.
_MIXED = {"HIRAGANA": "CJK", "KATAKANA": "CJK"}


def topic_starts(
    segments: Sequence[Segment], mentions: Sequence[Mention] = (), pins: Sequence[Pin] = ()
) -> tuple[int, ...]:
    """Numbers of the sentences that begin another subject, in order; never the first sentence.

    Args:
        segments: Sentences in order.
        mentions: Which sentences name which product, in order.
        pins: Which product is shown when, in order of start.
    """
    turns = {
        *_announced(segments),
        *_language_turns(segments),
        *_product_turns(segments, mentions),
        *_pin_turns(segments, mentions, pins),
    }
    return tuple(sorted(turns - {0}))


def _announced(segments: Sequence[Segment]) -> Iterator[int]:
    pattern = load_lexicon("opening", "next_topic").pattern
    return (index for index, segment in enumerate(segments) if pattern.search(segment.text))


def _language_turns(segments: Sequence[Segment]) -> Iterator[int]:
    """Where a stretch in another script begins that is more than a few words."""
    scripts = [(index, script) for index, s in enumerate(segments) if (script := _script(s.text))]
    stretches: list[tuple[str, list[int]]] = []
    for index, script in scripts:
        if not stretches or stretches[-1][0] != script:
            stretches.append((script, []))
        stretches[-1][1].append(index)
    lasting = [one for one in stretches if _lasts(segments, one[1])]
    for (before, earlier), (after, later) in pairwise(lasting):
        if before != after:
            yield _longest_pause(segments, earlier[-1], later[0])


def _lasts(segments: Sequence[Segment], indices: Sequence[int]) -> bool:
    return sum(segments[index].span.duration_ms for index in indices) >= _SPOKEN_MS


def _script(text: str) -> str:
    """The script of what is not Latin, else "LATIN"; "" for too little to tell."""
    other = [name for c in text if c.isalpha() and (name := _script_of(c)) != "LATIN"]
    if len(other) >= _LETTERS:
        return other[0]
    return "LATIN" if len(text.split()) >= _LATIN_WORDS else ""


def _script_of(letter: str) -> str:
    name = unicodedata.name(letter, "LATIN").split(" ")[0]
    return _MIXED.get(name, name)


def _product_turns(segments: Sequence[Segment], mentions: Sequence[Mention]) -> Iterator[int]:
    """Where one product is named for the last time and another one from then on."""
    starts = [segment.span.start_ms for segment in segments]
    for last, first in pairwise(mentions):
        if last.product_id == first.product_id or last.span == first.span:
            continue
        after = Span(first.span.start_ms, first.span.end_ms + _STILL_MS)
        before = Span(max(0, last.span.start_ms - _STILL_MS), last.span.end_ms)
        if _names(mentions, last.product_id, after) or _names(mentions, first.product_id, before):
            continue
        if _names(mentions, first.product_id, after) > 1:
            yield _longest_pause(segments, _at(starts, last.span), _at(starts, first.span))


def _pin_turns(
    segments: Sequence[Segment], mentions: Sequence[Mention], pins: Sequence[Pin]
) -> Iterator[int]:
    """Where another product is pinned and named, and the one before is not named any more."""
    starts = [segment.span.start_ms for segment in segments]
    for last, first in pairwise(pins):
        at_ms = first.span.start_ms
        if last.product_id == first.product_id or at_ms <= last.span.start_ms:
            continue
        after = Span(at_ms, at_ms + _STILL_MS)
        if _names(mentions, last.product_id, after) or not _names(
            mentions, first.product_id, after
        ):
            continue
        earliest = bisect.bisect_left(starts, at_ms - _PINNED_ABOUT_MS)
        latest = bisect.bisect_right(starts, at_ms + _PINNED_ABOUT_MS) - 1
        if earliest <= latest:
            yield _longest_pause(segments, max(0, earliest - 1), latest)


def _names(mentions: Sequence[Mention], product_id: str, within: Span) -> int:
    """How many sentences that begin within a span name a product."""
    first = bisect.bisect_left(mentions, within.start_ms, key=lambda one: one.span.start_ms)
    last = bisect.bisect_left(mentions, within.end_ms, key=lambda one: one.span.start_ms)
    return sum(one.product_id == product_id for one in mentions[first:last])


def _at(starts: Sequence[int], span: Span) -> int:
    return max(0, bisect.bisect_right(starts, span.start_ms) - 1)


def _longest_pause(segments: Sequence[Segment], before: int, until: int) -> int:
    """Of the sentences after `before` up to `until`, the last one after the longest pause."""

    def pause_ms(index: int) -> int:
        return segments[index].span.start_ms - segments[index - 1].span.end_ms

    return max(range(until, before, -1), key=pause_ms, default=until)
