"""How each shot fills the vertical picture: a layout and a crop, from the faces in it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clipping.camera import Line, Subject, camera_path, grid, keys_of, share_inside, sliced
from clipping.model import CropKey, Layout, ShotCrop
from clipping.tracks import FaceBox, FaceTrack
from transcripts.timeline import Span

_CROP = 9 / 16
_PANE = 9 / 8
#: A face must be there for this share of the shot, and this tall beside the tallest, to count.
_MIN_PRESENCE = 0.2
_MIN_BESIDE_TALLEST = 0.45
#: YuNet gives people 0.85-0.95 and takes glass and folds for faces at 0.7-0.77.
_MIN_TRACK_SCORE = 0.78
#: More people than the layout shows, for this share of the shot, call for another layout.
_OFTEN = 0.35
_MIN_SEEN = 0.5
_MIN_CONFIDENCE = 0.4
_MIN_INSIDE = 0.9
#: Two faces share one crop when they take at most this share of its width.
_TOGETHER = 0.92
#: Smaller faces make grainy panes; share of the picture's height.
_MIN_PANE_FACE = 0.08
_FACE_IN_PANE = 0.36
_LEAST_PANE = 0.45
_HEADROOM = 0.44  # the middle of the face, from the top of the pane
_MAX_GAP_MS = 700
#: Movement of a mouth that is speech, and how many times the other's it must be. Measured: 0.04 to
#: 0.25 for people who talk, up to four times apart; next to nothing for a still mouth.
_LEAST_SPEECH, _CLEARLY_MORE = 0.04, 8.0
#: A person and what is held up share a crop when they take at most this share of its width.
_WITH_THING = 0.96
#: Something this wide, in shares of the crop, is worth showing the whole picture for.
_LARGE_THING = 0.3
#: Writing of which more than this share of the crop's width is cut off is worth it too.
_MOST_SLICED = 0.2


@dataclass(frozen=True, slots=True)
class Thing:
    """Something held up to the camera: when, and between which columns, in source pixels."""

    span: Span
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class ShotFaces:
    """What was seen in a shot.

    Attributes:
        span: The shot.
        looked_at: Moments at which faces were looked for.
        tracks: Faces followed through the shot.
        writing: Left and right edges of writing that stands still, in source pixels.
        things: What is held up beside a face.
    """

    span: Span
    looked_at: tuple[int, ...]
    tracks: tuple[FaceTrack, ...]
    writing: tuple[tuple[float, float], ...] = ()
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True)
class ShotOverride:
    """A layout that a person chose for a part of the recording.

    Attributes:
        span: Where it holds.
        layout: What to show.
        x: Left edge of the crop in source pixels, for a crop that stands still there; None lets
            the faces decide.
    """

    span: Span
    layout: Layout
    x: float | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The shown size of the source in pixels."""

    width: int
    height: int

    @property
    def crop_height(self) -> int:
        """Full height, even."""
        return self.height // 2 * 2

    @property
    def crop_width(self) -> int:
        """9:16 of it, even, within the picture."""
        return min(self.width // 2 * 2, round(self.crop_height * _CROP / 2) * 2)


def frame_shot(frame: Frame, faces: ShotFaces, override: ShotOverride | None = None) -> ShotCrop:
    """The framing of one shot.

    Nobody, three or more, or an unsure view show the whole picture (`fit`); one person, or two near
    each other, get a crop; two far apart get a pane each. What a person chose is kept.
    """
    if override is not None:
        return _chosen(frame, faces, override)
    people = _people(faces)
    if not people:
        return _fit(faces.span, 0.0, "no face was seen for long enough")
    if _share_with(faces, people, 3) >= _OFTEN:
        return _fit(faces.span, _sureness(faces, people), "three or more people")
    if _share_with(faces, people, 2) >= _OFTEN:
        return _two(frame, faces, people)
    return _one(frame, faces, people)


def _people(faces: ShotFaces) -> tuple[FaceTrack, ...]:
    """The tracks that count, tallest first."""
    least = max(1, round(_MIN_PRESENCE * len(faces.looked_at)))
    lasting = [
        track
        for track in faces.tracks
        if len(track.boxes) >= least and track.score >= _MIN_TRACK_SCORE
    ]
    tallest = max((track.height for track in lasting), default=0.0)
    tall = [track for track in lasting if track.height >= _MIN_BESIDE_TALLEST * tallest]
    return tuple(sorted(tall, key=lambda t: (-t.height * len(t.boxes), t.boxes[0].x)))


def _share_with(faces: ShotFaces, people: Sequence[FaceTrack], count: int) -> float:
    """Share of the moments at which at least `count` people are there."""
    if not faces.looked_at:
        return 0.0
    spans = [(t.boxes[0].at_ms, t.boxes[-1].at_ms) for t in people]
    there = [sum(a <= at_ms <= b for a, b in spans) for at_ms in faces.looked_at]
    return float(np.mean(np.array(there) >= count))


def _sureness(faces: ShotFaces, people: Sequence[FaceTrack]) -> float:
    """0-1: how often somebody is seen, and how surely."""
    seen = len(frozenset().union(*(track.times for track in people)))
    share = min(1.0, seen / max(1, len(faces.looked_at)))
    return round(share * float(np.mean([track.score for track in people])), 3)


def _one(frame: Frame, faces: ShotFaces, people: Sequence[FaceTrack]) -> ShotCrop:
    sureness = _sureness(faces, people)
    if _share_with(faces, people, 1) < _MIN_SEEN:
        return _fit(faces.span, sureness, "the person is away for most of the shot")
    if sureness < _MIN_CONFIDENCE:
        return _fit(faces.span, sureness, "too unsure of the face")
    return _followed(frame, faces, _leading(people), (sureness, "one person"))


def _leading(people: Sequence[FaceTrack]) -> list[FaceBox]:
    """One box a moment: of the foremost person who is there."""
    boxes: dict[int, FaceBox] = {}
    for track in people:
        for box in track.boxes:
            boxes.setdefault(box.at_ms, box)
    return [boxes[at_ms] for at_ms in sorted(boxes)]


def _followed(
    frame: Frame, faces: ShotFaces, boxes: Sequence[FaceBox], why: tuple[float, str]
) -> ShotCrop:
    """A crop of full height that keeps the boxes in; the whole picture when it cannot."""
    width = frame.crop_width
    held = _with_things(boxes, faces.things, width)
    if held is None:
        return _fit(faces.span, why[0], "something is held up too far beside the person")
    times = grid(faces.span.start_ms, faces.span.end_ms)
    subject = _subject(times, held)
    path = camera_path(subject, width, frame.width, faces.writing)
    if share_inside(subject, path, width) < _MIN_INSIDE:
        return _fit(faces.span, why[0], "the faces do not stay within a crop")
    if np.ptp(path) < 1 and sliced(faces.writing, float(path[0]), width) > _MOST_SLICED * width:
        return _fit(faces.span, why[0], "a crop would cut through writing")
    keys = _keys(keys_of(times, path), Pane(0.0, width, frame.crop_height))
    layout = Layout.STATIC if len(keys) == 1 else Layout.TRACK
    note = f"{why[1]}, with what is held up" if held != list(boxes) else why[1]
    return ShotCrop(faces.span, layout, keys, why[0], note)


def _with_things(
    boxes: Sequence[FaceBox], things: Sequence[Thing], width: float
) -> list[FaceBox] | None:
    """The boxes, grown around what is held up beside them; None when a large one does not fit in.

    A small thing that does not fit in is left outside.
    """
    out = []
    for box in boxes:
        grown = box
        for thing in things:
            if not thing.span.contains(box.at_ms):
                continue
            left, right = min(box.x, thing.left), max(box.right, thing.right)
            if right - left <= _WITH_THING * width:
                grown = replace(box, x=left, width=right - left)
            elif thing.right - thing.left >= _LARGE_THING * width:
                return None
        out.append(grown)
    return out


@dataclass(frozen=True, slots=True)
class Pane:
    """Size of a crop, where its top is, and which half of a split it fills."""

    y: float
    width: float
    height: float
    pane: int = 0


def _keys(points: Iterable[tuple[int, float]], pane: Pane) -> tuple[CropKey, ...]:
    return tuple(
        CropKey(at_ms, round(x, 1), pane.y, pane.width, pane.height, pane.pane)
        for at_ms, x in points
    )


def _subject(times: Line, boxes: Sequence[FaceBox]) -> Subject:
    """The boxes on the grid: straight between sightings, nobody where they are too far apart."""
    at = np.array([box.at_ms for box in boxes], dtype=np.float64)
    left = np.interp(times, at, [box.x for box in boxes])
    right = np.interp(times, at, [box.right for box in boxes])
    after = np.searchsorted(at, times)
    before_ms = times - at[np.clip(after - 1, 0, len(at) - 1)]
    until_ms = at[np.clip(after, 0, len(at) - 1)] - times
    gap = np.where((after == 0) | (after == len(at)), np.abs(before_ms), before_ms + until_ms)
    gap = np.where(after == 0, np.abs(until_ms), gap)
    away = gap > _MAX_GAP_MS
    return Subject(np.where(away, np.nan, left), np.where(away, np.nan, right))


def _two(frame: Frame, faces: ShotFaces, people: Sequence[FaceTrack]) -> ShotCrop:
    sides = _sides(people)
    sureness = _sureness(faces, people)
    both = _joined(*(_leading(side) for side in sides))
    widest = max((box.width for box in both), default=float("inf"))
    if widest <= _TOGETHER * frame.crop_width:
        return _followed(frame, faces, both, (sureness, "two people near each other"))
    speaker = _speaker(sides)
    if speaker is not None and sureness >= _MIN_CONFIDENCE:
        return _followed(frame, faces, _leading(speaker), (sureness, "two people, one speaks"))
    small = min(track.height for track in people) < _MIN_PANE_FACE * frame.height
    if small or sureness < _MIN_CONFIDENCE:
        return _fit(faces.span, sureness, "two people, too small or too unsure for panes")
    return _split(frame, faces, sides, sureness)


def _speaker(sides: Sequence[Sequence[FaceTrack]]) -> Sequence[FaceTrack] | None:
    """The side that clearly speaks all through the shot; None when both do, or it is not known."""
    known = [[t.speech for t in side if t.speech is not None] for side in sides]
    if not all(known):
        return None
    quiet, loud = sorted((max(values), number) for number, values in enumerate(known))
    is_clear = loud[0] >= _LEAST_SPEECH and loud[0] >= _CLEARLY_MORE * quiet[0]
    return sides[loud[1]] if is_clear else None


def _sides(people: Sequence[FaceTrack]) -> tuple[list[FaceTrack], list[FaceTrack]]:
    """The tracks left and right of the middle between the outermost."""
    middles = [float(np.median([box.center_x for box in t.boxes])) for t in people]
    middle = (min(middles) + max(middles)) / 2
    left = [t for t, x in zip(people, middles, strict=True) if x <= middle]
    return left, [t for t in people if t not in left]


def _joined(left: Sequence[FaceBox], right: Sequence[FaceBox]) -> list[FaceBox]:
    """A box around both at each moment, around one where only one is seen."""
    boxes = {box.at_ms: box for box in left}
    for box in right:
        other = boxes.get(box.at_ms)
        boxes[box.at_ms] = box if other is None else _around(box, other)
    return [boxes[at_ms] for at_ms in sorted(boxes)]


def _around(a: FaceBox, b: FaceBox) -> FaceBox:
    x, y = min(a.x, b.x), min(a.y, b.y)
    return replace(a, x=x, y=y, width=max(a.right, b.right) - x, height=max(a.bottom, b.bottom) - y)


def _split(
    frame: Frame,
    faces: ShotFaces,
    sides: tuple[Sequence[FaceTrack], Sequence[FaceTrack]],
    sureness: float,
) -> ShotCrop:
    """A pane for each side, both of one size so that the two heads are comparable."""
    upper, lower = (_leading(side) for side in sides)
    if not upper or not lower:
        return _fit(faces.span, sureness, "only one person could be placed in a pane")
    tallest = float(np.percentile([box.height for box in (*upper, *lower)], 90))
    height = _pane_height(frame, tallest)
    times = grid(faces.span.start_ms, faces.span.end_ms)
    keys: list[CropKey] = []
    for pane, boxes in enumerate((upper, lower)):
        middle = float(np.median([box.center_y for box in boxes]))
        y = float(np.clip(middle - _HEADROOM * height, 0, frame.height - height))
        size = Pane(round(y), round(height * _PANE / 2) * 2, height, pane)
        path = camera_path(_subject(times, boxes), size.width, frame.width)
        keys += _keys(keys_of(times, path), size)
    return ShotCrop(faces.span, Layout.SPLIT, tuple(keys), sureness, "two people far apart")


def _pane_height(frame: Frame, face_height: float) -> int:
    most = min(frame.height, frame.width / _PANE)
    wanted = np.clip(face_height / _FACE_IN_PANE, _LEAST_PANE * frame.height, most)
    return int(wanted) // 2 * 2


def _fit(span: Span, sureness: float, note: str) -> ShotCrop:
    return ShotCrop(span, Layout.FIT, (), sureness, note)


def _chosen(frame: Frame, faces: ShotFaces, override: ShotOverride) -> ShotCrop:
    """What a person chose, placed by the faces where the person left that open."""
    layouts: dict[Layout, Callable[[], ShotCrop]] = {
        Layout.FIT: lambda: _fit(faces.span, 1.0, ""),
        Layout.PASSTHROUGH: lambda: ShotCrop(faces.span, Layout.PASSTHROUGH),
        Layout.SPLIT: lambda: _chosen_split(frame, faces),
        Layout.STATIC: lambda: _chosen_crop(frame, faces, override),
        Layout.TRACK: lambda: _chosen_crop(frame, faces, override),
    }
    return replace(layouts[override.layout](), confidence=1.0, note="chosen by a person")


def _chosen_crop(frame: Frame, faces: ShotFaces, override: ShotOverride) -> ShotCrop:
    boxes = _leading(_people(faces))
    if override.layout is Layout.TRACK and override.x is None and boxes:
        found = _followed(frame, faces, boxes, (1.0, ""))
        if found.layout is not Layout.FIT:
            return replace(found, layout=Layout.TRACK)
    middle = float(np.median([box.center_x for box in boxes])) if boxes else frame.width / 2
    x = override.x if override.x is not None else middle - frame.crop_width / 2
    x = float(np.clip(x, 0, frame.width - frame.crop_width))
    pane = Pane(0.0, frame.crop_width, frame.crop_height)
    return ShotCrop(faces.span, Layout.STATIC, _keys([(faces.span.start_ms, x)], pane))


def _chosen_split(frame: Frame, faces: ShotFaces) -> ShotCrop:
    """Panes around two people; around the middles of both halves where two are not seen."""
    people = _people(faces)
    sides = _sides(people) if len(people) > 1 else ([], [])
    if all(sides):
        return _split(frame, faces, sides, 1.0)
    height = _pane_height(frame, 0.0)
    width = round(height * _PANE / 2) * 2
    keys: list[CropKey] = []
    for pane, middle in enumerate((frame.width / 4, frame.width * 3 / 4)):
        x = float(np.clip(middle - width / 2, 0, frame.width - width))
        y = round((frame.height - height) / 2)
        keys += _keys([(faces.span.start_ms, x)], Pane(y, width, height, pane))
    return ShotCrop(faces.span, Layout.SPLIT, tuple(keys))
