"""Where the tracks of an MP4 file and their tables stand in it.

ISO/IEC 14496-12: a box is a 32-bit size, a four-letter type, and its content.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

#: What an MP4 or MOV file begins with.
FIRST_BOXES = {b"ftyp", b"moov", b"wide", b"free", b"mdat"}
PICTURE, SOUND = b"vide", b"soun"
_PARENTS = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl"}
_MOST_BOXES = 10_000  # a crafted file must not keep us busy
_ONCE = {
    *(b"mdhd", b"elst", b"stbl", b"stsd"),
    *(b"stts", b"ctts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss"),
}


@dataclass(slots=True)
class Mp4Track:
    """Where one track stands.

    Attributes:
        name: Place of its box's name; 0 where the box's size has 64 bits.
        end: Where its box ends.
        movie_header: Start of the content of `mvhd`; 0 when there is none before it.
        handler: `PICTURE`, `SOUND`, other letters, or b"" when it is not said.
        contents: Start and end of the content of its boxes, the first of each kind.
        has_doubles: A box that can be in it once is there again.
    """

    name: int
    end: int
    movie_header: int
    handler: bytes = b""
    contents: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    has_doubles: bool = False


@dataclass(frozen=True, slots=True)
class Mp4Movie:
    """What a file says before its samples, or behind them.

    Attributes:
        tracks: In their order.
        extends: Start and end of the content of `mvex`, which says that the index goes on in
            fragments; (0, 0) when there is none.
        first_fragment: Where the first of them begins; 0 when there is none, or where they are
            listed before it.
    """

    tracks: tuple[Mp4Track, ...] = ()
    extends: tuple[int, int] = (0, 0)
    first_fragment: int = 0


def boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Type, start and end of the content of each box, parents before their children.

    Args:
        file: At any place.
        size: Its length in bytes.
    """
    return _boxes(file, 0, size, [0])


def read_tracks(path: Path) -> tuple[Mp4Track, ...]:
    """The tracks in their order. None of a file whose index is in fragments or that is no MP4.

    Raises:
        OSError: the file cannot be read.
    """
    movie = read_movie(path)
    return () if movie.extends[0] else movie.tracks


def read_movie(path: Path) -> Mp4Movie:
    """The tracks, and where fragments begin. Nothing of a file that is no MP4.

    Raises:
        OSError: the file cannot be read.
    """
    tracks: list[Mp4Track] = []
    found = {b"mvhd": (0, 0), b"mvex": (0, 0), b"moof": (0, 0), b"sidx": (0, 0)}
    with path.open("rb") as file:
        if file.read(12)[4:8] not in FIRST_BOXES:
            return Mp4Movie()
        for kind, start, end in boxes(file, file.seek(0, 2)):
            if kind in found:
                found[kind] = start, end
                if kind in (b"moof", b"sidx"):
                    break
            elif kind == b"trak":
                tracks.append(Mp4Track(_name(file, kind, start), end, found[b"mvhd"][0]))
            elif tracks and start <= tracks[-1].end:
                _note(file, tracks[-1], kind, start, end)
    extends, fragment = found[b"mvex"], found[b"moof"][0] - 8
    return Mp4Movie(tuple(tracks), extends, fragment if fragment > 0 and extends[0] else 0)


def _name(file: BinaryIO, kind: bytes, start: int) -> int:
    file.seek(start - 4)
    return start - 4 if file.read(4) == kind else 0


def _note(file: BinaryIO, track: Mp4Track, kind: bytes, start: int, end: int) -> None:
    if kind == b"hdlr":  # a MOV file has a second one, for the data
        if not track.handler:
            file.seek(start + 8)
            track.handler = file.read(4)
        return
    track.has_doubles |= kind in _ONCE and kind in track.contents
    track.contents.setdefault(kind, (start, end))


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
