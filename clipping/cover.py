"""Cover pictures: frames of the clip, as framed, that are sharp, bright and show a face awake."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from clipping.cut import Cut
from clipping.errors import NoPicture
from clipping.faces import Face, FaceFinder
from clipping.ffmpeg import Ffmpeg
from clipping.graph import still_args
from clipping.model import CropPath
from clipping.parts import part_to_cut
from transcripts.progress import Progress, ignore_progress
from transcripts.timeline import Span

NAMES = ("cover.jpg", "cover-2.jpg", "cover-3.jpg")
_STILL = {"f": "image2", "c:v": "mjpeg", "q:v": 2, "pix_fmt": "yuvj420p"}
_CUT_MS = 300  # this near to a cut a frame may be half of another shot
_DARKEST, _BRIGHTEST, _FLATTEST = 28.0, 232.0, 12.0
_BEST_FACE = 0.28  # height of a face that looks at the viewer, as a share of the picture
_APART_SHARE = 0.15  # covers to choose from lie this share of the clip apart


@dataclass(frozen=True, slots=True)
class Frame:
    """What was measured on one frame of the clip.

    Attributes:
        at_ms: On the recording's clock.
        brightness: Mean luma, 0-255.
        contrast: Standard deviation of luma.
        sharpness: Logarithm of the edges' energy; only comparable inside a clip.
        face: The largest face, or None.
        eyes: Edge energy around the eyes, in the same unit; open eyes have more.
        is_near_cut: Closer to a cut than a frame may lie.
    """

    at_ms: int
    brightness: float
    contrast: float
    sharpness: float
    face: Face | None = None
    eyes: float = 0.0
    is_near_cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Black, white or one colour: no cover."""
        return not _DARKEST <= self.brightness <= _BRIGHTEST or self.contrast < _FLATTEST


@dataclass(frozen=True, slots=True)
class Cover:
    """A chosen cover picture: its file, its moment, its score 0-1 and whether a face is seen."""

    file: str
    at_ms: int
    score: float
    has_face: bool


