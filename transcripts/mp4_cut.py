"""The tables of an MP4 track, cut to some stretches of its time.

A demuxer makes an index of all samples when it opens a file. Given cut tables, it knows of those
that are wanted and nothing else: their times, places and numbers of tracks are the same. The first
second always stays, as it says how the track begins. Stretches grow to whole chunks, and to the key
frame before them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

import numpy as np

from transcripts.mp4_tables import (
    Runs,
    Table,
    Whole,
    amounts,
    between,
    chunk_runs,
    counted_runs,
    find_table,
    places,
    total,
)
from transcripts.mp4_tracks import PICTURE, Mp4Track

#: From and to, in seconds on the clock that the file shows.
Stretch = tuple[float, float]
#: Bytes of a file, from one place up to another.
Place = tuple[int, int]

_LONGEST_STEP = (1 << 31) - 1  # demuxers take longer ones for negative
_REST_STEP = 1 << 30
_LARGEST_KEPT = 1 << 20
#: In a track's tables, but not about single samples.
_KEPT_AS_THEY_ARE = (b"stsd", b"cslg", b"sgpd")
#: What says that samples cannot be told from these tables alone.
_NOT_UNDERSTOOD = (b"stz2", b"stps", b"saiz", b"saio")


@dataclass(frozen=True, slots=True)
class _Range:
    """Whole chunks from one up to another, and the samples in them."""

    chunk: int
    chunk_end: int
    sample: int
    sample_end: int


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is known of a track's samples."""

    chunks: Table
    sizes: Table
    steps: Callable[[], Runs]
    in_chunks: Callable[[], Runs]
    shifts: Table | None
    keys: Table | None

    @property
    def samples(self) -> int:
        """How many there are."""
        return self.sizes.count


def emptied(file: BinaryIO, track: Mp4Track) -> bytes | None:
    """The start of the content of `stbl` that says of no sample; None where that cannot be done."""
    return _content(file, track, b"")


def cut(file: BinaryIO, track: Mp4Track, stretches: Sequence[Stretch]) -> bytes | None:
    """The start of the content of `stbl` for these stretches.

    None where the track has to be read whole: its tables are unusual, or nothing would be saved.
    """
    found = _found(file, track, stretches)
    if found is None:
        return None
    tables, ranges = found
    steps = _cut_steps(tables, ranges)
    if steps is None:
        return None
    return _content(file, track, _boxes(tables, ranges, steps))


def sample_places(
    file: BinaryIO, track: Mp4Track, stretches: Sequence[Stretch]
) -> tuple[Place, ...] | None:
    """Where the samples stand that `cut` keeps, in the order of their times; None as there."""
    found = _found(file, track, stretches)
    if found is None:
        return None
    return tuple(place for part in found[1] for place in _chunk_places(found[0], part))


def length_s(file: BinaryIO, track: Mp4Track) -> float | None:
    """When a track ends by its tables, on the clock that is shown; None where it cannot be cut."""
    tables, ticks = _tables(file, track), track_ticks(file, track)
    if tables is None or ticks is None:
        return None
    (end,) = amounts(tables.steps(), [tables.samples])
    return float(ticks.empty_s + Fraction(end - ticks.from_tick, ticks.a_second))


@dataclass(frozen=True, slots=True)
class Ticks:
    """From the clock that is shown to the track's own.

    Attributes:
        a_second: Ticks of the track's own.
        empty_s: Nothing is shown for so long.
        from_tick: What is shown first.
    """

    a_second: int
    empty_s: Fraction
    from_tick: int

    def __call__(self, shown_s: Fraction) -> int:
        """The tick that is shown at this time, 0 at the least."""
        return max(0, int((shown_s - self.empty_s) * self.a_second) + self.from_tick)


def track_ticks(file: BinaryIO, track: Mp4Track) -> Ticks | None:
    """The clocks of a track; None where it is put together from pieces of itself."""
    a_second = _time_scale(file, track.contents.get(b"mdhd", (0, 0))[0])
    a_movie_second = _time_scale(file, track.movie_header)
    edits = _edits(file, track)
    if not a_second or not a_movie_second or edits is None:
        return None
    empty = [length for length, begin in edits if begin == -1]
    begins = [begin for _, begin in edits if begin != -1]
    if len(begins) > 1 or len(empty) > 1 or (edits and edits[-1][1] == -1):
        return None
    return Ticks(a_second, Fraction(sum(empty), a_movie_second), sum(begins))


def _time_scale(file: BinaryIO, header: int) -> int:
    """Of `mvhd` or `mdhd`; 0 when there is none."""
    if not header:
        return 0
    file.seek(header)
    content = file.read(24)
    at = 20 if content[:1] == b"\1" else 12
    return int.from_bytes(content[at : at + 4], "big")


