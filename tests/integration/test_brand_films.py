"""A shop's intro and outro: what is taken, and where they stand in a finished clip."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clipping.brand_films import write_film
from clipping.caption_styles import caption_style
from clipping.captions import make_captions, srt_text
from clipping.cut import Cut
from clipping.dressing import BrandClip, Dressing
from clipping.errors import BrandFileRefused
from clipping.ffmpeg import find_ffmpeg
from clipping.measure import measure_clip
from clipping.model import CropPath, Layout, ShotCrop, Target
from clipping.probe import probe
from clipping.render import render_clip
from clipping.verify import checks_of
from exporters.presets import PRESETS
from tests.clip_media import frames, make, recording, samples, sentence, transcript
from transcripts.timeline import Span
from workers.brand_folder import read_brand

pytestmark = pytest.mark.ffmpeg
SMALL = Target(width=108, height=192, video_kbps=800)
LOUD = "aevalsrc='0.4*sin(2*PI*500*t)':s=48000"
QUIET = "aevalsrc='0.02*sin(2*PI*300*t)*(1+sin(2*PI*3*t))':s=48000"


def film(out: Path, colour: str, seconds: float, sound: str | None = LOUD) -> Path:
    picture = f"color={colour}:s=180x320"
    return recording(out, picture=picture, sound=sound, seconds=seconds, rate=25)


def boxed(out: Path, size: str, colour: str, when: str, sound: str) -> Path:
    """Two seconds of black, filled with a colour for a while."""
    return make(
        out,
        *("-f", "lavfi", "-i", f"color=black:s={size}:r=30:d=2"),
        *("-f", "lavfi", "-t", "2", "-i", sound),
        *("-vf", f"drawbox=t=fill:c={colour}:enable='{when}'"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


@pytest.fixture(scope="module")
def dressing(tmp_path_factory: pytest.TempPathFactory) -> Dressing:
    folder = tmp_path_factory.mktemp("films")
    made = []
    for name, colour, seconds in (("intro", "red", 1.0), ("outro", "lime", 0.8)):
        write_film(film(folder / f"{name}.mp4", colour, seconds), folder / name, find_ffmpeg())
        made.append(BrandClip(folder / name, probe(folder / name).duration_ms))
    Image.new("RGB", (1080, 1920), "white").save(folder / "card", "PNG")
    return Dressing(card=folder / "card", intro=made[0], outro=made[1])


def test_a_film_is_written_as_clips_are(dressing: Dressing):
    assert dressing.intro is not None

    measures = measure_clip(dressing.intro.path, find_ffmpeg())

    assert measures.info.picture is not None
    assert (measures.info.picture.width, measures.info.picture.height) == (1080, 1920)
    assert measures.loudness is not None
    assert measures.loudness.lufs == pytest.approx(-14, abs=1)
    assert dressing.intro.duration_ms == pytest.approx(1000, abs=34)


def test_an_intro_comes_first_the_card_and_the_outro_last_and_sound_follows(
    tmp_path: Path, dressing: Dressing
):
    """A flash and a beep 0.5 s into the clip still meet behind an intro of one second."""
    beep = "aevalsrc='if(between(t,0.5,0.6),0.5,0.01)*sin(2*PI*700*t)':s=48000"
    source = boxed(tmp_path / "a.mp4", "320x180", "white", "between(t,0.5,0.6)", beep)
    info, span = probe(source), Span(0, 1500)
    path = CropPath(320, 180, (ShotCrop(span, Layout.FIT),))
    cut = Cut(source, info, path, span, SMALL, dressing=dressing)
    said = make_captions(transcript([sentence("하나 둘", 0)]), span, SMALL, caption_style(None))
    plain = replace(said, captions=())

    report = render_clip(
        cut, plain, caption_style(None), tmp_path / "clip.mp4", ffmpeg=find_ffmpeg()
    )

    shown, heard = frames(tmp_path / "clip.mp4", 108, 192), samples(tmp_path / "clip.mp4")
    assert report.frames == len(shown) == 30 + 45 + 60 + 24
    assert len(heard) == pytest.approx(len(shown) * 1600, abs=1100)
    middle = shown[:, 80:90, 40:60].astype(int).mean(axis=(1, 2))
    assert (middle[:30, 0] > 150).all()
    assert (middle[:30, 1] < 90).all()
    assert (middle[75:135].min(axis=1) > 200).all()
    assert (middle[135:, 1] > 150).all()
    clip = middle[30:75].mean(axis=1)
    flash_at = int((clip > 100).argmax()) + 30
    inside = np.abs(heard[48_000 + 9_600 : 48_000 + 72_000])
    beep_at = (int((inside > 0.5 * inside.max()).argmax()) + 57_600) / 1600
    assert flash_at == pytest.approx(45, abs=1)
    assert beep_at == pytest.approx(flash_at, abs=1.2)
    assert srt_text(said, dressing.before_ms).startswith("1\n00:00:01,000 -->")


def test_a_clip_in_full_dress_passes_the_platforms(tmp_path: Path, dressing: Dressing):
    picture = "testsrc2=s=320x180"
    source = recording(tmp_path / "a.mp4", picture=picture, sound=QUIET, seconds=8)
    info, span = probe(source), Span(0, 7000)
    path = CropPath(320, 180, (ShotCrop(span, Layout.FIT),))
    cut = Cut(source, info, path, span, Target(), dressing=dressing)
    captions = make_captions(None, span, Target(), caption_style(None))

    render_clip(cut, captions, caption_style(None), tmp_path / "c.mp4", ffmpeg=find_ffmpeg())

    measures = measure_clip(tmp_path / "c.mp4", find_ffmpeg())
    for preset in PRESETS.values():
        checks = checks_of(measures, preset.limits, preset.target, cut.output_ms)
        assert [check for check in checks if not check.passed] == []


def test_black_at_the_start_of_an_intro_is_left_out(tmp_path: Path):
    source = boxed(tmp_path / "a.mp4", "180x320", "orange", "gte(t,0.6)", LOUD)

    write_film(source, tmp_path / "intro", find_ffmpeg())

    assert measure_clip(tmp_path / "intro", find_ffmpeg()).black == ()
    assert probe(tmp_path / "intro").duration_ms == pytest.approx(1400, abs=60)


@pytest.mark.parametrize(
    ("seconds", "sound", "reason"),
    [(7.0, LOUD, "six seconds"), (0.3, LOUD, "six seconds"), (3.0, None, "silent")],
    ids=["too long", "too short", "silent"],
)
def test_a_film_that_would_spoil_clips_is_refused(
    tmp_path: Path, seconds: float, sound: str | None, reason: str
):
    source = film(tmp_path / "a.mp4", "teal", seconds, sound)

    with pytest.raises(BrandFileRefused, match=reason):
        write_film(source, tmp_path / "out", find_ffmpeg())


def test_six_seconds_at_a_television_rate_are_six_seconds(tmp_path: Path):
    source = make(
        tmp_path / "a.mp4",
        *("-f", "lavfi", "-i", "color=teal:s=90x160:r=30000/1001", "-f", "lavfi", "-i", LOUD),
        *("-frames:v", "180", "-t", "6.006", "-c:v", "libx264", "-preset", "ultrafast"),
    )
    assert probe(source).duration_ms == 6006

    write_film(source, tmp_path / "out", find_ffmpeg())

    assert probe(tmp_path / "out").duration_ms == pytest.approx(6000, abs=34)


def test_what_is_no_film_is_refused(tmp_path: Path):
    sound = make(tmp_path / "a.m4a", "-f", "lavfi", "-t", "1", "-i", LOUD, "-c:a", "aac")
    text = tmp_path / "b.mp4"
    text.write_text("#EXTM3U\nfile:///etc/passwd\n", encoding="utf-8")

    for source in (sound, text):
        with pytest.raises(BrandFileRefused, match="no video"):
            write_film(source, tmp_path / "out", find_ffmpeg())


def test_a_kit_in_a_folder_is_read_once_and_says_which_file_is_wrong(tmp_path: Path):
    folder, kept = tmp_path / "kit", tmp_path / "kept"
    folder.mkdir()
    (folder / "brand.json").write_text('{"accent": "#ff3366"}', encoding="utf-8")
    Image.new("RGBA", (400, 100), "red").save(folder / "Logo.png")

    first = read_brand(folder, kept, None)
    made = first.files["brand_logo"].stat().st_mtime_ns

    assert (first.kit.plain, first.kit.accent) == ("", "FF3366")
    assert read_brand(folder, kept, None) == first
    assert first.files["brand_logo"].stat().st_mtime_ns == made
    (folder / "font.ttf").write_bytes(b"no font")
    with pytest.raises(BrandFileRefused, match=r"font\.ttf: This is no font"):
        read_brand(folder, kept, None)
    (folder / "font.ttf").unlink()
    (folder / "brand.json").write_text('{"accent": "red"}', encoding="utf-8")
    with pytest.raises(BrandFileRefused, match=r"brand\.json should look like"):
        read_brand(folder, kept, None)
    (folder / "brand.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(BrandFileRefused, match=r"brand\.json should look like"):
        read_brand(folder, kept, None)
    (folder / "brand.json").write_text('{"plain": "fafafa"}', encoding="utf-8-sig")
    assert read_brand(folder, kept, None).kit.plain == "FAFAFA"
