"""The demo broadcast as ffmpeg makes it: a short cut of the same script."""

import json
import shutil
from pathlib import Path

import av
import cv2
import pytest

from clipping.ffmpeg import Ffmpeg, find_ffmpeg
from clipping.probe import probe
from workers.demo_broadcast import DemoBroadcast, build_demo, find_pieces

pytestmark = pytest.mark.ffmpeg

YUNET = Path("clipping/assets/models/face_detection_yunet_2023mar.onnx")


@pytest.fixture(scope="module")
def pieces(tmp_path_factory) -> Path:
    """The script with a waiting card, one shot of each person, both, a product and an insert."""
    folder = tmp_path_factory.mktemp("short") / "demo"
    shutil.copytree(find_pieces(), folder)
    script = json.loads((folder / "script.json").read_text(encoding="utf-8"))
    shots = script["shots"]
    kept = [shots[0], shots[1], shots[3], shots[11], shots[12], shots[8], shots[-1]]
    script["shots"] = [{**shot, "seconds": 2} for shot in kept]
    script["waiting_s"] = [2, 2]
    script["boards"] = [{"from_s": 2, "to_s": 4, "text": "99,000원"}]
    script["speech"] = script["speech"][:1]
    script["speech"][0]["at_ms"] = 2000
    for name in ("moments", "questions", "offers"):
        script[name] = []
    script["raffle"]["at_ms"] = 4000
    (folder / "script.json").write_text(json.dumps(script), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ffmpeg() -> Ffmpeg:
    return find_ffmpeg()


@pytest.fixture(scope="module")
def made(pieces, ffmpeg, tmp_path_factory) -> DemoBroadcast:
    return build_demo(pieces, tmp_path_factory.mktemp("made"), ffmpeg)


def frame_at(made: DemoBroadcast, at_s: float):
    with av.open(str(made.sources()["media"])) as container:
        container.seek(int(at_s * av.time_base))
        for frame in container.decode(video=0):
            if frame.time >= at_s:
                return frame.to_ndarray(format="bgr24")
    raise AssertionError(f"no frame at {at_s} s")


def faces(made: DemoBroadcast, at_s: float) -> int:
    picture = cv2.resize(frame_at(made, at_s), (640, 360))
    found = cv2.FaceDetectorYN.create(str(YUNET), "", (640, 360), 0.7).detect(picture)[1]
    return 0 if found is None else len(found)


def test_it_is_a_recording_as_live_encoders_write_it(made):
    info = probe(made.sources()["media"])

    assert info.picture is not None
    assert (info.picture.width, info.picture.height, info.picture.codec) == (1280, 720, "h264")
    assert info.picture.frame_rate == 30
    assert not info.picture.is_variable_rate
    assert info.duration_ms == 14_000
    assert len(info.sounds) == 1


def test_every_two_seconds_begin_with_a_key_frame(made):
    with av.open(str(made.sources()["media"])) as container:
        times = [
            float(p.pts * p.time_base)
            for p in container.demux(video=0)
            if p.pts is not None and p.is_keyframe
        ]

    assert times == [0, 2, 4, 6, 8, 10, 12]


def test_people_are_seen_where_the_script_has_them(made):
    assert faces(made, 0.9) == 0
    assert faces(made, 2.9) == 1
    assert faces(made, 4.9) == 0
    assert faces(made, 6.9) == 2
    assert faces(made, 8.9) == 1


def test_a_second_build_does_nothing(made, pieces, ffmpeg):
    media = made.sources()["media"]
    before = media.stat().st_mtime_ns

    again = build_demo(pieces, made.folder, ffmpeg)

    assert again == made
    assert media.stat().st_mtime_ns == before


def test_a_build_that_lost_a_file_is_made_whole(made, pieces, ffmpeg, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(made.folder, copy)
    (copy / "chat.csv").unlink()

    whole = build_demo(pieces, copy, ffmpeg)

    assert whole.sources()["chat_file"].read_bytes() == made.sources()["chat_file"].read_bytes()
    assert whole.sources()["media"].read_bytes() == made.sources()["media"].read_bytes()
