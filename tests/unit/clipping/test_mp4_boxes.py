"""The boxes of an MP4 file."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from clipping.mp4_boxes import Mp4Layout, read_mp4_layout


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def track(*steps: tuple[int, int], edits: bool = False) -> bytes:
    table = b"".join(struct.pack(">II", *step) for step in steps)
    stts = box(b"stts", struct.pack(">II", 0, len(steps)), table)
    handler = box(b"hdlr", b"\0" * 8, b"vide", b"\0" * 12)
    media = box(b"mdia", handler, box(b"minf", box(b"stbl", stts)))
    return box(b"trak", box(b"edts", box(b"elst", b"\0" * 20)) if edits else b"", media)


def layout(tmp_path: Path, *boxes: bytes) -> Mp4Layout | None:
    file = tmp_path / "a.mp4"
    file.write_bytes(box(b"ftyp", b"isom") + b"".join(boxes))
    return read_mp4_layout(file)


MEDIA = box(b"mdat", b"\0" * 100)


def test_index_before_media_is_seen(tmp_path: Path):
    assert layout(tmp_path, box(b"moov", track((90, 1000))), MEDIA) == Mp4Layout(True, False, True)
    assert layout(tmp_path, MEDIA, box(b"moov", track((90, 1000)))) == Mp4Layout(False, False, True)


def test_an_edit_list_is_seen(tmp_path: Path):
    found = layout(tmp_path, box(b"moov", track((90, 1000), edits=True)), MEDIA)

    assert found is not None
    assert found.has_edit_list


@pytest.mark.parametrize(
    ("steps", "even"),
    [
        ([(90, 1000)], True),
        ([(89, 1000), (1, 1200)], True),
        ([(1, 1640), (89, 1000)], False),
        ([(40, 1000), (50, 2000)], False),
    ],
)
def test_uneven_frames_are_seen(tmp_path: Path, steps: list[tuple[int, int]], even: bool):
    found = layout(tmp_path, box(b"moov", track(*steps)), MEDIA)

    assert found is not None
    assert found.is_even is even


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF0000AVI ",
        box(b"ftyp", b"isom"),
        box(b"ftyp", b"isom") + struct.pack(">I4s", 2**31, b"moov"),
        box(b"ftyp", b"isom") + struct.pack(">I4s", 4, b"moov") * 50,
        box(b"ftyp", b"isom") + struct.pack(">I4sI", 1, b"mdat", 7),
    ],
)
def test_torn_and_foreign_files_have_no_layout(tmp_path: Path, content: bytes):
    file = tmp_path / "a.mp4"
    file.write_bytes(content)

    assert read_mp4_layout(file) is None
