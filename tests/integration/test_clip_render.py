"""A finished clip, made by the real ffmpeg: what is seen, heard and measured in it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clipping.bursts import fits_buffer
from clipping.caption_ass import ass_stills, faces_of
from clipping.caption_styles import caption_style
from clipping.captions import CaptionTrack, make_captions, text_area
from clipping.container import picture_bits
from clipping.cover import make_covers
from clipping.cut import Cut
from clipping.dressing import Dressing
from clipping.edit_list import without
from clipping.errors import UnreadableMedia
from clipping.ffmpeg import find_ffmpeg
from clipping.model import CropKey, CropPath, Layout, MediaInfo, ShotCrop, Target
from clipping.probe import probe
from clipping.render import RenderReport, render_clip, render_preview
from clipping.text_box import measure_text, text_folder
from clipping.verify import verify_file
from exporters.presets import PRESETS
from tests.clip_media import frames, make, media_info, recording, samples, sentence, transcript
from transcripts.model import Transcript, transcript_to_json
from transcripts.timeline import Span
from workers.pipeline import Work
from workers.stages import clips

pytestmark = pytest.mark.ffmpeg
SMALL = Target(width=108, height=192, video_kbps=800)
TONE = "aevalsrc='0.03*sin(2*PI*300*t)*(1+sin(2*PI*3*t))+if(lt(mod(t,1),0.005),0.3,0)':s=48000"
STYLE = caption_style(None)


def whole(info: MediaInfo, layout: Layout = Layout.FIT) -> CropPath:
    assert info.picture is not None
    span = Span(0, info.duration_ms)
    return CropPath(info.picture.width, info.picture.height, (ShotCrop(span, layout),))


def render(cut: Cut, out: Path, said: Transcript | None = None) -> RenderReport:
    captions = make_captions(said, cut.span, cut.target, STYLE)
    return render_clip(cut, captions, STYLE, out, ffmpeg=find_ffmpeg())


def test_a_recording_of_a_single_frame_becomes_a_clip_of_one(tmp_path: Path):
    source = recording(tmp_path / "one.mp4", picture="testsrc2=s=640x360", sound=None, seconds=0.04)
    info, out = probe(source), tmp_path / "clip.mp4"

    render(Cut(source, info, whole(info), Span(0, info.duration_ms), SMALL), out)

    assert len(frames(out, 108, 192)) == 1


def test_a_burst_after_a_still_picture_keeps_within_a_players_buffer(tmp_path: Path):
    picture = "color=gray:s=108x192:r=25:d=8,noise=alls=100:allf=t:enable='gt(t,4)'"
    codec = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    source = make(tmp_path / "burst.mp4", "-f", "lavfi", "-i", picture, *codec)
    info, span = probe(source), Span(0, 8000)
    out = tmp_path / "clip.mp4"

    render(Cut(source, info, whole(info), span, SMALL), out)

    assert fits_buffer(picture_bits(out), SMALL)


def test_a_finished_clip_passes_every_platform_it_is_long_enough_for(tmp_path: Path):
    name = tmp_path / 'it\'s "50%", [x]; 라이브\n방송.mp4'
    source = recording(name, picture="testsrc2=s=640x360", sound=TONE, seconds=5)
    info, span = probe(source), Span(700, 4233)
    cut = Cut(source, info, whole(info), span, Target())
    out = tmp_path / "clip.mp4"

    report = render(cut, out, transcript([sentence("오늘만 59,900원 무료배송 입니다", 900)]))

    for platform in ("reels", "shorts", "tiktok"):
        preset = PRESETS[platform]
        verification = verify_file(
            out,
            platform=platform,
            limits=preset.limits,
            target=preset.target,
            planned_ms=span.duration_ms,
            ffmpeg=find_ffmpeg(),
        )
        assert [c for c in verification.checks if not c.passed] == []
    assert report.frames == 106
    assert b"Lavf" not in out.read_bytes()
    assert "라이브".encode() not in out.read_bytes()


def test_the_same_clip_made_twice_is_the_same_file(tmp_path: Path):
    source = recording(tmp_path / "a.mp4", picture="testsrc2=s=320x180", sound=TONE, seconds=2)
    info = probe(source)
    cut = Cut(source, info, whole(info), Span(200, 1500), SMALL)

    render(cut, tmp_path / "one.mp4")
    render(cut, tmp_path / "two.mp4")

    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


@pytest.mark.parametrize("rate", [24, 25, 30, 50])
def test_sound_and_picture_stay_together_to_a_few_milliseconds(tmp_path: Path, rate: int):
    source = _flashes(tmp_path / "a.mp4", rate)
    cut = Cut(source, probe(source), whole(probe(source)), Span(1500, 3700), SMALL)

    render(cut, tmp_path / "clip.mp4")

    bright = frames(tmp_path / "clip.mp4", 18, 32).mean(axis=(1, 2, 3)) > 60
    loud = np.abs(samples(tmp_path / "clip.mp4")) > 0.05
    first_flash, first_beep = int(bright.argmax()) / 30, int(loud.argmax()) / 48_000
    assert first_beep == pytest.approx(0.5, abs=0.003)
    assert first_flash == pytest.approx(0.5, abs=0.020)


def _flashes(out: Path, rate: int, tone: float = 0.0) -> Path:
    """White for 0.1 s and a beep of 40 ms at each full second, over a tone."""
    white = "color=white:s=320x180"
    inputs = ["-f", "lavfi", "-i", f"{white}:r={rate}:d=4"]
    beep = "aevalsrc='if(lt(mod(t,1),0.04),0.5*sin(2*PI*1000*t),0)"
    beep += f"+{tone}*sin(2*PI*200*t)':s=48000:d=4"
    dark = "drawbox=x=0:y=0:w=iw:h=ih:color=black:t=fill:enable='gte(mod(t,1),0.1)'"
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    return make(out, *inputs, "-f", "lavfi", "-i", beep, "-vf", dark, *codecs)


@pytest.mark.parametrize("rate", [24, 25, 30])
def test_no_frame_of_one_shot_is_framed_like_the_next(tmp_path: Path, rate: int):
    """Red left and blue right until the cut, then the other way round; the crop is on the red."""
    cut_frame = 2 * rate + 1
    before = f"[a]drawbox=x=160:w=160:h=180:color=blue:t=fill,trim=end_frame={cut_frame}[c]"
    after = f"[b]drawbox=x=0:w=160:h=180:color=blue:t=fill,trim=start_frame={cut_frame}"
    source = make(
        tmp_path / "a.mp4",
        *("-f", "lavfi", "-i", f"color=red:s=320x180:r={rate}:d=4"),
        *("-vf", f"split[a][b];{before};{after},setpts=PTS-STARTPTS[d];[c][d]concat"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    )
    info, cut_ms = probe(source), round(cut_frame * 1000 / rate)
    left = (CropKey(0, 20, 0, 100, 178),)
    right = (CropKey(cut_ms, 200, 0, 100, 178),)
    shots = (
        ShotCrop(Span(0, cut_ms), Layout.STATIC, left),
        ShotCrop(Span(cut_ms, info.duration_ms), Layout.STATIC, right),
    )

    for start in (100, 113, 131):
        cut = Cut(source, info, CropPath(320, 180, shots), Span(start, 3500), SMALL)
        render(cut, tmp_path / "clip.mp4")
        blue = frames(tmp_path / "clip.mp4", 18, 32)[..., 2].mean(axis=(1, 2))
        assert blue.max() < 40


def test_a_moving_crop_follows_its_path(tmp_path: Path):
    """A white bar runs to the right with the crop: it stays in the middle of the clip."""
    source = make(
        tmp_path / "a.mp4",
        *("-f", "lavfi", "-i", "color=black:s=320x180:r=30:d=4"),
        *("-f", "lavfi", "-i", "color=white:s=10x180:r=30:d=4"),
        *("-filter_complex", "[0][1]overlay=x='40+40*t':y=0"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    )
    keys = tuple(CropKey(at, 40 + at * 0.04 - 45, 0, 100, 178) for at in range(1000, 3501, 100))
    info = probe(source)
    path = CropPath(320, 180, (ShotCrop(Span(0, 4000), Layout.TRACK, keys),))

    render(Cut(source, info, path, Span(1200, 3400), SMALL), tmp_path / "clip.mp4")

    light = frames(tmp_path / "clip.mp4", 108, 192)[:, 96, :, 0].astype(float)
    middles = (light * np.arange(108)).sum(axis=1) / light.sum(axis=1)
    assert np.abs(middles - 53.5).max() < 3


def test_text_stays_inside_the_box_and_is_as_wide_as_measured(tmp_path: Path):
    target, span = Target(), Span(0, 2000)
    said = transcript([sentence("뷁쀍뙤췟 59,900원에 무료배송 드려요 Ågj{}\\N", 0, 400)])
    info = replace(media_info(duration_ms=2000), picture=None, sounds=())
    captions = make_captions(said, span, target, STYLE)

    render_clip(
        Cut(tmp_path / "none", info, None, span, target),
        captions,
        STYLE,
        tmp_path / "clip.mp4",
        ffmpeg=find_ffmpeg(),
    )

    shown = frames(tmp_path / "clip.mp4", 1080, 1920)[10:50:10]
    card = shown[0][0, 0].astype(int)
    ink = (np.abs(shown.astype(int) - card).max(axis=3) > 24).any(axis=0)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    area = text_area(target)
    assert target.text_box.left <= area.left <= columns[0]
    assert columns[-1] < area.right
    assert target.text_box.top <= rows[0]
    assert rows[-1] < target.text_box.bottom
    assert rows[-1] > target.text_box.bottom - 60


def test_a_quiet_recording_is_brought_to_the_level_without_clipping(tmp_path: Path):
    source = recording(tmp_path / "a.mp4", picture="testsrc2=s=320x180", sound=TONE, seconds=6)
    info = probe(source)

    report = render(Cut(source, info, whole(info), Span(0, 6000), SMALL), tmp_path / "clip.mp4")

    assert report.sound.source.lufs < -25
    assert report.finished is not None
    assert report.finished.lufs == pytest.approx(-14, abs=1)
    assert report.finished.peak_dbtp <= -1


def test_noise_without_speech_is_not_raised(tmp_path: Path):
    noise = "anoisesrc=a=0.0012:r=48000:s=1"
    source = recording(tmp_path / "a.mp4", picture="testsrc2=s=320x180", sound=noise, seconds=2)
    info = probe(source)

    report = render(Cut(source, info, whole(info), Span(0, 2000), SMALL), tmp_path / "clip.mp4")

    assert report.sound.gain_db == 0
    assert any("noise is not raised" in note for note in report.notes)


def test_the_track_with_sound_is_taken_when_the_default_is_silent(tmp_path: Path):
    source = make(
        tmp_path / "a.mkv",
        *("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", "-f", "lavfi", "-t", "2"),
        *("-i", "anullsrc=r=48000:cl=stereo", "-f", "lavfi", "-t", "2", "-i", TONE),
        *("-map", "0", "-map", "1", "-map", "2", "-c:v", "libx264", "-preset", "ultrafast"),
    )
    info = probe(source)

    report = render(Cut(source, info, whole(info), Span(0, 2000), SMALL), tmp_path / "clip.mp4")

    assert report.sound.track == 2


def test_a_recording_without_sound_gets_a_silent_track_and_a_note(tmp_path: Path):
    source = recording(tmp_path / "a.mp4", picture="testsrc2=s=320x180", sound=None, seconds=2)
    info = probe(source)

    report = render(Cut(source, info, whole(info), Span(0, 2000), SMALL), tmp_path / "clip.mp4")

    assert probe(tmp_path / "clip.mp4").sounds
    assert any("no sound" in note for note in report.notes)


def test_sound_alone_becomes_a_card_with_captions(tmp_path: Path):
    source = make(tmp_path / "a.m4a", "-f", "lavfi", "-t", "2", "-i", TONE)
    cut = Cut(source, probe(source), None, Span(0, 2000), SMALL)

    report = render(cut, tmp_path / "clip.mp4", transcript([sentence("안녕하세요 여러분", 200)]))

    assert frames(tmp_path / "clip.mp4", 108, 192).shape[0] == 60
    assert any("no picture" in note for note in report.notes)


@pytest.mark.parametrize(
    ("layout", "keys"),
    [
        (Layout.PASSTHROUGH, ()),
        (Layout.FIT, ()),
        (Layout.SPLIT, (CropKey(0, 0, 0, 180, 160, 0), CropKey(0, 140, 20, 180, 160, 1))),
    ],
)
def test_every_layout_fills_the_picture_with_square_pixels(
    tmp_path: Path, layout: Layout, keys: tuple[CropKey, ...]
):
    source = recording(tmp_path / "a.mp4", picture="testsrc2=s=320x180", sound=None, seconds=1)
    path = CropPath(320, 180, (ShotCrop(Span(0, 1000), layout, keys),))

    render(Cut(source, probe(source), path, Span(0, 1000), SMALL), tmp_path / "clip.mp4")

    picture = probe(tmp_path / "clip.mp4").picture
    assert picture is not None
    assert (picture.width, picture.height) == (108, 192)
    assert picture.frame_rate == Fraction(30)
    assert frames(tmp_path / "clip.mp4", 108, 192)[5, :20].std() > 5


def test_the_preview_is_small_and_as_long_as_the_clip(tmp_path: Path):
    source = recording(tmp_path / "a.mp4", picture="testsrc2=s=320x180", sound=TONE, seconds=2)
    info = probe(source)
    cut = Cut(source, info, whole(info), Span(0, 1700), Target())

    captions = CaptionTrack(cut.span)
    render_preview(cut, captions, STYLE, tmp_path / "p.mp4", ffmpeg=find_ffmpeg())

    made = probe(tmp_path / "p.mp4")
    assert made.picture is not None
    assert (made.picture.width, made.picture.height) == (360, 640)
    assert made.duration_ms == pytest.approx(1700, abs=30)


def test_covers_avoid_the_black_part_of_a_clip(tmp_path: Path):
    source = make(
        tmp_path / "a.mp4",
        *("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4"),
        *("-vf", "drawbox=w=iw:h=ih:color=black:t=fill:enable='lt(t,2)'", "-pix_fmt", "yuv420p"),
    )
    info = probe(source)
    cut = Cut(source, info, whole(info), Span(0, 4000), Target(width=216, height=384))

    covers = make_covers(cut, tmp_path, ffmpeg=find_ffmpeg())

    assert covers[0].file == "cover.jpg"
    assert covers[0].at_ms >= 2000
    assert (tmp_path / "cover.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_a_text_file_cannot_be_verified_and_the_reason_is_said(tmp_path: Path):
    file = tmp_path / "clip.mp4"
    file.write_text("no video\n" * 100)
    preset = PRESETS["reels"]

    with pytest.raises(UnreadableMedia, match=r"clip\.mp4"):
        verify_file(
            file,
            platform="reels",
            limits=preset.limits,
            target=preset.target,
            planned_ms=None,
            ffmpeg=find_ffmpeg(),
        )


def test_the_stages_hand_a_clip_from_rendering_to_its_post(tmp_path: Path):
    source = recording(tmp_path / "a.mp4", picture="testsrc2=s=320x180", sound=TONE, seconds=5)
    params = {
        "span": [500, 4000],
        "target": {"width": 108, "height": 192},
        "platform": "reels",
        "title": "오늘만 59,900원",
        "product_ids": ["p1", "gone"],
        "caption_edits": [{"start_ms": 900, "end_ms": 1500, "text": "고친 자막"}],
    }
    inputs = _inputs(tmp_path, source)
    for stage, run in (
        ("preview", clips.run_preview),
        ("render", clips.run_render),
        ("cover", clips.run_cover),
        ("measure", clips.run_measure),
        ("verify", clips.run_verify),
        ("package", clips.run_package),
    ):
        draft = tmp_path / stage
        draft.mkdir()
        run(Work(inputs, params, draft, lambda _: None, None))  # type: ignore[arg-type]
        inputs[stage] = draft

    assert "고친 자막" in (tmp_path / "render" / "captions.srt").read_text(encoding="utf-8")
    checks = json.loads((tmp_path / "verify" / "verify.json").read_text(encoding="utf-8"))["checks"]
    assert {c["name"] for c in checks if not c["passed"]} <= {"loudness"}
    post = json.loads((tmp_path / "package" / "post.json").read_text(encoding="utf-8"))
    assert [product["id"] for product in post["products"]] == ["p1"]
    assert (tmp_path / "preview" / "preview.mp4").stat().st_size > 1000
    assert (tmp_path / "cover" / "cover.jpg").is_file()


def _inputs(folder: Path, source: Path) -> dict[str, Path]:
    from clipping.crop_json import crop_path_to_json
    from clipping.media_json import media_info_to_json

    info = probe(source)
    product = {"id": "p1", "name": "크림", "aliases": [], "price": "", "url": "", "category": ""}
    values = {
        "probe": ("recording.json", media_info_to_json(info)),
        "frame": ("crop.json", crop_path_to_json(whole(info))),
        "sales": ("products.json", {"products": [product]}),
        "transcript": (
            "transcript.json",
            transcript_to_json(transcript([sentence("수분 그림 좋아요", 900)])),
        ),
    }
    for name, (file, value) in values.items():
        (folder / f"in-{name}").mkdir()
        (folder / f"in-{name}" / file).write_text(json.dumps(value), encoding="utf-8")
    return {"media": source, **{name: folder / f"in-{name}" for name in values}}


def test_after_a_cut_inside_the_clip_picture_and_sound_still_meet_and_nothing_clicks(
    tmp_path: Path,
):
    """A flash and a beep each second, over a steady tone; 1.3 s are cut out in the middle."""
    source = _flashes(tmp_path / "a.mp4", 25, tone=0.1)
    shown = without(Span(500, 3900), [Span(1300, 2600)])
    cut = Cut(source, probe(source), whole(probe(source)), shown.span, SMALL, shown)

    render(cut, tmp_path / "clip.mp4")

    picture, heard = frames(tmp_path / "clip.mp4", 18, 32), samples(tmp_path / "clip.mp4")
    assert picture.shape[0] == 63
    assert len(heard) == pytest.approx(2.1 * 48_000, abs=1100)
    bright = picture.mean(axis=(1, 2, 3)) > 60
    loud = np.abs(heard) > 2.5 * np.median(np.abs(heard))
    assert int(bright[30:].argmax()) + 30 == pytest.approx(30 * (3000 - 1300 - 500) / 1000, abs=1)
    assert int(loud[38_400:].argmax()) + 38_400 == pytest.approx(48 * 1200, abs=300)
    joint = np.abs(np.diff(heard[48 * 770 : 48 * 830], n=2)).max()
    assert joint < 2 * np.abs(np.diff(heard[48 * 600 : 48 * 700], n=2)).max()


def test_a_logo_stands_in_the_corner_and_an_end_card_follows(tmp_path: Path):
    source = recording(tmp_path / "a.mp4", picture="color=blue:s=320x180", sound=TONE, seconds=2)
    for name, size in (("logo", (240, 96)), ("card", (1080, 1920))):
        Image.new("RGB", size, "red").save(tmp_path / name, "PNG")
    dressing = Dressing(tmp_path / "logo", tmp_path / "card")
    info, target = probe(source), dressing.room_in(SMALL)
    cut = Cut(source, info, whole(info), Span(0, 1500), target, dressing=dressing)

    report = render(cut, tmp_path / "clip.mp4")

    shown = frames(tmp_path / "clip.mp4", 108, 192)
    assert report.frames == len(shown) == 105
    assert probe(tmp_path / "clip.mp4").duration_ms == pytest.approx(3500, abs=20)
    red = shown[..., 0].astype(int) - shown[..., 2] > 60
    assert red[20, 31:36, 15:33].all()
    assert not red[20, 60:].any()
    assert red[60].all()


@pytest.mark.parametrize(
    "text", ["👩‍🍳👨‍👩‍👧❤️‍🔥", "1️⃣2️⃣3️⃣", "🙏🏻👍🏽🇰🇷🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Crème Brûlée 漢方 ₩59,900"]
)
def test_what_is_drawn_is_no_wider_than_what_was_measured(text: str):
    target, span = Target(), Span(0, 1000)
    track = make_captions(transcript([sentence(text, 0, 900)]), span, target, STYLE)
    shown = " ".join(word.text for word in track.captions[0].words)

    ink = measure_text(track, target, STYLE, find_ffmpeg())

    assert ink is not None
    outline = 2 * STYLE.outline + STYLE.shadow
    assert ink.right - ink.left <= STYLE.fonts.width(shown, STYLE.font_size) + outline + 2


def test_emoji_and_hanja_leave_ink_and_no_boxes(tmp_path: Path):
    """A box that stands for a missing glyph looks the same for every character: these do not."""
    target, span = Target(), Span(0, 1000)

    def ink(text: str) -> bytes:
        track = make_captions(transcript([sentence(text, 0, 900)]), span, target, STYLE)
        ass, count = ass_stills(track, target, STYLE)
        with text_folder(ass, faces_of(track, STYLE)) as folder:
            picture = "color=c=0x336699:s=1080x1920:r=1:d=1"
            args = ("-f", "lavfi", "-i", picture, "-vf", "ass=captions.ass:fontsdir=fonts")
            cropped = ("-vf", f"{args[-1]},crop=300:160:390:1095,format=gray", "-frames:v", "1")
            program = str(find_ffmpeg().path)
            made = subprocess.run(
                [program, "-v", "error", *args[:4], *cropped, "-f", "rawvideo", "-"],
                cwd=folder, check=True, capture_output=True,
            )  # fmt: skip
        assert count == 1
        return made.stdout

    drawn = [ink(text) for text in ("🔥", "😀", "👍", "🛒", "漢", "字", "龍", "ก")]

    assert len(set(drawn)) == len(drawn)
