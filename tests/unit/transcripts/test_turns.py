from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from transcripts.hearing import Turn
from transcripts.turns import find_turns

RATE, FRAMES_A_S = 16_000, 50
KOREAN, ENGLISH, NEITHER = 1.0, 0.0, 0.5


def speech(*parts: tuple[float, float]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Frames that carry their language, and sound with a pause of 0.3 s where a part begins."""
    frames = np.concatenate([np.full(round(s * FRAMES_A_S), kind) for s, kind in parts])
    sounds = [np.r_[np.zeros(4_800), np.ones(round(s * RATE) - 4_800)] for s, _ in parts]
    return frames[:, None].astype(np.float32), np.concatenate(sounds).astype(np.float32)


def told(slices: npt.NDArray[np.float32]) -> Sequence[Mapping[str, float]]:
    means = [float(one.mean()) for one in slices]
    return [{"ko": mean * 0.98, "en": (1 - mean) * 0.98, "la": 0.02} for mean in means]


def test_a_guest_who_answers_in_another_language_has_a_turn() -> None:
    frames, sound = speech((5.0, KOREAN), (6.0, ENGLISH), (3.0, KOREAN))

    turns = find_turns(frames, sound, {"ko", "en"}, told)

    assert [turn.language for turn in turns] == ["ko", "en", "ko"]
    assert (turns[0].start_ms, turns[-1].end_ms) == (0, 14_000)
    assert turns[0].end_ms == turns[1].start_ms == pytest.approx(5_150, abs=150)
    assert turns[1].end_ms == turns[2].start_ms == pytest.approx(11_150, abs=150)


@pytest.mark.parametrize(
    ("parts", "likely"),
    [
        pytest.param([(14.0, KOREAN)], {"ko", "en"}, id="one language"),
        pytest.param([(8.0, KOREAN), (6.0, NEITHER)], {"ko", "en"}, id="unsure"),
        pytest.param([(8.0, KOREAN), (6.0, ENGLISH)], {"ko", "ja"}, id="unlikely language"),
        pytest.param([(1.4, KOREAN), (1.4, ENGLISH)], {"ko", "en"}, id="too short to tell"),
    ],
)
def test_without_a_clear_change_there_are_no_turns(
    parts: list[tuple[float, float]], likely: set[str]
) -> None:
    frames, sound = speech(*parts)

    turns: tuple[Turn, ...] = find_turns(frames, sound, likely, told)

    assert turns == ()
