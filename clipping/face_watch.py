"""Faces at moments that follow each other: the whole frame at times, else where they were."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from clipping.faces import Face, FaceFinder

#: One look in so many is at the whole frame, so that somebody new is seen within a second.
WHOLE_EVERY = 5
#: Side of the square that is looked at around a face, in its own sizes, and of what the network is
#: given: a face in it is some 60 pixels tall, which is as good as more.
_AROUND = 2.6
_PART_SIDE = 160
_MAX_PARTS = 4
_SAME_FACE = 0.4
#: Mean difference of small grey pictures from which on the picture is another one.
_CUT = 18.0
_GREY = (32, 18)

Image = NDArray[np.uint8]


class FaceWatch:
    """Follows faces from look to look. The looks must come in order of time, near each other."""

    def __init__(self) -> None:
        self._whole, self._part = FaceFinder(), FaceFinder()
        self._seen: tuple[Face, ...] = ()
        self._since_whole = WHOLE_EVERY
        self._grey: NDArray[np.float32] | None = None

    def look(self, bgr: Image) -> tuple[Face, ...]:
        """The faces in the next frame, surest first. Frames have one size."""
        self._since_whole += 1
        found = None
        if not self._is_another(bgr) and self._seen and self._since_whole < WHOLE_EVERY:
            found = self._near(bgr)
        if found is None:
            found, self._since_whole = self._whole.find(bgr), 0
        self._seen = found
        return found

    def _is_another(self, bgr: Image) -> bool:
        small = cv2.resize(bgr, _GREY, interpolation=cv2.INTER_AREA).mean(axis=2)
        grey = np.asarray(small, np.float32)
        before, self._grey = self._grey, grey
        return before is None or float(np.abs(grey - before).mean()) > _CUT

    def _near(self, bgr: Image) -> tuple[Face, ...] | None:
        """The same faces where they were; None when one is gone or it is not worth it."""
        if len(self._seen) > _MAX_PARTS:
            return None
        found: list[Face] = []
        for face in self._seen:
            here = self._in_part(bgr, face)
            if not here:
                return None
            found += here
        return _each_once(found)

    def _in_part(self, bgr: Image, face: Face) -> tuple[Face, ...]:
        height, width = bgr.shape[:2]
        side = round(max(_PART_SIDE, _AROUND * max(face.width * width, face.height * height)))
        wide, high = min(side, width), min(side, height)
        left = round((face.x + face.width / 2) * width - wide / 2)
        top = round((face.y + face.height / 2) * height - high / 2)
        left, top = max(0, min(left, width - wide)), max(0, min(top, height - high))
        part = np.zeros((side, side, 3), np.uint8)
        part[:high, :wide] = bgr[top : top + high, left : left + wide]
        small = cv2.resize(part, (_PART_SIDE, _PART_SIDE), interpolation=cv2.INTER_AREA)
        return tuple(
            found.within(left / width, top / height, side / width, side / height)
            for found in self._part.find(np.asarray(small, np.uint8))
        )


def _each_once(faces: Iterable[Face]) -> tuple[Face, ...]:
    """Surest first, without those that two parts both held."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda f: -f.score):
        if all(_overlap(face, other) < _SAME_FACE for other in kept):
            kept.append(face)
    return tuple(kept)


def _overlap(a: Face, b: Face) -> float:
    wide = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    high = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    shared = max(0.0, wide) * max(0.0, high)
    return shared / (a.width * a.height + b.width * b.height - shared)
