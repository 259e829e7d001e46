"""Who speaks: how much a mouth moves beside the eyes above it, from look to look. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from clipping.tracks import FaceBox
from transcripts.timeline import Span

#: Where mouth and eyes are in YuNet's boxes: left, top, right, bottom in shares of the box.
_MOUTH, _EYES = (0.22, 0.64, 0.78, 0.94), (0.12, 0.26, 0.88, 0.52)
#: Faces narrower than this in the grey pictures show no lips.
_LEAST_PX = 24.0
_NEXT_MS = 450  # looks farther apart say nothing of speech
_LEAST_PAIRS = 10
#: A head that moves by more than this share of its width moves everything in it.
_STILL = 0.12

Grey = NDArray[np.uint8]


def speech_of(
    boxes: Sequence[FaceBox],
    greys: Mapping[int, Grey],
    picture_width: float,
    voiced: Sequence[Span] | None = None,
) -> float | None:
    """How much a mouth moves beyond the rest of its face while somebody speaks.

    In shares of the contrast that is there. None where too little is seen to tell.

    Args:
        boxes: One person's, in order of time, in source pixels.
        greys: The small grey picture of each moment.
        picture_width: Of the source, in pixels.
        voiced: Where somebody speaks, on the recording's clock; None where that is unknown.
    """
    found = []
    for before, now in pairwise(boxes):
        if voiced is not None and not any(span.contains(now.at_ms) for span in voiced):
            continue
        if before.at_ms in greys and now.at_ms in greys:
            moved = _movement(before, now, greys, picture_width)
            found += [] if moved is None else [moved]
    return float(np.mean(found)) if len(found) >= _LEAST_PAIRS else None


def _movement(
    before: FaceBox, now: FaceBox, greys: Mapping[int, Grey], picture_width: float
) -> float | None:
    """Change of the mouth less that of the eyes, at the same place in both pictures."""
    first, second = greys[before.at_ms], greys[now.at_ms]
    scale = first.shape[1] / picture_width
    shift = np.hypot(now.center_x - before.center_x, now.center_y - before.center_y)
    is_near = now.at_ms - before.at_ms <= _NEXT_MS and shift <= _STILL * before.width
    if not is_near or before.width * scale < _LEAST_PX:
        return None
    mouth = _change(first, second, before, _MOUTH, scale)
    eyes = _change(first, second, before, _EYES, scale)
    return None if mouth is None or eyes is None else max(0.0, mouth - eyes)


def _change(
    first: Grey, second: Grey, box: FaceBox, part: tuple[float, float, float, float], scale: float
) -> float | None:
    left, right = ((box.x + share * box.width) * scale for share in (part[0], part[2]))
    top, bottom = ((box.y + share * box.height) * scale for share in (part[1], part[3]))
    rows = slice(max(0, round(top)), max(0, round(bottom)))
    columns = slice(max(0, round(left)), max(0, round(right)))
    a, b = (np.asarray(g[rows, columns], np.float32) for g in (first, second))
    if a.size < 16:
        return None
    # Neither light that changes nor the contrast of a face says anything about speech.
    change = np.abs((a - a.mean()) - (b - b.mean())).mean()
    return float(change) / max(1.0, float(a.std()))
