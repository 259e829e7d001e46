"""Measures the sound of a span and plans its level, by running ffmpeg over the sound alone."""

from __future__ import annotations

from collections.abc import Sequence

from clipping.cut import Cut
from clipping.ffmpeg import Ffmpeg
from clipping.loudness import Filter, Loudness, SoundPlan, first_plan, parse_loudness, with_gain
from clipping.meters import meter_args

_PASSES = 3
_CLOSE_DB = 0.2


def plan_sound(cut: Cut, ffmpeg: Ffmpeg, *, is_exact: bool = True) -> SoundPlan:
    """How the span's sound gets to the target's level.

    Of several tracks the default one is taken, or the first with anything to hear.

    Args:
        cut: What is cut from where.
        ffmpeg: Runs over the sound of the span, two to five times; nothing is written.
        is_exact: Measure again what a limiter takes away. Previews do not need that.

    Raises:
        FfmpegFailed: the sound cannot be read.
    """
    if not cut.info.sounds:
        return SoundPlan(None, notes=("The recording has no sound: the clip gets a silent track.",))
    track, source = _heard_track(cut, ffmpeg)
    plan = first_plan(track, source, cut.target)
    for _ in range(_PASSES if is_exact and plan.ceiling_dbtp is not None else 0):
        off = cut.target.loudness_lufs - _measured(cut, track, plan.level_filters, ffmpeg).lufs
        if abs(off) <= _CLOSE_DB:
            break
        plan = with_gain(plan, plan.gain_db + off, cut.target)
    return plan


def _heard_track(cut: Cut, ffmpeg: Ffmpeg) -> tuple[int, Loudness]:
    ordered = sorted(cut.info.sounds, key=lambda track: not track.is_default)
    first: tuple[int, Loudness] | None = None
    for track in ordered:
        loudness = _measured(cut, track.index, (), ffmpeg)
        first = first or (track.index, loudness)
        if not loudness.is_near_silent:
            return track.index, loudness
    assert first is not None  # the caller has seen that there are tracks
    return first


def _measured(cut: Cut, track: int, filters: Sequence[Filter], ffmpeg: Ffmpeg) -> Loudness:
    args = meter_args(cut, track, filters)
    return parse_loudness(ffmpeg.run(args, duration_ms=cut.span.duration_ms))
