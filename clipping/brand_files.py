"""A shop's own font, logo and end card: checked, and written anew so that nothing else comes in.

Uploads are hostile: what a file is is decided by its content, and only what was understood is kept.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from pathlib import Path

from fontTools.misc.psCharStrings import CharStringCompileError
from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageOps

from clipping.errors import BrandFileRefused

#: Name by which a shop's font is known to libass, whatever it calls itself.
FAMILY = "Afterlive Brand"
LOGO_SIZE = (240, 96)
CARD_SIZE = (1080, 1920)
_MOST_FONT_BYTES, _MOST_PICTURE_BYTES = 30_000_000, 15_000_000
_MOST_PIXELS = 40_000_000
_SMALLEST_CARD = 540
_FORMATS = ("PNG", "JPEG", "WEBP")
#: How TTF and OTF begin. WOFF is not taken: a small one may unpack into something huge.
_FONT_MARKS = (b"\x00\x01\x00\x00", b"true", b"OTTO")
#: fontTools and Pillow meet what is broken with whatever it breaks.
_BROKEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
_NO_FONT = "This is no font file that can be read. Give a TTF or OTF."
#: OS/2 fsType, OpenType 1.9: restricted licence embedding.
_RESTRICTED = 0x0002
_NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2")
_LEAST = "0123456789,.%ABCabc"
_NAME_IDS = (1, 3, 4, 6, 16, 17, 21, 22, 25)


def write_font(source: Path, output: Path) -> None:
    """Write a font file under our own family name, when captions can be drawn with it.

    Raises:
        BrandFileRefused: it is none, or may not or cannot be used; says why.
    """
    _refuse_size(source, _MOST_FONT_BYTES)
    with source.open("rb") as start:
        if start.read(4) not in _FONT_MARKS:
            raise BrandFileRefused(_NO_FONT)
    try:
        with TTFont(source, lazy=False) as font:
            _refuse_font(font)
            for record in list(font["name"].names):
                if record.nameID in _NAME_IDS:
                    font["name"].removeNames(nameID=record.nameID)
            for name_id, text in ((1, FAMILY), (2, "Regular"), (4, FAMILY), (6, "AfterliveBrand")):
                font["name"].setName(text, name_id, 3, 1, 0x409)
            font.flavor = None
            font.save(output)
    except BrandFileRefused:
        raise
    except (*_BROKEN, TTLibError, CharStringCompileError) as error:
        raise BrandFileRefused(_NO_FONT) from error


def write_logo(source: Path, output: Path) -> None:
    """Write a logo as a PNG of at most 240 by 96 pixels.

    Raises:
        BrandFileRefused: it is no picture that can be used.
    """
    picture = _picture(source).convert("RGBA")
    picture.thumbnail(LOGO_SIZE, Image.Resampling.LANCZOS)
    picture.save(output, "PNG")


def write_card(source: Path, output: Path) -> None:
    """Write an end card as a PNG of 1080 by 1920 pixels; what is too wide or tall is cut off.

    Raises:
        BrandFileRefused: it is no picture that can be used, or too small.
    """
    picture = _picture(source)
    if min(picture.size) < _SMALLEST_CARD:
        raise BrandFileRefused(
            f"The picture has only {picture.width} by {picture.height} pixels. "
            f"Give one of 1080 by 1920."
        )
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    ImageOps.fit(flat, CARD_SIZE, Image.Resampling.LANCZOS).save(output, "PNG")


def _refuse_size(source: Path, most: int) -> None:
    size = source.stat().st_size
    if size > most:
        raise BrandFileRefused(
            f"The file has {size / 1e6:.0f} MB; at most {most / 1e6:.0f} MB can be used."
        )


def _refuse_font(font: TTFont) -> None:
    if missing := [table for table in _NEEDED if table not in font]:
        raise BrandFileRefused(f"The font lacks {', '.join(missing)}. Give a TTF or OTF.")
    if "fvar" in font:
        raise BrandFileRefused("This is a variable font. Give one of its single weights.")
    if font["OS/2"].fsType & _RESTRICTED:
        raise BrandFileRefused("The font's maker does not allow it to be put into videos.")
    known = font.getBestCmap() or {}
    if lost := "".join(char for char in _LEAST if ord(char) not in known):
        raise BrandFileRefused(f"The font lacks {lost}, which prices need.")
    if font["OS/2"].usWinAscent + font["OS/2"].usWinDescent <= 0 or font["head"].unitsPerEm < 16:
        raise BrandFileRefused("The font says no size of its letters. Export it again.")


def _picture(source: Path) -> Image.Image:
    _refuse_size(source, _MOST_PICTURE_BYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=_FORMATS) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    raise BrandFileRefused("The picture has too many pixels. Export it smaller.")
                turned = ImageOps.exif_transpose(opened)
                has_alpha = turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info
                return turned.convert("RGBA" if has_alpha else "RGB")
    except (*_BROKEN, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BrandFileRefused(
            "This is no picture that can be read. Give a PNG, JPEG or WebP."
        ) from error
