"""Many channels to one without losing the speech. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transcripts.hearing import Sound


def mix_weights(samples: npt.NDArray[np.float32]) -> tuple[float, ...]:
    """How loud each channel goes into a mono mix that keeps the speech.

    Silent channels do not weaken the others. In surround sound, where speech is in the centre (the
    third channel), that one counts double. Two channels that cancel each other out are not mixed:
    the first is taken.

    Args:
        samples: Some of the sound, shape (channels, samples).
    """
    channels, count = samples.shape
    equal = tuple(1 / channels for _ in range(channels))
    if count == 0:
        return equal
    power = np.mean(np.square(samples, dtype=np.float64), axis=1)
    if power.max() < 1e-10:
        return equal
    active = power > power.max() * 1e-3
    if channels == 2 and active.all():
        mixed = float(np.mean(np.square(samples.mean(axis=0), dtype=np.float64)))
        return (1.0, 0.0) if mixed < power.max() * 0.02 else equal
    share = active.astype(np.float64)
    if channels >= 6 and active[2]:
        share[2] = 2.0
    return tuple(float(value) for value in share / share.sum())


def mixed(piece: npt.NDArray[np.float32], weights: tuple[float, ...]) -> Sound:
    """One channel from a piece of shape (channels, samples), by the weights."""
    if piece.shape[0] == 1:
        return np.asarray(piece[0], np.float32)
    if piece.shape[0] != len(weights):  # the number of channels changes on the way
        return np.asarray(piece.mean(axis=0), np.float32)
    return np.asarray(np.asarray(weights, np.float32) @ piece, np.float32)
