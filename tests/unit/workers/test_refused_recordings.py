"""A file that is no recording is refused with a sentence and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.brief import Brief
from workers.cli.mainjob import run_main_job
from workers.errors import StageFailed


@pytest.mark.parametrize("content", [b"", b"hello\n" * 500, b"#EXTM3U\nfile:///etc/passwd\n"])
def test_nothing_is_left_of_a_file_that_is_no_recording(tmp_path: Path, content: bytes):
    media, out = tmp_path / "a.mp4", tmp_path / "out"
    media.write_bytes(content)

    with pytest.raises(StageFailed, match=r"a\.mp4"):
        run_main_job({"media": media}, Brief(), out)

    assert not out.exists()


def test_a_folder_that_was_there_before_is_kept(tmp_path: Path):
    media, out = tmp_path / "a.mp4", tmp_path / "out"
    media.write_bytes(b"")
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(StageFailed):
        run_main_job({"media": media}, Brief(), out)

    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
