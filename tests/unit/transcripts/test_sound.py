from __future__ import annotations

import numpy as np
import pytest

from transcripts.errors import UnreadableTranscript
from transcripts.mixing import mix_weights
from transcripts.sound import (
    SoundCurve,
    audible_spans,
    music_spans,
    sound_from_json,
    sound_to_json,
    voiced_spans,
)
from transcripts.timeline import Span

CURVE = SoundCurve(
    step_ms=100,
    level_db=(-120.0, -30.5, -20.0),
    voiced=(Span(100, 200), Span(250, 300)),
    music=(),
    track=1,
    notes=("a note",),
    audible=(Span(50, 300),),
)


def steps(*runs: tuple[float, int]) -> np.ndarray:
    return np.concatenate([np.full(count, value, np.float32) for value, count in runs])


def test_a_voice_is_found_to_the_step_and_short_pauses_are_bridged() -> None:
    found = voiced_spans(steps((0, 10), (0.9, 20), (0.1, 4), (0.9, 20), (0, 30), (0.9, 10)))

    assert found == (Span(320, 1_728), Span(2_688, 3_008))


def test_a_click_is_no_voice() -> None:
    assert voiced_spans(steps((0, 10), (0.9, 2), (0, 10))) == ()


def test_quiet_speech_is_audible_only_near_a_stronger_sign() -> None:
    weak, stronger = steps((0, 10), (0.2, 40), (0, 10)), steps((0, 10), (0.2, 40), (0.35, 2))

    assert voiced_spans(stronger) == ()
    assert audible_spans(weak) == ()
    assert audible_spans(stronger) == (Span(320, 1_664),)


def test_no_sound_has_no_voice() -> None:
    assert voiced_spans(np.zeros(0, np.float32)) == ()


def test_music_is_a_long_stretch_without_voices() -> None:
    musical = [True] * 10 + [False] * 5 + [True] * 2 + [False] * 3 + [True] * 8

    found = music_spans(musical, [Span(21_000, 28_000)], 27_500)

    assert found == (Span(0, 10_000),)


def test_the_share_of_voice_in_a_span_is_exact() -> None:
    assert CURVE.voiced_ms(Span(150, 275)) == 75
    assert CURVE.voiced_ms(Span(200, 250)) == 0


def test_the_curve_survives_its_file() -> None:
    assert sound_from_json(sound_to_json(CURVE)) == CURVE


def test_a_damaged_file_is_named() -> None:
    with pytest.raises(UnreadableTranscript, match=r"sound\.json"):
        sound_from_json({"schema": 1})


def tone(level: float) -> np.ndarray:
    return (level * np.sin(np.arange(16_000) / 5)).astype(np.float32)


@pytest.mark.parametrize(
    ("channels", "weights"),
    [
        pytest.param([tone(0.5)], (1.0,), id="mono"),
        pytest.param([tone(0.5), tone(0.3)], (0.5, 0.5), id="stereo"),
        pytest.param([tone(0), tone(0.5)], (0.0, 1.0), id="right-only"),
        pytest.param([tone(0.5), -tone(0.5)], (1.0, 0.0), id="cancelling"),
        pytest.param([tone(0), tone(0)], (0.5, 0.5), id="silent"),
        pytest.param([tone(0)] * 2 + [tone(0.5)] + [tone(0)] * 3, (0, 0, 1, 0, 0, 0), id="centre"),
    ],
)
def test_the_mix_keeps_the_speech(channels: list[np.ndarray], weights: tuple[float, ...]) -> None:
    assert mix_weights(np.stack(channels)) == pytest.approx(weights)
