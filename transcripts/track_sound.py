"""The sound of one track of a recording, or of all tracks mixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from transcripts.audio import describe_sound, read_sound, stream_sound
from transcripts.hearing import Sound
from transcripts.sound_file import MIXED
from transcripts.timeline import Span


def track_span(path: Path, span: Span, track: int | None) -> Sound:
    """The sound of a span, as `read_sound` gives it; `MIXED` for all tracks."""
    if track != MIXED:
        return read_sound(path, span, track=track)
    return _sum([read_sound(path, span, track=index) for index in _indexes(path)])


def track_blocks(path: Path, track: int, *, block_ms: int, until_ms: int) -> Iterator[Sound]:
    """The sound from 0 in blocks, as `stream_sound` gives it; `MIXED` for all tracks."""
    if track != MIXED:
        yield from stream_sound(path, track=track, block_ms=block_ms, until_ms=until_ms)
        return
    streams = [
        stream_sound(path, track=index, block_ms=block_ms, until_ms=until_ms)
        for index in _indexes(path)
    ]
    for blocks in zip(*streams, strict=True):
        yield _sum(blocks)


def _indexes(path: Path) -> list[int]:
    return [track.index for track in describe_sound(path).tracks]


def _sum(sounds: Sequence[Sound]) -> Sound:
    """All together, each as loud as it is alone, cut off at full scale."""
    return np.asarray(np.clip(np.sum(sounds, axis=0), -1, 1), np.float32)
