"""Real files, each with one fault: verification finds that one and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipping.ffmpeg import find_ffmpeg
from clipping.model import Limits, Target
from clipping.verify import verify_file
from tests.clip_media import make

pytestmark = pytest.mark.ffmpeg

TARGET = Target(width=108, height=192, video_kbps=400)
LIMITS = Limits(
    3000, 6000, 400_000, 23, 60, 900, ("h264",), ("aac",), ("mov,mp4,m4a,3gp,3g2,mj2",),
    "a page", "2026-11-23",
)  # fmt: skip
PICTURE = "testsrc2=s=108x192:r=30"
#: Speech-like: a tone that breathes, at -14 LUFS after the encoder.
SOUND = "aevalsrc='0.33*sin(2*PI*300*t)*(0.6+0.4*sin(2*PI*3*t))':s=48000:c=stereo"
VIDEO = ("-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "high", "-bf", "0", "-crf", "34")
#: The encoder puts 1024 samples before the sound; without an edit list it starts that much later.
AUDIO = ("-af", "atrim=start_sample=1024", "-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "48000")
MP4 = ("-movflags", "+faststart", "-use_editlist", "0", "-video_track_timescale", "30000")


def clip(
    out: Path,
    *more: str,
    picture: str = PICTURE,
    sound: str = SOUND,
    seconds: float = 4,
    pixels: str = "yuv420p",
) -> Path:
    inputs = ("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-t", str(seconds))
    return make(out, *inputs, *VIDEO, "-pix_fmt", pixels, *AUDIO, *MP4, *more)


def faults(path: Path, planned_ms: int | None = 4000) -> list[str]:
    found = verify_file(
        path, platform="reels", limits=LIMITS, target=TARGET, planned_ms=planned_ms,
        ffmpeg=find_ffmpeg(),
    )  # fmt: skip
    assert all(check.remedy.endswith(".") for check in found.checks if not check.passed)
    assert (found.source, found.checked_on) == ("a page", "2026-11-23")
    return [check.name for check in found.checks if not check.passed]


def test_a_file_without_fault_passes(tmp_path: Path):
    assert faults(clip(tmp_path / "a.mp4")) == []


DARK = "{0},drawbox=w=iw:h=ih:color=black:t=fill:enable='{1}'"


@pytest.mark.parametrize(
    ("fault", "options", "sources"),
    [
        ("index_first", ("-movflags", "-faststart"), {}),
        ("edit_list", ("-use_editlist", "1"), {}),
        ("video_codec", ("-c:v", "libx265", "-profile:v", "main", "-x265-params",
                         "bframes=0:log-level=none"), {}),
        ("pixel_format", ("-pix_fmt", "yuvj420p"), {}),
        ("resolution", ("-vf", "scale=216:384,setsar=1"), {}),
        ("pixel_shape", ("-vf", "setsar=r=404/405:max=1000"), {}),
        ("frame_rate", ("-r", "15"), {}),
        ("constant_rate", ("-vf", "select=not(eq(mod(n\\,10)\\,5))", "-vsync", "vfr"), {}),
        ("first_frame", (), {"picture": DARK.format(PICTURE, "lt(t,0.2)")}),
        ("black", (), {"picture": DARK.format(PICTURE, "between(t,1,1.8)")}),
        ("duration", (), {"seconds": 6.5}),
        ("plan", (), {"seconds": 4.1}),
        ("audio_format", ("-ar", "96000"), {}),
        ("loudness", (), {"sound": SOUND.replace("0.33", "0.2")}),
        ("true_peak", (), {"sound": SOUND.replace("':s", "+if(lt(mod(t,1),0.001),0.9,0)':s")}),
    ],
)  # fmt: skip
def test_each_fault_is_found_alone(tmp_path: Path, fault: str, options: tuple, sources: dict):
    planned = 6500 if fault == "duration" else 4000

    assert faults(clip(tmp_path / "a.mp4", *options, **sources), planned) == [fault]


@pytest.mark.parametrize(
    ("fault", "seconds", "size"), [("size", 4, 410_000), ("bitrate", 3, 390_000)]
)
def test_a_file_that_is_too_large_is_found(tmp_path: Path, fault: str, seconds: int, size: int):
    path = clip(tmp_path / "a.mp4", seconds=seconds)
    free = size - path.stat().st_size
    with path.open("ab") as file:
        file.write(free.to_bytes(4, "big") + b"free" + bytes(free - 8))

    assert faults(path, seconds * 1000) == [fault]


def test_colours_that_phones_cannot_show_are_found_with_their_profile(tmp_path: Path):
    path = clip(tmp_path / "a.mp4", "-profile:v", "high422", pixels="yuv422p")

    assert faults(path) == ["profile", "pixel_format"]


def test_another_sound_format_is_found(tmp_path: Path):
    assert "audio_codec" in faults(clip(tmp_path / "a.mp4", "-c:a", "mp3"))


def test_another_container_is_found(tmp_path: Path):
    assert "container" in faults(clip(tmp_path / "a.mkv", "-f", "matroska"))


def test_a_picture_that_stands_still_is_found(tmp_path: Path):
    still = clip(tmp_path / "a.mp4", picture="color=c=0x3355aa:s=108x192:r=30", seconds=16)

    assert faults(still, 16_000) == ["frozen", "duration"]


def test_a_long_silence_is_found(tmp_path: Path):
    quiet = SOUND.replace("'0.33*", "'lt(t,0.9)*0.33*")

    assert faults(clip(tmp_path / "a.mp4", sound=quiet, seconds=6), 6000) == ["silent"]


def test_a_missing_sound_track_is_found(tmp_path: Path):
    assert faults(clip(tmp_path / "a.mp4", "-an")) == ["sound"]


def test_sound_that_comes_late_is_found(tmp_path: Path):
    source = clip(tmp_path / "a.mp4")
    shifted = ("-i", str(source), "-itsoffset", "0.08", "-i", str(source))
    late = make(tmp_path / "b.mp4", *shifted, "-map", "0:v", "-map", "1:a", "-c", "copy",
                "-f", "mpegts")  # fmt: skip

    assert "av_offset" in faults(late)
