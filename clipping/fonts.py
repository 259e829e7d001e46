"""The caption fonts: how wide a text is, which face draws which part, and what none can draw.

Only this module, `font_subset` and `brand_files` import fontTools.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from clipping.glyphs import clusters

FONTS_FOLDER = Path(__file__).parent / "assets" / "fonts"

#: Faces for what Pretendard lacks, in the order they are asked: package, file, family. They come
#: with packages (OFL 1.1), as they are too large to be copied. libass takes a variable face at
#: its default weight and makes it bold itself.
_FALLBACKS = (
    ("clipping", "assets/fonts/Pretendard-Bold.otf", "Pretendard"),  # for a shop's own font
    ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc", "Noto Sans CJK KR"),
    ("manimgx_fonts", "NotoEmoji[wght].ttf", "Noto Emoji"),
    ("manimgx_fonts", "NotoSans[wght].ttf", "Noto Sans"),
    ("manimgx_fonts", "NotoSansSymbols[wght].ttf", "Noto Sans Symbols"),
    *(
        ("manimgx_fonts", f"NotoSans{script}[wght].ttf", f"Noto Sans {script}")
        for script in (
            *("Thai", "Devanagari", "Arabic", "Hebrew", "Bengali", "Tamil", "Telugu", "Khmer"),
            *("Lao", "Myanmar", "Georgian", "Armenian", "Gujarati", "Gurmukhi", "Kannada"),
            *("Malayalam", "Oriya", "Sinhala", "Ethiopic"),
        )
    ),
)
#: libass before 0.17.2 looks only into a font's table of the first 65,536 characters when there is
#: one. Emoji lie beyond: `with_wide_table` helps; elsewhere what lies beyond counts as lacking.
_LAST_PLAIN = 0xFFFF
#: libass 0.17 shapes what stands around these apart, so such emoji come as their parts and take
#: more room: joiner, enclosing keycap.
_PARTED = frozenset("\u200d\u20e3")
_KOREAN_MEMBER = 1  # of the collection: Japanese, Korean, two Chinese, Hong Kong


@dataclass(frozen=True, slots=True, eq=False)
class FontFace:
    """One face as libass draws it.

    Attributes:
        file: The font file.
        family: Name by which libass finds it in its fonts folder.
        is_bold: Whether libass must be asked for bold.
        advances: Width of each character the face can draw, as a share of the em.
        em_share: Em height as a share of the ASS font size: libass scales ascent plus descent of
            the OS/2 table to the font size, not the em.
        sequences: Width of each emoji of several characters that the face draws as one.
    """

    file: Path
    family: str
    is_bold: bool
    advances: Mapping[str, float]
    em_share: float
    sequences: Mapping[str, float]

    @property
    def needs_wide_table(self) -> bool:
        """Whether libass must be given the font by `with_wide_table`."""
        return bool(self.sequences)

    def can_draw(self, cluster: str) -> bool:
        """Whether the face draws the character, or the emoji of several characters, as one."""
        return cluster in self.advances or cluster in self.sequences

    def advance(self, cluster: str) -> float:
        """Width as a share of the em; 0 where the face cannot draw it."""
        return self.advances.get(cluster) or self.sequences.get(cluster, 0.0)


@dataclass(frozen=True, slots=True)
class FontRun:
    """A stretch of text in one face."""

    face: FontFace
    text: str


@dataclass(frozen=True, slots=True)
class FontSet:
    """A face, and others for what it lacks, all drawn at the same em.

    Attributes:
        primary: The face of the style.
    """

    primary: FontFace

    def can_draw(self, cluster: str) -> bool:
        """Whether some face draws it."""
        return self._face(cluster) is not None

    def runs(self, text: str) -> tuple[FontRun, ...]:
        """The text in stretches of one face each; what no face can draw stays with the primary."""
        out: list[FontRun] = []
        for cluster in clusters(text):
            face = self._face(cluster) or self.primary
            if out and _is_mark(cluster) and out[-1].face.can_draw(cluster):
                face = out[-1].face  # a mark belongs to what stands before it
            if out and out[-1].face is face:
                out[-1] = FontRun(face, out[-1].text + cluster)
            else:
                out.append(FontRun(face, cluster))
        return tuple(out)

    def width(self, text: str, size: float) -> float:
        """Pixels the text takes at the primary's ASS font size; nothing for what none can draw."""
        em = size * self.primary.em_share
        wide = 0.0
        for cluster in clusters(text):
            face = self._face(cluster)
            wide += face.advance(cluster) * em if face else 0.0
        return wide

    def size_in(self, face: FontFace, size: float) -> float:
        """The ASS font size at which a face has the em of the primary at `size`."""
        return size * self.primary.em_share / face.em_share

    def _face(self, cluster: str) -> FontFace | None:
        if self.primary.can_draw(cluster):
            return self.primary
        return next((face for face in fallback_faces() if face.can_draw(cluster)), None)


