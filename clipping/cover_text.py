"""A title on a cover picture, inside the box that stays visible wherever covers are shown."""

from __future__ import annotations

from pathlib import Path

from clipping.caption_ass import ass_text, faces_of
from clipping.caption_styles import CaptionStyle
from clipping.captions import CaptionTrack, with_hook
from clipping.ffmpeg import Ffmpeg
from clipping.meters import titled_args
from clipping.model import Target
from clipping.text_box import text_folder
from transcripts.timeline import Span


def write_title(
    cover: Path, text: str, target: Target, style: CaptionStyle, ffmpeg: Ffmpeg
) -> None:
    """Draw a title at the top of the text box of a cover; the file is replaced.

    The text box also clears the 3:4 middle that profile pages show of a cover.

    Args:
        cover: A JPEG of the target's size.
        text: Any text; without anything that can be drawn the cover stays as it is.
        target: Size and text box.
        style: How it looks.
        ffmpeg: Draws.

    Raises:
        FfmpegFailed: it cannot be read or written.
    """
    track = with_hook(CaptionTrack(Span(0, 1000)), text, target, style)
    if track.hook is None:
        return
    draft = cover.with_name(f"titled-{cover.name}")
    with text_folder(ass_text(track, target, style), faces_of(track, style)) as folder:
        args = titled_args(str(cover.absolute()), str(draft.absolute()))
        ffmpeg.run(args, duration_ms=1000, cwd=folder)
    draft.replace(cover)
