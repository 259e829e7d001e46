"""Files as they come: probed, cut into shots and framed, with real media made here."""

from __future__ import annotations

import json
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from clipping.errors import FfmpegFailed, NoPicture, UnreadableMedia
from clipping.faces import FaceFinder
from clipping.ffmpeg import find_ffmpeg
from clipping.frames import Reading, read_frames
from clipping.framing import frame_span
from clipping.model import Layout
from clipping.probe import probe
from clipping.reframe import ShotOverride
from clipping.scenes import study_picture
from transcripts.progress import ignore_progress
from transcripts.timeline import Span
from workers.pipeline import JsonValue, Work
from workers.stages.picture import run_frame, run_probe, run_scenes

pytestmark = pytest.mark.ffmpeg

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
#: Three different pictures of two seconds, 25 frames a second: cuts at frames 50 and 100.
SHOTS = (
    *("-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=2"),
    *("-f", "lavfi", "-i", "mandelbrot=s=640x360:r=25:start_scale=0.3,trim=duration=2"),
    *("-f", "lavfi", "-i", "yuvtestsrc=s=640x360:r=25:d=2,format=yuv420p"),
    *(
        "-filter_complex",
        "[0]setsar=1[a];[1]format=yuv420p,setsar=1[b];[2]setsar=1[c];[a][b][c]concat=n=3",
    ),
)


def make(path: Path, *args: str) -> Path:
    find_ffmpeg().run([*args, str(path)], duration_ms=1000)
    return path


def moving(seconds: str = "2", size: str = "320x180", rate: str = "25") -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}")


@pytest.fixture(scope="module")
def cut_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("cuts") / "cuts.mp4", *SHOTS, *X264, "-g", "250")


def test_cuts_are_found_to_the_frame_and_scenes_cover_the_recording(cut_twice: Path) -> None:
    study = study_picture(cut_twice, probe(cut_twice))

    spans = [(s.span.start_ms, s.span.end_ms) for s in study.scenes]
    assert spans == [(0, 2000), (2000, 4000), (4000, 6000)]


def test_cut_times_are_the_recordings_when_the_stream_clock_starts_anywhere(
    tmp_path: Path, cut_twice: Path
) -> None:
    late = ("-c", "copy", "-output_ts_offset", "36000")
    stream = make(tmp_path / "stream.ts", "-i", str(cut_twice), *late)

    info = probe(stream)

    assert info.duration_ms == 6000
    assert [s.span.start_ms for s in study_picture(stream, info).scenes] == [0, 2000, 4000]


def test_cut_times_hold_with_uneven_frame_times(tmp_path: Path, cut_twice: Path) -> None:
    uneven = ("-vf", "select='if(lt(t,1),1,not(mod(n,2)))'", "-fps_mode", "vfr")
    file = make(tmp_path / "vfr.mp4", "-i", str(cut_twice), *uneven, *X264)

    info = probe(file)

    assert info.picture is not None
    assert info.picture.is_variable_rate
    assert [s.span.start_ms for s in study_picture(file, info).scenes] == [0, 2000, 4000]


def test_a_fade_through_black_is_one_boundary_and_the_black_is_known(tmp_path: Path) -> None:
    first = "[0]fade=out:st=2:d=0.8,setsar=1[a]"
    second = "[1]fade=in:st=0.2:d=0.8,format=yuv420p,setsar=1[b]"
    chain = (
        *moving("3"),
        *("-f", "lavfi", "-i", "yuvtestsrc=s=320x180:r=25:d=3"),
        *("-filter_complex", f"{first};{second};[a][b]concat=n=2"),
    )
    file = make(tmp_path / "fade.mp4", *chain, *X264)

    study = study_picture(file, probe(file))

    (cut,) = [s.span.start_ms for s in study.scenes[1:]]
    assert 2800 <= cut <= 3400
    assert any(span.contains(3000) for span in study.curve.black)


def test_a_flash_is_no_cut(tmp_path: Path) -> None:
    flash = "geq=lum='if(between(N,25,26),235,lum(X,Y))':cb='cb(X,Y)':cr='cr(X,Y)'"
    source = ("-f", "lavfi", "-i", "mandelbrot=s=160x90:r=25:start_scale=0.3,trim=duration=2")
    file = make(tmp_path / "flash.mp4", *source, "-vf", f"format=yuv420p,{flash}", *X264)

    assert len(study_picture(file, probe(file)).scenes) == 1