def _edits(file: BinaryIO, track: Mp4Track) -> list[tuple[int, int]] | None:
    """Length and begin of each edit; None for many of them, or where one changes the speed."""
    start, end = track.contents.get(b"elst", (0, 0))
    if not start:
        return []
    file.seek(start)
    content = file.read(min(end - start, 64))
    form = ">QqI" if content[:1] == b"\1" else ">IiI"
    count, size = int.from_bytes(content[4:8], "big"), struct.calcsize(form)
    if count > 2 or 8 + count * size > len(content):
        return None
    edits = [struct.unpack_from(form, content, 8 + number * size) for number in range(count)]
    if any(rate != 1 << 16 or begin < -1 for _, begin, rate in edits):
        return None
    return [(length, begin) for length, begin, _ in edits]


def _tables(file: BinaryIO, track: Mp4Track) -> _Tables | None:
    """None where they do not agree with each other, or hold what is not understood.

    Samples of one size are as good as always sound as it is stored, which is indexed by chunks.
    """
    found = track.contents
    steps = find_table(file, found.get(b"stts"), fields=2)
    in_chunks = find_table(file, found.get(b"stsc"), fields=3)
    chunks = find_table(file, found.get(b"stco"), fields=1) or find_table(
        file, found.get(b"co64"), fields=1, width=8
    )
    sizes = find_table(file, found.get(b"stsz"), fields=1, head=12)
    shifts = find_table(file, found.get(b"ctts"), fields=2)
    keys = find_table(file, found.get(b"stss"), fields=1)
    if steps is None or in_chunks is None or chunks is None or sizes is None:
        return None
    if (
        track.has_doubles
        or {b"stco", b"co64"} <= set(found)
        or not found.keys().isdisjoint(_NOT_UNDERSTOOD)
    ):
        return None
    if track.handler == PICTURE and b"sbgp" in found:  # it may name more key frames
        return None
    if (shifts is None) != (b"ctts" not in found) or (keys is None) != (b"stss" not in found):
        return None
    runs = counted_runs(steps), chunk_runs(in_chunks, chunks.count)
    tables = _Tables(chunks, sizes, *runs, shifts, keys)
    return tables if _agree(tables) else None


def _agree(tables: _Tables) -> bool:
    in_time, in_chunks = total(tables.steps()), total(tables.in_chunks())
    if in_time is None or in_chunks is None:
        return False
    right = in_time[0] == in_chunks[1] == tables.samples and in_chunks[0] == tables.chunks.count
    return (
        right
        and tables.samples > 0
        and all(values[:, 0].max() <= _LONGEST_STEP for _, values in tables.steps())
    )


def _found(
    file: BinaryIO, track: Mp4Track, stretches: Sequence[Stretch]
) -> tuple[_Tables, list[_Range]] | None:
    """A track's tables, and what is kept of it: the first second, and these stretches."""
    tables, ticks = _tables(file, track), track_ticks(file, track)
    if tables is None or ticks is None:
        return None
    wanted = [(0, ticks(Fraction(0)) + ticks.a_second)]
    wanted += [(ticks(Fraction(a)), ticks(Fraction(b))) for a, b in stretches]
    return tables, _ranges(tables, wanted)


def _ranges(tables: _Tables, wanted: Sequence[tuple[int, int]]) -> list[_Range]:
    """Whole chunks that hold these times, in order, none twice."""
    firsts = places(tables.steps(), [begin for begin, _ in wanted])
    lasts = places(tables.steps(), [end for _, end in wanted])
    samples = [
        (_key_before(tables, min(first, tables.samples - 1)), min(last, tables.samples - 1))
        for first, last in zip(firsts, lasts, strict=True)
    ]
    begins = places(tables.in_chunks(), [first for first, _ in samples])
    ends = places(tables.in_chunks(), [last for _, last in samples])
    merged: list[tuple[int, int]] = []
    for begin, last in sorted(zip(begins, ends, strict=True)):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last + 1, merged[-1][1]))
        else:
            merged.append((begin, last + 1))
    edges = iter(amounts(tables.in_chunks(), [edge for span in merged for edge in span]))
    return [_Range(begin, end, next(edges), next(edges)) for begin, end in merged]


def _key_before(tables: _Tables, sample: int) -> int:
    """The sample that decoding has to begin at; samples are counted from 0."""
    if tables.keys is None:
        return sample
    best = 0
    for block in tables.keys.blocks():
        at = int(np.searchsorted(block[:, 0], sample + 1, side="right"))
        if at:
            best = int(block[at - 1, 0]) - 1
        if at < len(block):
            break
    return min(max(0, best), sample)


