"""Recordings read group by group: little is decoded, and no cut is lost by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipping.ffmpeg import find_ffmpeg
from clipping.glances import may_hide_a_cut, may_hold_a_cut
from clipping.groups import see_groups
from clipping.probe import probe
from clipping.scenes import DETECTION_SIDE, study_picture

pytestmark = pytest.mark.ffmpeg

#: Two rooms with something that moves in each: 0-4.52 s, 4.52-7.2 s and the first again to 12 s.
ROOMS = (
    *("-f", "lavfi", "-i", "testsrc=s=320x180:r=25:d=12"),
    *(
        "-f",
        "lavfi",
        "-i",
        "mandelbrot=s=320x180:r=25:start_scale=0.3:end_scale=0.25,trim=duration=12",
    ),
    "-filter_complex",
)
TWO_CUTS = "[0][1]overlay=enable='between(t,4.51,7.19)':shortest=1,format=yuv420p"
ONE_INSERT = "[0][1]overlay=enable='between(t,6.51,7.39)':shortest=1,format=yuv420p"
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-b:v", "600k", "-x264-params")


def make(path: Path, graph: str, *codec: str) -> Path:
    find_ffmpeg().run([*ROOMS, graph, *codec, str(path)], duration_ms=12_000)
    return path


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param("keyint=50:min-keyint=50:scenecut=0", id="groups of 2 s"),
        pytest.param("keyint=250:scenecut=0", id="groups of 10 s"),
        pytest.param("keyint=1", id="key frames only"),
        pytest.param("keyint=50:scenecut=0:open-gop=1:bframes=3:b-pyramid=normal", id="open"),
        pytest.param("keyint=250:min-keyint=1:scenecut=40", id="key frames at cuts"),
        pytest.param("keyint=12:scenecut=0", id="groups of half a second"),
    ],
)
def test_cuts_are_found_to_the_frame_however_key_frames_lie(
    tmp_path: Path, parameters: str
) -> None:
    file = make(tmp_path / "rooms.mp4", TWO_CUTS, *X264, parameters)

    assert [s.span.start_ms for s in study_picture(file, probe(file)).scenes] == [0, 4520, 7200]


def test_a_short_insert_between_two_key_frames_that_look_alike_is_found(tmp_path: Path) -> None:
    file = make(tmp_path / "insert.mp4", ONE_INSERT, *X264, "keyint=50:min-keyint=50:scenecut=0")

    assert [s.span.start_ms for s in study_picture(file, probe(file)).scenes] == [0, 6520, 7400]


def test_a_cut_to_black_at_the_last_of_a_groups_key_frames_is_found(tmp_path: Path) -> None:
    black = "[1]nullsink;[0]drawbox=t=fill:c=black:enable='gte(t,6)',format=yuv420p"
    file = make(tmp_path / "black.mp4", black, *X264, "keyint=1")

    assert [s.span.start_ms for s in study_picture(file, probe(file)).scenes] == [0, 6000]


def test_of_key_frames_alone_a_glance_decodes_two(tmp_path: Path) -> None:
    file = make(tmp_path / "keys.mp4", "[1]nullsink;[0]format=yuv420p", *X264, "keyint=1")

    seen = list(see_groups(file, probe(file), DETECTION_SIDE, may_hold_a_cut, may_hide_a_cut))

    assert [len(stretch.frames) for stretch in seen[:-1]] == [2] * 11


def test_a_dissolve_parts_two_shots(tmp_path: Path) -> None:
    mixed = "[0][1]xfade=transition=fade:duration=1:offset=5,format=yuv420p"
    file = make(tmp_path / "mixed.mp4", mixed, *X264, "keyint=50:min-keyint=50:scenecut=0")

    scenes = study_picture(file, probe(file)).scenes

    assert [scene.span.start_ms for scene in scenes] == [0, pytest.approx(5500, abs=200)]


def test_uneven_frame_times_do_not_move_a_cut(tmp_path: Path) -> None:
    uneven = TWO_CUTS.replace("format=", "select='not(eq(mod(n,7),3))',format=")
    codec = ("-fps_mode", "vfr", *X264, "keyint=50:min-keyint=50:scenecut=0")
    file = make(tmp_path / "uneven.mkv", uneven, *codec)

    assert [s.span.start_ms for s in study_picture(file, probe(file)).scenes] == [0, 4520, 7200]


def test_what_looks_alike_at_both_ends_is_not_decoded(tmp_path: Path) -> None:
    codec = (*X264, "keyint=50:min-keyint=50:scenecut=0")
    file = make(tmp_path / "calm.mp4", "[1]nullsink;[0]format=yuv420p", *codec)

    seen = list(see_groups(file, probe(file), DETECTION_SIDE, may_hold_a_cut, may_hide_a_cut))

    assert [stretch.start_ms for stretch in seen] == [0, 2000, 4000, 6000, 8000, 10_000]
    assert [stretch.is_whole for stretch in seen] == [False] * 5 + [True]
    assert sum(len(stretch.frames) for stretch in seen) < 5 * 4 + 50


def test_movement_is_measured_where_only_key_frames_were_looked_at(tmp_path: Path) -> None:
    codec = (*X264, "keyint=50:min-keyint=50:scenecut=0")
    still = "[1]nullsink;[0]select='eq(n,0)',loop=-1:1,setpts=N/25/TB,trim=duration=12"
    moving = make(tmp_path / "moving.mp4", "[1]nullsink;[0]format=yuv420p", *codec)
    card = make(tmp_path / "card.mp4", f"{still},format=yuv420p", *codec)

    moves, stands = (study_picture(file, probe(file)).curve for file in (moving, card))

    assert min(moves.motion) > 3 * max(stands.motion)
    assert moves.frozen == ()
    assert [(s.start_ms, s.end_ms) for s in stands.frozen] == [(0, 12_000)]
    assert [(s.start_ms, s.end_ms) for s in stands.waiting] == [(0, 12_000)]