def test_a_phone_recording_is_read_the_way_it_is_shown(tmp_path: Path) -> None:
    plain = make(tmp_path / "plain.mp4", *moving(size="640x360"), *X264)
    turn = ("-c", "copy", "-metadata:s:v:0", "rotate=90")
    turned = tmp_path / "turned.mp4"
    try:
        make(turned, "-display_rotation", "90", "-i", str(plain), "-c", "copy")
    except FfmpegFailed:  # older ffmpeg has the other way of saying it
        make(turned, "-i", str(plain), *turn)

    info = probe(turned)
    frame = next(read_frames(turned, info, Reading(320)))

    assert info.picture is not None
    assert (info.picture.width, info.picture.height) == (360, 640)
    assert frame.bgr.shape == (320, 180, 3)
    assert frame_span(turned, info, Span(0, 1000)).shots[0].layout is Layout.PASSTHROUGH


def test_a_span_is_read_from_the_frame_on_show_at_its_start(cut_twice: Path) -> None:
    info = probe(cut_twice)

    times = [f.at_ms for f in read_frames(cut_twice, info, Reading(64, Span(2_010, 2_130)))]

    assert times == [2_000, 2_040, 2_080, 2_120]


def test_key_frames_alone_can_be_read(tmp_path: Path) -> None:
    file = make(tmp_path / "keys.mp4", *moving("4"), *X264, "-g", "50", "-sc_threshold", "0")

    frames = read_frames(file, probe(file), Reading(64, keyframes_only=True))

    assert [frame.at_ms for frame in frames] == [0, 2_000]


def test_damage_in_the_middle_costs_only_the_frames_it_hit(tmp_path: Path) -> None:
    file = make(
        tmp_path / "whole.mp4",
        *moving("4", "640x360"),
        *X264,
        "-g",
        "25",
        "-movflags",
        "+faststart",
    )
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 3000] = b"\x00\xff" * 1500
    file.write_bytes(bytes(data))

    info = probe(file)
    times = [frame.at_ms for frame in read_frames(file, info, Reading(64))]

    assert info.duration_ms == 4000
    assert len(times) > 90
    assert times[-1] == 3960


