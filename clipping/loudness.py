"""Loudness: what a measurement says, and what has to be done to a clip's sound. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clipping.model import Target
from transcripts.timeline import Span

#: Quieter than this is room noise, not a quiet speaker: it is never raised (LUFS).
NEAR_SILENT_LUFS = -44.0
#: What a meter says of digital silence.
SILENCE_LUFS = -70.0
_MOST_GAIN_DB = 30.0
# The encoder adds up to a decibel of peak; -2 in front of it kept every file of ours under -1.
_ENCODER_ROOM_DB = 1.0
_ONE_SIDED_DB = 20.0
_LOG_NUMBER = r"\s*(-?inf|nan|-?\d+(?:\.\d+)?)"

Filter = tuple[str, dict[str, str | int | float]]


@dataclass(frozen=True, slots=True)
class Loudness:
    """What ebur128 and astats measured.

    Attributes:
        lufs: Integrated loudness, at least -70.
        peak_dbtp: Highest true peak; -120 for digital silence.
        channels_db: Mean level of each channel, where asked for.
    """

    lufs: float
    peak_dbtp: float
    channels_db: tuple[float, ...] = ()

    @property
    def is_near_silent(self) -> bool:
        """Whether there is nothing to hear but noise."""
        return self.lufs < NEAR_SILENT_LUFS


@dataclass(frozen=True, slots=True)
class SoundPlan:
    """What is done to a clip's sound.

    Attributes:
        track: Stream index in the file; None for silence.
        source: What was measured before.
        gain_db: Applied to all samples.
        ceiling_dbtp: The limiter's ceiling; None where no limiter is needed.
        only_side: Channel that is heard on both sides, or None to keep both.
        fade_in_ms: Length of the fade at the start.
        fade_out: Fade at the end, on the clip's clock; None for none.
        notes: What people should know.
    """

    track: int | None
    source: Loudness = Loudness(SILENCE_LUFS, -120.0)
    gain_db: float = 0.0
    ceiling_dbtp: float | None = None
    only_side: int | None = None
    fade_in_ms: int = 0
    fade_out: Span | None = None
    notes: tuple[str, ...] = ()

    @property
    def level_filters(self) -> tuple[Filter, ...]:
        """Filters that bring the sound to its level."""
        filters: list[Filter] = []
        if self.only_side is not None:
            filters.append(("pan", {"args": f"stereo|c0=c{self.only_side}|c1=c{self.only_side}"}))
        if self.gain_db:
            filters.append(("volume", {"volume": f"{self.gain_db:.2f}dB"}))
        if self.ceiling_dbtp is not None:
            limit = round(10 ** (self.ceiling_dbtp / 20), 5)
            # Four times the rate, so that the limiter sees the peaks between the samples.
            filters += [
                ("aresample", {"sample_rate": 192_000}),
                (
                    "alimiter",
                    {"limit": limit, "level": 0, "attack": 5, "release": 60, "latency": 1},
                ),
                ("aresample", {"sample_rate": 48_000}),
            ]
        return tuple(filters)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Filters for level and fades."""
        fades: list[Filter] = []
        if self.fade_in_ms:
            fades.append(("afade", {"t": "in", "st": 0, "d": self.fade_in_ms / 1000}))
        if self.fade_out:
            start, length = self.fade_out.start_ms / 1000, self.fade_out.duration_ms / 1000
            fades.append(("afade", {"t": "out", "st": start, "d": length}))
        return self.level_filters + tuple(fades)


def parse_loudness(log: str) -> Loudness:
    """The summary of ebur128 (and astats, where it ran) at the end of ffmpeg's log."""
    lufs = _last_number(r"\bI:" + _LOG_NUMBER + " LUFS", log)
    peak = _last_number(r"\bPeak:" + _LOG_NUMBER + " dBFS", log)
    channels = re.findall(r"RMS level dB:" + _LOG_NUMBER, log)
    return Loudness(
        max(SILENCE_LUFS, lufs),
        max(-120.0, peak),
        tuple(max(-120.0, _number(text)) for text in channels),
    )


def first_plan(track: int, source: Loudness, target: Target) -> SoundPlan:
    """A plan from the measurement of the source alone; exact when no limiter is needed."""
    if source.is_near_silent:
        level = "silent" if source.lufs <= SILENCE_LUFS else f"at {source.lufs:.0f} LUFS"
        note = f"The recording is {level} here: its sound is left as it is, noise is not raised."
        return SoundPlan(track, source, notes=(note,))
    side = _only_side(source)
    lufs = source.lufs + (3.01 if side is not None else 0)  # two sides are twice the power of one
    notes = ("The sound is on one side only: it is heard on both.",) if side is not None else ()
    plan = SoundPlan(track, source, only_side=side, notes=notes)
    return with_gain(plan, target.loudness_lufs - lufs, target)


def with_gain(plan: SoundPlan, gain_db: float, target: Target) -> SoundPlan:
    """The plan with this gain, within reason, and a limiter where peaks would pass the ceiling."""
    notes = plan.notes
    if gain_db > _MOST_GAIN_DB and plan.gain_db < _MOST_GAIN_DB:
        notes = (
            *notes,
            f"The recording is very quiet here: raised by {_MOST_GAIN_DB:.0f} dB, no more.",
        )
    gain = min(_MOST_GAIN_DB, gain_db)
    ceiling = target.true_peak_dbtp - _ENCODER_ROOM_DB
    needs_limiter = plan.ceiling_dbtp is not None or plan.source.peak_dbtp + gain > ceiling
    return replace(
        plan,
        gain_db=gain,
        ceiling_dbtp=(plan.ceiling_dbtp or ceiling) if needs_limiter else None,
        notes=notes,
    )


def corrected(plan: SoundPlan, finished: Loudness, target: Target) -> SoundPlan | None:
    """A better plan for a clip that misses its level or its peak; None when it is right."""
    if plan.track is None or plan.source.is_near_silent:
        return None
    too_high = finished.peak_dbtp - target.true_peak_dbtp
    off = target.loudness_lufs - finished.lufs
    if too_high <= 0 and abs(off) <= 0.7:
        return None
    better = with_gain(plan, plan.gain_db + off, target)
    if too_high > 0:
        ceiling = plan.ceiling_dbtp or target.true_peak_dbtp - _ENCODER_ROOM_DB
        better = replace(better, ceiling_dbtp=ceiling - too_high - 0.3)
    return better


def with_fades(plan: SoundPlan, speech: Sequence[Span], length_ms: int) -> SoundPlan:
    """The plan with fades that lie beside the speech; where there is no room, only against clicks.

    Args:
        plan: The plan so far.
        speech: Words on the clip's clock.
        length_ms: The clip's length.
    """
    first = min((word.start_ms for word in speech), default=length_ms)
    last = max((min(word.end_ms, length_ms) for word in speech), default=0)
    fade_in = max(10, min(60, first - 20))
    fade_out = max(10, min(250, length_ms - last - 20))
    start = max(0, length_ms - fade_out)
    return replace(plan, fade_in_ms=fade_in, fade_out=Span(start, length_ms))


def _only_side(source: Loudness) -> int | None:
    if len(source.channels_db) != 2:
        return None
    left, right = source.channels_db
    if abs(left - right) < _ONE_SIDED_DB:
        return None
    return 0 if left > right else 1


def _last_number(pattern: str, log: str) -> float:
    found = re.findall(pattern, log)
    return _number(found[-1]) if found else -120.0


def _number(text: str) -> float:
    """A number of ffmpeg's log; "-inf" and "nan" stand for silence."""
    return -120.0 if text in {"-inf", "nan", "inf"} else float(text)
