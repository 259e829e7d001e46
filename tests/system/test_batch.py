"""A backlog by the command: one bad file never stops the rest, and a second run goes on."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clipping.ffmpeg import find_ffmpeg

pytestmark = [
    pytest.mark.system, pytest.mark.ffmpeg, pytest.mark.model, pytest.mark.slow,
    pytest.mark.timeout(900),
]  # fmt: skip

ROOT = Path(__file__).parents[2]
OFFERS = "start,end,kind,label,product_id\n00:15,00:35,discount,오늘만 할인,p1\n"


def batch(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workers.cli.main", "batch", str(folder / "backlog"),
         "--out", str(folder / "out"), "--data", str(folder / "data"),
         "--platforms", "reels", "--clips", "1", "--json", *args],
        cwd=ROOT, capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip


def test_a_backlog_is_done_and_a_second_run_does_nothing_twice(tmp_path: Path) -> None:
    backlog = tmp_path / "backlog"
    backlog.mkdir()
    sounds = {
        "말하는 쇼": ["-i", str(ROOT / "demo/pieces/project-ko.flac"), "-t", "38"],
        "조용한 쇼": ["-f", "lavfi", "-i", "sine=f=300", "-t", "5"],
    }
    for name, sound in sounds.items():
        find_ffmpeg().run(
            ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=30", *sound, "-c:v", "libx264",
             "-preset", "ultrafast", "-g", "60", "-c:a", "aac", str(backlog / f"{name}.mp4")],
            duration_ms=38_000,
        )  # fmt: skip
    (backlog / "말하는 쇼 offers.csv").write_text(OFFERS, encoding="utf-8")
    (backlog / "=broken.mp4").write_bytes(b"no recording" * 100)

    first = batch(tmp_path)

    rows = {row["name"]: row for row in json.loads(first.stdout)["recordings"]}
    assert first.returncode == 1, first.stderr
    assert rows["=broken"]["state"] == "failed"
    assert {rows[name]["state"] for name in sounds} == {"done"}, rows
    folder = Path(rows["말하는 쇼"]["folder"])
    assert (folder / "recording.json").is_file()
    assert (folder / "report.html").is_file()
    assert rows["말하는 쇼"]["clips"] == len(list(folder.glob("clips/*/reels.mp4"))) == 1
    with (tmp_path / "out/report.csv").open(encoding="utf-8-sig") as file:
        assert next(row["recording"] for row in csv.DictReader(file)) == "'=broken"
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*.mp4")}

    second = batch(tmp_path)

    again = {row["name"]: row for row in json.loads(second.stdout)["recordings"]}
    assert again == rows
    assert before == {p: p.stat().st_mtime_ns for p in folder.rglob("*.mp4")}
