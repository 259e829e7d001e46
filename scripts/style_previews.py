"""Draw a small picture of every caption style for the review page.

    python scripts/style_previews.py

Writes `service/static/styles/<name>.jpg`: a caption over the demo's cup of coffee (CC0), as ffmpeg
draws it in clips. Run it again when a style changes, and look at the pictures.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from clipping.caption_ass import ass_text, faces_of
from clipping.caption_styles import STYLE_NAMES, caption_style
from clipping.captions import make_captions
from clipping.ffmpeg import find_ffmpeg
from clipping.model import Box, Target
from clipping.text_box import text_folder
from transcripts.model import Segment, Transcript, Word
from transcripts.timeline import Span

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "demo" / "pieces" / "cup.jpg"
FOLDER = ROOT / "service" / "static" / "styles"
SAID = ("오늘만", "수분", "크림", "59,900원")
AT_S = 0.9  # the second word is being said


def main() -> int:
    """Draw all, say what is there."""
    FOLDER.mkdir(exist_ok=True)
    for name in STYLE_NAMES:
        draw(name, FOLDER / f"{name}.jpg")
    print(f"{len(STYLE_NAMES)} pictures in {FOLDER.relative_to(ROOT)}")
    return 0


def draw(name: str, output: Path) -> None:
    """One style."""
    words = tuple(Word(Span(i * 600, i * 600 + 600), text) for i, text in enumerate(SAID))
    said = Transcript("ko", 3000, (Segment(Span(0, 2400), " ".join(SAID), words),))
    # Captions are sized by the shorter side; this picture is a strip of a clip 1080 wide.
    style = caption_style(name)
    tall = Target(text_box=Box(60, 1480, 1020, 1880))
    track = make_captions(said, Span(0, 3000), tall, style, product_names=["수분 크림"])
    picture = "scale=1080:1920:force_original_aspect_ratio=increase,crop=1080:1920,setsar=1"
    drawn = f"{picture},ass=captions.ass:fontsdir=fonts,crop=1080:420:0:1490,scale=432:168"
    args = ["-loop", "1", "-i", str(PICTURE), "-vf", drawn, "-ss", str(AT_S), "-frames:v", "1"]
    with text_folder(ass_text(track, tall, style), faces_of(track, style)) as folder:
        subprocess.run(
            [str(find_ffmpeg().path), "-v", "error", "-y", *args, "-q:v", "4", str(output)],
            cwd=folder,
            check=True,
        )


if __name__ == "__main__":
    sys.exit(main())
