"""What a recording sounds like over time: level, voices, music. Pure; measured in `listening`.

Music is a modest estimate: stretches that are loud, tonal and steady, with no voice in them.
Singing counts as a voice, music under speech is not seen, and drums alone are not found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from transcripts.errors import UnreadableTranscript
from transcripts.timeline import Span, merged

SILENCE_DB = -120.0
#: Distance of the voice detector's values.
VOICE_STEP_MS = 32

#: Silero's own thresholds; pauses and voices shorter than these are not told apart reliably.
VOICE_ON, _VOICE_OFF = 0.5, 0.35
#: Measured on talks in poor rooms, where the thresholds above miss half of the speech.
_MAYBE_ON, _MAYBE_OFF, _MAYBE_PEAK = 0.12, 0.07, 0.3
_MIN_VOICE_MS, _MIN_PAUSE_MS = 120, 160

_MUSIC_MAX_VOICE = 0.2
_MIN_MUSIC_MS, _MUSIC_GAP_MS = 4_000, 2_500


@dataclass(frozen=True, slots=True)
class SoundCurve:
    """The sound of a recording, measured.

    Attributes:
        step_ms: Distance of the level's values.
        level_db: Loudness (RMS, dBFS, -120 for silence) of each step from 0.
        voiced: Where someone surely speaks or sings, without room around it.
        music: Where there is only music; an estimate.
        track: Stream index of the sound track measured, `MIXED` for all; None when there is none.
        notes: What a reader should know, for people.
        audible: Where a voice may be, quiet or noisy speech included; holds all of `voiced`. The
            recogniser is given this: what it is not given is lost.
    """

    step_ms: int
    level_db: tuple[float, ...]
    voiced: tuple[Span, ...]
    music: tuple[Span, ...]
    track: int | None = None
    notes: tuple[str, ...] = ()
    audible: tuple[Span, ...] = ()

    @property
    def duration_ms(self) -> int:
        """Length measured, a multiple of the step."""
        return self.step_ms * len(self.level_db)

    def level_at(self, at_ms: int) -> float:
        """Loudness at a moment in dBFS; silence outside."""
        index = at_ms // self.step_ms
        return self.level_db[index] if 0 <= index < len(self.level_db) else SILENCE_DB

    def voiced_ms(self, span: Span) -> int:
        """How much of a span is voiced."""
        first = bisect_right(self.voiced, span.start_ms, key=lambda voiced: voiced.end_ms)
        last = bisect_left(self.voiced, span.end_ms, key=lambda voiced: voiced.start_ms)
        return sum(voiced.overlap_ms(span) for voiced in self.voiced[first:last])


def voiced_spans(probabilities: npt.NDArray[np.float32]) -> tuple[Span, ...]:
    """Where someone surely speaks, from the detector's values (one each 32 ms)."""
    return _spans(probabilities, VOICE_ON, _VOICE_OFF, VOICE_ON)


def audible_spans(probabilities: npt.NDArray[np.float32]) -> tuple[Span, ...]:
    """Where a voice may be: far weaker signs count when there is a stronger one near them."""
    return _spans(probabilities, _MAYBE_ON, _MAYBE_OFF, _MAYBE_PEAK)


def _spans(
    probabilities: npt.NDArray[np.float32], on: float, off: float, peak: float
) -> tuple[Span, ...]:
    """Stretches that begin above one threshold, end below a lower one and reach a peak.

    Short pauses are bridged, and what is too short to be a syllable is left out.
    """
    state, begin = False, 0
    spans: list[Span] = []
    for i, value in enumerate([*probabilities.tolist(), 0.0]):
        if not state and value >= on:
            state, begin = True, i
        elif state and value < off:
            state = False
            spans.append(Span(_step_ms(begin), _step_ms(i)))
    return tuple(
        span
        for span in merged(spans, max_gap_ms=_MIN_PAUSE_MS)
        if span.duration_ms >= _MIN_VOICE_MS
        and probabilities[span.start_ms // VOICE_STEP_MS : span.end_ms // VOICE_STEP_MS].max()
        >= peak
    )


def music_spans(
    musical: Sequence[bool], voiced: Sequence[Span], duration_ms: int
) -> tuple[Span, ...]:
    """Stretches of musical seconds without voices, long enough to be music.

    Args:
        musical: For each second, whether it sounds like music.
        voiced: Where someone speaks, in order.
        duration_ms: Length of the recording.
    """
    spoken = np.zeros(len(musical) + 1)
    for span in voiced:
        for second in range(span.start_ms // 1000, min(len(musical), span.end_ms // 1000 + 1)):
            spoken[second] += span.overlap_ms(Span(second * 1000, second * 1000 + 1000)) / 1000
    seconds = [
        Span(i * 1000, (i + 1) * 1000)
        for i, is_musical in enumerate(musical)
        if is_musical and spoken[i] < _MUSIC_MAX_VOICE
    ]
    long = [s for s in merged(seconds, max_gap_ms=_MUSIC_GAP_MS) if s.duration_ms >= _MIN_MUSIC_MS]
    return tuple(inside for span in long if (inside := span.clamped(duration_ms)))


def sound_to_json(curve: SoundCurve) -> dict[str, Any]:
    """The form of `sound.json` (schema 1)."""
    return {
        "schema": 1,
        "track": curve.track,
        "step_ms": curve.step_ms,
        "level_db": list(curve.level_db),
        "voiced": [[s.start_ms, s.end_ms] for s in curve.voiced],
        "audible": [[s.start_ms, s.end_ms] for s in curve.audible],
        "music": [[s.start_ms, s.end_ms] for s in curve.music],
        "notes": list(curve.notes),
    }


def sound_from_json(value: Mapping[str, Any]) -> SoundCurve:
    """Read what `sound_to_json` wrote.

    Raises:
        UnreadableTranscript: a field is missing or has the wrong type.
    """
    try:
        track = value.get("track")
        return SoundCurve(
            step_ms=int(value["step_ms"]),
            level_db=tuple(float(level) for level in value["level_db"]),
            voiced=tuple(Span(int(a), int(b)) for a, b in value["voiced"]),
            audible=tuple(Span(int(a), int(b)) for a, b in value.get("audible", ())),
            music=tuple(Span(int(a), int(b)) for a, b in value["music"]),
            track=None if track is None else int(track),
            notes=tuple(str(note) for note in value.get("notes", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableTranscript(f"sound.json: {type(error).__name__}: {error}") from error


def _step_ms(index: int) -> int:
    return index * VOICE_STEP_MS