def _cut_steps(tables: _Tables, ranges: Sequence[_Range]) -> Whole | None:
    """`stts`: what is left out lengthens the sample before it; None where that is too long."""
    if len(ranges) == 1:  # the rest belongs to no sample, and the track is as long as before
        return between(tables.steps(), 0, tables.samples)
    parts: list[Whole] = []
    edges = [edge for part in ranges for edge in (part.sample, part.sample_end)]
    times = amounts(tables.steps(), [*edges, tables.samples])
    for number, part in enumerate(ranges):
        gap = times[2 * number + 2] - times[2 * number + 1]
        steps = between(tables.steps(), part.sample, part.sample_end)
        if part is ranges[-1]:
            rest = [[gap // _REST_STEP, _REST_STEP], [int(gap > 0), gap % _REST_STEP]]
            parts += [steps, np.array(rest)]
            break
        count, step = (int(value) for value in steps[-1])
        if step + gap > _LONGEST_STEP:
            return None
        parts += [steps[:-1], np.array([[count - 1, step], [1, step + gap]])]
    kept = np.concatenate(parts)
    return kept[kept[:, 0] > 0]


def _boxes(tables: _Tables, ranges: Sequence[_Range], steps: Whole) -> bytes:
    out = [_table(b"stts", steps), _table(b"stsc", _cut_chunks(tables, ranges))]
    each = [tables.sizes.entries(part.sample, part.sample_end) for part in ranges]
    sizes = np.concatenate(each)
    out.append(_box(b"stsz", struct.pack(">III", 0, 0, len(sizes)) + _numbers(sizes)))
    where = [tables.chunks.entries(part.chunk, part.chunk_end) for part in ranges]
    out.append(_table(b"co64", np.concatenate(where), width=8))
    if tables.shifts is not None:
        runs = counted_runs(tables.shifts)
        moved = [between(runs(), part.sample, part.sample_end) for part in ranges]
        out.append(_table(b"ctts", np.concatenate(moved)))
    if tables.keys is not None:
        out.append(_table(b"stss", _cut_keys(tables.keys, ranges)))
    return b"".join(out)


def _chunk_places(tables: _Tables, part: _Range) -> Iterator[Place]:
    begins = tables.chunks.entries(part.chunk, part.chunk_end)[:, 0]
    runs = between(tables.in_chunks(), part.chunk, part.chunk_end)
    edges = np.concatenate([[0], np.cumsum(np.repeat(runs[:, 1], runs[:, 0]))])
    sizes = tables.sizes.entries(part.sample, part.sample_end)[:, 0]
    ends = begins + np.diff(np.concatenate([[0], np.cumsum(sizes)])[edges])
    return ((int(begin), int(end)) for begin, end in zip(begins, ends, strict=True))


def _cut_chunks(tables: _Tables, ranges: Sequence[_Range]) -> Whole:
    runs = [between(tables.in_chunks(), part.chunk, part.chunk_end) for part in ranges]
    kept = np.concatenate(runs)
    kept[:, 0] = 1 + np.cumsum(kept[:, 0]) - kept[:, 0]
    return kept


def _cut_keys(keys: Table, ranges: Sequence[_Range]) -> Whole:
    out, before = [np.zeros(0, np.int64)], 0
    for part in ranges:
        for block in keys.blocks():
            inside = block[(block > part.sample) & (block <= part.sample_end)]
            out.append(inside - part.sample + before)
        before += part.sample_end - part.sample
    return np.concatenate(out)[:, np.newaxis]


def _content(file: BinaryIO, track: Mp4Track, tables: bytes) -> bytes | None:
    """What the tables of a track begin with instead; what is left of the room is free."""
    start, end = track.contents.get(b"stbl", (0, 0))
    out = []
    for kind in _KEPT_AS_THEY_ARE:
        begin, stop = track.contents.get(kind, (0, 0))
        if stop - begin > _LARGEST_KEPT:
            return None
        file.seek(begin)
        out += [_box(kind, file.read(stop - begin))] if begin else []
    content = b"".join([*out, tables])
    rest = end - start - len(content)
    if rest < 16:
        return None
    return content + struct.pack(">I4sQ", 1, b"free", rest)


def _table(kind: bytes, entries: Whole, width: int = 4) -> bytes:
    head = struct.pack(">II", 0, len(entries))
    return _box(kind, head + _numbers(entries, width))


def _numbers(entries: Whole, width: int = 4) -> bytes:
    return entries.astype(f">u{width}").tobytes()


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content
