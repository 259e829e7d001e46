"""Whether the bursts of an encoded picture fit a player's buffer. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from clipping.model import Target

#: Players begin when the buffer is nearly full, as x264 assumes of them.
_FULL_AT_START = 0.9
#: What x264 misses the limit by when it is held to it, in buffers.
_MISS = 0.02


def fits_buffer(picture_bits: Iterable[int], target: Target) -> bool:
    """Whether a buffer that fills at the target's peak rate never runs empty.

    Args:
        picture_bits: Size of each picture in order, shown at the target's frame rate.
        target: Says the size of the buffer and the peak.
    """
    size = target.buffer_kbit * 1000
    a_picture = target.peak_kbps * 1000 / target.frame_rate
    level = _FULL_AT_START * size
    for bits in picture_bits:
        level -= bits
        if level < -_MISS * size:
            return False
        level = min(size, level + a_picture)
    return True
