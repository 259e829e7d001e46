"""Faces in small frames, by YuNet."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

#: Longer side of the frames to give: faces from about 16 pixels are found, at 18 ms a frame.
DETECTION_SIDE = 640
_MODEL = "face_detection_yunet_2023mar.onnx"
_MIN_SCORE = 0.7
_MAX_OVERLAP = 0.3
_MAX_FACES = 64


@dataclass(frozen=True, slots=True)
class Face:
    """A face in a picture, in shares of the picture's width and height.

    Attributes:
        x: Left, 0-1; may lie a little outside.
        y: Top.
        width: Of the box around forehead and chin.
        height: Of the box.
        score: 0.7-1.
        landmarks: (x, y) of right eye, left eye, nose tip, right and left corner of the mouth.
    """

    x: float
    y: float
    width: float
    height: float
    score: float
    landmarks: tuple[tuple[float, float], ...] = ()

    def within(self, left: float, top: float, width: float, height: float) -> Face:
        """A face found in a part of a picture, as a face of the whole.

        Args:
            left: Left edge of the part, in shares of the whole, as all of these.
            top: Its upper edge.
            width: Its width.
            height: Its height.
        """
        marks = tuple((left + x * width, top + y * height) for x, y in self.landmarks)
        x, y = left + self.x * width, top + self.y * height
        return Face(x, y, self.width * width, self.height * height, self.score, marks)


class FaceFinder:
    """Finds faces; keeps the loaded network. Not for two threads at once."""

    def __init__(self, model: Path | None = None) -> None:
        if model is not None:
            self._net = _load(model)
        else:
            with as_file(files("clipping") / "assets" / "models" / _MODEL) as packed:
                self._net = _load(packed)
        self._size = (0, 0)

    def find(self, bgr: NDArray[np.uint8]) -> tuple[Face, ...]:
        """The faces in a frame, surest first.

        Args:
            bgr: uint8, shape (height, width, 3); longer side about `DETECTION_SIDE`.
        """
        height, width = bgr.shape[:2]
        if (width, height) != self._size:
            self._net.setInputSize((width, height))
            self._size = (width, height)
        _, found = self._net.detect(bgr)
        # The stubs say that there is always an array; without a face there is None.
        rows: NDArray[np.float32] | None = found  # type: ignore[assignment]
        return () if rows is None else _faces(rows, width, height)


def _load(model: Path) -> cv2.FaceDetectorYN:
    return cv2.FaceDetectorYN.create(
        str(model), "", (DETECTION_SIDE, 360), _MIN_SCORE, _MAX_OVERLAP, _MAX_FACES
    )


def _faces(rows: NDArray[np.float32], width: int, height: int) -> tuple[Face, ...]:
    """YuNet's rows: box (4), five landmarks (10), score, all in pixels of the frame."""
    found = [
        Face(
            float(row[0]) / width,
            float(row[1]) / height,
            float(row[2]) / width,
            float(row[3]) / height,
            float(row[14]),
            tuple((float(row[i]) / width, float(row[i + 1]) / height) for i in range(4, 14, 2)),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda face: -face.score))
