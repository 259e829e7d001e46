"""A player's buffer: 1.5 times the average comes in, two seconds of the average fit."""

from __future__ import annotations

from clipping.bursts import fits_buffer
from clipping.model import Target

TARGET = Target(frame_rate=30, video_kbps=1000)  # 50,000 bits a picture in, 2,000,000 at most


def test_pictures_at_the_peak_rate_fit_for_ever():
    assert fits_buffer([50_000] * 3000, TARGET)


def test_a_long_burst_empties_the_buffer():
    assert not fits_buffer([150_000] * 30, TARGET)


def test_the_same_burst_fits_when_shorter():
    assert fits_buffer([150_000] * 17, TARGET)


def test_what_was_saved_before_does_not_count_beyond_the_buffer():
    assert not fits_buffer([0] * 3000 + [150_000] * 30, TARGET)


def test_a_single_picture_greater_than_the_buffer_does_not_fit():
    assert not fits_buffer([2_100_000], TARGET)
