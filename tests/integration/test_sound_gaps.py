"""Sound that pauses: what comes after the gap stays with its picture, in every file we make."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clipping.cut import Cut
from clipping.ffmpeg import find_ffmpeg
from clipping.passage_clip import write_passage
from clipping.probe import probe
from tests.clip_media import make
from tests.integration.test_clip_render import SMALL, render, whole
from transcripts.audio import read_sound
from transcripts.timeline import Span

pytestmark = pytest.mark.ffmpeg
#: Longer than the 10 s after which ffmpeg takes a transport stream's clock for a new one.
GAP = "aselect='not(between(t,4,16))'"
SPAN = Span(2_000, 18_000)


def paused(out: Path, *options: str) -> Path:
    return make(
        out,
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=20"),
        *("-f", "lavfi", "-t", "20", "-i", "sine=440:r=48000"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-af", GAP, *options),
    )


def heard_in(path: Path) -> list[bool]:
    """For each second, whether there is sound in its middle."""
    seconds = range(SPAN.duration_ms // 1000)
    sounds = [read_sound(path, Span(s * 1000 + 300, s * 1000 + 700)) for s in seconds]
    return [bool(np.abs(sound).max() > 0.01) for sound in sounds]


EXPECTED = [2 <= second < 4 or second >= 16 for second in range(2, 18)]


def test_a_clip_keeps_the_gap_of_a_transport_stream(tmp_path: Path) -> None:
    source = paused(tmp_path / "a.ts")
    info = probe(source)

    render(Cut(source, info, whole(info), SPAN, SMALL), tmp_path / "clip.mp4")

    assert heard_in(tmp_path / "clip.mp4") == EXPECTED


@pytest.mark.parametrize("name", ["a.ts", "a.mp4"])
def test_a_passage_keeps_the_gap(tmp_path: Path, name: str) -> None:
    source = paused(tmp_path / name)

    write_passage(source, probe(source), SPAN, tmp_path / "p.mp4", ffmpeg=find_ffmpeg())

    assert heard_in(tmp_path / "p.mp4") == EXPECTED
