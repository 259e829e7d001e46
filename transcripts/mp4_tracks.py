"""Where the tracks of an MP4 file stand in it, so that some of them can be passed over.

ISO/IEC 14496-12: a box is a 32-bit size, a four-letter type, and its content.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

#: What an MP4 or MOV file begins with.
FIRST_BOXES = {b"ftyp", b"moov", b"wide", b"free", b"mdat"}
_PARENTS = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl"}
_MOST_BOXES = 10_000  # a crafted file must not keep us busy
_TABLES = {b"stts", b"ctts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"stps"}
_PICTURE, _SOUND = b"vide", b"soun"


def boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Type, start and end of the content of each box, parents before their children.

    Args:
        file: At any place.
        size: Its length in bytes.
    """
    return _boxes(file, 0, size, [0])


def sound_boxes(path: Path) -> tuple[int, ...]:
    """Where the names of the boxes of sound tracks stand that come after all picture tracks.

    Without those, the other tracks keep their numbers. None of a file whose index is in fragments
    or that is no MP4 or MOV file.

    Raises:
        OSError: the file cannot be read.
    """
    found: list[int] = []
    for kind, name, handler in _of_tracks(path):
        if kind == b"hdlr" and handler == _PICTURE:
            found = []
        elif kind == b"hdlr" and handler == _SOUND:
            found.append(name)
    return tuple(found)


def picture_tables(path: Path) -> tuple[int, ...]:
    """Where the names of the tables stand that say where pictures lie in the file.

    Without those, every track keeps its number, and no picture is found. None of a file whose index
    is in fragments or that is no MP4 or MOV file.

    Raises:
        OSError: the file cannot be read.
    """
    tracks = _of_tracks(path)
    return tuple(name for kind, name, handler in tracks if kind in _TABLES and handler == _PICTURE)


def _of_tracks(path: Path) -> list[tuple[bytes, int, bytes]]:
    """Kind, place and handler of each table's name, and for `hdlr` of its track's name."""
    found: list[tuple[bytes, int, bytes]] = []
    track, handler = 0, b""
    with path.open("rb") as file:
        if file.read(12)[4:8] not in FIRST_BOXES:
            return []
        for kind, start, _ in boxes(file, file.seek(0, 2)):
            if kind == b"mvex":
                return []
            if kind == b"trak":
                track, handler = start - 4, b""
            elif kind == b"hdlr" and track and not handler:
                file.seek(start + 8)
                handler = file.read(4)
                file.seek(track)
                if file.read(4) == b"trak":  # no 64-bit size in between
                    found.append((kind, track, handler))
            elif kind in _TABLES:
                found.append((kind, start - 4, handler))
    return found


def _boxes(
    file: BinaryIO, start: int, end: int, seen: list[int]
) -> Iterator[tuple[bytes, int, int]]:
    while start + 8 <= end and seen[0] < _MOST_BOXES:
        seen[0] += 1
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        content = start + 8
        if size == 1:
            size = struct.unpack(">Q", file.read(8).rjust(8, b"\0"))[0]
            content += 8
        stop = end if size == 0 else start + size
        if stop <= start or stop > end:
            return
        yield kind, content, stop
        if kind in _PARENTS:
            yield from _boxes(file, content, stop, seen)
        start = stop
