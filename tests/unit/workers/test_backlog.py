"""A folder or manifest as recordings with their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.backlog import read_backlog
from workers.errors import WorkersError


def make(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return root


def test_files_beside_a_recording_belong_to_it_by_name(tmp_path: Path) -> None:
    make(tmp_path, "3월/쇼.mp4", "3월/쇼_채팅.csv", "3월/쇼.metrics.csv", "3월/쇼.srt",
         "3월/다른 쇼.mp4", "3월/products.csv", ".hidden/x.mp4", "notes.txt")  # fmt: skip

    items = {item.name: sorted(item.sources) for item in read_backlog(tmp_path)}

    assert items == {
        "3월/다른 쇼": ["media"],
        "3월/쇼": ["chat_file", "media", "metrics_file", "transcript_file"],
    }


def test_a_recording_alone_in_its_folder_has_all_that_lies_there(tmp_path: Path) -> None:
    make(tmp_path, "a/video.mp4", "a/chat.jsonl", "a/상품목록.csv", "b/video.mp4")

    alone, other = read_backlog(tmp_path)

    assert sorted(alone.sources) == ["chat_file", "media", "products_file"]
    assert sorted(other.sources) == ["media"]


def test_a_manifest_names_files_from_its_own_folder(tmp_path: Path) -> None:
    manifest = tmp_path / "list.csv"
    manifest.write_text(
        "\ufeffrecording,title,chat\nv/1.mp4,첫 방송,v/1.csv\n,,\nv/2.mp4,,\n", encoding="utf-8"
    )

    first, second = read_backlog(manifest)

    assert (first.name, first.sources["chat_file"]) == ("첫 방송", tmp_path / "v/1.csv")
    assert (second.name, sorted(second.sources)) == ("2", ["media"])


def test_an_empty_folder_a_wrong_manifest_and_nothing_at_all_are_said(tmp_path: Path) -> None:
    wrong = make(tmp_path, "wrong.csv") / "wrong.csv"

    with pytest.raises(WorkersError, match="no recording"):
        read_backlog(tmp_path)
    with pytest.raises(WorkersError, match="column called recording"):
        read_backlog(wrong)
    with pytest.raises(FileNotFoundError):
        read_backlog(tmp_path / "nothing")
