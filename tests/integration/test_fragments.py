"""MP4 files in fragments, of which a part is found: what is found is the same, number by number."""

from __future__ import annotations

import random
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from clipping.container import WHOLE, open_media, packets, picture_packets
from clipping.cut import Cut
from clipping.errors import UnreadableMedia
from clipping.ffmpeg import find_ffmpeg
from clipping.meters import meter_args
from clipping.probe import probe
from exporters.presets import PRESETS
from tests.clip_media import make
from transcripts.audio import read_sound
from transcripts.errors import UnreadableSound
from transcripts.mp4_fragments import read_fragments
from transcripts.part_copy import write_part
from transcripts.partial_file import Kept, PartialFile, windows
from transcripts.sound_packets import sound_frames
from transcripts.timeline import Span

pytestmark = pytest.mark.ffmpeg
_S = 24
PICTURE = ("-f", "lavfi", "-i", f"testsrc2=s=160x90:r=25:d={_S}")
SOUND = ("-f", "lavfi", "-t", str(_S), "-i", "aevalsrc='0.1*sin(2*PI*t*(300+9*t))':s=48000")
CODECS = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "2", "-c:a", "aac")
KINDS = {
    "a recorder's": ("-movflags", "frag_keyframe+empty_moov+default_base_moof"),
    "with places in the file": ("-movflags", "frag_keyframe+empty_moov"),
    "each track's own": ("-movflags", "frag_keyframe+empty_moov+separate_moof"),
    "not at key frames": ("-movflags", "empty_moov", "-frag_duration", "700000"),
    "the first one in the index": ("-movflags", "frag_keyframe"),
    "sound late": ("-movflags", "frag_keyframe+empty_moov", "-af", "asetpts=PTS+3/TB"),
    "a gap in the sound": (
        *("-movflags", "frag_keyframe+delay_moov"),
        *("-af", "aselect='not(between(t,12,16))'"),
    ),
    "sound that ends early": ("-movflags", "frag_keyframe+empty_moov", "-af", "atrim=0:5"),
    "frames of uneven length": (
        *("-movflags", "frag_keyframe+empty_moov", "-fps_mode", "vfr"),
        *("-vf", "select='lt(t,8)+not(mod(n,3))'"),
    ),
    "a clock that began before": (
        "-movflags",
        "frag_keyframe+empty_moov",
        "-output_ts_offset",
        "3",
    ),
}
Packets = list[tuple[int | None, int | None, bool, bytes]]


@pytest.fixture(params=KINDS, scope="module")
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recording(tmp_path_factory.mktemp("kind") / "a.mp4", *KINDS[request.param])


def recording(out: Path, *options: str) -> Path:
    return make(out, *PICTURE, *SOUND, *CODECS, *options)


def stored(path: Path, index: int, kept: Kept) -> Packets:
    with open_media(path, kept) as container:
        found = packets(container, container.streams[index])
        return [(p.pts, p.dts, p.is_keyframe, bytes(p)) for p in found if p.size]


def said(path: Path, kept: Kept) -> list[object]:
    with open_media(path, kept) as container:
        tracks = [(s.type, s.start_time, s.duration) for s in container.streams]
        return [*tracks, container.duration, container.start_time]


def test_what_is_kept_is_as_in_the_whole_file_and_little_else(path: Path) -> None:
    kept = Kept(pictures=((15.5, 16.0),), sounds=((15.5, 16.0),))

    for index in (0, 1):
        whole, found = stored(path, index, WHOLE), stored(path, index, kept)
        with open_media(path) as container:
            a_second = 1 / (container.streams[index].time_base or 1)
        assert set(found) <= set(whole)
        wanted = {p for p in whole if p[0] is not None and 15.5 <= p[0] / a_second < 16}
        assert wanted | {whole[0]} <= set(found)
        assert len(found) < len(whole) / 2 or len(whole) < 300


def test_a_file_says_of_its_length_what_it_says_as_a_whole(path: Path) -> None:
    assert said(path, Kept(((0, 2),), ((0, 2),), with_ends=True)) == said(path, WHOLE)


