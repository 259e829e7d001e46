"""Where the texts of a clip really lie: each is drawn alone by libass and its ink is measured."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from clipping.caption_ass import ass_stills, faces_of
from clipping.caption_styles import CaptionStyle
from clipping.captions import CaptionTrack
from clipping.ffmpeg import Ffmpeg
from clipping.fonts import FontFace, with_wide_table
from clipping.graph import CAPTIONS_FILE, FONTS_NAME
from clipping.meters import text_args
from clipping.model import Box, Target


def measure_text(
    track: CaptionTrack, target: Target, style: CaptionStyle, ffmpeg: Ffmpeg
) -> Box | None:
    """The smallest box that holds all ink of all texts of the clip, edges and plates too.

    Args:
        track: What is shown.
        target: Size of the picture.
        style: How it looks.
        ffmpeg: Draws one frame a text; nothing is written.

    Returns:
        None where no text leaves any ink.
    """
    text, count = ass_stills(track, target, style)
    if not count:
        return None
    with text_folder(text, faces_of(track, style)) as folder:
        log = ffmpeg.run(text_args(target, count), duration_ms=count * 1000, cwd=folder)
    found = re.findall(r"x1:(\d+) x2:(\d+) y1:(\d+) y2:(\d+)", log)
    if not found:
        return None
    left, right, top, bottom = zip(*((int(n) for n in numbers) for numbers in found), strict=True)
    return Box(min(left), min(top), max(right) + 1, max(bottom) + 1)


def box_to_json(box: Box | None) -> dict[str, int] | None:
    """A box as a JSON value."""
    return None if box is None else asdict(box)


def box_from_json(value: Mapping[str, int] | None) -> Box | None:
    """Read what `box_to_json` wrote."""
    return Box(**value) if value else None


@contextmanager
def text_folder(ass: str, faces: tuple[FontFace, ...]) -> Iterator[Path]:
    """A folder for ffmpeg to run in, with captions and the fonts they need under fixed names."""
    with tempfile.TemporaryDirectory(prefix="afterlive-clip-") as name:
        folder = Path(name)
        (folder / CAPTIONS_FILE).write_text(ass, encoding="utf-8")
        (folder / FONTS_NAME).mkdir()
        for number, face in enumerate(faces):
            font = folder / FONTS_NAME / f"{number}{face.file.suffix}"
            if face.needs_wide_table:
                font.write_bytes(with_wide_table(face.file.read_bytes()))
            else:
                font.symlink_to(face.file.absolute())
        yield folder
