"""The looks of captions, by name, and what a shop's own colours and font change in them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from clipping.fonts import FontFace, FontSet, bold_face, medium_face

_NORMAL_SIZE = 88  # ASS size of Pretendard at 1080 pixels of width: ten Hangul letters a line


@dataclass(frozen=True, slots=True)
class CaptionStyle:
    """How captions look. Colours are RRGGBB, lengths are pixels at a width of 1080.

    Attributes:
        name: Machine word.
        face: The font; others draw what it lacks.
        plain: Colour of words.
        spoken: Colour of the word being said; None to leave it.
        strong: Colour of prices, benefits and products; None to leave them.
        outline: Width of the edge.
        shadow: Depth of the shadow; with a plate, its margin around the text.
        edge: Colour of the edge.
        plate: Colour of a plate behind the text; None for none.
        keeps_spoken: Words keep the spoken colour after they were said.
        size_share: Size beside the normal one.
    """

    name: str
    face: FontFace
    plain: str
    spoken: str | None
    strong: str | None
    outline: float
    shadow: float
    edge: str = "101010"
    plate: str | None = None
    keeps_spoken: bool = False
    size_share: float = 1.0

    @property
    def fonts(self) -> FontSet:
        """Its face and those that help out."""
        return FontSet(self.face)

    @property
    def font_size(self) -> float:
        """ASS font size at a width of 1080: every face gets the same em."""
        return _NORMAL_SIZE * self.size_share * bold_face().em_share / self.face.em_share

    @property
    def margin(self) -> float:
        """Pixels at 1080 that edge, shadow or plate take on each side of the letters."""
        return max(self.outline, self.shadow) if self.plate else self.outline + self.shadow


DEFAULT_STYLE = "bold"
#: In the order in which people are offered them.
STYLE_NAMES = ("bold", "calm", "plate", "trail", "light", "plain")


def caption_style(name: str | None) -> CaptionStyle:
    """The style of that name; the default where the name is unknown or None."""
    styles = _styles()
    return styles.get(name or DEFAULT_STYLE, styles[DEFAULT_STYLE])


def branded(
    style: CaptionStyle,
    *,
    plain: str | None = None,
    accent: str | None = None,
    face: FontFace | None = None,
) -> CaptionStyle:
    """The style in a shop's own colours and font; what is None stays.

    The accent takes the place of the spoken word's colour where the style has one, else of the
    colour of prices. The plain style keeps its colours: it is there to be read, not to be seen.
    """
    if face is not None:
        style = replace(style, face=face)
    if style.name == "plain":
        return style
    if plain is not None:
        style = replace(style, plain=plain)
    if accent is None:
        return style
    if style.spoken is not None:
        return replace(style, spoken=accent)
    return replace(style, strong=accent)


@cache
def _styles() -> Mapping[str, CaptionStyle]:
    bold, medium = bold_face(), medium_face()
    styles = (
        CaptionStyle("bold", bold, "FFFFFF", "FFE14D", "5CF2B8", 6, 2),
        CaptionStyle("calm", medium, "FFFFFF", None, "FFE14D", 4, 1),
        CaptionStyle("plate", medium, "FFFFFF", None, "FFD84D", 0, 18, plate="14161C"),
        CaptionStyle("trail", bold, "FFFFFF", "4DD8FF", "FFE14D", 6, 2, keeps_spoken=True),
        CaptionStyle("light", bold, "17181C", "0A4DFF", "E0002D", 8, 0, edge="FFFFFF"),
        CaptionStyle("plain", medium, "FFFFFF", None, None, 5, 0),
    )
    return {style.name: style for style in styles}
