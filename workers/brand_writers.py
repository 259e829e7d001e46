"""Checks a file of a brand kit and writes it anew, by its kind."""

from __future__ import annotations

from pathlib import Path

from clipping.brand_files import write_card, write_font, write_logo
from clipping.brand_films import write_film
from clipping.ffmpeg import find_ffmpeg

_WRITERS = {"font": write_font, "logo": write_logo, "card": write_card}


def write_brand_file(kind: str, source: Path, output: Path, ffmpeg: Path | None) -> None:
    """Write a file of a kit as its clips' stages need it.

    Args:
        kind: One of `workers.brand.FILE_KINDS`.
        source: The file as somebody gave it.
        output: Where it goes.
        ffmpeg: The setting; for films.

    Raises:
        BrandFileRefused: it cannot be used; says why.
    """
    if (write := _WRITERS.get(kind)) is not None:
        write(source, output)
    else:
        write_film(source, output, find_ffmpeg(ffmpeg))
