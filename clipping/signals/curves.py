"""Looking at a value over time: smoothing it, and the level of its surroundings. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: One value a second, or a step. Shape (steps,).
Curve = npt.NDArray[np.float64]


def smoothed(curve: Curve, steps: int) -> Curve:
    """The mean of each value's surroundings, the nearer ones counting more. Same shape."""
    window = np.hanning(steps + 2)[1:-1]
    out: Curve = np.convolve(curve, window / window.sum(), "same")[: len(curve)]
    return out


def deviation(curve: Curve) -> float:
    """How far values usually lie from their median, as a standard deviation would say."""
    return 1.4826 * float(np.median(np.abs(curve - np.median(curve))))


def rolling_median(curve: Curve, reach: int) -> Curve:
    """The median of each value's surroundings, `reach` values to each side. Same shape."""
    padded = np.pad(curve, reach, mode="reflect" if len(curve) > reach else "edge")
    # Blocks keep the memory flat in length.
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    blocks = [np.median(windows[at : at + 2000], axis=1) for at in range(0, len(curve), 2000)]
    return np.concatenate(blocks)
