"""A small part of the caption font for pages that must be read where no Hangul font is. Pure."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from clipping.fonts import FONTS_FOLDER

#: Copyright, licence, its address. The name goes: it is reserved for the unchanged font (OFL 1.1).
_KEPT_NAMES = [0, 13, 14]
#: Kerning and other forms of letters: half of the time, and of no use for reading.
_LEFT_OUT = ["GDEF", "GPOS", "GSUB"]
_NAME = "AfterliveHangul"


def font_for(text: str) -> bytes:
    """A WOFF file that draws the characters of a text that the font has, at medium weight.

    About 100 bytes a syllable: 30 kB for a FAQ of 240 different ones. The same characters give the
    same bytes.
    """
    return _subset("".join(sorted(set(text))))


@lru_cache(maxsize=8)
def _subset(characters: str) -> bytes:
    file = FONTS_FOLDER / "Pretendard-Medium.otf"
    with TTFont(file, lazy=True, recalcTimestamp=False) as font, BytesIO() as out:
        for table in _LEFT_OUT:
            if table in font:
                del font[table]
        worker = Subsetter(_options())
        worker.populate(unicodes=map(ord, characters))
        worker.subset(font)
        _rename(font["CFF "].cff)
        font.flavor = "woff"
        font.save(out, reorderTables=False)
        return out.getvalue()


def _rename(outlines: Any) -> None:
    """Take the reserved name out of the outlines' own table too."""
    outlines.fontNames = [_NAME]
    for field in ("FullName", "FamilyName"):
        if hasattr(outlines.topDictIndex[0], field):
            setattr(outlines.topDictIndex[0], field, _NAME)


def _options() -> Options:
    options = Options()
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = _KEPT_NAMES
    options.name_legacy = False
    options.notdef_outline = True
    return options
