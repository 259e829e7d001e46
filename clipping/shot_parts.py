"""A crop path as the renderer needs it: parts of the clip on its frame grid, and motion. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from clipping.edit_list import EditList
from clipping.model import CropKey, CropPath, Layout, ShotCrop
from transcripts.timeline import Span

#: A picture shown whole lies a little above the middle: this share of the free height is above it.
FIT_TOP_SHARE = 0.36
_STRAIGHT_PX = 0.4  # keys that bend the path by less than this in source pixels are left out


@dataclass(frozen=True, slots=True)
class ShotPart:
    """One shot of a clip, or what is left of it between two cuts.

    Attributes:
        layout: How it fills the picture.
        keys: Crop keys with `at_ms` on the recording's clock, counted from the clip's start.
        start_ms: Where it starts on that clock; the first part starts at 0.
        end_ms: Where it ends.
        cut_out_ms: How much is cut out before it: that clock minus the clip's.
        first_frame: First output frame.
        frame_count: Output frames, > 0.
    """

    layout: Layout
    keys: tuple[CropKey, ...]
    start_ms: int
    end_ms: int
    cut_out_ms: int
    first_frame: int
    frame_count: int

    def pane(self, number: int) -> tuple[CropKey, ...]:
        """The keys of one pane, in order of time."""
        keys = (key for key in self.keys if key.pane == number)
        return tuple(sorted(keys, key=lambda key: key.at_ms))


def frame_count(duration_ms: int, frame_rate: int) -> int:
    """Output frames of a clip, at least one."""
    return max(1, _frame_at(duration_ms, frame_rate))


def parts_of(path: CropPath, shown: EditList, frame_rate: int) -> tuple[ShotPart, ...]:
    """The shots of a clip on the output's frame grid: no gap, no overlap, all of it.

    Shots shorter than half an output frame vanish. What the path leaves out is shown whole.
    """
    zero_ms, total = shown.span.start_ms, frame_count(shown.duration_ms, frame_rate)
    parts = []
    for piece, clip_ms in zip(shown.pieces, shown.starts_ms, strict=True):
        cut_out_ms = piece.start_ms - zero_ms - clip_ms
        for shot, within in _shots_of(path, piece):
            start_ms, end_ms = within.start_ms - zero_ms, within.end_ms - zero_ms
            first = min(total, _frame_at(start_ms - cut_out_ms, frame_rate))
            last = min(total, _frame_at(end_ms - cut_out_ms, frame_rate))
            last = total if within.end_ms == shown.span.end_ms else last
            if first < last:
                keys = tuple(_moved(key, -zero_ms) for key in shot.keys)
                times = (start_ms, end_ms, cut_out_ms)
                parts.append(ShotPart(_layout(shot), keys, *times, first, last - first))
    return tuple(parts)


def _shots_of(path: CropPath, piece: Span) -> list[tuple[ShotCrop, Span]]:
    """The shots of a piece of the recording, each with the part of the piece it fills."""
    shots = [shot for shot in path.shots if shot.span.overlap_ms(piece)]
    if not shots:
        shots = [ShotCrop(piece, Layout.FIT)]
    edges = [piece.start_ms, *(shot.span.start_ms for shot in shots[1:]), piece.end_ms]
    return [
        (shot, Span(start_ms, end_ms))
        for shot, (start_ms, end_ms) in zip(shots, pairwise(edges), strict=True)
    ]


def _layout(shot: ShotCrop) -> Layout:
    """A crop without keys, or a split without two panes, cannot be drawn: the whole is shown."""
    panes = {key.pane for key in shot.keys}
    if shot.layout in {Layout.TRACK, Layout.STATIC} and not shot.keys:
        return Layout.FIT
    if shot.layout is Layout.SPLIT and panes != {0, 1}:
        return Layout.FIT
    return shot.layout


def motion(points: Sequence[tuple[int, float]], offset: float, factor: float) -> str:
    """An ffmpeg expression over `t` for `(value - offset) * factor`, linear between points.

    A flat sum, `v + s1*max(0,t-t1) + s2*max(0,t-t2) …`: nested conditions would exceed the depth
    that ffmpeg's parser allows.

    Args:
        points: (milliseconds, value), in order of time, at least one.
        offset: Taken from each value.
        factor: Applied after.
    """
    kept = _straightened(points)
    terms = [f"{(kept[0][1] - offset) * factor:.3f}"]
    slope = 0.0
    for (at, value), (after, following) in pairwise(kept):
        steep = (following - value) * factor / max(1, after - at) * 1000
        terms.append(_term(steep - slope, at))
        slope = steep
    terms.append(_term(-slope, kept[-1][0]))
    return "".join(terms)


def is_moving(keys: Sequence[CropKey]) -> bool:
    """Whether the crop changes its place by a pixel or more."""
    xs, ys = [key.x for key in keys], [key.y for key in keys]
    return max(xs) - min(xs) >= 1 or max(ys) - min(ys) >= 1


def _term(change: float, at_ms: int) -> str:
    if abs(change) < 1e-6:
        return ""
    return f"{change:+.6f}*max(0,t-({at_ms / 1000:.3f}))"


def _straightened(points: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The points without those that lie on the line between their neighbours (Douglas-Peucker)."""
    keep = {0, len(points) - 1}
    todo = [(0, len(points) - 1)]
    while todo:
        low, high = todo.pop()
        worst, at = 0.0, low
        for i in range(low + 1, high):
            bend = abs(points[i][1] - _on_line(points[low], points[high], points[i][0]))
            if bend > worst:
                worst, at = bend, i
        if worst > _STRAIGHT_PX:
            keep.add(at)
            todo += [(low, at), (at, high)]
    return [points[i] for i in sorted(keep)]


def _on_line(start: tuple[int, float], end: tuple[int, float], at: int) -> float:
    if end[0] == start[0]:
        return start[1]
    return start[1] + (end[1] - start[1]) * (at - start[0]) / (end[0] - start[0])


def _frame_at(ms: int, frame_rate: int) -> int:
    return (ms * frame_rate + 500) // 1000


def _moved(key: CropKey, by_ms: int) -> CropKey:
    return CropKey(key.at_ms + by_ms, key.x, key.y, key.width, key.height, key.pane)
