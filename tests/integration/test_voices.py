"""Where nobody speaks: the voice detector is not asked about nothing, and loses nothing by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from transcripts.audio import SAMPLE_RATE, read_sound
from transcripts.hearing import Sound
from transcripts.sound import audible_spans
from transcripts.timeline import Span
from transcripts.voices import VOICE_STEP, VoiceActivity

SPEECH = Path(__file__).parents[2] / "demo" / "pieces" / "project-ko.flac"
_SILENCE_S = 20


def muted_in_between(gain: float = 1.0) -> Sound:
    """Speech, nothing at all for a while, the same speech again."""
    speech = read_sound(SPEECH, Span(0, 15_000)) * np.float32(gain)
    nothing = np.zeros(_SILENCE_S * SAMPLE_RATE, np.float32)
    return np.concatenate([speech, nothing, speech])


def asked_of_all(sound: Sound) -> list[Span]:
    """Spans by a detector that is asked about every step: noise far below hearing is no nothing."""
    noise = np.random.default_rng(1).uniform(-2e-4, 2e-4, len(sound)).astype(np.float32)
    return list(audible_spans(VoiceActivity().probabilities(sound + noise)))


def test_speech_before_and_after_nothing_is_found_as_ever() -> None:
    sound = muted_in_between()

    found = list(audible_spans(VoiceActivity().probabilities(sound)))

    wanted = asked_of_all(sound)
    assert len(found) == len(wanted)
    for own, other in zip(found, wanted, strict=True):
        assert abs(own.start_ms - other.start_ms) <= 100
        assert abs(own.end_ms - other.end_ms) <= 100


def test_very_soft_speech_is_not_taken_for_nothing() -> None:
    loud, soft = (
        sum(span.duration_ms for span in audible_spans(VoiceActivity().probabilities(sound)))
        for sound in (muted_in_between(), muted_in_between(0.02))
    )

    assert soft > 0.8 * loud


def test_nothing_has_no_voice_and_every_step_its_value() -> None:
    sound = np.zeros(60 * SAMPLE_RATE, np.float32)

    found = VoiceActivity().probabilities(sound)

    assert len(found) == -(-len(sound) // VOICE_STEP)
    assert found.max() < 0.1
