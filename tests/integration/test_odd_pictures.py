"""Recordings that are not plain frames of eight bits: HDR, fields, and odd rates and shapes.

Each with the ffmpeg that is found first and with that of the wheel.
"""

from __future__ import annotations

from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from clipping.caption_styles import caption_style
from clipping.captions import CaptionTrack
from clipping.cut import Cut
from clipping.ffmpeg import Ffmpeg, find_ffmpeg
from clipping.model import CropKey, CropPath, Layout, ShotCrop, Target
from clipping.probe import probe
from clipping.render import render_clip
from tests.clip_media import frames, make
from transcripts.timeline import Span

pytestmark = pytest.mark.ffmpeg
SMALL = Target(width=108, height=192, video_kbps=1500)
TONE = ("-f", "lavfi", "-t", "2", "-i", "aevalsrc='0.1*sin(2*PI*300*t)':s=48000")
QUICK = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")
SDR = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"


@pytest.fixture(params=["found", "wheel"])
def ffmpeg(request: pytest.FixtureRequest) -> Ffmpeg:
    folder = Path(imageio_ffmpeg.__file__).parent / "binaries"
    wheel = next(iter(sorted(folder.glob("ffmpeg-*"))))
    return find_ffmpeg(wheel if request.param == "wheel" else None)


def clip_of(source: Path, ffmpeg: Ffmpeg, out: Path, *crop: float) -> NDArray[np.uint8]:
    """The frames of a clip of 1.5 s, 108 by 192, of the whole picture or a crop of it."""
    info = probe(source)
    assert info.picture is not None
    span = Span(0, 1500)
    whole = ShotCrop(span, Layout.FIT)
    size = (info.picture.width, info.picture.height)
    shot = ShotCrop(span, Layout.STATIC, (CropKey(0, *crop),)) if crop else whole
    cut = Cut(source, info, CropPath(*size, (shot,)), span, SMALL)
    render_clip(cut, CaptionTrack(span), caption_style(None), out, ffmpeg=ffmpeg)
    made = probe(out).picture
    assert made is not None
    assert (made.is_hdr, made.is_interlaced, made.is_variable_rate) == (False, False, False)
    return frames(out, 108, 192)


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
@pytest.mark.parametrize("names_primaries", [True, False])
def test_hdr_keeps_its_greys_and_white_is_white(
    tmp_path: Path, ffmpeg: Ffmpeg, transfer: str, names_primaries: bool
):
    """Left half middle grey, right half white as of paper; 101 and 235 in a plain picture."""
    picture = "color=0x656565:s=320x180:r=25:d=2,drawbox=x=160:w=160:h=180:t=fill:c=0xEBEBEB"
    bright = "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt2020"
    hdr = f"{SDR},{bright},zscale=t={transfer}:m=bt2020nc:npl=203:r=tv,format=yuv420p10le"
    labels = ("-color_trc", transfer, "-color_primaries", "bt2020", "-colorspace", "bt2020nc")
    source = make(
        tmp_path / "a.mp4",
        *("-f", "lavfi", "-i", f"{picture},format=yuv444p", *TONE, "-vf", hdr, *QUICK),
        *(labels if names_primaries else labels[:2]),
    )

    shown = clip_of(source, ffmpeg, tmp_path / "clip.mp4")

    grey, white = (shown[20, 75:85, x : x + 10].mean(axis=(0, 1)) for x in (20, 80))
    assert grey == pytest.approx(np.full(3, 101), abs=10)
    assert np.ptp(white) < 4
    assert 195 < white.mean() < 240


def test_fields_become_frames_without_combs(tmp_path: Path, ffmpeg: Ffmpeg):
    """A bar that runs sideways tears into a comb where two fields are shown as one frame."""
    bar = "color=black:s=320x180:r=50:d=2[b];color=white:s=40x180:r=50:d=2[w]"
    source = make(
        tmp_path / "a.mp4",
        *("-f", "lavfi", "-i", f"{bar};[b][w]overlay=x='mod(t*400,280)',tinterlace=4", *TONE),
        *("-flags", "+ilme+ildct", "-x264-params", "tff=1", "-pix_fmt", "yuv420p", *QUICK),
    )
    info = probe(source)
    assert info.picture is not None
    assert info.picture.is_interlaced

    shown = clip_of(source, ffmpeg, tmp_path / "clip.mp4", 110, 0, 100, 178).astype(int)

    inside = shown[5:40, 20:170, :, 0]
    combs = np.abs(inside[:, 1:-1] * 2 - inside[:, :-2] - inside[:, 2:]).mean()
    assert len(shown) == 45
    assert combs < 2


@pytest.mark.parametrize("rate", ["24000/1001", "25", "30000/1001", "50", "60"])
def test_every_usual_rate_becomes_thirty_whole_frames_a_second(
    tmp_path: Path, ffmpeg: Ffmpeg, rate: str
):
    picture = f"testsrc2=s=322x182:r={rate}:d=2,setsar=4/3"
    source = make(
        tmp_path / "a.mp4",
        *("-f", "lavfi", "-i", picture, *TONE, "-pix_fmt", "yuv420p", *QUICK),
    )

    assert len(clip_of(source, ffmpeg, tmp_path / "clip.mp4")) == 45
