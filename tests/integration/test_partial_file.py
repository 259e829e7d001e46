"""A recording of which less is found than it holds: what is found is the same, number by number."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.container import InputContainer

from clipping.container import SILENT, WHOLE, open_media, packets, picture_packets
from clipping.errors import UnreadableMedia
from clipping.probe import probe
from tests.clip_media import make
from transcripts.audio import describe_sound, read_sound
from transcripts.errors import UnreadableSound
from transcripts.partial_file import Kept, PartialFile, windows
from transcripts.sound_packets import sound_frames
from transcripts.timeline import Span

pytestmark = pytest.mark.ffmpeg
_S = 12
PICTURE = ("-f", "lavfi", "-i", f"testsrc2=s=160x90:r=25:d={_S}")
SOUND = ("-f", "lavfi", "-t", str(_S), "-i", "sine=440:r=48000")
CODECS = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "2", "-c:a", "aac")
BLIND = Kept(pictures=())
Packets = list[tuple[int | None, int | None, bytes]]


def recording(out: Path, *order: str, options: tuple[str, ...] = ()) -> Path:
    maps = [part for stream in order for part in ("-map", stream)]
    return make(out, *PICTURE, *SOUND, *SOUND, *maps, *CODECS, *options)


def stored(path: Path, index: int, kept: Kept) -> Packets:
    with open_media(path, kept) as container:
        found = packets(container, container.streams[index])
        return [(packet.pts, packet.dts, bytes(packet)) for packet in found if packet.size]


def kinds(path: Path, kept: Kept = SILENT) -> list[str]:
    with open_media(path, kept) as container:
        return [stream.type for stream in container.streams]


@pytest.mark.parametrize("options", [(), ("-movflags", "+faststart")])
@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_the_picture_is_the_same_without_its_sound(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    path = recording(tmp_path / name, "0", "1", "2", options=options)

    assert kinds(path) == ["video"]
    assert stored(path, 0, SILENT) == stored(path, 0, WHOLE)


def test_sound_before_the_picture_stays_so_that_numbers_do(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", "1", "0", "2")

    assert kinds(path) == ["audio", "video"]
    assert stored(path, 1, SILENT) == stored(path, 1, WHOLE)


@pytest.mark.parametrize(
    ("name", "options"),
    [("a.mkv", ()), ("a.ts", ()), ("a.mp4", ("-movflags", "frag_keyframe+empty_moov+global_sidx"))],
)
def test_other_files_are_read_as_they_are(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    path = recording(tmp_path / name, "0", "1", options=options)

    assert PartialFile.keeping(path, Kept((), ())) is None
    assert windows(path, 1, window_s=2) == ()
    assert kinds(path) == ["video", "audio"]
    assert np.abs(read_sound(path, Span(500, 2_500))).max() > 0.05


@pytest.mark.parametrize("order", [("0", "1", "2"), ("1", "0", "2")])
def test_the_sound_is_the_same_without_the_pictures(tmp_path: Path, order: tuple[str, ...]) -> None:
    path = recording(tmp_path / "a.mp4", *order)

    assert kinds(path, BLIND) == kinds(path, WHOLE)
    for index in (0, 1, 2):
        expected = [] if order[index] == "0" else stored(path, index, WHOLE)
        assert stored(path, index, BLIND) == expected


@pytest.mark.parametrize("options", [(), ("-movflags", "+faststart"), ("-output_ts_offset", "3")])
@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_stretches_have_the_times_and_bytes_of_the_whole_and_little_else(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    path = recording(tmp_path / name, "0", "1", "2", options=options)
    kept = Kept(pictures=((5.5, 6.0), (10.0, 10.5)), sounds=((7.0, 8.0),))

    for index, seconds in ((0, ((0, 1), (5.5, 6.0), (10.0, 10.5))), (1, ((0, 1), (7.0, 8.0)))):
        whole, found = stored(path, index, WHOLE), stored(path, index, kept)
        with open_media(path) as container:
            a_second = 1 / (container.streams[index].time_base or 1)
        assert set(found) <= set(whole)
        assert len(found) < len(whole) / 2
        wanted = [
            packet
            for packet in whole
            for begin, end in seconds
            if packet[0] is not None and begin * a_second <= packet[0] < end * a_second
        ]
        assert set(wanted) <= set(found)
    assert stored(path, 0, kept)[0] == stored(path, 0, WHOLE)[0]


def test_what_a_file_says_of_itself_stays_when_only_its_beginning_is_kept(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", "0", "1", "2", options=("-output_ts_offset", "2"))

    def said(kept: Kept) -> list[object]:
        with open_media(path, kept) as container:
            tracks = [(s.type, s.start_time, s.duration, s.frames) for s in container.streams]
            picture = container.streams.video[0]
            rates = picture.base_rate, picture.average_rate
            return [*tracks, rates, container.duration, container.start_time]

    assert said(Kept(((0, 2),), ((0, 2),))) == said(WHOLE)


SOUNDS = {
    "even.mp4": ("-c:a", "aac"),
    "late.mp4": ("-c:a", "aac", "-af", "asetpts=PTS+3/TB"),
    "gap.mp4": ("-c:a", "aac", "-af", "aselect='not(between(t,4,9))'"),
    "early.mp4": ("-c:a", "aac", "-ss", "1.3"),
    "plain.mov": ("-c:a", "pcm_s16le"),
    "lossless.mov": ("-c:a", "alac"),
    "loop.mp4": ("-c:a", "ac3"),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_sound_read_window_by_window_is_the_same(tmp_path: Path, name: str) -> None:
    maps = ("-map", "0", "-map", "1", "-c:v", "libx264", "-preset", "ultrafast")
    path = make(tmp_path / name, *PICTURE, *SOUND, *maps, *SOUNDS[name])

    def heard(at_s: Fraction | None, window_s: int) -> list[tuple[int | None, bytes]]:
        frames = sound_frames(path, 1, at_s, window_s=window_s)
        return [(frame.pts, frame.to_ndarray().tobytes()) for frame in frames]

    whole = heard(None, 1_000)
    assert len(whole) > 10
    assert heard(None, 2) == whole
    later = heard(Fraction(17, 2), 2)
    assert later[-1][0] == whole[-1][0]
    assert [at for at, _ in later] == [at for at, _ in whole][-len(later) :]


@pytest.mark.parametrize(
    "codec",
    [("libx264", "-g", "40", "-bf", "3"), ("libx264", "-x264-params", "open-gop=1"), ("mjpeg",)],
)
def test_pictures_read_window_by_window_are_the_same(
    tmp_path: Path, codec: tuple[str, ...]
) -> None:
    path = make(tmp_path / "a.mp4", *PICTURE, *SOUND, "-c:v", *codec)

    def seen(window_s: int) -> list[tuple[int | None, int | None, bool, bytes]]:
        found = picture_packets(path, 0, window_s=window_s)
        return [(p.pts, p.dts, p.is_keyframe, bytes(p)) for p in found]

    assert len(windows(path, 0, window_s=2)) > 4
    assert len(seen(1_000)) == 25 * _S
    assert seen(2) == seen(1_000)


def test_a_recording_whose_index_cannot_be_cut_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "a.mp4", *PICTURE, "-c:v", "libx264")  # all of it is one chunk
    assert len(windows(path, 0, window_s=2)) == 6
    asked: list[Kept] = []

    def noted(path: Path, kept: Kept) -> InputContainer:
        asked.append(kept)
        return open_media(path, kept)

    monkeypatch.setattr("clipping.container.open_media", noted)
    seen = [packet.dts for packet in picture_packets(path, 0, window_s=2)]
    assert len(seen) == len(set(seen)) == 25 * _S
    assert len(asked) == 1


def test_boxes_cut_short_are_no_reason_to_fail(tmp_path: Path) -> None:
    whole = recording(tmp_path / "a.mp4", "0", "1", options=("-movflags", "+faststart"))
    content = whole.read_bytes()
    box = content.index(b"stsz")
    for length in (0, 7, 30, box + 2, box + 200, len(content) // 2):
        cut = tmp_path / "cut.mp4"
        cut.write_bytes(content[:length])
        file = PartialFile.keeping(cut, Kept(((1, 2),), ((1, 2),)))
        assert file is None or length == len(content) // 2


def test_crafted_tables_end_in_a_file_that_is_read_or_refused(tmp_path: Path) -> None:
    content = recording(
        tmp_path / "a.mp4", "0", "1", options=("-movflags", "+faststart")
    ).read_bytes()
    names = (b"stts", b"stsc", b"stsz", b"stco", b"ctts", b"stss", b"elst", b"mdhd", b"stbl")
    marks = [at for at in range(len(content) // 2) if content[at : at + 4] in names]
    dice, path = random.Random(7), tmp_path / "crafted.mp4"
    for _ in range(40):
        crafted = bytearray(content)
        at = dice.choice(marks) + dice.randrange(4, 32)
        crafted[at : at + 4] = dice.choice(
            (b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\0\0\0\1")
        )
        path.write_bytes(crafted)
        try:
            probe(path)
            for _ in zip(sound_frames(path, 1, None, window_s=2), range(2_000), strict=False):
                pass
        except (UnreadableMedia, UnreadableSound):
            continue


def test_a_table_that_never_ends_is_read_as_one(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", "0", "1")
    content = bytearray(path.read_bytes())
    steps = content.rindex(b"stts") + 12
    assert content[steps + 4 : steps + 8] == (1024).to_bytes(4, "big")
    content[steps + 4 : steps + 8] = b"\x7f\xff\xff\xff"
    path.write_bytes(content)

    assert windows(path, 1, window_s=2) == ()
    assert next(sound_frames(path, 1, None, window_s=2)).samples == 1024
    assert describe_sound(path).tracks


def test_other_bytes_are_read_wherever_reading_begins(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(range(100)))
    expected = bytes(range(100)).replace(bytes(range(40, 44)), b"free")

    with PartialFile(path, {40: b"free"}) as file:
        for begin in range(34, 46):
            file.seek(begin)
            assert file.read(5) == expected[begin : begin + 5]
        file.seek(0)
        assert file.read() == expected
