"""The sound of a stretch as a file of its own: ffmpeg hears the same, sample by sample."""

from __future__ import annotations

import resource
import subprocess
from pathlib import Path

import pytest

from clipping.cut import Cut
from clipping.ffmpeg import find_ffmpeg
from clipping.meters import meter_args
from clipping.parts import part_to_cut
from clipping.passage_clip import write_passage
from clipping.probe import probe
from clipping.sound_level import plan_sound
from exporters.presets import PRESETS
from tests.clip_media import make
from transcripts.part_copy import write_part
from transcripts.partial_file import Kept
from transcripts.timeline import Span

pytestmark = pytest.mark.ffmpeg
TARGET = PRESETS["reels"].target
_S = 40
PICTURE = ("-f", "lavfi", "-i", f"testsrc2=s=160x90:r=25:d={_S}")
SOUNDS = tuple(
    part
    for wave in ("0.1*sin(2*PI*t*(300+9*t))", "0.2*sin(2*PI*t*500)*lt(mod(t,3),1)")
    for part in ("-f", "lavfi", "-t", str(_S), "-i", f"aevalsrc='{wave}':s=48000")
)


def recording(out: Path, order: tuple[int, ...], *options: str) -> Path:
    maps = [part for stream in order for part in ("-map", str(stream))]
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-bf", "2", "-c:a", "aac")
    return make(out, *PICTURE, *SOUNDS, *maps, *codecs, *options)


def heard(cut: Cut, track: int) -> str:
    """Checksum of what a meter hears."""
    args = meter_args(cut, track, ())
    args[args.index("null")] = "md5"
    program = [str(find_ffmpeg().path), "-v", "error", "-nostdin", *args]
    return subprocess.run(program, capture_output=True, check=True, text=True).stdout


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("a.mp4", (0, 1, 2)),
        ("a.mov", (1, 0, 2)),
        ("late.mp4", (0, 1)),
        ("late.mp4", (1,)),
        ("gap.mp4", (0, 1)),
        ("front.mp4", (1, 0)),
    ],
)
def test_a_stretch_sounds_as_in_the_whole_recording(
    tmp_path: Path, name: str, order: tuple[int, ...]
) -> None:
    options = {
        "late.mp4": ("-af", "asetpts=PTS+3/TB"),
        "gap.mp4": ("-af", "aselect='not(between(t,22,26))'"),
        "front.mp4": ("-movflags", "+faststart"),
    }.get(name, ())
    source = recording(tmp_path / name, order, *options)
    info, part = probe(source), tmp_path / "part"

    for start_ms in (0, 25_000):
        span = Span(start_ms, start_ms + 4_000)
        begin_s, end_s = ((info.start_ms + at_ms) / 1000 for at_ms in (start_ms, span.end_ms))
        part.write_bytes(b"")
        stretch = max(0.0, begin_s - 15), end_s
        assert write_part(source, Kept((stretch,), (stretch,)), part, with_pictures=False)
        for track in info.sounds:
            expected = heard(Cut(source, info, None, span, TARGET), track.index)
            assert expected.startswith("MD5=")
            assert heard(Cut(part, info, None, span, TARGET), track.index) == expected


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_a_stretch_looks_as_in_the_whole_recording(tmp_path: Path, codec: str) -> None:
    source = recording(tmp_path / "a.mp4", (0, 1), "-c:v", codec, "-q:v", "3")
    info, part = probe(source), tmp_path / "part"

    for start_ms in (0, 25_300):
        span = Span(start_ms, start_ms + 3_000)
        begin_s, end_s = ((info.start_ms + at_ms) / 1000 for at_ms in (start_ms, span.end_ms))
        stretch = max(0.0, begin_s - 1), end_s + 1
        part.write_bytes(b"")
        assert write_part(source, Kept((stretch,), (stretch,)), part, with_pictures=True)
        made = [tmp_path / "whole.mp4", tmp_path / "part.mp4"]
        for file, out in zip((source, part), made, strict=True):
            write_passage(file, info, span, out, ffmpeg=find_ffmpeg())
        assert made[0].read_bytes() == made[1].read_bytes()


@pytest.fixture(scope="module")
def long_recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    picture = ("-f", "lavfi", "-i", "testsrc2=s=64x36:r=1:d=1500")
    sound = ("-f", "lavfi", "-t", "1500", "-i", "aevalsrc='0.1*sin(2*PI*t*(300+t))':s=8000")
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "5", "-c:a", "aac")
    return make(tmp_path_factory.mktemp("long") / "a.mp4", *picture, *sound, *codecs)


def test_a_clip_of_a_long_recording_is_measured_in_a_file_with_little_else(
    long_recording: Path, tmp_path: Path
) -> None:
    cut = Cut(long_recording, probe(long_recording), None, Span(1_200_000, 1_230_000), TARGET)

    with part_to_cut(cut, tmp_path / "out.mp4", with_pictures=False) as part:
        assert part.source != long_recording
        assert part.source.stat().st_size == long_recording.stat().st_size
        assert part.source.stat().st_blocks < long_recording.stat().st_blocks / 2
        assert plan_sound(part, find_ffmpeg()) == plan_sound(cut, find_ffmpeg())
    assert not list(tmp_path.iterdir())


def test_without_room_for_a_part_the_recording_itself_is_measured(
    long_recording: Path, tmp_path: Path
) -> None:
    cut = Cut(long_recording, probe(long_recording), None, Span(0, 30_000), TARGET)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, before[1]))
    try:
        with part_to_cut(cut, tmp_path / "out.mp4") as same:
            assert same == cut
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_has_no_index_that_can_be_cut_is_given_whole(tmp_path: Path) -> None:
    output = tmp_path / "part"
    output.touch()
    matroska = recording(tmp_path / "a.mkv", (0, 1))
    stored = recording(tmp_path / "a.mov", (0, 1), "-c:a", "pcm_s16le")

    kept = Kept(((0.0, 5.0),), ((0.0, 5.0),))
    assert not write_part(matroska, kept, output, with_pictures=True)
    assert not write_part(stored, kept, output, with_pictures=True)
    assert output.stat().st_size == 0
