"""Where the language changes inside a window, told from its encoded frames. Pure.

A host speaks Korean, a guest answers in English, and a window holds both: the recogniser, told one
language, translates or leaves out the other. A few seconds are enough to tell one from another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from transcripts.audio import SAMPLE_RATE
from transcripts.hearing import Sound, Turn

#: What the encoder makes of a window: shape (frames, model width).
Frames = npt.NDArray[np.float32]
#: Probability of each language in each slice; shape (slices, frames, model width).
Ask = Callable[[npt.NDArray[np.float32]], Sequence[Mapping[str, float]]]

#: Length of the slices that tell what is spoken, and of those beside a possible change.
_SLICE_S, _SIDE_S = 3.0, 2.0
#: Every second frame tells a slice's language as well; of every fourth one Korean is taken for
#: Japanese at times.
_FRAME_STEP = 2
_FRAMES_A_S = 50
#: How sure a slice has to be, of all languages and among the likely ones. Of 694 slices of talks
#: and read texts in ten languages this leaves 0.12 undecided and takes none for another language.
_SURE, _AMONG_LIKELY = 0.5, 0.9
#: Quiet places that are tried for a change, how long they are and how far apart.
_PLACES, _QUIET_S, _APART_S = 6, 0.15, 0.3
_STEP_S = 0.05


def find_turns(frames: Frames, sound: Sound, likely: Collection[str], ask: Ask) -> tuple[Turn, ...]:
    """The stretches of a window in different languages; none when there is one language.

    Args:
        frames: Of the window, encoded, from its beginning.
        sound: The window.
        likely: Languages that may be spoken; others are not believed.
        ask: Tells languages.
    """
    length_s = len(sound) / SAMPLE_RATE
    starts = _starts(length_s)
    if len(starts) < 2 or len(likely) < 2:
        return ()
    clear = _clear(starts, ask(np.stack([_slice(frames, at, _SLICE_S) for at in starts])), likely)
    changes = [pair for pair in pairwise(clear) if pair[0][1] != pair[1][1]]
    if not changes:
        return ()
    cuts = [_change(frames, sound, before, after, ask) for before, after in changes]
    languages = [changes[0][0][1], *(after[1] for _, after in changes)]
    limits = [0, *(round(cut * 1000) for cut in cuts), round(length_s * 1000)]
    return tuple(
        Turn(start_ms, end_ms, language)
        for (start_ms, end_ms), language in zip(pairwise(limits), languages, strict=True)
    )


def _starts(length_s: float) -> list[float]:
    """Where slices begin, in seconds; the last one ends with the window."""
    count = math.ceil(length_s / _SLICE_S)
    last = max(0.0, length_s - _SLICE_S)
    return [min(number * _SLICE_S, last) for number in range(count)]


def _slice(frames: Frames, start_s: float, length_s: float) -> Frames:
    first = round(max(0.0, start_s) * _FRAMES_A_S)
    return frames[first : first + round(length_s * _FRAMES_A_S)][::_FRAME_STEP]


def _clear(
    starts: Sequence[float], found: Sequence[Mapping[str, float]], likely: Collection[str]
) -> list[tuple[float, str]]:
    """Beginning and language of the slices that are clearly in one."""
    out = []
    for at, own in zip(starts, found, strict=True):
        best = max(sorted(likely), key=lambda code: own.get(code, 0.0))
        sure, all_likely = own.get(best, 0.0), sum(own.get(code, 0.0) for code in likely)
        if sure >= _SURE and sure >= _AMONG_LIKELY * all_likely:
            out.append((at, best))
    return out


def _change(
    frames: Frames, sound: Sound, before: tuple[float, str], after: tuple[float, str], ask: Ask
) -> float:
    """The quiet moment between two slices that best parts their languages, in seconds."""
    first, last = before[0] + _SLICE_S / 2, after[0] + _SLICE_S / 2
    places = _quiet_places(sound, first, last)
    sides = [at - _SIDE_S for at in places] + places
    found = ask(np.stack([_slice(frames, at, _SIDE_S) for at in _inside(sides, len(frames))]))
    parted = {
        at: found[i].get(before[1], 0.0) * found[i + len(places)].get(after[1], 0.0)
        for i, at in enumerate(places)
    }
    return max(places, key=lambda at: parted[at])


def _inside(starts: Iterable[float], frames: int) -> list[float]:
    """The same moments, so early that a slice fits behind each."""
    last = frames / _FRAMES_A_S - _SIDE_S
    return [min(max(0.0, at), last) for at in starts]


def _quiet_places(sound: Sound, first_s: float, last_s: float) -> list[float]:
    """The quietest moments of a stretch, apart from each other, in seconds; the quietest first."""
    half = round(_QUIET_S / 2 * SAMPLE_RATE)
    moments = np.arange(first_s, last_s + _STEP_S, _STEP_S)
    middles = [round(float(at) * SAMPLE_RATE) for at in moments]
    power = [float(np.square(sound[max(0, m - half) : m + half]).sum()) for m in middles]
    out: list[float] = []
    for i in sorted(range(len(moments)), key=lambda i: power[i]):
        if all(abs(moments[i] - at) >= _APART_S for at in out):
            out.append(float(moments[i]))
    return out[:_PLACES]