def test_a_torn_recording_is_as_long_as_what_is_there_and_says_so(tmp_path: Path) -> None:
    file = make(
        tmp_path / "torn.mp4", *moving("6", "640x360"), *X264, "-g", "25", "-movflags", "+faststart"
    )
    data = file.read_bytes()
    file.write_bytes(data[: len(data) * 6 // 10])

    info = probe(file)

    assert 2_500 < info.duration_ms < 4_500
    assert any("cut off" in note for note in info.notes)


@pytest.mark.parametrize(
    ("stated_s", "said"),
    [
        (9.0, "ends 5.0 s before the length it states"),
        (1.5, "states a wrong length, 0:01; 0:04 were counted"),
        (0.0, "does not state its length; 0:04 were counted"),
    ],
)
def test_a_wrong_length_in_the_header_is_counted_and_told(
    tmp_path: Path, stated_s: float, said: str
) -> None:
    file = make(tmp_path / "wrong.mkv", *moving("4"), *X264)
    data = bytearray(file.read_bytes())
    at = data.index(b"\x44\x89\x88") + 3  # Duration, a float of eight bytes, in milliseconds
    struct.pack_into(">d", data, at, stated_s * 1000)
    file.write_bytes(data)

    info = probe(file)

    assert info.duration_ms == 4000
    assert any(said in note for note in info.notes)


def test_an_index_that_is_missing_is_said_to_be_missing(tmp_path: Path) -> None:
    file = make(tmp_path / "lost.mp4", *moving("2"), *X264)
    file.write_bytes(file.read_bytes()[:-2000])

    with pytest.raises(UnreadableMedia, match="was cut off"):
        probe(file)


def test_too_many_pixels_are_refused_before_anything_is_decoded(tmp_path: Path) -> None:
    huge = ("-f", "lavfi", "-i", "color=gray:s=9000x200:r=1:d=1", "-frames:v", "1", "-c:v", "mjpeg")
    file = make(tmp_path / "huge.mov", *huge, "-pix_fmt", "yuvj420p")

    with pytest.raises(UnreadableMedia, match="9000x200"):
        probe(file)


def test_a_single_frame_is_a_recording(tmp_path: Path) -> None:
    file = make(tmp_path / "one.mp4", *moving("0.04"), *X264)

    info = probe(file)

    assert info.duration_ms == 40
    assert [s.span for s in study_picture(file, info).scenes] == [Span(0, 40)]
    assert frame_span(file, info, Span(0, 40)).shots[0].layout is Layout.FIT


def test_sound_alone_is_one_scene_and_cannot_be_framed(tmp_path: Path) -> None:
    sound = make(tmp_path / "sound.m4a", "-f", "lavfi", "-i", "sine=d=3", "-c:a", "aac")
    probed, scenes = tmp_path / "probe", tmp_path / "scenes"
    probed.mkdir()
    scenes.mkdir()

    run_probe(_work({"media": sound}, probed))
    run_scenes(_work({"media": sound, "probe": probed}, scenes))

    written = json.loads((scenes / "scenes.json").read_text())
    assert [s["start_ms"] for s in written["scenes"]] == [0]
    assert written["notes"]
    with pytest.raises(NoPicture):
        frame_span(sound, probe(sound), Span(0, 1000))


def test_the_stages_frame_a_span_shot_by_shot_and_keep_what_people_chose(
    tmp_path: Path, cut_twice: Path
) -> None:
    folders = {name: tmp_path / name for name in ("probe", "scenes", "frame")}
    for folder in folders.values():
        folder.mkdir()
    run_probe(_work({"media": cut_twice}, folders["probe"]))
    given = {"media": cut_twice, "probe": folders["probe"]}
    run_scenes(_work(given, folders["scenes"]))
    layouts: JsonValue = [{"start_ms": 2000, "end_ms": 4000, "layout": "static", "x": 100}]
    params: dict[str, JsonValue] = {"span": [1000, 5000], "layouts": layouts}

    work = Work(
        {**given, "scenes": folders["scenes"]}, params, folders["frame"], ignore_progress, _part
    )
    run_frame(work)

    shots = json.loads((folders["frame"] / "crop.json").read_text())["shots"]
    assert [(s["start_ms"], s["end_ms"], s["layout"]) for s in shots] == [
        (1000, 2000, "fit"),
        (2000, 4000, "static"),
        (4000, 5000, "fit"),
    ]
    assert shots[1]["keys"][0]["x"] == 100


def test_cuts_inside_a_span_are_found_when_scenes_are_not_given(cut_twice: Path) -> None:
    path = frame_span(cut_twice, probe(cut_twice), Span(1000, 5000))

    assert [s.span.start_ms for s in path.shots] == [1000, 2000, 4000]


def test_a_choice_divides_a_shot_where_it_begins(tmp_path: Path) -> None:
    file = make(tmp_path / "calm.mp4", *moving("4"), *X264)
    chosen = ShotOverride(Span(2000, 4000), Layout.STATIC, 10)

    path = frame_span(file, probe(file), Span(0, 4000), overrides=[chosen])

    assert [s.layout for s in path.shots] == [Layout.FIT, Layout.STATIC]
    assert path.shots[1].span == Span(2000, 4000)


def test_the_face_network_is_packed_with_the_program_and_sees_nobody_in_a_pattern() -> None:
    assert FaceFinder().find(np.full((360, 640, 3), 90, np.uint8)) == ()


def test_frame_rates_are_exact(tmp_path: Path) -> None:
    file = make(tmp_path / "ntsc.mkv", *moving("2", rate="30000/1001"), *X264)

    picture = probe(file).picture

    assert picture is not None
    assert picture.frame_rate == Fraction(30000, 1001)
    assert not picture.is_variable_rate


def _part(name: str, params: object, fill: object) -> Path:
    raise AssertionError("these stages have no parts")


def _work(inputs: dict[str, Path], draft: Path) -> Work:
    return Work(inputs, {}, draft, ignore_progress, _part)
