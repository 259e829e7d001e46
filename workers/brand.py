"""A workspace's brand kit as a value: colours, and files by their hashes. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workers.pipeline import JsonValue

#: Kinds of files, as sources of the clips' stages.
FILE_KINDS = ("font", "logo", "card", "intro", "outro")
_COLOUR = re.compile(r"[0-9A-F]{6}")


@dataclass(frozen=True, slots=True)
class BrandFile:
    """A checked file of a kit."""

    sha256: str
    blob_name: str
    file_name: str


@dataclass(frozen=True, slots=True)
class BrandKit:
    """What a workspace puts on its clips.

    Attributes:
        plain: Colour of captions, RRGGBB; "" for that of the style.
        accent: Colour of the word being said, or of prices; "" for that of the style.
        files: By kind (`FILE_KINDS`).
    """

    plain: str = ""
    accent: str = ""
    files: tuple[tuple[str, BrandFile], ...] = ()

    def __post_init__(self) -> None:
        for colour in (self.plain, self.accent):
            if colour and not _COLOUR.fullmatch(colour):
                raise ValueError("a colour is six hex digits")

    def file(self, kind: str) -> BrandFile | None:
        """The file of a kind."""
        return dict(self.files).get(kind)

    def with_file(self, kind: str, file: BrandFile | None) -> BrandKit:
        """The kit with another file of a kind; None takes it away."""
        others = {name: held for name, held in self.files if name != kind}
        if file is not None:
            others[kind] = file
        return replace(self, files=tuple(sorted(others.items())))

    def digests(self) -> dict[str, str]:
        """SHA-256 of each file, by the name of the source."""
        return {f"brand_{kind}": file.sha256 for kind, file in self.files}

    def params(self) -> dict[str, JsonValue]:
        """As stage parameters; only what is set, so that keys without a kit stay."""
        colours = {"brand_plain": self.plain, "brand_accent": self.accent}
        return {name: colour for name, colour in colours.items() if colour}

    def to_json(self) -> dict[str, Any]:
        """For the database."""
        files = {
            kind: {"sha256": f.sha256, "blob_name": f.blob_name, "file_name": f.file_name}
            for kind, f in self.files
        }
        return {"plain": self.plain, "accent": self.accent, "files": files}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> BrandKit:
        """Read what `to_json` wrote."""
        files = {kind: BrandFile(**file) for kind, file in value.get("files", {}).items()}
        return BrandKit(value["plain"], value["accent"], tuple(sorted(files.items())))


NO_KIT = BrandKit()


def kit_at(kits: Sequence[tuple[datetime, BrandKit]], at: datetime | None) -> BrandKit:
    """The kit that held at a moment; the newest without one.

    Args:
        kits: When each was made, and the kit, oldest first.
        at: The moment an approved clip was approved, or None.
    """
    known = [kit for made_at, kit in kits if at is None or made_at <= at]
    return known[-1] if known else NO_KIT
