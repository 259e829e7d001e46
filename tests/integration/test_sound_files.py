"""Reading sound from real files that ffmpeg makes on the spot."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from clipping.ffmpeg import find_ffmpeg
from exporters.notes import note_sentence
from transcripts.audio import describe_sound, read_sound, stream_sound
from transcripts.errors import UnreadableSound
from transcripts.hearing import Sound
from transcripts.listening import measure_sound, speech_track
from transcripts.sound_file import MIXED
from transcripts.timeline import Span
from transcripts.track_sound import track_blocks, track_span

pytestmark = pytest.mark.ffmpeg

SPEECH = Path(__file__).parents[2] / "demo" / "pieces" / "project-ko.flac"
#: A beep of 0.2 s at second 2 of 4, over silence.
BEEP = "aevalsrc='if(between(t,2,2.2),0.5*sin(2000*t),0)':s=48000:d=4"
PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=4")


def ffmpeg(*args: object) -> Path:
    program = str(find_ffmpeg(None).path)
    subprocess.run([program, "-v", "error", "-y", *map(str, args)], check=True)
    return Path(str(args[-1]))


def with_picture(out: Path, *extra: object, beep: str = BEEP) -> Path:
    return ffmpeg(
        *PICTURE, "-f", "lavfi", "-i", beep, "-c:v", "libx264", "-preset", "ultrafast",
        "-c:a", "aac", *extra, out,
    )  # fmt: skip


def whole(path: Path, track: int | None = None) -> Sound:
    return np.concatenate(list(stream_sound(path, track=track)))


def beep_ms(sound: Sound) -> float:
    return float(np.flatnonzero(np.abs(sound) > 0.1)[0]) / 16


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts", "a.flv", "방송 🎥 x:y.mp4"])
def test_a_beep_is_where_it_was_put(tmp_path: Path, name: str) -> None:
    path = with_picture(tmp_path / name)

    assert beep_ms(whole(path)) == pytest.approx(2_000, abs=5)
    assert beep_ms(read_sound(path, Span(1_500, 3_000))) == pytest.approx(500, abs=5)


def test_the_clock_starts_at_the_first_picture_wherever_the_file_s_clock_does(
    tmp_path: Path,
) -> None:
    path = with_picture(tmp_path / "a.ts", "-output_ts_offset", "36000")

    assert describe_sound(path).clock_s > 36_000
    assert beep_ms(whole(path)) == pytest.approx(2_000, abs=5)


def test_sound_that_starts_late_has_silence_in_front(tmp_path: Path) -> None:
    plain = with_picture(tmp_path / "plain.mp4")
    late = ffmpeg(
        "-i", plain, "-itsoffset", "1.5", "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy",
        tmp_path / "late.mp4",
    )  # fmt: skip

    assert beep_ms(whole(late)) == pytest.approx(3_500, abs=5)
    assert beep_ms(read_sound(late, Span(3_000, 4_000))) == pytest.approx(500, abs=5)


def test_any_span_is_the_same_sound_as_in_the_whole(tmp_path: Path) -> None:
    path = ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "aevalsrc='0.4*sin((600+40*t)*t)':s=48000:d=40",
        "-c:a",
        "aac",
        tmp_path / "a.m4a",
    )
    everything = whole(path)

    for span in (Span(0, 1_000), Span(1, 777), Span(19_999, 25_001), Span(39_000, 45_000)):
        part = read_sound(path, span)
        expected = everything[span.start_ms * 16 : span.end_ms * 16]
        assert len(part) == span.duration_ms * 16
        assert np.abs(part[: len(expected)] - expected).max() < 0.02
        assert not part[len(expected) :].any()


@pytest.mark.parametrize(
    ("layout", "pan"),
    [
        pytest.param("stereo", "stereo|c0=0*c0|c1=c0", id="right-only"),
        pytest.param("stereo", "stereo|c0=c0|c1=-1*c0", id="cancelling"),
        pytest.param("5.1", "5.1|FL=0*c0|FR=0*c0|FC=c0|LFE=0*c0|BL=0*c0|BR=0*c0", id="centre"),
    ],
)
def test_speech_in_one_channel_is_not_lost(tmp_path: Path, layout: str, pan: str) -> None:
    path = ffmpeg(
        "-f", "lavfi", "-i", "sine=f=440:d=8", "-af", f"volume=6dB,pan={pan}",
        tmp_path / f"{layout}.wav",
    )  # fmt: skip

    # sine's amplitude is 1/8; with 6 dB it is 1/4.
    assert np.abs(whole(path)).max() == pytest.approx(0.25, abs=0.02)


def test_damage_is_silence_not_the_end(tmp_path: Path) -> None:
    path = ffmpeg(
        "-f", "lavfi", "-i", "sine=f=440:d=20", "-c:a", "aac", "-b:a", "64k", "-movflags",
        "+faststart", tmp_path / "a.mp4",
    )  # fmt: skip
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2_000] = b"\x00\xff" * 1_000
    path.write_bytes(bytes(content))

    sound = whole(path)

    assert len(sound) / 16_000 == pytest.approx(20, abs=0.1)
    assert np.abs(sound[-16_000:]).max() > 0.1


def test_a_cut_stream_gives_what_is_there(tmp_path: Path) -> None:
    path = with_picture(tmp_path / "a.ts")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])

    blocks = list(stream_sound(path, block_ms=1_000, until_ms=6_000))

    assert sum(map(len, blocks)) == 6 * 16_000
    assert {len(block) for block in blocks} == {16_000}


def test_the_track_with_speech_is_chosen_over_a_silent_default(tmp_path: Path) -> None:
    path = ffmpeg(
        *PICTURE, "-f", "lavfi", "-t", "12", "-i", "anullsrc=r=48000:cl=stereo", "-i", SPEECH,
        "-map", "0:v", "-map", "1:a", "-map", "2:a", "-c:v", "mpeg4", "-c:a", "aac", "-t", "12",
        "-disposition:a:0", "default", tmp_path / "two.mkv",
    )  # fmt: skip

    assert describe_sound(path).default_track == 1
    assert speech_track(path, 12_000) == 2


def test_a_file_without_sound_is_silence_with_a_note(tmp_path: Path) -> None:
    path = ffmpeg(*PICTURE, "-c:v", "mpeg4", tmp_path / "a.mp4")

    curve = measure_sound(path, duration_ms=4_000)

    assert (curve.track, curve.voiced, curve.duration_ms) == (None, (), 4_000)
    assert curve.notes
    assert not read_sound(path, Span(0, 500)).any()


def test_voices_and_music_are_told_apart(tmp_path: Path) -> None:
    chords = "aevalsrc='0.1*(sin(1400*t)+sin(1760*t)+sin(2090*t))*(0.4+exp(-3*mod(t,0.5)))':d=12"
    path = ffmpeg(
        "-f", "lavfi", "-i", chords, "-t", "12", "-i", SPEECH, "-f", "lavfi", "-i",
        "anoisesrc=d=12:c=pink:a=0.05", "-filter_complex",
        "[0:a]aresample=16000[m];[1:a]aresample=16000[s];[2:a]aresample=16000[n];"
        "[m][s][n]concat=n=3:v=0:a=1", tmp_path / "a.wav",
    )  # fmt: skip

    curve = measure_sound(path, duration_ms=36_000)

    music = sum(span.duration_ms for span in curve.music)
    assert all(span.end_ms <= 13_000 for span in curve.music)
    assert music >= 9_000
    assert curve.voiced_ms(Span(12_000, 24_000)) >= 8_000
    assert curve.voiced_ms(Span(0, 11_900)) + curve.voiced_ms(Span(24_500, 36_000)) == 0
    assert curve.level_at(5_000) > -30 > curve.level_at(30_000)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("hello\n" * 400, id="text"),
        pytest.param("", id="empty"),
        pytest.param("#EXTM3U\n#EXTINF:10.0,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n", id="hls"),
        pytest.param("ffconcat version 1.0\nfile 'other.mp4'\n", id="concat"),
    ],
)
def test_what_is_no_recording_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "show.mp4"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(UnreadableSound, match=r"show\.mp4"):
        describe_sound(path)


def two_voices(folder: Path) -> Path:
    """The same speech on two tracks, the second two seconds later."""
    return ffmpeg(
        *PICTURE, "-i", SPEECH, "-itsoffset", "2", "-i", SPEECH, "-map", "0:v", "-map", "1:a",
        "-map", "2:a", "-c:v", "mpeg4", "-c:a", "pcm_s16le", "-t", "10", folder / "voices.mkv",
    )  # fmt: skip


def test_all_tracks_mixed_are_their_sum_in_spans_and_in_blocks(tmp_path: Path) -> None:
    path, span = two_voices(tmp_path), Span(1_500, 8_500)

    mix = track_span(path, span, MIXED)
    blocks = np.concatenate(list(track_blocks(path, MIXED, block_ms=4_000, until_ms=9_000)))

    both = read_sound(path, span, track=1) + read_sound(path, span, track=2)
    assert np.abs(both).max() > 0.05
    assert np.abs(mix - np.clip(both, -1, 1)).max() < 1e-6
    assert np.abs(blocks[24_000:136_000] - mix).max() < 1e-3
    assert measure_sound(path, duration_ms=9_000, track=MIXED).track == MIXED


@pytest.mark.parametrize(("asked", "track"), [("", None), ("1", 1), ("2", 2), ("mix", MIXED)])
def test_a_track_is_asked_for_by_its_number_or_as_the_mix(
    tmp_path: Path, asked: str, track: int | None
) -> None:
    assert describe_sound(two_voices(tmp_path)).asked_track(asked) == track


@pytest.mark.parametrize("asked", ["0", "3", "-1", "both", "²"])
def test_a_track_that_is_not_there_is_said_so(tmp_path: Path, asked: str) -> None:
    with pytest.raises(UnreadableSound, match="There are 2 sound tracks"):
        describe_sound(two_voices(tmp_path)).asked_track(asked)


def test_people_are_told_which_of_several_tracks_is_used_and_nothing_of_one(tmp_path: Path) -> None:
    two = describe_sound(two_voices(tmp_path))
    one = describe_sound(Path(SPEECH))

    assert "number 2 is used. If speech is missing" in two.choice_note(2, was_asked=False)
    assert "number 1 is used, as asked" in two.choice_note(1, was_asked=True)
    assert two.choice_note(MIXED, was_asked=True) == "All 2 sound tracks are mixed."
    assert one.choice_note(0, was_asked=False) == ""
    assert all(
        note_sentence(note, "ko") != note
        for note in (two.choice_note(2, was_asked=False), two.choice_note(1, was_asked=True))
    )