def test_pictures_read_window_by_window_are_the_same(path: Path) -> None:
    def seen(window_s: int) -> Packets:
        found = picture_packets(path, 0, window_s=window_s)
        return [(p.pts, p.dts, p.is_keyframe, bytes(p)) for p in found]

    assert len(windows(path, 0, window_s=4)) > 4
    assert seen(4) == seen(1_000) == stored(path, 0, WHOLE)


def test_sound_read_window_by_window_is_the_same(path: Path) -> None:
    def heard(at_s: Fraction | None, window_s: int) -> list[tuple[int | None, bytes]]:
        frames = sound_frames(path, 1, at_s, window_s=window_s)
        return [(frame.pts, frame.to_ndarray().tobytes()) for frame in frames]

    whole = heard(None, 1_000)
    assert heard(None, 4) == whole
    later = heard(Fraction(17, 2), 4)
    assert [at for at, _ in later] == [at for at, _ in whole][len(whole) - len(later) :]


def test_a_recording_has_the_frame_rate_of_all_of_it(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", *KINDS["frames of uneven length"])
    with open_media(path) as container:
        stated = container.streams.video[0].average_rate
    picture = probe(path).picture
    assert stated is not None
    assert picture is not None
    assert picture.is_variable_rate
    assert abs(float(picture.frame_rate / stated) - 1) < 0.02


def test_ffmpeg_hears_in_a_part_what_it_hears_in_the_whole(path: Path, tmp_path: Path) -> None:
    info, part = probe(path), tmp_path / "part"
    span = Span(17_000, 19_000)
    begin_s, end_s = ((info.start_ms + at_ms) / 1000 for at_ms in (span.start_ms, span.end_ms))
    part.touch()
    stretch = begin_s - 5, end_s + 1
    assert write_part(path, Kept((stretch,), (stretch,)), part, with_pictures=False)

    def heard(source: Path) -> str:
        args = meter_args(Cut(source, info, None, span, PRESETS["reels"].target), 1, ())
        args[args.index("null")] = "md5"
        program = [str(find_ffmpeg().path), "-v", "error", "-nostdin", *args]
        return subprocess.run(program, capture_output=True, check=True, text=True).stdout

    assert heard(part) == heard(path)


def test_a_file_that_lists_its_fragments_is_read_whole(tmp_path: Path) -> None:
    flags = "frag_keyframe+empty_moov+global_sidx"
    path = recording(tmp_path / "a.mp4", "-movflags", flags)

    assert read_fragments(path) is None
    assert windows(path, 0, window_s=4) == ()
    assert PartialFile.keeping(path, Kept(((8, 9),), ((8, 9),))) is None


def test_a_recording_cut_off_in_a_fragment_is_read_up_to_there(tmp_path: Path) -> None:
    whole = recording(tmp_path / "a.mp4", *KINDS["a recorder's"])
    content = whole.read_bytes()
    for share in (0.31, 0.62, 0.93):
        cut = tmp_path / "cut.mp4"
        cut.write_bytes(content[: int(share * len(content))])
        found = [
            (p.pts, p.dts, p.is_keyframe, bytes(p)) for p in picture_packets(cut, 0, window_s=4)
        ]
        assert found == stored(cut, 0, WHOLE)
        span = Span(2_000, 4_000)
        assert (read_sound(cut, span) == read_sound(whole, span)).all()


def test_crafted_fragments_end_in_a_file_that_is_read_or_refused(tmp_path: Path) -> None:
    content = recording(tmp_path / "a.mp4", *KINDS["a recorder's"]).read_bytes()
    names = (
        b"moof",
        b"mfhd",
        b"traf",
        b"tfhd",
        b"tfdt",
        b"trun",
        b"mvex",
        b"trex",
        b"tkhd",
        b"mdat",
    )
    marks = [at for at in range(len(content)) if content[at : at + 4] in names]
    dice, path = random.Random(7), tmp_path / "crafted.mp4"
    for _ in range(60):
        crafted = bytearray(content)
        at = dice.choice(marks) + dice.choice((-4, *range(4, 32)))
        crafted[at : at + 4] = dice.choice(
            (b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\0\0\0\1", b"\0\0\0\x08")
        )
        path.write_bytes(crafted)
        try:
            probe(path)
            for _ in zip(sound_frames(path, 1, None, window_s=4), range(2_000), strict=False):
                pass
        except (UnreadableMedia, UnreadableSound):
            continue
