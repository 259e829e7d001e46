"""The benchmarks run, in their shortest form. How fast is no test's business."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clipping.ffmpeg import find_ffmpeg
from workers.benchmarks.made_show import MESSAGES_PER_MINUTE, made_up_show
from workers.cli.main import app

pytestmark = pytest.mark.ffmpeg


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("show")
    picture = ("-f", "lavfi", "-i", "testsrc=s=320x180:r=25:d=6")
    sound = ("-f", "lavfi", "-i", "sine=d=6", "-c:v", "libx264", "-preset", "ultrafast")
    file = folder / "show.mp4"
    find_ffmpeg().run((*picture, *sound, str(file)), duration_ms=6000)
    (folder / "show_chat.jsonl").write_text('{"at_ms": 1000, "author_key": "a", "text": "hi"}\n')
    return file


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("scenes", {"scenes"}),
        ("analysis", {"analysis", "- chat", "- sound"}),
        ("length", {"length", "- scenes", "- sound", "- chat", "- highlights"}),
        ("highlights", {"highlights"}),
        ("pages", {"page recordings", "page clips", "api clips"}),
        pytest.param(
            "speech",
            {"speech", "speech-threads", "speech-machine", "speech-half", "speech-shared"},
            marks=pytest.mark.model,
        ),
    ],
)
def test_a_benchmark_prints_ratios_and_writes_them(
    show: Path, tmp_path: Path, name: str, figures: set[str]
) -> None:
    out = tmp_path / "bench.json"
    wanted = ["bench", name, "--media", str(show), "--minutes", "0.1", "--rounds", "1"]

    done = CliRunner().invoke(app, [*wanted, "-o", str(out)])

    assert done.exit_code == 0, done.output
    written = {figure["name"]: figure["ratio"] for figure in json.loads(out.read_text())}
    assert figures <= set(written)
    assert all(ratio > 0 for ratio in written.values())
    assert "ratio" in done.output


def test_the_shortest_made_up_show_has_its_chat() -> None:
    assert len(made_up_show(1).chat) == MESSAGES_PER_MINUTE
