"""What the sound says: rises in loudness, music only, dead air. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from clipping.evidence import Sound
from clipping.model import Signal, SignalKind
from clipping.signals.curves import rolling_median
from transcripts.timeline import Span, merged

_SECOND_MS = 1000
_USUAL_S = 120
#: A rise people hear as such, and how long it must last.
_LOUDER_DB, _LOUDER_S = 5.0, 2
_SILENCE_DB = -90.0
#: Longer without a voice is dead air for a viewer, whatever else sounds.
_DEAD_AIR_MS = 8_000
_MUSIC_MS = 6_000


def find_sound_signals(sound: Sound, duration_ms: int) -> tuple[Signal, ...]:
    """Signals in order of start.

    Args:
        sound: Measured.
        duration_ms: Length of the recording.
    """
    found = (*_loud(sound, duration_ms), *_without_voice(sound, duration_ms))
    return tuple(sorted(found, key=lambda signal: (signal.span, signal.kind)))


def _loud(sound: Sound, duration_ms: int) -> Iterator[Signal]:
    """Where speech is clearly louder than in the two minutes on each side."""
    per_second = max(1, _SECOND_MS // sound.step_ms)
    whole = len(sound.level_db) // per_second * per_second
    if whole < 30 * per_second:
        return
    level = np.asarray(sound.level_db[:whole]).reshape(-1, per_second).max(axis=1)
    spoken = np.zeros(len(level), dtype=bool)
    for span in sound.voiced:
        spoken[span.start_ms // _SECOND_MS : -(-span.end_ms // _SECOND_MS)] = True
    if not spoken.any():
        return
    # Pauses say nothing about how loud the speaker usually is.
    filled = np.where(spoken, level, np.median(level[spoken]))
    rise = np.where(spoken, level - rolling_median(filled, min(_USUAL_S, len(level) - 1)), 0.0)
    seconds = np.flatnonzero((rise >= _LOUDER_DB) & (level > _SILENCE_DB))
    spans = merged(
        (Span(int(s) * _SECOND_MS, int(s + 1) * _SECOND_MS) for s in seconds),
        max_gap_ms=_SECOND_MS,
    )
    for span in spans:
        if (
            span.duration_ms < _LOUDER_S * _SECOND_MS
            or (inside := span.clamped(duration_ms)) is None
        ):
            continue
        peak = float(rise[span.start_ms // _SECOND_MS : span.end_ms // _SECOND_MS].max())
        yield Signal(SignalKind.LOUDNESS, inside, round(min(1.0, peak / 15), 3), f"db={peak:.0f}")


def _without_voice(sound: Sound, duration_ms: int) -> Iterator[Signal]:
    for gap in gaps(sound.voiced, duration_ms):
        if gap.duration_ms < _DEAD_AIR_MS:
            continue
        music_ms = sum(span.overlap_ms(gap) for span in sound.music)
        is_music = music_ms >= _MUSIC_MS and music_ms * 2 >= gap.duration_ms
        kind = SignalKind.MUSIC_ONLY if is_music else SignalKind.DEAD_AIR
        yield Signal(kind, gap, 1.0, f"seconds={gap.duration_ms // 1000}")


def gaps(spans: tuple[Span, ...], duration_ms: int) -> Iterator[Span]:
    """What lies between ordered spans, from 0 to the recording's end."""
    at = 0
    for span in merged(spans):
        if span.start_ms > at:
            yield Span(at, min(span.start_ms, duration_ms))
        at = max(at, span.end_ms)
        if at >= duration_ms:
            return
    if at < duration_ms:
        yield Span(at, duration_ms)
