"""A recording read without its sound, or its pictures: the rest is the same, number by number."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from clipping.container import open_media, packets
from tests.clip_media import make
from transcripts.audio import read_sound
from transcripts.mp4_tracks import picture_tables, sound_boxes
from transcripts.partial_file import PartialFile
from transcripts.timeline import Span

pytestmark = pytest.mark.ffmpeg
PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=3")
SOUND = ("-f", "lavfi", "-t", "3", "-i", "sine=440:r=48000")
CODECS = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "2", "-c:a", "aac")


def recording(out: Path, *order: str, options: tuple[str, ...] = ()) -> Path:
    maps = [part for stream in order for part in ("-map", stream)]
    return make(out, *PICTURE, *SOUND, *SOUND, *maps, *CODECS, *options)


def stored(file: str | PartialFile, index: int) -> list[tuple[int | None, bytes]]:
    with av.open(file, "r") as container:
        found = packets(container, container.streams[index])
        return [(packet.pts, bytes(packet)) for packet in found if packet.size]


def pictures(path: Path, index: int, *, is_silent: bool) -> list[tuple[int | None, bytes]]:
    with open_media(path, is_silent=is_silent) as container:
        stream = container.streams[index]
        assert stream.type == "video"
        return [(packet.pts, bytes(packet)) for packet in packets(container, stream)]


def kinds(path: Path) -> list[str]:
    with open_media(path, is_silent=True) as container:
        return [stream.type for stream in container.streams]


@pytest.mark.parametrize("options", [(), ("-movflags", "+faststart")])
@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_the_picture_is_the_same_without_its_sound(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    path = recording(tmp_path / name, "0", "1", "2", options=options)

    assert kinds(path) == ["video"]
    assert pictures(path, 0, is_silent=True) == pictures(path, 0, is_silent=False)


def test_sound_before_the_picture_stays_so_that_numbers_do(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", "1", "0", "2")

    assert kinds(path) == ["audio", "video"]
    assert pictures(path, 1, is_silent=True) == pictures(path, 1, is_silent=False)


@pytest.mark.parametrize(
    ("name", "options"),
    [("a.mkv", ()), ("a.ts", ()), ("a.mp4", ("-movflags", "frag_keyframe+empty_moov"))],
)
def test_other_files_are_read_as_they_are(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    path = recording(tmp_path / name, "0", "1", options=options)

    assert PartialFile.without_sound(path) is None
    assert kinds(path) == ["video", "audio"]


@pytest.mark.parametrize("options", [(), ("-movflags", "+faststart")])
@pytest.mark.parametrize("order", [("0", "1", "2"), ("1", "0", "2")])
def test_the_sound_is_the_same_without_the_pictures(
    tmp_path: Path, order: tuple[str, ...], options: tuple[str, ...]
) -> None:
    path = recording(tmp_path / "a.mp4", *order, options=options)
    blind = PartialFile.without_pictures(path)
    assert blind is not None

    for index in (0, 1, 2):
        blind.seek(0)
        expected = [] if order[index] == "0" else stored(str(path), index)
        assert stored(blind, index) == expected


def test_sound_of_fragments_is_read_as_it_is(tmp_path: Path) -> None:
    options = ("-movflags", "frag_keyframe+empty_moov")
    path = recording(tmp_path / "a.mp4", "0", "1", options=options)

    assert picture_tables(path) == ()
    assert np.abs(read_sound(path, Span(500, 2_500))).max() > 0.05


def test_boxes_cut_short_hide_nothing_that_is_not_there(tmp_path: Path) -> None:
    whole = recording(tmp_path / "a.mp4", "0", "1", options=("-movflags", "+faststart"))
    content = whole.read_bytes()
    (box,) = sound_boxes(whole)
    assert content[box : box + 4] == b"trak"
    for length in (0, 7, 30, box + 2, box + 200):
        cut = tmp_path / "cut.mp4"
        cut.write_bytes(content[:length])
        assert set(sound_boxes(cut)) <= {box}


def test_a_name_is_replaced_wherever_reading_begins(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", "0", "1")
    (box,) = sound_boxes(path)
    expected = path.read_bytes()
    expected = expected[:box] + b"free" + expected[box + 4 :]

    with PartialFile(path, (box,)) as file:
        for begin in range(box - 6, box + 6):
            file.seek(begin)
            assert file.read(5) == expected[begin : begin + 5]
        file.seek(0)
        assert file.read() == expected
