"""Recordings whose picture changes on the way: joined from pieces, as re-started streams are."""

from __future__ import annotations

from pathlib import Path

import imageio_ffmpeg
import pytest

from clipping.caption_styles import caption_style
from clipping.captions import make_captions
from clipping.cut import Cut
from clipping.ffmpeg import Ffmpeg, find_ffmpeg
from clipping.measure import measure_clip
from clipping.model import CropPath, Layout, ShotCrop, Target
from clipping.probe import probe
from clipping.render import render_clip
from tests.clip_media import make
from transcripts.timeline import Span

pytestmark = pytest.mark.ffmpeg

TARGET = Target(width=108, height=192, video_kbps=400)


def joined(folder: Path, changes: tuple[tuple[str, ...], tuple[str, ...]]) -> Path:
    """Six seconds of moving picture and tone; after three seconds the encoder's options change."""
    parts = []
    for number, options in enumerate(changes):
        picture = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=30:d=3")
        codec = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-bf", "0")
        parts.append(make(folder / f"{number}.ts", *picture, *codec, *options, "-f", "mpegts"))
    (folder / "list.txt").write_text("".join(f"file '{p.name}'\n" for p in parts), "utf-8")
    sound = ("-f", "lavfi", "-t", "6", "-i", "sine=f=440:r=48000")
    return make(
        folder / "joined.mp4",
        *("-f", "concat", "-i", str(folder / "list.txt"), *sound, "-map", "0:v", "-map", "1:a"),
        *("-c:v", "copy", "-c:a", "aac"),
    )


def ffmpegs() -> list[Ffmpeg]:
    """The one in use and the wheel's, which may be the same."""
    folder = Path(imageio_ffmpeg.__file__).parent / "binaries"
    found = {str(p): Ffmpeg(p, "wheel", "wheel") for p in folder.glob("ffmpeg-*")}
    found[str(find_ffmpeg().path)] = find_ffmpeg()
    return list(found.values())


@pytest.mark.parametrize("ffmpeg", ffmpegs(), ids=lambda one: one.origin)
@pytest.mark.parametrize(
    "changes",
    [
        (
            ("-vf", "scale=out_range=tv,format=yuv420p", "-color_range", "tv"),
            ("-vf", "scale=out_range=pc,format=yuvj420p", "-color_range", "pc"),
        ),
        (
            ("-vf", "format=yuv420p"),
            ("-vf", "scale=480:270,format=yuv420p"),
        ),
    ],
    ids=["range", "size"],
)
def test_a_recording_that_changes_on_the_way_gives_a_whole_clip(
    tmp_path: Path, ffmpeg: Ffmpeg, changes: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    source = joined(tmp_path, changes)
    info, span = probe(source), Span(1_000, 5_000)
    path = CropPath(320, 180, (ShotCrop(span, Layout.FIT),))
    cut = Cut(source, info, path, span, TARGET)
    style = caption_style(None)

    report = render_clip(
        cut, make_captions(None, span, TARGET, style), style, tmp_path / "c.mp4", ffmpeg=ffmpeg
    )

    measures = measure_clip(tmp_path / "c.mp4", ffmpeg)
    assert report.duration_ms == 4_000
    assert measures.info.duration_ms == 4_000
    assert measures.pixel_format == "yuv420p"
    assert measures.silent == ()
