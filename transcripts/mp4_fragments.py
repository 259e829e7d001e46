"""An MP4 file whose index comes in fragments, each with the samples that follow it.

ISO/IEC 14496-12, 8.8. Recorders write such files since they survive a break. A demuxer reads the
index of all fragments when it opens one. Those that are not wanted are made one free box instead.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np

from transcripts.mp4_cut import Place, Stretch, Ticks, track_ticks
from transcripts.mp4_tables import Whole
from transcripts.mp4_tracks import PICTURE, Mp4Track, read_movie

_MOST_BOXES = 1 << 18
_LARGEST_HEAD = 1 << 22
_ABSENT = -1
#: What says that a place is free has so many bytes.
FREE_HEAD = 16
#: Frames are shown a little later than decoded, and what is told here is when they are decoded.
_REORDERED_S = 1
_NOT_A_KEY = 1 << 16  # in the flags of a sample
_TFHD_FIELDS = ((0x1, 8), (0x2, 4), (0x8, 4), (0x10, 4))  # before the default flags, 0x20
_TRUN_FIELDS = ((0x100, 4), (0x200, 4))  # of a sample, before its flags, 0x400


@dataclass(frozen=True, slots=True)
class Fragments:
    """Where the fragments of a file stand, and when each track in them begins.

    Attributes:
        tracks: Of the file.
        ticks: From the clock that is shown to each track's own.
        places: Shape (fragments, 2): where each begins, and where the next one does.
        begins: Shape (fragments, tracks): of the first sample, in the track's ticks; -1 for none.
        counts: Shape (fragments, tracks): samples.
        are_keys: Shape (fragments, tracks): decoding can begin there.
    """

    tracks: tuple[Mp4Track, ...]
    ticks: tuple[Ticks, ...]
    places: Whole
    begins: Whole
    counts: Whole
    are_keys: Whole

    def last_begin_s(self, index: int) -> float:
        """When the last fragment of a track begins, on the clock that is shown."""
        ticks = self.ticks[index]
        last = int(self.begins[:, index].max())
        return float(ticks.empty_s + Fraction(last - ticks.from_tick, ticks.a_second))

    def average_rate(self, index: int) -> Fraction | None:
        """Samples a second of a track, the last fragment left out; None where there is no other."""
        has = np.flatnonzero(self.begins[:, index] != _ABSENT)
        if len(has) < 2:
            return None
        length = int(self.begins[has[-1], index] - self.begins[has[0], index])
        count = int(self.counts[has[:-1], index].sum())
        return Fraction(count * self.ticks[index].a_second, length) if length > 0 else None

    def hidden(self, wanted: Sequence[Sequence[Stretch]], *, with_ends: bool) -> list[Place]:
        """Runs of fragments that hold nothing of what is wanted, nor of a track's first second.

        Args:
            wanted: Stretches of each track.
            with_ends: Keep the last fragment of each track, too: it says how long it is.
        """
        keep = np.zeros(len(self.places), bool)
        for index, stretches in enumerate(wanted):
            ticks = self.ticks[index]
            zero = Fraction(0)
            spans = [(ticks(zero), ticks(zero + _REORDERED_S))]
            spans += [
                (ticks(Fraction(a) - _REORDERED_S), ticks(Fraction(b) + _REORDERED_S))
                for a, b in stretches
            ]
            for begin, end in spans:
                keep[slice(*self._run(index, begin, end))] = True
            if with_ends and (self.begins[:, index] != _ABSENT).any():
                keep[np.flatnonzero(self.begins[:, index] != _ABSENT)[-1]] = True
        edges = np.flatnonzero(np.diff(np.concatenate([[True], keep, [True]]).astype(int)))
        runs = edges.reshape(-1, 2)
        found = ((int(self.places[a, 0]), int(self.places[b - 1, 1])) for a, b in runs)
        return [(begin, end) for begin, end in found if end - begin >= FREE_HEAD]

    def _run(self, index: int, begin: int, end: int) -> tuple[int, int]:
        """The fragments from one up to another that hold these ticks of a track."""
        has = np.flatnonzero(self.begins[:, index] != _ABSENT)
        if not len(has):
            return 0, 0
        begins = self.begins[has, index]
        first = max(0, int(np.searchsorted(begins, begin, side="right")) - 1)
        last = max(first, int(np.searchsorted(begins, end, side="right")) - 1)
        if self.tracks[index].handler == PICTURE:
            keys = np.flatnonzero(self.are_keys[has[: first + 1], index])
            first = int(keys[-1]) if len(keys) else 0
        return int(has[first]), int(has[last]) + 1


def read_fragments(path: Path) -> Fragments | None:
    """The fragments of a file; remembered of the last one while it does not change.

    None of a file that has none, or whose fragments do not say when they begin or are listed at its
    beginning (`sidx`), which makes a demuxer look for them there.

    Raises:
        OSError: it cannot be read.
    """
    stat = path.stat()
    return _read(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=1)
def _read(path: Path, size: int, changed_ns: int) -> Fragments | None:
    del changed_ns  # part of the cache's key only
    movie = read_movie(path)
    if not movie.first_fragment:
        return None
    with path.open("rb") as file:
        ticks = [track_ticks(file, track) for track in movie.tracks]
        known = {_track_id(file, track): n for n, track in enumerate(movie.tracks)}
        defaults = _defaults(file, movie.extends)
        places: list[Place] = []
        rows: list[list[tuple[int, int, int]]] = []
        for number, (kind, begin, start, end) in enumerate(
            _top_boxes(file, movie.first_fragment, size)
        ):
            if kind == b"sidx" or number > _MOST_BOXES:
                return None
            if kind != b"moof":
                places[-1] = (places[-1][0], end)
                continue
            row = _row(file, (start, end), known, defaults)
            if row is None:
                return None
            places.append((begin, end))
            rows.append(row)
    if len(known) < len(movie.tracks) or None in ticks or not rows:
        return None
    cells = np.array(rows, np.int64)
    found = Fragments(
        movie.tracks,
        tuple(each for each in ticks if each is not None),
        np.array(places, np.int64),
        *(cells[:, :, field] for field in range(3)),
    )
    return found if _in_order(found) else None


def _in_order(found: Fragments) -> bool:
    columns = (column[column != _ABSENT] for column in found.begins.T)
    return all((np.diff(column) >= 0).all() for column in columns)


def _top_boxes(file: BinaryIO, start: int, size: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Type, begin, and where the content begins and ends, from a place on."""
    while start + 8 <= size:
        file.seek(start)
        length, kind = struct.unpack(">I4s", file.read(8))
        content = start + 8
        if length == 1:
            length = int.from_bytes(file.read(8), "big")
            content += 8
        stop = start + length if length else size
        if stop < content or stop > size:  # the file was cut off
            stop = size
        yield kind, start, content, stop
        start = stop


