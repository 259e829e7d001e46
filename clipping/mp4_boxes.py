"""What only the boxes of an MP4 file tell: their order, edit lists, evenness of frame times."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from transcripts.mp4_tracks import FIRST_BOXES, boxes

_MOST_TIMES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Mp4Layout:
    """How an MP4 file is laid out.

    Attributes:
        is_index_first: The index (moov) lies before the media (mdat): playback starts at once.
        has_edit_list: Some track is cut or shifted by the container.
        is_even: All frames of the first picture track are shown equally long.
    """

    is_index_first: bool
    has_edit_list: bool
    is_even: bool


@dataclass(slots=True)
class _Found:
    order: list[bytes]
    has_edit_list: bool = False
    handler: bytes = b""
    video_steps: set[int] | None = None


def read_mp4_layout(path: Path) -> Mp4Layout | None:
    """The layout of an MP4 or MOV file; None for any other file.

    Raises:
        OSError: the file cannot be read.
    """
    found = _Found([])
    with path.open("rb") as file:
        if file.read(12)[4:8] not in FIRST_BOXES:
            return None
        size = file.seek(0, 2)
        for kind, start, end in boxes(file, size):
            _note(file, kind, start, end, found)
    if b"moov" not in found.order or b"mdat" not in found.order:
        return None
    is_first = found.order.index(b"moov") < found.order.index(b"mdat")
    return Mp4Layout(is_first, found.has_edit_list, len(found.video_steps or {0}) == 1)


def _note(file: BinaryIO, kind: bytes, start: int, end: int, found: _Found) -> None:
    if kind in {b"moov", b"mdat"}:
        found.order.append(kind)
    elif kind == b"elst":
        found.has_edit_list = True
    elif kind == b"hdlr":
        file.seek(start + 8)
        found.handler = file.read(4)
    elif kind == b"stts" and found.handler == b"vide" and found.video_steps is None:
        file.seek(start + 8)
        found.video_steps = _steps(file.read(min(end - start - 8, _MOST_TIMES)))


def _steps(table: bytes) -> set[int]:
    """The different lengths of frames; the last one does not count, its length is never seen."""
    runs = list(struct.iter_unpack(">II", table[: len(table) // 8 * 8]))
    if len(runs) > 1 and runs[-1][0] == 1:
        runs.pop()
    return {step for _, step in runs}
