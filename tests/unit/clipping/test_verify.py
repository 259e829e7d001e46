"""What keeps a clip from being posted, and what the marketer is told."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from clipping.loudness import Loudness
from clipping.measure import ClipMeasures
from clipping.model import Box, Limits, MediaInfo, Picture, SoundTrack, Target
from clipping.mp4_boxes import Mp4Layout
from clipping.verification import Check, Verification
from clipping.verify import checks_of, verification_to_json
from transcripts.timeline import Span

LIMITS = Limits(
    3000, 60_000, 50_000_000, 23, 60, 25_000, ("h264",), ("aac",),
    ("mov,mp4,m4a,3gp,3g2,mj2",), "a page", "2026-11-23",
)  # fmt: skip
INFO = MediaInfo(
    20_000,
    "mov,mp4,m4a,3gp,3g2,mj2",
    Picture(0, 1080, 1920, Fraction(30), "h264"),
    (SoundTrack(1, 2, 48_000),),
)
GOOD = ClipMeasures(
    info=INFO,
    layout=Mp4Layout(is_index_first=True, has_edit_list=False, is_even=True),
    size_bytes=15_000_000,
    profile="High",
    pixel_format="yuv420p",
    sound_codec="aac",
    loudness=Loudness(-14.3, -1.4),
)


def failed(measures: ClipMeasures, planned_ms: int | None = 20_000) -> list[Check]:
    return [c for c in checks_of(measures, LIMITS, Target(), planned_ms) if not c.passed]


def with_info(**changes: object) -> ClipMeasures:
    return replace(GOOD, info=replace(INFO, **changes))  # type: ignore[arg-type]


def with_picture(**changes: object) -> ClipMeasures:
    assert INFO.picture is not None
    return with_info(picture=replace(INFO.picture, **changes))  # type: ignore[arg-type]


def test_a_good_clip_passes():
    assert failed(GOOD) == []


@pytest.mark.parametrize(
    ("measures", "name"),
    [
        (with_info(container="matroska,webm"), "container"),
        (replace(GOOD, layout=Mp4Layout(False, False, True)), "index_first"),
        (replace(GOOD, layout=Mp4Layout(True, True, True)), "edit_list"),
        (replace(GOOD, layout=Mp4Layout(True, False, False)), "constant_rate"),
        (replace(GOOD, size_bytes=50_000_001), "size"),
        (with_picture(codec="vp9"), "video_codec"),
        (replace(GOOD, profile="High 4:2:2"), "profile"),
        (replace(GOOD, pixel_format="yuv420p10le"), "pixel_format"),
        (with_picture(width=1920, height=1080), "resolution"),
        (replace(GOOD, pixel_shape=Fraction(404, 405)), "pixel_shape"),
        (with_picture(frame_rate=Fraction(15)), "frame_rate"),
        (replace(GOOD, black=(Span(0, 40),)), "first_frame"),
        (replace(GOOD, black=(Span(9000, 9500),)), "black"),
        (replace(GOOD, frozen=(Span(1000, 16_000),)), "frozen"),
        (replace(GOOD, silent=(Span(1000, 6000),)), "silent"),
        (replace(GOOD, sound_codec="mp3"), "audio_codec"),
        (replace(GOOD, loudness=Loudness(-15.1, -3)), "loudness"),
        (replace(GOOD, loudness=Loudness(-14, -0.9)), "true_peak"),
        (replace(GOOD, loudness=None), "sound"),
        (with_info(sounds=(SoundTrack(1, 6, 48_000),)), "audio_format"),
        (with_info(sounds=(SoundTrack(1, 2, 96_000),)), "audio_format"),
        (replace(GOOD, sound_lag_ms=-41), "av_offset"),
        (with_picture(is_interlaced=True), "progressive"),
    ],
)
def test_each_fault_is_found_alone_and_has_a_remedy(measures: ClipMeasures, name: str):
    (check,) = failed(measures)

    assert check.name == name
    assert check.remedy.endswith(".")


@pytest.mark.parametrize(
    ("length", "planned", "names"),
    [
        (2999, 2999, ["duration"]),
        (3000, 3000, []),
        (60_000, 60_000, []),
        (60_001, 60_001, ["duration"]),
        (20_050, 20_000, []),
        (20_051, 20_000, ["plan"]),
    ],
)
def test_length_limits_and_plan_are_inclusive(length: int, planned: int, names: list[str]):
    measures = replace(with_info(duration_ms=length), size_bytes=1_000_000)

    assert [check.name for check in failed(measures, planned)] == names


def test_a_clip_in_which_nothing_is_heard_needs_no_level():
    assert failed(replace(GOOD, loudness=Loudness(-70, -120), silent=(Span(0, 20_000),))) == []


def test_the_written_result_says_what_failed():
    checks = tuple(checks_of(replace(GOOD, profile=""), LIMITS, Target(), None))

    written = verification_to_json(Verification("reels", checks))

    assert written["passed"] is False
    assert len(written["checks"]) == len(checks)
    assert not all(check["passed"] for check in written["checks"])


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        (Box(120, 288, 888, 1248), True),
        (Box(119, 288, 888, 1248), False),
        (Box(120, 287, 888, 1248), False),
        (Box(120, 288, 889, 1248), False),
        (Box(120, 288, 888, 1249), False),
    ],
)
def test_text_must_lie_inside_the_box_that_no_button_covers(text: Box, passed: bool):
    checks = {c.name: c for c in checks_of(GOOD, LIMITS, Target(), None, text)}

    assert checks["text_box"].passed is passed
    assert bool(checks["text_box"].remedy) is not passed
