"""Where the picture moves clearly more than the show usually does. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from clipping.model import Scene, Signal, SignalKind
from clipping.picture_curve import PictureCurve
from clipping.signals.curves import Curve, rolling_median, smoothed
from transcripts.timeline import Span, merged

#: The show's own level is that of ten minutes, or of the shot where that is higher.
_USUAL_MS = 300_000
_SMOOTH_MS = 5_000
#: Shorter rises are gestures.
_LEAST_MS = 4_000
_LEAST_STEPS = 30
#: How far above the usual, in deviations and as a multiple.
_DEVIATIONS, _TIMES = 3.0, 1.5
#: A picture that hardly moves deviates by next to nothing; talking heads move by 0.01.
_LEAST_DEVIATION = 0.002
_FULL = 10.0


def find_motion_signals(
    picture: PictureCurve, scenes: Sequence[Scene], duration_ms: int
) -> Iterator[Signal]:
    """Stretches of more movement, in order of start.

    Cuts, waiting screens, black and frozen pictures are left out of the level and of the rises.

    Args:
        picture: Measured.
        scenes: Shots in order: a cut changes the picture, but nothing moves.
        duration_ms: Length of the recording.
    """
    motion = np.asarray(picture.motion, dtype=np.float64)
    if len(motion) * picture.step_ms < _LEAST_STEPS * 1000:
        return
    shown = _shown(picture, scenes, len(motion))
    if not shown.any():
        return
    level, usual, usually_off = _levels(motion, shown, picture.step_ms)
    usual = np.maximum(usual, _of_shots(level, scenes, picture.step_ms))
    rises = (level >= usual + _DEVIATIONS * usually_off) & (level >= _TIMES * usual) & shown
    for span in _stretches(rises, picture.step_ms):
        inside = span.clamped(duration_ms)
        if inside is None or inside.duration_ms < _LEAST_MS:
            continue
        steps = slice(span.start_ms // picture.step_ms, span.end_ms // picture.step_ms)
        rise = float(np.max((level[steps] - usual[steps]) / usually_off[steps]))
        times = float(np.max(level[steps] / np.maximum(usual[steps], 1e-4)))
        strength = round(min(1.0, rise / _FULL), 3)
        yield Signal(SignalKind.MOTION, inside, strength, f"times={min(times, 99.0):.1f}")


def _shown(picture: PictureCurve, scenes: Sequence[Scene], steps: int) -> npt.NDArray[np.bool_]:
    """The steps that tell of movement in the show."""
    shown = np.ones(steps, dtype=bool)
    for span in (*picture.waiting, *picture.black, *picture.frozen):
        shown[span.start_ms // picture.step_ms : -(-span.end_ms // picture.step_ms)] = False
    for scene in scenes[1:]:
        at = scene.span.start_ms // picture.step_ms
        shown[max(0, at - 1) : at + 1] = False
    return shown


def _levels(
    motion: Curve, shown: npt.NDArray[np.bool_], step_ms: int
) -> tuple[Curve, Curve, Curve]:
    """Movement, smoothed; what is usual around it; and how far it usually lies from that."""
    filled = np.where(shown, motion, np.median(motion[shown]))
    level = smoothed(filled, max(1, _SMOOTH_MS // step_ms))
    reach = min(max(1, _USUAL_MS // step_ms), len(level) - 1)
    usual = rolling_median(level, reach)
    off = 1.4826 * rolling_median(np.abs(level - usual), reach)
    return level, usual, np.maximum(off, _LEAST_DEVIATION)


def _of_shots(level: Curve, scenes: Sequence[Scene], step_ms: int) -> Curve:
    """The usual movement of the shot that each step lies in: near shots move more than far ones."""
    out = np.zeros(len(level))
    for scene in scenes:
        steps = slice(scene.span.start_ms // step_ms, -(-scene.span.end_ms // step_ms))
        if len(level[steps]):
            out[steps] = np.median(level[steps])
    return out


def _stretches(rises: npt.NDArray[np.bool_], step_ms: int) -> tuple[Span, ...]:
    steps = (Span(int(i) * step_ms, int(i + 1) * step_ms) for i in np.flatnonzero(rises))
    return tuple(merged(steps, max_gap_ms=2 * step_ms))
