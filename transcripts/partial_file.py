"""A recording as a file in which less is found than it holds: the index of hours costs memory.

A demuxer reads the whole index of a recording before its first packet, of all tracks. Of an MP4 or
MOV file it is given another one while it is read, in the same place: without a track, or with the
samples of some stretches alone. Fragments of one are hidden, all but those of the stretches.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, takewhile
from pathlib import Path
from typing import BinaryIO, Self

from transcripts.mp4_cut import Place, Stretch, cut, emptied, length_s
from transcripts.mp4_fragments import read_fragments
from transcripts.mp4_tracks import PICTURE, SOUND, Mp4Track, read_tracks

WINDOW_S = 1_200
_MOST_WINDOWS = 200  # a crafted file may say that it lasts for ever
_MOST_TRACKS = 64


@dataclass(frozen=True, slots=True)
class Kept:
    """What is found of a recording.

    Attributes:
        pictures: Stretches of the picture tracks, and the first second; () for none, None for all.
        sounds: The same of the sound tracks.
        with_ends: What only the end of a file says of its length stays, too.
    """

    pictures: tuple[Stretch, ...] | None = None
    sounds: tuple[Stretch, ...] | None = None
    with_ends: bool = False

    def of(self, track: Mp4Track) -> tuple[Stretch, ...] | None:
        """What is found of a track; None for all."""
        return {PICTURE: self.pictures, SOUND: self.sounds}.get(track.handler)


class PartialFile(io.RawIOBase):
    """The bytes of a file but for some of its index. Seekable, for one reader."""

    def __init__(self, path: Path, instead: Mapping[int, bytes]) -> None:
        """Read other bytes instead, from some places on."""
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self._instead = instead

    @classmethod
    def keeping(cls, path: Path, kept: Kept) -> Self | None:
        """The file with all its tracks, numbered as they are; None where it is to be read whole.

        Sound tracks of which nothing is kept are not there at all where that changes no number.

        Raises:
            OSError: it cannot be read.
        """
        if (hidden := hidden_fragments(path, kept)) is not None:
            free = {at: struct.pack(">I4sQ", 1, b"free", end - at) for at, end in hidden}
            return cls(path, free) if free else None
        tracks = read_tracks(path)
        if not 0 < len(tracks) <= _MOST_TRACKS:
            return None
        gone = _behind_pictures(tracks) if kept.sounds == () else []
        instead = {track.name: b"free" for track in gone}
        with path.open("rb") as file:
            for track in tracks:
                tables = None if track in gone else _tables(file, track, kept)
                if tables is not None:
                    instead[track.contents[b"stbl"][0]] = tables
        return cls(path, instead) if instead else None

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object, /) -> int:
        """Read what fits."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # as RawIOBase is typed
        begin = self._file.tell()
        count = self._file.readinto(view)
        for place, content in self._instead.items():
            first, last = max(begin, place), min(begin + count, place + len(content))
            if first < last:
                view[first - begin : last - begin] = content[first - place : last - place]
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file; twice is no error."""
        self._file.close()
        super().close()


def windows(
    path: Path, index: int, *, from_s: float = 0.0, window_s: int = WINDOW_S
) -> tuple[Stretch, ...]:
    """Stretches that hold a track to its end, each to be read by itself.

    Args:
        path: A recording.
        index: Of the track's stream.
        from_s: Where the first one begins, on the clock that the file shows.
        window_s: How long each is.

    Returns:
        None of a file that is to be read whole, as it is short, or its index is none that can be
        cut.

    Raises:
        OSError: it cannot be read.
    """
    end_s = _length_s(path, index)
    if end_s is None or not window_s < end_s < _MOST_WINDOWS * window_s:
        return ()
    begins = takewhile(lambda at: at <= end_s, count(min(max(0.0, from_s), end_s), window_s))
    return tuple((at, at + window_s) for at in begins)


def _length_s(path: Path, index: int) -> float | None:
    fragments = read_fragments(path)
    tracks = fragments.tracks if fragments else read_tracks(path)
    if not index < len(tracks) <= _MOST_TRACKS or tracks[index].handler not in (PICTURE, SOUND):
        return None
    if fragments:
        return fragments.last_begin_s(index)
    with path.open("rb") as file:
        return length_s(file, tracks[index])


def average_rate(path: Path, index: int) -> Fraction | None:
    """Pictures a second of a track in fragments; None where the file says it by itself.

    Raises:
        OSError: it cannot be read.
    """
    fragments = read_fragments(path)
    if fragments is None or index >= len(fragments.tracks):
        return None
    return fragments.average_rate(index)


def hidden_fragments(path: Path, kept: Kept) -> list[Place] | None:
    """Where the fragments of a file stand that are not wanted; None of a file that has none.

    Raises:
        OSError: it cannot be read.
    """
    fragments = read_fragments(path)
    if fragments is None or len(fragments.tracks) > _MOST_TRACKS:
        return None
    wanted = []
    for track in fragments.tracks:
        stretches = kept.of(track) if track.handler in (PICTURE, SOUND) else ()
        if stretches is None:
            return []
        wanted.append(stretches)
    return fragments.hidden(wanted, with_ends=kept.with_ends)


def _behind_pictures(tracks: tuple[Mp4Track, ...]) -> list[Mp4Track]:
    """The sound tracks that come after all picture tracks."""
    last = max((n for n, track in enumerate(tracks) if track.handler == PICTURE), default=-1)
    return [track for track in tracks[last + 1 :] if track.handler == SOUND and track.name]


def _tables(file: BinaryIO, track: Mp4Track, kept: Kept) -> bytes | None:
    """What its tables begin with instead; None where they stay."""
    stretches = kept.of(track)
    if stretches is None:
        return None
    return cut(file, track, stretches) if stretches else emptied(file, track)
