"""The main job on the demo broadcast, as its user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.contracts import check_contract

PLATFORMS = ("reels", "shorts", "tiktok", "naver")

pytestmark = [pytest.mark.ffmpeg, pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(1500)]


def afterlive(*args: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "workers.cli.main", *map(str, args)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def tree(folder: Path) -> dict[str, int]:
    """Every file with its time of change."""
    return {
        str(p.relative_to(folder)): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()
    }


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("demo")
    done = afterlive("demo", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    value: dict[str, Any] = json.loads(done.stdout)["recordings"][0]
    return {**value, "cwd": folder, "folder": folder / value["folder"]}


def test_the_demo_gives_at_least_three_clips_for_four_platforms(demo: dict[str, Any]) -> None:
    assert len(demo["clips"]) >= 3
    for clip in demo["clips"]:
        assert set(clip["files"]) == {f"{platform}.mp4" for platform in PLATFORMS}


def test_every_clip_passes_verification_by_the_command(demo: dict[str, Any]) -> None:
    for clip in demo["clips"]:
        for platform in PLATFORMS:
            done = afterlive(
                "verify",
                demo["cwd"] / clip["folder"] / f"{platform}.mp4",
                "--platform",
                platform,
                cwd=demo["cwd"],
            )
            assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["transcript", "scenes", "highlights", "qa", "recording"])
def test_the_files_keep_their_contract(demo: dict[str, Any], name: str) -> None:
    value = json.loads((demo["folder"] / f"{name}.json").read_text(encoding="utf-8"))

    check_contract(name, value)


def test_the_folder_has_a_faq_a_product_page_timelines_and_a_report(demo: dict[str, Any]) -> None:
    folder: Path = demo["folder"]

    qa = json.loads((folder / "qa.json").read_text(encoding="utf-8"))
    assert qa["pairs"]
    for name in ("faq.html", "faq.md", "faq.csv", "faq.jsonld"):
        assert (folder / "faq" / name).stat().st_size > 0
    assert list((folder / "products").glob("*/page.html"))
    for suffix in ("otio", "edl", "fcpxml"):
        assert (folder / f"timeline.{suffix}").stat().st_size > 0
    assert "<video" in (folder / "report.html").read_text(encoding="utf-8")


def test_korean_speech_becomes_korean_captions(demo: dict[str, Any]) -> None:
    texts = [
        path.read_text(encoding="utf-8") for path in demo["folder"].glob("clips/*/captions.srt")
    ]

    assert len(texts) >= 3
    assert any("가" <= letter <= "힣" for text in texts for letter in text)


def test_a_second_run_finds_every_finished_stage(demo: dict[str, Any]) -> None:
    work = demo["folder"] / ".afterlive" / "artifacts"
    before = tree(work)

    done = afterlive("demo", "--json", cwd=demo["cwd"])

    assert done.returncode == 0, done.stderr
    assert tree(work) == before
