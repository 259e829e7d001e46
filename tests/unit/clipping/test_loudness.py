"""The plan for a clip's sound."""

from __future__ import annotations

import pytest

from clipping.loudness import (
    Loudness,
    SoundPlan,
    corrected,
    first_plan,
    parse_loudness,
    with_fades,
)
from clipping.model import Target
from transcripts.timeline import Span

LOG = """
[Parsed_astats_1 @ 0x1] Channel: 1
[Parsed_astats_1 @ 0x1] RMS level dB: -21.5
[Parsed_astats_1 @ 0x1] Channel: 2
[Parsed_astats_1 @ 0x1] RMS level dB: -inf
[Parsed_ebur128_2 @ 0x1] Summary:
  Integrated loudness:
    I:         -23.4 LUFS
    Threshold: -33.6 LUFS
  Loudness range:
    LRA:         4.1 LU
  True peak:
    Peak:       -5.2 dBFS
"""
TARGET = Target()


def test_the_summary_of_the_meter_is_read():
    assert parse_loudness(LOG) == Loudness(-23.4, -5.2, (-21.5, -120.0))


def test_silence_reads_as_silence():
    loudness = parse_loudness("I: -70.0 LUFS\n Peak: -inf dBFS")

    assert loudness == Loudness(-70.0, -120.0)
    assert loudness.is_near_silent


def test_a_gain_that_leaves_room_needs_no_limiter():
    plan = first_plan(1, Loudness(-20, -12), TARGET)

    assert plan.level_filters == (("volume", {"volume": "6.00dB"}),)


def test_peaks_that_would_pass_the_ceiling_are_limited():
    plan = first_plan(1, Loudness(-24, -4), TARGET)

    assert plan.ceiling_dbtp == -2.0
    assert "alimiter" in dict(plan.level_filters)


@pytest.mark.parametrize("lufs", [-70.0, -52.0, -44.1])
def test_noise_is_never_raised(lufs: float):
    plan = first_plan(1, Loudness(lufs, -50), TARGET)

    assert plan.level_filters == ()
    assert "left as it is" in plan.notes[0]


def test_sound_on_one_side_is_heard_on_both_and_not_too_loud():
    plan = first_plan(1, Loudness(-20, -10, (-90.0, -20.0)), TARGET)

    assert plan.level_filters[0] == ("pan", {"args": "stereo|c0=c1|c1=c1"})
    assert plan.gain_db == pytest.approx(2.99, abs=0.01)


def test_a_clip_at_its_level_is_left_alone():
    plan = first_plan(1, Loudness(-20, -12), TARGET)

    assert corrected(plan, Loudness(-14.4, -1.2), TARGET) is None


def test_a_clip_that_misses_its_level_gets_the_difference():
    plan = first_plan(1, Loudness(-20, -20), TARGET)

    better = corrected(plan, Loudness(-15.5, -9), TARGET)

    assert better is not None
    assert better.gain_db == pytest.approx(7.5)


def test_a_peak_above_the_limit_lowers_the_ceiling():
    plan = first_plan(1, Loudness(-24, -4), TARGET)

    better = corrected(plan, Loudness(-14, -0.4), TARGET)

    assert better is not None
    assert better.ceiling_dbtp == pytest.approx(-2.9)


def test_fades_lie_beside_the_speech():
    plan = with_fades(SoundPlan(1), [Span(500, 900), Span(2000, 4700)], 5000)

    assert plan.fade_in_ms == 60
    assert plan.fade_out == Span(4750, 5000)


def test_speech_up_to_the_edges_is_only_kept_from_clicking():
    plan = with_fades(SoundPlan(1), [Span(0, 5000)], 5000)

    assert plan.fade_in_ms == 10
    assert plan.fade_out == Span(4990, 5000)