@cache
def bold_face() -> FontFace:
    """Pretendard Bold: captions that are read at arm's length."""
    return load_face(FONTS_FOLDER / "Pretendard-Bold.otf", "Pretendard", is_bold=True)


@cache
def medium_face() -> FontFace:
    """Pretendard Medium: quiet captions."""
    return load_face(FONTS_FOLDER / "Pretendard-Medium.otf", "Pretendard Medium", is_bold=False)


def fallback_faces() -> Iterator[FontFace]:
    """The faces for what a caption face lacks, each read when it is reached for the first time."""
    for package, name, family in _FALLBACKS:
        if (face := _fallback(package, name, family)) is not None:
            yield face


def missing_fallbacks() -> tuple[str, ...]:
    """Families that captions would fall back to but that are not installed."""
    return tuple(f for package, name, f in _FALLBACKS if _fallback_file(package, name) is None)


def load_face(file: Path, family: str, *, is_bold: bool) -> FontFace:
    """What is needed of a font file; of a collection, of its Korean member.

    Raises:
        TTLibError: it is no font.
    """
    number = _KOREAN_MEMBER if file.suffix == ".ttc" else -1
    with TTFont(file, lazy=True, fontNumber=number) as font:
        em = font["head"].unitsPerEm
        os2, widths, glyphs = font["OS/2"], font["hmtx"].metrics, font.getBestCmap()
        sequences = {
            text: widths[glyph][0] / em for text, glyph in _sequences(font, glyphs).items()
        }
        last = 0x10FFFF if sequences else _LAST_PLAIN
        advances = {chr(c): widths[glyph][0] / em for c, glyph in glyphs.items() if c <= last}
        em_share = em / (os2.usWinAscent + os2.usWinDescent)
    return FontFace(file, family, is_bold, advances, em_share, sequences)


@cache
def _fallback(package: str, name: str, family: str) -> FontFace | None:
    file = _fallback_file(package, name)
    return load_face(file, family, is_bold=False) if file else None


def with_wide_table(font: bytes) -> bytes:
    """A font whose table for Windows' first 65,536 characters is its full one.

    The file's own bytes but for one offset (OpenType 1.9, cmap): 3/1 points to what 3/10 points to.
    """
    tables = int.from_bytes(font[4:6], "big")
    entries = (font[12 + 16 * i : 28 + 16 * i] for i in range(tables))
    cmap = next((int.from_bytes(e[8:12], "big") for e in entries if e[:4] == b"cmap"), None)
    if cmap is None:
        return font
    count = int.from_bytes(font[cmap + 2 : cmap + 4], "big")
    records = {font[at : at + 4]: at + 4 for at in range(cmap + 4, cmap + 4 + 8 * count, 8)}
    narrow, wide = records.get(b"\0\3\0\1"), records.get(b"\0\3\0\x0a")
    if narrow is None or wide is None:
        return font
    return font[:narrow] + font[wide : wide + 4] + font[narrow + 4 :]


def _fallback_file(package: str, name: str) -> Path | None:
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    file = Path(next(iter(places))) / name if places else None
    return file if file and file.is_file() else None


def _is_mark(cluster: str) -> bool:
    return unicodedata.category(cluster[0]).startswith("M")


def _sequences(font: Any, glyphs: Mapping[int, str]) -> dict[str, str]:
    """Emoji of several characters and the glyph that draws each, from the font's ligatures."""
    chars = {glyph: chr(code) for code, glyph in glyphs.items()}
    if "GSUB" not in font or "\U0001f600" not in chars.values():
        return {}
    found: dict[str, str] = {}
    for first, ligature in _ligatures(font["GSUB"].table):
        names = [first, *ligature.Component]
        if all(name in chars for name in names):
            found["".join(chars[name] for name in names)] = ligature.LigGlyph
    return {
        text: glyph
        for text, glyph in found.items()
        if len(clusters(text)) == 1 and not _PARTED.intersection(text)
    }


def _ligatures(gsub: Any) -> Iterator[tuple[str, Any]]:
    for lookup in gsub.LookupList.Lookup:
        for held in lookup.SubTable:
            table = getattr(held, "ExtSubTable", held)
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for ligature in ligatures:
                    yield first, ligature
