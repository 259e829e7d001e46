"""What probing says without decoding: sizes, JSON, and why a file is refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from clipping.errors import UnreadableMedia
from clipping.model import MediaInfo, Picture, SoundTrack
from clipping.probe import media_info_from_json, media_info_to_json, probe, shown_size


@pytest.mark.parametrize(
    ("coded", "pixel", "rotation", "shown"),
    [
        ((1280, 720), Fraction(1), 0, (1280, 720)),
        ((1280, 720), Fraction(1), 90, (720, 1280)),
        ((720, 576), Fraction(64, 45), 0, (1024, 576)),
        ((720, 576), Fraction(64, 45), 270, (576, 1024)),
        ((720, 480), Fraction(8, 9), 0, (720, 540)),
        ((853, 481), Fraction(7696, 7677), 0, (853, 481)),
        ((640, 360), Fraction(0), 0, (640, 360)),
    ],
)
def test_the_picture_is_understood_as_it_must_be_shown(
    coded: tuple[int, int], pixel: Fraction, rotation: int, shown: tuple[int, int]
) -> None:
    assert shown_size(*coded, pixel, rotation) == shown


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"hello\n" * 500, "holds text", id="text"),
        pytest.param("안녕하세요 여러분\n".encode() * 400, "holds text", id="korean text"),
        pytest.param(b"#EXTM3U\nfile:///etc/passwd\n", "is a playlist", id="playlist"),
        pytest.param(b"ffconcat version 1.0\nfile a\n", "list of files", id="join list"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"\0" * 500, "still picture", id="jpeg"),
        pytest.param(b"PK\x03\x04" + b"\0" * 500, "ZIP", id="zip"),
        pytest.param(b"\0\0\0\x18ftypisom" + b"\0" * 500, "was cut off", id="no index"),
        pytest.param(bytes(range(256)) * 50, "no recording that can be read", id="noise"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "방송.mp4"
    file.write_bytes(content)

    with pytest.raises(UnreadableMedia, match=says) as refused:
        probe(file)

    assert "방송.mp4" in str(refused.value)


def test_a_missing_file_and_a_folder_are_the_systems_errors(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "absent.mp4")
    with pytest.raises(IsADirectoryError):
        probe(tmp_path)


def test_what_was_probed_survives_its_file() -> None:
    picture = Picture(0, 1080, 1920, Fraction(30000, 1001), "h264", 90, 1920, 1080, is_hdr=True)
    sounds = (SoundTrack(1, 2, 48_000, 1_436, is_default=True, language="kor"),)
    info = MediaInfo(123_456, "mov,mp4", picture, sounds, 33, ("Odd.",))

    assert media_info_from_json(media_info_to_json(info)) == info
    assert media_info_to_json(info)["picture"]["frame_rate"] == "30000/1001"
