"""A recording as a file in which no sound, or no picture, is found: the index of it costs memory.

A demuxer reads the whole index of a recording before its first packet, of all tracks. Where an MP4
or MOV file names its tracks or their tables, something else is named instead while it is read.
"""

from __future__ import annotations

import io
from bisect import bisect_left
from pathlib import Path
from typing import Self

from transcripts.mp4_tracks import picture_tables, sound_boxes

_NOTHING = b"free"


class PartialFile(io.RawIOBase):
    """The bytes of a file but for the names of some boxes. Seekable, for one reader."""

    def __init__(self, path: Path, boxes: tuple[int, ...]) -> None:
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self._boxes = sorted(boxes)

    @classmethod
    def without_sound(cls, path: Path) -> Self | None:
        """The file without its sound tracks; None where it cannot be read so.

        Raises:
            OSError: it cannot be read.
        """
        return cls._without(sound_boxes(path), path)

    @classmethod
    def without_pictures(cls, path: Path) -> Self | None:
        """The file with all its tracks, those of pictures empty; None where it cannot be read so.

        Raises:
            OSError: it cannot be read.
        """
        return cls._without(picture_tables(path), path)

    @classmethod
    def _without(cls, boxes: tuple[int, ...], path: Path) -> Self | None:
        return cls(path, boxes) if boxes else None

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
        near = (
            bisect_left(self._boxes, begin - len(_NOTHING)),
            bisect_left(self._boxes, begin + count),
        )
        for box in self._boxes[slice(*near)]:
            for at, letter in enumerate(_NOTHING, box - begin):
                if 0 <= at < count:
                    view[at] = letter
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
