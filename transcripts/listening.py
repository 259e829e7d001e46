"""Listening to a whole recording once: level, voices and music, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from transcripts.audio import SAMPLE_RATE, describe_sound, read_sound
from transcripts.hearing import Sound
from transcripts.progress import Progress, ignore_progress
from transcripts.sound import (
    SILENCE_DB,
    VOICE_ON,
    SoundCurve,
    audible_spans,
    music_spans,
    voiced_spans,
)
from transcripts.timeline import Span
from transcripts.track_sound import track_blocks
from transcripts.voices import VoiceActivity

#: A multiple of the level's step (1,600 samples), the detector's (512) and a second.
_BLOCK_MS = 64_000
_LEVEL_STEP_MS = 100
#: Measured on speech, white, brown and mains noise and music: speech is never as steady (0.3-0.8 of
#: 1), noise is never as tonal, and hum lies lower.
_MUSIC_MIN_DB, _MUSIC_STEADY, _MUSIC_FLAT, _MUSIC_HIGH = -50.0, 0.85, 0.15, 0.2
_FRAME, _HOP, _FRAMES_APART = 1024, 512, 4
_BIN_HZ = SAMPLE_RATE / _FRAME

_PROBES, _PROBE_MS = 8, 4_000
_CLEARLY_MORE_SPEECH = 0.1


def measure_sound(
    path: Path,
    *,
    duration_ms: int,
    track: int | None = None,
    on_progress: Progress = ignore_progress,
) -> SoundCurve:
    """Listen to the whole recording once, in blocks.

    Args:
        path: A recording.
        duration_ms: Its length; the curve covers exactly this (to the step).
        track: Stream index, `MIXED` for all, or None to choose the track with speech.
        on_progress: Told the share done, 0-1.

    Raises:
        UnreadableSound: the file is no recording.
        OSError: it is not there.
    """
    chosen = speech_track(path, duration_ms) if track is None else track
    if chosen is None:
        steps = -(-duration_ms // _LEVEL_STEP_MS)
        silence = (SILENCE_DB,) * steps
        return SoundCurve(_LEVEL_STEP_MS, silence, (), (), None, ("The file has no sound.",))
    voice, levels, voices, tunes = VoiceActivity(), [], [], []
    for block in track_blocks(path, chosen, block_ms=_BLOCK_MS, until_ms=duration_ms):
        levels.append(_levels(block))
        voices.append(voice.probabilities(block))
        tunes.append(_musical_seconds(block))
        done_ms = len(levels) * _BLOCK_MS
        on_progress(min(1.0, done_ms / max(1, duration_ms)))
    values = np.concatenate(voices) if voices else np.zeros(0, np.float32)
    voiced = _inside(voiced_spans(values), duration_ms)
    return SoundCurve(
        step_ms=_LEVEL_STEP_MS,
        level_db=tuple(round(float(v), 1) for block in levels for v in block),
        voiced=voiced,
        audible=_inside(audible_spans(values), duration_ms),
        music=music_spans([flag for block in tunes for flag in block], voiced, duration_ms),
        track=chosen,
        notes=() if voiced else ("Nobody speaks in this recording.",),
    )


def _inside(spans: Iterable[Span], duration_ms: int) -> tuple[Span, ...]:
    return tuple(part for span in spans if (part := span.clamped(duration_ms)))


def speech_track(path: Path, duration_ms: int) -> int | None:
    """Stream index of the track with speech; the default one unless another clearly has more.

    Listens to short samples, and only when there are several tracks.

    Args:
        path: A recording.
        duration_ms: Its length; what the file says of it may be wrong.

    Raises:
        UnreadableSound: the file is no recording.
        OSError: it is not there.
    """
    file = describe_sound(path)
    best = file.default_track
    if len(file.tracks) < 2 or best is None:
        return best
    shares = {track.index: _speech_share(path, track.index, duration_ms) for track in file.tracks}
    for index, share in shares.items():
        if share > shares[best] + _CLEARLY_MORE_SPEECH:
            best = index
    return best


def _speech_share(path: Path, track: int, duration_ms: int) -> float:
    heard = []
    for number in range(_PROBES):
        start_ms = max(0, duration_ms - _PROBE_MS) * number // (_PROBES - 1)
        sound = read_sound(path, Span(start_ms, start_ms + _PROBE_MS), track=track)
        heard.append(float(np.mean(VoiceActivity().probabilities(sound) > VOICE_ON)))
    return sum(heard) / len(heard)


def _levels(block: Sound) -> npt.NDArray[np.float64]:
    """Loudness of each step of a block in dBFS; the last step may be short."""
    size = SAMPLE_RATE * _LEVEL_STEP_MS // 1000
    power = np.square(block, dtype=np.float64)
    starts = np.arange(0, len(block), size)
    counts = np.minimum(size, len(block) - starts)
    mean = np.add.reduceat(power, starts) / counts
    return np.asarray(10 * np.log10(np.maximum(mean, 1e-12)))


def _musical_seconds(block: Sound) -> list[bool]:
    starts = range(0, len(block), SAMPLE_RATE)
    return [_is_musical(block[start : start + SAMPLE_RATE]) for start in starts]


def _is_musical(second: Sound) -> bool:
    """Whether a second is loud, tonal, steady, and no mere hum."""
    level = 10 * np.log10(float(np.mean(np.square(second, dtype=np.float64))) + 1e-12)
    if level < _MUSIC_MIN_DB or len(second) < SAMPLE_RATE // 2:
        return False
    frames = np.lib.stride_tricks.sliding_window_view(second, _FRAME)[::_HOP]
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(_FRAME).astype(np.float32), axis=1))
    tones = spectrum[:, round(60 / _BIN_HZ) : round(5000 / _BIN_HZ)] + 1e-9
    now, later = tones[:-_FRAMES_APART], tones[_FRAMES_APART:]
    alike = (now * later).sum(1) / np.sqrt((now**2).sum(1) * (later**2).sum(1))
    power = np.mean(tones**2, axis=0)
    flatness = float(np.exp(np.mean(np.log(power))) / np.mean(power))
    high = float(power[round(190 / _BIN_HZ) :].sum() / power.sum())
    steady = float(np.median(alike))
    return steady > _MUSIC_STEADY and flatness < _MUSIC_FLAT and high > _MUSIC_HIGH
