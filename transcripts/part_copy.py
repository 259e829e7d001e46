"""A stretch of a recording as a file, for programs that open files by themselves.

They hold the index of hours, too. What they are given has the bytes of the stretch where they stand
in the recording, an index of nothing else, and holes in between, which take no room on a disk.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from transcripts.mp4_cut import Place, sample_places
from transcripts.mp4_fragments import FREE_HEAD
from transcripts.mp4_tracks import Mp4Track, boxes, read_tracks
from transcripts.partial_file import Kept, PartialFile, hidden_fragments

#: What is filled with samples or with nothing: only its head says anything.
_FILLED = (b"mdat", b"free", b"skip")
_LONGEST_HEAD = 16
#: More would cost more than the index does.
_MOST_BYTES = 1 << 28
_BLOCK = 1 << 20


def write_part(path: Path, kept: Kept, output: Path, *, with_pictures: bool) -> bool:
    """Write what is kept of a recording, all tracks with their numbers, times and clock.

    Args:
        path: A recording.
        kept: Stretches of its pictures and of its sounds; they grow to whole chunks.
        output: A file that is there, and empty.
        with_pictures: Else those of a file without fragments are listed, but behind the first
            second there are none.

    Returns:
        Whether it could be done. Where not the recording itself is to be given, as its index is
        none that can be cut.

    Raises:
        OSError: it cannot be read, or not be written.
    """
    part = PartialFile.keeping(path, kept)
    if part is None:
        return False
    with io.BufferedReader(part) as shown, path.open("rb") as file:
        size = file.seek(0, 2)
        hidden = hidden_fragments(path, kept)
        if hidden is not None:
            places = _around(hidden, size)
        else:
            wanted = kept if with_pictures else replace(kept, pictures=())
            samples = _samples(file, read_tracks(path), wanted)
            if samples is None:
                return False
            places = [*_heads(shown, size), *samples]
        if sum(end - begin for begin, end in places) > _MOST_BYTES:
            return False
        _copy(shown, places, output, size)
    return True


def _around(hidden: Iterable[Place], size: int) -> list[Place]:
    """All but hidden fragments, of which the head says that they are free."""
    kept, begin = [], 0
    for start, end in sorted(hidden):
        kept.append((begin, start + FREE_HEAD))
        begin = end
    return [*kept, (begin, size)]


def _samples(file: BinaryIO, tracks: Iterable[Mp4Track], kept: Kept) -> list[Place] | None:
    """Where the samples stand that are wanted; None where a track does not say it."""
    places: list[Place] = []
    for track in tracks:
        stretches = kept.of(track)
        if stretches is not None:
            found = sample_places(file, track, stretches)
            if found is None:
                return None
            places += found
    return places


def _heads(shown: BinaryIO, size: int) -> list[Place]:
    """Everything that says what the file is, but for the room that is free in it."""
    kept: list[Place] = []
    top = 0
    for kind, start, end in boxes(shown, size):
        if start >= top:
            kept.append((max(top, start - _LONGEST_HEAD), start if kind in _FILLED else end))
            top = end
        elif kind == b"free":
            kept[-1:] = [(kept[-1][0], start), (end, kept[-1][1])]
    return kept


def _copy(shown: BinaryIO, places: Iterable[Place], output: Path, size: int) -> None:
    with output.open("r+b") as out:
        out.truncate(size)
        for begin, end in places:
            shown.seek(begin)
            out.seek(begin)
            for at in range(begin, min(end, size), _BLOCK):
                out.write(shown.read(min(_BLOCK, end - at)))
