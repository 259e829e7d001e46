"""A brand kit as a folder, for the command line: `brand.json`, font, logo, card, intro, outro."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from clipping.errors import BrandFileRefused
from transcripts.foreign_json import parse_json
from workers.brand import FILE_KINDS, NO_KIT, BrandKit
from workers.brand_writers import write_brand_file
from workers.digests import file_digest

_COLOURS_FILE = "brand.json"


@dataclass(frozen=True, slots=True)
class LocalBrand:
    """A kit whose files lie on this machine.

    Attributes:
        kit: Its colours; no files.
        sources: Its files, written anew, by the name of the source ("brand_logo").
    """

    kit: BrandKit = NO_KIT
    sources: tuple[tuple[str, Path], ...] = ()

    @property
    def files(self) -> dict[str, Path]:
        """The same by name."""
        return dict(self.sources)


def read_brand(folder: Path, kept: Path, ffmpeg: Path | None) -> LocalBrand:
    """Read a kit: `brand.json` with "plain" and "accent", and a file named after each kind.

    Args:
        folder: Holds any of them: `font.otf`, `logo.png`, `card.jpg`, `intro.mp4`, `outro.mp4`, …
        kept: Where files written anew are kept; the same file is written once.
        ffmpeg: The setting.

    Raises:
        BrandFileRefused: one cannot be used; says which and why.
        FileNotFoundError: there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(2, "There is no such folder", str(folder))
    found = {path.stem.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
    sources = tuple(
        (f"brand_{kind}", _written(kind, found[kind], kept, ffmpeg))
        for kind in FILE_KINDS
        if kind in found
    )
    return LocalBrand(_colours(folder / _COLOURS_FILE), sources)


def _colours(file: Path) -> BrandKit:
    if not file.is_file():
        return NO_KIT
    try:
        value = parse_json(file.read_text(encoding="utf-8-sig"))
        plain, accent = (str(value.get(n, "")).lstrip("#").upper() for n in ("plain", "accent"))
        return BrandKit(plain, accent)
    except (ValueError, AttributeError) as error:
        raise BrandFileRefused(
            f'{file.name} should look like {{"plain": "FFFFFF", "accent": "FFE14D"}}.'
        ) from error


def _written(kind: str, source: Path, kept: Path, ffmpeg: Path | None) -> Path:
    out = kept / f"{kind}-{file_digest(source)[:32]}"
    if out.is_file():
        return out
    kept.mkdir(parents=True, exist_ok=True)
    draft = out.with_name(f".draft-{os.getpid()}-{out.name}")
    try:
        write_brand_file(kind, source, draft, ffmpeg)
        draft.replace(out)
    except BrandFileRefused as error:
        raise BrandFileRefused(f"{source.name}: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return out
