"""The processed folder holds what the stages made of a clip."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import opentimelineio as otio
import pytest

from clipping.media_json import media_info_to_json
from tests.clip_media import media_info
from workers.brief import Brief
from workers.folder import collect_notes, write_folder
from workers.process import MadeClip, Processed

CLIP = {"id": "h1", "start_ms": 1000, "end_ms": 7000, "score": 0.9, "title": "수분크림"}


def stage(folder: Path, **files: object) -> Path:
    """An output folder with JSON files, or pictures where the name says so."""
    folder.mkdir()
    for name, value in files.items():
        path = folder / name.replace("__", ".").replace("_", "-")
        path.write_text(json.dumps(value), encoding="utf-8")
    return folder


@pytest.fixture
def done(tmp_path: Path) -> Processed:
    pieces = [{"start_ms": 1000, "end_ms": 3000}, {"start_ms": 4000, "end_ms": 7000}]
    outputs = {
        "cover": stage(tmp_path / "c", cover__jpg=1, cover_2__jpg=2, cover_3__jpg=3),
        "render:reels": stage(tmp_path / "r", render__json={"pieces": pieces}, clip__mp4=4),
        "verify:reels": stage(tmp_path / "v", verify__json={"passed": True, "checks": []}),
    }
    media = tmp_path / "a.mp4"
    media.write_bytes(b"")
    probe = stage(tmp_path / "p", recording__json=media_info_to_json(media_info()))
    return Processed(
        media, {"media": media}, Brief(), {"probe": probe}, {"probe": "probe-1"},
        clips=(MadeClip(1, CLIP, outputs),),
    )  # fmt: skip


def test_all_three_covers_are_there_to_choose_from(tmp_path: Path, done: Processed):
    written = write_folder(done, tmp_path / "out", tmp_path / "work")

    names = sorted(path.name for path in written.clips[0].glob("cover*"))
    assert names == ["cover-2.jpg", "cover-3.jpg", "cover.jpg"]


def test_a_timeline_leaves_out_what_was_cut_out_of_the_clip(tmp_path: Path, done: Processed):
    write_folder(done, tmp_path / "out", tmp_path / "work")

    timeline = otio.adapters.read_from_file(str(tmp_path / "out" / "timeline.otio"))
    ranges = [clip.source_range for clip in timeline.find_clips()]
    assert [r.start_time.to_seconds() for r in ranges] == [1.0, 4.0]
    assert [r.duration.to_seconds() for r in ranges] == [2.0, 3.0]


def test_notes_of_the_sound_are_told_once(done: Processed, tmp_path: Path) -> None:
    note = "All 2 sound tracks are mixed."
    sound = stage(tmp_path / "s", speech__json={"parts": 1, "notes": [note]})
    words = stage(tmp_path / "t", transcript__json={"notes": [note, "Nobody speaks."]})
    outputs = {**done.outputs, "sound": sound, "transcript": words}

    notes = collect_notes(replace(done, outputs=outputs))

    assert [kept for kept in notes if kept in (note, "Nobody speaks.")] == [note, "Nobody speaks."]
