"""What is measured and made of a clip's sound, from a file that holds little else.

ffmpeg opens a recording once for each measurement and holds the index of all of it each time.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from clipping.cut import Cut
from transcripts.part_copy import write_sound
from transcripts.partial_file import WINDOW_S

logger = logging.getLogger(__name__)

#: ffmpeg begins to read at the key frame before the span, or a little earlier; past its end it
#: reads what other tracks lie behind.
_BEFORE_S, _AFTER_S = 30.0, 10.0


@contextmanager
def sound_alone(cut: Cut) -> Iterator[Cut]:
    """The same cut of a file with the sound of its span, where that is less to hold."""
    if cut.info.duration_ms <= WINDOW_S * 1000:
        yield cut
        return
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "sound"
        yield replace(cut, source=part) if _is_written(cut, part) else cut


def _is_written(cut: Cut, part: Path) -> bool:
    begin_s = (cut.info.start_ms + cut.span.start_ms - cut.preroll_ms) / 1000
    end_s = (cut.info.start_ms + cut.span.end_ms) / 1000
    stretch = max(0.0, begin_s - _BEFORE_S), end_s + _AFTER_S
    part.touch()
    try:
        return write_sound(cut.source, stretch, part)
    except OSError as error:  # a small or odd temporary folder; the recording itself will do
        logger.warning("the sound is read from the whole recording: %s", error)
        return False