def make_covers(
    cut: Cut, folder: Path, *, ffmpeg: Ffmpeg, on_progress: Progress = ignore_progress
) -> tuple[Cover, ...]:
    """Write up to three covers (`cover.jpg` is the best) and say what they are.

    Args:
        cut: The clip; its target gives the size.
        folder: Where the pictures go.
        ffmpeg: Decodes the span once.
        on_progress: Called with the share done.

    Raises:
        NoPicture: the recording has none, or nothing of it can be decoded here.
        FfmpegFailed: decoding failed.
    """
    if cut.info.picture is None:
        raise NoPicture("The recording has no picture, so there is no cover to take from it.")
    rate = 3 if cut.span.duration_ms <= 30_000 else 2
    sampled = replace(cut, target=replace(cut.target, frame_rate=rate))
    with tempfile.TemporaryDirectory(prefix="afterlive-cover-") as name:
        stills = Path(name)
        with part_to_cut(sampled, folder / NAMES[0]) as part:
            args = still_args(part, {**_STILL, "r": rate}, "still-%04d.jpg")
            ffmpeg.run(args, duration_ms=cut.span.duration_ms, on_progress=on_progress, cwd=stills)
        files = sorted(stills.glob("still-*.jpg"))
        if not files:
            raise NoPicture("No picture can be decoded here, so there is no cover to take from it.")
        times = [cut.span.start_ms + 1000 * i // rate for i in range(len(files))]
        frames = measure_frames(files, times, cut.path)
        chosen = choose(frames, cut.span)
        return tuple(
            _kept(files[at], folder / NAMES[rank], frames[at], score)
            for rank, (at, score) in enumerate(chosen)
        )


def measure_frames(
    files: Sequence[Path], times: Sequence[int], path: CropPath | None
) -> list[Frame]:
    """What each still shows."""
    finder = FaceFinder()
    cuts = [b.span.start_ms for _, b in pairwise(path.shots)] if path else []
    return [
        _measured(file, at_ms, any(abs(at_ms - cut) < _CUT_MS for cut in cuts), finder)
        for file, at_ms in zip(files, times, strict=True)
    ]


def choose(frames: Sequence[Frame], span: Span) -> list[tuple[int, float]]:
    """Index and score of the best frame and up to two others well apart from it, best first."""
    scores = _scores(frames)
    apart = span.duration_ms * _APART_SHARE
    chosen: list[int] = []
    for at in sorted(range(len(frames)), key=lambda i: (-scores[i], i)):
        if all(abs(frames[at].at_ms - frames[other].at_ms) >= apart for other in chosen):
            chosen.append(at)
        if len(chosen) == len(NAMES):
            break
    return [(at, scores[at]) for at in chosen]


def covers_to_json(covers: Sequence[Cover], notes: Sequence[str] = ()) -> dict[str, Any]:
    """The form of `cover.json`, schema 1; best first."""
    return {
        "schema": 1,
        "covers": [
            {
                "file": cover.file,
                "at_ms": cover.at_ms,
                "score": round(cover.score, 3),
                "has_face": cover.has_face,
            }
            for cover in covers
        ],
        "notes": list(notes),
    }


def _scores(frames: Sequence[Frame]) -> list[float]:
    """How good each frame is, 0-1, beside the others of the same clip."""
    usable = [frame for frame in frames if not frame.is_empty] or frames
    sharp = _shares([f.sharpness for f in frames], [f.sharpness for f in usable])
    awake = _shares([f.eyes for f in frames], [f.eyes for f in usable])
    out = []
    for frame, sharpness, eyes in zip(frames, sharp, awake, strict=True):
        score = 0.45 * sharpness
        if frame.face is not None:
            score += 0.35 * _framing(frame.face) + 0.2 * eyes
        if frame.is_near_cut:
            score *= 0.3
        out.append(0.0 if frame.is_empty else score)
    return out


def _framing(face: Face) -> float:
    """How well a face sits: large enough, wholly inside, near the middle line, 0-1."""
    middle = face.x + face.width / 2
    is_whole = face.x >= 0 and face.y >= 0 and face.x + face.width <= 1
    size = math.exp(-(math.log(max(face.height, 0.01) / _BEST_FACE) ** 2))
    centred = max(0.0, 1 - 2 * abs(middle - 0.5))
    return face.score * size * (0.5 + 0.5 * centred) * (1.0 if is_whole else 0.4)


def _shares(values: Sequence[float], among: Sequence[float]) -> list[float]:
    """Each value as its place between the lowest and highest of some, 0-1; 1 where all agree."""
    low, high = min(among), max(among)
    if high <= low:
        return [1.0] * len(values)
    return [min(1.0, max(0.0, (value - low) / (high - low))) for value in values]


def _measured(file: Path, at_ms: int, is_near_cut: bool, finder: FaceFinder) -> Frame:  # noqa: FBT001
    # Half size: enough for faces and edges, and the encoder's noise is gone.
    bgr = np.asarray(cv2.imread(str(file), cv2.IMREAD_REDUCED_COLOR_2), np.uint8)
    luma = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), np.uint8)
    smaller = cv2.resize(bgr, None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA)
    small = np.asarray(smaller, np.uint8)
    face = max(finder.find(small), key=lambda f: f.height, default=None)
    return Frame(
        at_ms=at_ms,
        brightness=float(luma.mean()),
        contrast=float(luma.std()),
        sharpness=_edges(luma),
        face=face,
        eyes=_eyes(luma, face) if face else 0.0,
        is_near_cut=is_near_cut,
    )


def _edges(luma: NDArray[np.uint8]) -> float:
    return math.log1p(float(cv2.Laplacian(luma, cv2.CV_32F).var()))


def _eyes(luma: NDArray[np.uint8], face: Face) -> float:
    """Edges around the weaker eye: an open eye has lids, white and pupil, a closed one a line."""
    height, width = luma.shape
    reach_x, reach_y = face.width * width * 0.14, face.height * height * 0.08
    found = []
    for x, y in face.landmarks[:2]:
        left, right = int(x * width - reach_x), int(x * width + reach_x) + 1
        top, bottom = int(y * height - reach_y), int(y * height + reach_y) + 1
        patch = luma[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
        found.append(_edges(patch) if patch.size > 16 else 0.0)
    return min(found, default=0.0)


def _kept(still: Path, file: Path, frame: Frame, score: float) -> Cover:
    shutil.copyfile(still, file)
    return Cover(file.name, frame.at_ms, score, frame.face is not None)