def _row(
    file: BinaryIO, place: Place, known: dict[int, int], defaults: dict[int, int]
) -> list[tuple[int, int, int]] | None:
    """Begin, samples and whether it is a key, of each track in a fragment; None if not told."""
    start, end = place
    if end - start > _LARGEST_HEAD:
        return None
    file.seek(start)
    head = file.read(end - start)
    row = [(_ABSENT, 0, 0)] * len(known)
    for kind, begin, stop in _children(head, 0, len(head)):
        if kind != b"traf":
            continue
        told = _traf(head, begin, stop, defaults)
        if told is None or told[0] not in known:
            return None
        if not told[2]:
            continue
        index = known[told[0]]
        before = row[index]
        if before[0] == _ABSENT:
            row[index] = told[1:]
        else:
            row[index] = (before[0], before[1] + told[2], before[2])
    return row


def _traf(
    head: bytes, begin: int, stop: int, defaults: dict[int, int]
) -> tuple[int, int, int, int] | None:
    """Number of the track, begin, samples, and whether the first is a key."""
    track, at, flags = 0, _ABSENT, 0
    count, first_flags = 0, None
    for kind, start, end in _children(head, begin, stop):
        if end - start < 8:
            return None
        if kind == b"tfhd":
            track = int.from_bytes(head[start + 4 : start + 8], "big")
            flags = _tfhd_flags(head[start:end], defaults.get(track, 0))
        elif kind == b"tfdt":
            at = int.from_bytes(head[start + 4 : start + (12 if head[start] else 8)], "big")
        elif kind == b"trun":
            count += int.from_bytes(head[start + 4 : start + 8], "big")
            first_flags = _first_flags(head[start:end], flags) if first_flags is None else flags
    if at == _ABSENT and count:
        return None
    return track, at, count, int(not (first_flags or 0) & _NOT_A_KEY)


def _tfhd_flags(content: bytes, otherwise: int) -> int:
    said = int.from_bytes(content[1:4], "big")
    if not said & 0x20:
        return otherwise
    at = 8 + sum(width for bit, width in _TFHD_FIELDS if said & bit)
    return int.from_bytes(content[at : at + 4], "big")


def _first_flags(content: bytes, otherwise: int) -> int:
    said = int.from_bytes(content[1:4], "big")
    at = 8 + (4 if said & 0x1 else 0)
    if said & 0x4:
        return int.from_bytes(content[at : at + 4], "big")
    if not said & 0x400:
        return otherwise
    at += sum(width for bit, width in _TRUN_FIELDS if said & bit)
    return int.from_bytes(content[at : at + 4], "big")


def _children(head: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while start + 8 <= end:
        length, kind = struct.unpack_from(">I4s", head, start)
        if length < 8 or start + length > end:
            return
        yield kind, start + 8, start + length
        start += length


def _track_id(file: BinaryIO, track: Mp4Track) -> int:
    start, end = track.contents.get(b"tkhd", (0, 0))
    if end - start < 24:
        return 0
    file.seek(start)
    content = file.read(24)
    at = 20 if content[:1] == b"\1" else 12
    return int.from_bytes(content[at : at + 4], "big")


def _defaults(file: BinaryIO, extends: Place) -> dict[int, int]:
    """Flags of the samples of each track, by its number, where a fragment does not say them."""
    file.seek(extends[0])
    content = file.read(min(extends[1] - extends[0], _LARGEST_HEAD))
    found: dict[int, int] = {}
    for kind, start, end in _children(content, 0, len(content)):
        if kind == b"trex" and end - start >= 24:
            track, flags = (
                int.from_bytes(content[start + n : start + n + 4], "big") for n in (4, 20)
            )
            found[track] = flags
    return found
