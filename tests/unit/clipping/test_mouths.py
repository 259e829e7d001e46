"""Who speaks is seen at the mouth, not at a head that nods or light that changes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from clipping.mouths import speech_of
from clipping.tracks import FaceBox
from transcripts.timeline import Span

TIMES = range(0, 4000, 200)
BOXES = [FaceBox(at, 400, 200, 300, 400) for at in TIMES]


def picture(*, mouth: int = 0, light: int = 0, everything: int = 0) -> NDArray[np.uint8]:
    rng = np.random.default_rng(everything)
    grey = rng.integers(60, 120, (270, 480)).astype(np.int32)
    grey[118:140:2, 125:155] += mouth
    return np.asarray(np.clip(grey + light, 0, 255), np.uint8)


def speech(**changes: int) -> float | None:
    """Every second look the picture differs by these changes."""
    greys = {
        at: picture(**({k: v * (n % 2) for k, v in changes.items()})) for n, at in enumerate(TIMES)
    }
    return speech_of(BOXES, greys, 1920)


def test_a_moving_mouth_counts_and_light_or_a_moving_head_does_not():
    assert (speech(mouth=60) or 0) > 0.2
    assert speech(light=30) == pytest.approx(0, abs=0.01)
    moved = speech(everything=5)
    assert moved is not None
    assert moved < 0.1


def test_where_nobody_is_heard_or_the_face_is_small_nothing_is_known():
    greys = {at: picture(mouth=60 * (n % 2)) for n, at in enumerate(TIMES)}
    small = [FaceBox(at, 400, 200, 60, 80) for at in TIMES]

    assert speech_of(BOXES, greys, 1920, (Span(0, 1000),)) is None
    assert speech_of(small, greys, 1920) is None
