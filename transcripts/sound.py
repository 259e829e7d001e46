"""What a recording sounds like over time: level, voices, music. One streaming pass.

Music is a modest estimate: stretches that are loud, tonal and steady, with no voice in them.
Singing counts as a voice, music under speech is not seen, and drums alone are not found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from transcripts.asr import VOICE_STEP, VoiceActivity
from transcripts.audio import SAMPLE_RATE, Sound, describe_sound, read_sound, stream_sound
from transcripts.errors import UnreadableTranscript
from transcripts.timeline import Span, merged

#: A multiple of the level's step (1,600 samples), the detector's (512) and a second.
_BLOCK_MS = 64_000
_LEVEL_STEP_MS = 100
_SILENCE_DB = -120.0

#: Silero's own thresholds; pauses and voices shorter than these are not told apart reliably.
_VOICE_ON, _VOICE_OFF = 0.5, 0.35
_MIN_VOICE_MS, _MIN_PAUSE_MS = 120, 160

#: Measured on speech, white, brown and mains noise and music: speech is never as steady (0.3-0.8 of
#: 1), noise is never as tonal, and hum lies lower.
_MUSIC_MIN_DB, _MUSIC_STEADY, _MUSIC_FLAT, _MUSIC_HIGH = -50.0, 0.85, 0.15, 0.2
_MUSIC_MAX_VOICE = 0.2
_MIN_MUSIC_MS, _MUSIC_GAP_MS = 4_000, 2_500
_FRAME, _HOP, _FRAMES_APART = 1024, 512, 4
_BIN_HZ = SAMPLE_RATE / _FRAME

_PROBES, _PROBE_MS = 8, 4_000
_CLEARLY_MORE_SPEECH = 0.1


Progress = Callable[[float], None]


def ignore_progress(share: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class SoundCurve:
    """The sound of a recording, measured.

    Attributes:
        step_ms: Distance of the level's values.
        level_db: Loudness (RMS, dBFS, -120 for silence) of each step from 0.
        voiced: Where someone speaks or sings, without room around it.
        music: Where there is only music; an estimate.
        track: Stream index of the sound track measured; None when there is none.
        notes: What a reader should know, for people.
    """

    step_ms: int
    level_db: tuple[float, ...]
    voiced: tuple[Span, ...]
    music: tuple[Span, ...]
    track: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def duration_ms(self) -> int:
        """Length measured, a multiple of the step."""
        return self.step_ms * len(self.level_db)

    def level_at(self, at_ms: int) -> float:
        """Loudness at a moment in dBFS; silence outside."""
        index = at_ms // self.step_ms
        return self.level_db[index] if 0 <= index < len(self.level_db) else _SILENCE_DB

    def voiced_ms(self, span: Span) -> int:
        """How much of a span is voiced."""
        return sum(voiced.overlap_ms(span) for voiced in self.voiced)


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
        track: Stream index; None to choose the track with speech.
        on_progress: Told the share done, 0-1.

    Raises:
        UnreadableSound: the file is no recording.
        OSError: it is not there.
    """
    chosen = speech_track(path) if track is None else track
    if chosen is None:
        steps = -(-duration_ms // _LEVEL_STEP_MS)
        silence = (_SILENCE_DB,) * steps
        return SoundCurve(_LEVEL_STEP_MS, silence, (), (), None, ("The file has no sound.",))
    voice, levels, voices, tunes = VoiceActivity(), [], [], []
    for block in stream_sound(path, track=chosen, block_ms=_BLOCK_MS, until_ms=duration_ms):
        levels.append(_levels(block))
        voices.append(voice.probabilities(block))
        tunes.append(_musical_seconds(block))
        done_ms = len(levels) * _BLOCK_MS
        on_progress(min(1.0, done_ms / max(1, duration_ms)))
    voiced = voiced_spans(np.concatenate(voices)) if voices else ()
    voiced = tuple(s for span in voiced if (s := span.clamped(duration_ms)))
    return SoundCurve(
        step_ms=_LEVEL_STEP_MS,
        level_db=tuple(round(float(v), 1) for block in levels for v in block),
        voiced=voiced,
        music=music_spans([flag for block in tunes for flag in block], voiced, duration_ms),
        track=chosen,
        notes=() if voiced else ("Nobody speaks in this recording.",),
    )


def speech_track(path: Path) -> int | None:
    """Stream index of the track with speech; the default one unless another clearly has more.

    Listens to short samples, and only when there are several tracks.

    Raises:
        UnreadableSound: the file is no recording.
        OSError: it is not there.
    """
    file = describe_sound(path)
    best = file.default_track
    if len(file.tracks) < 2 or best is None:
        return best
    shares = {track.index: _speech_share(path, track.index) for track in file.tracks}
    for index, share in shares.items():
        if share > shares[best] + _CLEARLY_MORE_SPEECH:
            best = index
    return best


def _speech_share(path: Path, track: int) -> float:
    duration_ms = max(describe_sound(path).duration_ms, _PROBE_MS)
    heard = []
    for number in range(_PROBES):
        start_ms = (duration_ms - _PROBE_MS) * number // (_PROBES - 1)
        sound = read_sound(path, Span(start_ms, start_ms + _PROBE_MS), track=track)
        heard.append(float(np.mean(VoiceActivity().probabilities(sound) > _VOICE_ON)))
    return sum(heard) / len(heard)


def voiced_spans(probabilities: npt.NDArray[np.float32]) -> tuple[Span, ...]:
    """Where someone speaks, from the detector's values (one each 32 ms).

    A voice begins above one threshold and ends below a lower one; short pauses are bridged, and
    what is too short to be a syllable is left out.
    """
    state, begin = False, 0
    spans: list[Span] = []
    for i, value in enumerate([*probabilities.tolist(), 0.0]):
        if not state and value >= _VOICE_ON:
            state, begin = True, i
        elif state and value < _VOICE_OFF:
            state = False
            spans.append(Span(_step_ms(begin), _step_ms(i)))
    bridged = merged(spans, max_gap_ms=_MIN_PAUSE_MS)
    return tuple(span for span in bridged if span.duration_ms >= _MIN_VOICE_MS)


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
            music=tuple(Span(int(a), int(b)) for a, b in value["music"]),
            track=None if track is None else int(track),
            notes=tuple(str(note) for note in value.get("notes", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableTranscript(f"sound.json: {type(error).__name__}: {error}") from error


def _step_ms(index: int) -> int:
    return index * VOICE_STEP * 1000 // SAMPLE_RATE


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
