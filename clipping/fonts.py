"""The caption fonts in the package: how wide a text is, and which characters they can draw.

Only importer of fontTools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS_FOLDER = Path(__file__).parent / "assets" / "fonts"


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face as libass draws it.

    Attributes:
        file: The font file.
        family: Name by which libass finds it in its fonts folder.
        is_bold: Whether libass must be asked for bold.
        advances: Width of each character the face can draw, as a share of the em.
        em_share: Em height as a share of the ASS font size: libass scales ascent plus descent of
            the OS/2 table to the font size, not the em.
    """

    file: Path
    family: str
    is_bold: bool
    advances: Mapping[str, float]
    em_share: float

    def width(self, text: str, size: float) -> float:
        """Pixels the text takes at an ASS font size. Characters without a glyph take none."""
        return sum(self.advances.get(char, 0.0) for char in text) * size * self.em_share

    def can_draw(self, char: str) -> bool:
        """Whether the face has a glyph for the character."""
        return char in self.advances


@cache
def bold_face() -> FontFace:
    """Pretendard Bold: captions that are read at arm's length."""
    return _load("Pretendard-Bold.otf", "Pretendard", is_bold=True)


@cache
def medium_face() -> FontFace:
    """Pretendard Medium: quiet captions."""
    return _load("Pretendard-Medium.otf", "Pretendard Medium", is_bold=False)


def _load(name: str, family: str, *, is_bold: bool) -> FontFace:
    file = FONTS_FOLDER / name
    with TTFont(file, lazy=True) as font:
        em = font["head"].unitsPerEm
        os2 = font["OS/2"]
        widths = font["hmtx"].metrics
        advances = {chr(code): widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}
        em_share = em / (os2.usWinAscent + os2.usWinDescent)
    return FontFace(file, family, is_bold, advances, em_share)
