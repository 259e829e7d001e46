"""Which long pauses and hesitations of a clip can be cut out without touching a syllable. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from clipping.edit_list import EditList, whole, without
from transcripts.model import Transcript, Word
from transcripts.questions.reading import is_hesitation
from transcripts.sound import SoundCurve
from transcripts.timeline import Span, merged

#: A pause up to this is how people breathe and think.
LONG_PAUSE_MS = 900
#: What is left of a longer one, before and after the cut. Word times are off by up to 150 ms.
_LEFT_MS = 220
#: Silence that must lie around a hesitation, since its neighbours run into it otherwise.
_APART_MS = 90
_LONGEST_HESITATION_MS = 1_500
#: Something is heard in a pause that is less than this much quieter than the speech.
_QUIETER_DB = 12.0


def tightened(transcript: Transcript, sound: SoundCurve, span: Span) -> EditList:
    """The pieces of a span without its long pauses and hesitations.

    A pause is cut only where neither words nor voices are, and where it is quiet: music and
    applause go on. Nothing is cut before the first and after the last word.

    Args:
        transcript: What was said, with word times; without them nothing is cut.
        sound: What was heard.
        span: The clip.
    """
    words = [word for word in transcript.words if word.span.overlap_ms(span)]
    if not words:
        return whole(span)
    pauses = _pauses(words, sound, span)
    return without(span, [*pauses, *_hesitations(words, span)])


def _pauses(words: Sequence[Word], sound: SoundCurve, span: Span) -> list[Span]:
    spoken = [word.span for word in words if not _is_cut(word)]
    heard = merged([*spoken, *(voice for voice in sound.audible if voice.overlap_ms(span))])
    usual_db = _median_level([s for s in spoken if s.overlap_ms(span)], sound)
    found = []
    for before, after in pairwise(heard):
        if after.start_ms - before.end_ms <= LONG_PAUSE_MS:
            continue
        middle = Span(before.end_ms + _LEFT_MS, after.start_ms - _LEFT_MS)
        is_inside = span.start_ms <= before.end_ms and after.start_ms <= span.end_ms
        if is_inside and _loudest(middle, sound) < usual_db - _QUIETER_DB:
            found.append(middle)
    return found


def _hesitations(words: Sequence[Word], span: Span) -> Iterator[Span]:
    """Hesitations that stand apart from the words beside them, with the silence around them."""
    for number, word in enumerate(words):
        if not _is_cut(word) or word.span.start_ms < span.start_ms:
            continue
        before = words[number - 1].span.end_ms if number else word.span.start_ms - _APART_MS
        last = number + 1 == len(words)
        after = word.span.end_ms + _APART_MS if last else words[number + 1].span.start_ms
        if word.span.start_ms - before >= _APART_MS and after - word.span.end_ms >= _APART_MS:
            yield Span(word.span.start_ms - _APART_MS // 2, word.span.end_ms + _APART_MS // 2)


def _is_cut(word: Word) -> bool:
    return is_hesitation(word.text) and word.span.duration_ms <= _LONGEST_HESITATION_MS


def _median_level(spans: Sequence[Span], sound: SoundCurve) -> float:
    levels = [sound.level_at(span.middle_ms) for span in spans]
    return float(np.median(levels)) if levels else -120.0


def _loudest(span: Span, sound: SoundCurve) -> float:
    """The level that is hardly passed (one short click does not count), in dBFS."""
    levels = [sound.level_at(at) for at in range(span.start_ms, span.end_ms, sound.step_ms)]
    return float(np.percentile(levels, 90))
