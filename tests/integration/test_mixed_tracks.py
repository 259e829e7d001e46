"""Clips of a recording whose sound tracks are all wanted: each is heard."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clipping.caption_styles import caption_style
from clipping.captions import make_captions
from clipping.cut import Cut
from clipping.ffmpeg import find_ffmpeg
from clipping.media_json import media_info_to_json
from clipping.model import CropPath, Layout, ShotCrop, Target, mix_of
from clipping.passage_clip import write_passage
from clipping.probe import probe
from clipping.render import render_clip
from tests.clip_media import make, samples
from transcripts.sound_file import MIXED
from transcripts.timeline import Span
from workers.pipeline import Work
from workers.stages.speech import run_sound

pytestmark = pytest.mark.ffmpeg
SPAN = Span(500, 3_500)
STYLE = caption_style(None)


def two_tones(folder: Path) -> Path:
    """A low tone on the first track, a high one on the second."""
    return make(
        folder / "two.mkv",
        *("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4"),
        *("-f", "lavfi", "-t", "4", "-i", "sine=300:r=48000"),
        *("-f", "lavfi", "-t", "4", "-i", "sine=3000:r=48000"),
        *("-map", "0", "-map", "1", "-map", "2", "-c:v", "libx264", "-preset", "ultrafast"),
    )


def tones(path: Path) -> tuple[float, float]:
    """How strong the two tones are in a file."""
    sound = samples(path)[24_000:72_000]
    spectrum = np.abs(np.fft.rfft(sound)) / len(sound)
    return float(spectrum[300]), float(spectrum[3000])


def test_a_clip_and_a_passage_of_mixed_tracks_hold_both(tmp_path: Path) -> None:
    source = two_tones(tmp_path)
    info = probe(source)
    mixed = replace(info, sounds=(mix_of(info.sounds), *info.sounds))
    crop = CropPath(320, 180, (ShotCrop(Span(0, 4_000), Layout.FIT),))
    cut = Cut(source, mixed, crop, SPAN, Target(width=108, height=192, video_kbps=800))

    captions = make_captions(None, SPAN, cut.target, STYLE)
    report = render_clip(cut, captions, STYLE, tmp_path / "clip.mp4", ffmpeg=find_ffmpeg())
    write_passage(source, mixed, SPAN, tmp_path / "passage.mp4", ffmpeg=find_ffmpeg())
    write_passage(source, info, SPAN, tmp_path / "first.mp4", ffmpeg=find_ffmpeg())

    assert report.sound.track == MIXED
    assert min(tones(tmp_path / "clip.mp4")) > 0.01
    assert min(tones(tmp_path / "passage.mp4")) > 0.01
    low, high = tones(tmp_path / "first.mp4")
    assert low > 100 * high


@pytest.mark.parametrize(
    ("asked", "track", "said"),
    [("mix", MIXED, "All 2 sound tracks are mixed."), ("2", 2, "number 2 is used, as asked")],
)
def test_the_sound_stage_measures_what_was_asked_for_and_says_so(
    tmp_path: Path, asked: str, track: int, said: str
) -> None:
    source = two_tones(tmp_path)
    (tmp_path / "probe").mkdir()
    info = json.dumps(media_info_to_json(probe(source)))
    (tmp_path / "probe/recording.json").write_text(info, encoding="utf-8")
    (tmp_path / "draft").mkdir()
    inputs = {"media": source, "probe": tmp_path / "probe"}

    run_sound(Work(inputs, {"sound_track": asked}, tmp_path / "draft", lambda _: None, _no_part))

    assert json.loads((tmp_path / "draft/sound.json").read_text("utf-8"))["track"] == track
    notes = json.loads((tmp_path / "draft/speech.json").read_text("utf-8"))["notes"]
    assert any(said in note for note in notes)


def _no_part(*_: object) -> Path:
    raise AssertionError("measuring sound has no parts")
