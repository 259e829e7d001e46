"""Shots of a recording by PySceneDetect's detectors, and what its picture does, in one reading."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scenedetect.common import FrameTimecode
from scenedetect.detectors import AdaptiveDetector, ThresholdDetector

from clipping.dissolves import DissolveFinder
from clipping.errors import NoPicture
from clipping.frames import Reading, SmallFrame, read_frames
from clipping.glances import may_hide_a_cut, may_hold_a_cut
from clipping.groups import NoGroups, Stretch, see_groups
from clipping.model import MediaInfo, Scene
from clipping.picture_curve import THUMB_HEIGHT, THUMB_WIDTH, PictureCurve, PictureMeter
from transcripts.progress import ignore_progress
from transcripts.timeline import Span

#: PySceneDetect's own working size; larger frames find nothing more.
DETECTION_SIDE = 256
#: Shorter shots are flashes and flicker (15 frames at 30 a second, PySceneDetect's default).
MIN_SHOT_MS = 500
_TICKS = Fraction(1000)  # frame numbers given to the detectors are milliseconds: exact also for VFR
_AROUND = 8  # frames kept to look at both sides of a cut
_AFTER = 4
_BEFORE = 5  # frames that the adaptive detector averages over
#: Frames across real cuts correlate below 0.5; hue noise and pans, taken for cuts, above 0.98.
_SAME_PICTURE = 0.93
_FLASH_CHANGE = 0.35

_Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PictureStudy:
    """What one pass over the picture gives: shots that partition the recording, and the curve."""

    scenes: tuple[Scene, ...]
    curve: PictureCurve


def study_picture(
    path: Path, info: MediaInfo, *, on_progress: Callable[[float], None] = ignore_progress
) -> PictureStudy:
    """Read a recording once and find its shots and the course of its picture.

    Key frames are decoded first, and what lies between two of them only where it may hold a cut.
    Where key frames do not divide the file, every frame is decoded. Memory does not grow with the
    length, but for one small row a second.

    Raises:
        NoPicture: there is none.
        UnreadableMedia: the file cannot be read any more.
    """
    if info.picture is None:
        raise NoPicture(f"{path.name} has no picture, so there are no scenes in it.")
    try:
        seen = see_groups(path, info, DETECTION_SIDE, may_hold_a_cut, may_hide_a_cut)
        return _study(seen, info, on_progress)
    except NoGroups:
        return _study(_all_frames(path, info), info, on_progress)


def _all_frames(path: Path, info: MediaInfo) -> Iterator[Stretch]:
    for frame in read_frames(path, info, Reading(DETECTION_SIDE)):
        yield Stretch(frame.at_ms, (frame,), is_whole=True)


def _study(
    stretches: Iterable[Stretch], info: MediaInfo, on_progress: Callable[[float], None]
) -> PictureStudy:
    finder, meter = CutFinder(), PictureMeter()
    last_ms, was_whole = -1, False
    for stretch in stretches:
        if not stretch.is_whole:
            finder.rest()
        for place, frame in enumerate(stretch.frames):
            if frame.at_ms <= last_ms:  # the end of a look reaches into the next stretch
                continue
            small = thumbnail(frame)
            if stretch.is_whole:
                finder.feed(frame, small)
            meter.feed(frame.at_ms, small, follows=was_whole or place > 0)
            last_ms = frame.at_ms
        was_whole = stretch.is_whole
        on_progress(min(1.0, max(0, last_ms) / info.duration_ms))
    whole = Span(0, info.duration_ms)
    return PictureStudy(scenes_between(finder.cuts(), whole), meter.curve(info.duration_ms))


def scenes_between(cuts: Iterable[int], span: Span) -> tuple[Scene, ...]:
    """The shots that cuts leave of a span, in order; cuts at or outside its ends count nothing."""
    edges = [span.start_ms, *sorted({c for c in cuts if span.start_ms < c < span.end_ms})]
    ends = [*edges[1:], span.end_ms]
    return tuple(Scene(Span(a, b)) for a, b in zip(edges, ends, strict=True))


def thumbnail(frame: SmallFrame) -> _Gray:
    """A frame in grey, uint8, shape (36, 64), whatever its shape was."""
    small = cv2.resize(frame.bgr, (THUMB_WIDTH, THUMB_HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


class CutFinder:
    """Fed with frames in order, gives the first moment of each new shot.

    Hard cuts come from the adaptive detector, which compares a change with the changes around it,
    and are then looked at from both sides: a picture that only moved on, or came back at once, was
    not cut. Fades through black come from the threshold detector and begin where light returns;
    dissolves are found from the mixture of two pictures and begin where the second prevails.
    """

    def __init__(self) -> None:
        self._cuts: list[int] = []
        self._fades: list[int] = []
        self._dissolves: list[tuple[int, int]] = []
        self._dissolve = DissolveFinder()
        self._start()

    def _start(self) -> None:
        self._hard = AdaptiveDetector(min_scene_len=MIN_SHOT_MS)
        self._fade = ThresholdDetector(min_scene_len=MIN_SHOT_MS, fade_bias=1.0)
        self._near: deque[tuple[int, _Gray]] = deque(maxlen=2 * _AROUND)
        self._pending: list[int] = []

    def rest(self) -> None:
        """What is fed next does not follow on what was fed: frames were left out in between."""
        self._settle(0)
        self._dissolve.rest()
        self._start()

    def feed(self, frame: SmallFrame, gray: _Gray) -> None:
        """Take the next frame; its longer side should be about `DETECTION_SIDE`.

        Args:
            frame: Later than the one before.
            gray: Its `thumbnail`.
        """
        small = _for_detection(frame.bgr)
        if not self._near and frame.at_ms > MIN_SHOT_MS + _BEFORE:
            # After a rest the detectors see the first frame stand for a while, so that they can
            # judge a cut right behind it.
            for ahead_ms in range(_BEFORE, 0, -1):
                self._detect(frame.at_ms - MIN_SHOT_MS - ahead_ms, small)
        self._near.append((frame.at_ms, np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))))
        self._detect(max(0, frame.at_ms), small)
        self._settle(_AFTER)
        if (dissolve := self._dissolve.feed(frame.at_ms, gray)) is not None:
            self._dissolves.append(dissolve)

    def _detect(self, at_ms: int, small: NDArray[np.uint8]) -> None:
        now = FrameTimecode(at_ms, fps=_TICKS)
        self._pending += [cut.frame_num for cut in self._hard.process_frame(now, small)]
        self._fades += [cut.frame_num for cut in self._fade.process_frame(now, small)]

    def cuts(self) -> tuple[int, ...]:
        """First moments of new shots so far, in order, at least `MIN_SHOT_MS` apart."""
        self._settle(0)
        found = list(self._cuts)
        found += [f for f in self._fades if all(abs(f - c) >= MIN_SHOT_MS for c in found)]
        for began_ms, prevails_ms in self._dissolves:
            if not any(began_ms - MIN_SHOT_MS < c < prevails_ms + MIN_SHOT_MS for c in found):
                found.append(prevails_ms)
        return tuple(sorted(found))

    def _settle(self, frames_after: int) -> None:
        """Decide on the cuts that have enough frames behind them."""
        while self._pending:
            times = [at_ms for at_ms, _ in self._near]
            cut = self._pending[0]
            if cut not in times:  # fell out of the window: nothing speaks against it
                self._cuts.append(self._pending.pop(0))
                continue
            place = times.index(cut)
            if len(times) - place <= frames_after:
                return
            self._pending.pop(0)
            frames = [gray for _, gray in self._near]
            if place == 0 or not _is_one_shot(frames[place - 1], frames[place:]):
                self._cuts.append(cut)


def _for_detection(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = bgr.shape[:2]
    share = DETECTION_SIDE / max(height, width)
    if share > 0.9:
        return bgr
    size = (max(2, round(width * share)), max(2, round(height * share)))
    return np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _is_one_shot(before: _Gray, after: list[_Gray]) -> bool:
    """Whether a sudden change was a flash, or the same picture moved on or in another light."""
    change = _difference(before, after[0])
    if any(_difference(before, frame) < _FLASH_CHANGE * change for frame in after[1:]):
        return True
    return _likeness(before, after[0]) > _SAME_PICTURE


def _difference(a: _Gray, b: _Gray) -> float:
    return float(cv2.absdiff(a, b).mean())


def _likeness(a: _Gray, b: _Gray) -> float:
    """Correlation of two frames, -1 to 1, whatever their brightness; 0 where one is flat."""
    if a.std() < 1 or b.std() < 1:
        return 0.0
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])
