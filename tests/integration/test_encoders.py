"""Encoders of the machine are used only where a trial shows that they work."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipping.encoders import HARDWARE, X264, find_encoder
from clipping.ffmpeg import find_ffmpeg
from clipping.model import Target

pytestmark = pytest.mark.ffmpeg


def test_a_machine_without_devices_encodes_with_x264(tmp_path: Path):
    assert find_encoder(find_ffmpeg(), "auto", tmp_path) == (X264, ())


def test_a_device_that_does_not_encode_is_passed_over_with_the_reason(tmp_path: Path):
    (tmp_path / "dri").mkdir()
    (tmp_path / "dri" / "renderD128").write_bytes(b"")

    encoder, reasons = find_encoder(find_ffmpeg(), "auto", tmp_path)

    assert encoder is X264
    assert [reason.split(":")[0] for reason in reasons] == ["qsv", "vaapi"]


def test_an_encoder_that_is_asked_for_but_not_there_is_named(tmp_path: Path):
    assert find_encoder(find_ffmpeg(), "nvenc", tmp_path) == (
        X264,
        ("nvenc: there is no such device",),
    )


@pytest.mark.parametrize("encoder", [X264, *HARDWARE], ids=lambda e: e.name)
def test_every_encoder_is_asked_for_the_house_profile(encoder):
    options = encoder.output_options(Target())

    assert {name: options[name] for name in ("profile:v", "b:v", "g", "bf", "r")} == {
        "profile:v": "high",
        "b:v": "7000k",
        "g": 60,
        "bf": 0,
        "r": 30,
    }
