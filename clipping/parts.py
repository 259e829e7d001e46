"""What is cut and measured, from a file that holds little else than the span.

ffmpeg opens a recording once for each picture, sound and measurement of a clip, and holds the index
of all of it each time.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from clipping.cut import Cut
from clipping.model import MediaInfo
from transcripts.part_copy import write_part
from transcripts.partial_file import WINDOW_S, Kept
from transcripts.timeline import Span

logger = logging.getLogger(__name__)

#: ffmpeg begins to read at the key frame before the span, or a little earlier; sound is read from
#: there, which is at most so long before the span where sound shall be the same to the sample.
_PICTURES_BEFORE_S, _SOUNDS_BEFORE_S = 1.0, 30.0
#: Past the end it reads what other tracks hold there.
_AFTER_S = 5.0


@contextmanager
def part_of(
    source: Path, info: MediaInfo, span: Span, beside: Path, *, with_pictures: bool = True
) -> Iterator[Path]:
    """A file with a span of a recording, on its clock; the recording where nothing is saved.

    Args:
        source: The recording.
        info: What probing said.
        span: What is read of it.
        beside: A file that is being made: what is left of a killed run is cleared away with it.
        with_pictures: Else only the sound can be read.
    """
    if info.duration_ms <= WINDOW_S * 1000:
        yield source
        return
    with tempfile.TemporaryDirectory(prefix=".part-", dir=beside.parent) as folder:
        part = Path(folder) / "part"
        is_there = _is_written(source, info, span, part, with_pictures=with_pictures)
        yield part if is_there else source


@contextmanager
def part_to_cut(cut: Cut, beside: Path, *, with_pictures: bool = True) -> Iterator[Cut]:
    """The same cut of a file with its span alone, as `part_of` gives it."""
    span = Span(cut.span.start_ms - cut.preroll_ms, cut.span.end_ms)
    with part_of(cut.source, cut.info, span, beside, with_pictures=with_pictures) as part:
        yield replace(cut, source=part)


def _is_written(
    source: Path, info: MediaInfo, span: Span, part: Path, *, with_pictures: bool
) -> bool:
    begin_s, end_s = ((info.start_ms + at_ms) / 1000 for at_ms in (span.start_ms, span.end_ms))
    pictures, sounds = (
        ((max(0.0, begin_s - before_s), end_s + _AFTER_S),)
        for before_s in (_PICTURES_BEFORE_S, _SOUNDS_BEFORE_S)
    )
    part.touch()
    try:
        return write_part(source, Kept(pictures, sounds), part, with_pictures=with_pictures)
    except OSError as error:  # no room, or a limit; the recording itself will do
        logger.warning("a span is read from the whole recording: %s", error)
        return False
