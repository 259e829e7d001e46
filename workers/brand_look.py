"""From a brand kit's files and colours to what clips are drawn with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from clipping.brand_files import FAMILY
from clipping.caption_styles import CaptionStyle, branded, caption_style
from clipping.dressing import BrandClip, Dressing
from clipping.fonts import load_face
from clipping.probe import probe
from workers.brand import BrandKit


def style_of(name: str | None, kit: BrandKit, sources: Mapping[str, Path]) -> CaptionStyle:
    """A caption style by name, in the kit's colours and font.

    Args:
        name: Of the style; None for the default.
        kit: Its colours.
        sources: Files by the name of the source ("brand_font"); others are left alone.
    """
    font = sources.get("brand_font")
    return branded(
        caption_style(name),
        plain=kit.plain or None,
        accent=kit.accent or None,
        face=load_face(font.absolute(), FAMILY, is_bold=False) if font else None,
    )


def dressing_of(sources: Mapping[str, Path]) -> Dressing:
    """Logo, card, intro and outro, where there are any."""
    logo, card = (_absolute(sources.get(f"brand_{name}")) for name in ("logo", "card"))
    intro, outro = (_film(sources.get(f"brand_{name}")) for name in ("intro", "outro"))
    return Dressing(logo, card, intro, outro)


def _absolute(path: Path | None) -> Path | None:
    return path and path.absolute()


def _film(path: Path | None) -> BrandClip | None:
    return BrandClip(path.absolute(), probe(path).duration_ms) if path else None
