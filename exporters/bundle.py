"""Files put together: a ZIP whose bytes depend on nothing but them, and a page in one file."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Mapping
from pathlib import Path

#: Kinds of the files that a page may hold inside itself.
_KINDS = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".vtt": "text/vtt"}


#: A product's page with everything in it.
ONE_FILE = "one-file.html"
#: Larger clips stay beside their page: mail and shop editors take no more.
_MOST_INSIDE = 24 * 2**20


def write_bundles(home: Path, name: str) -> tuple[str, ...]:
    """Write a product's page in one file and, beside its folder, an archive of all its files.

    Args:
        home: Folder with `page.html` and what it shows.
        name: Of the folder and of the archive.

    Returns:
        Names of the files written, as seen from beside the folder.
    """
    members = {path.name: path for path in home.iterdir() if path.is_file()}
    members.pop(ONE_FILE, None)
    written = []
    page = members.get("page.html")
    if page and sum(path.stat().st_size for path in members.values()) <= _MOST_INSIDE:
        text = in_one_file(page.read_text(encoding="utf-8"), members)
        _replace(home / ONE_FILE, text.encode("utf-8"))
        written.append(f"{name}/{ONE_FILE}")
    draft = home.parent / f".draft-{name}.zip"
    write_zip(draft, {f"{name}/{file}": path for file, path in members.items()})
    draft.replace(home.parent / f"{name}.zip")
    return (*written, f"{name}.zip")


def write_zip(path: Path, members: Mapping[str, Path | bytes]) -> None:
    """Write an archive: members in order of their names, a fixed date, nothing compressed.

    Media does not get smaller; texts are short.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            content = members[name]
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o644 << 16
            raw = content if isinstance(content, bytes) else content.read_bytes()
            archive.writestr(entry, raw)


def in_one_file(page: str, files: Mapping[str, Path]) -> str:
    """A page of ours with the files that it shows inside it, so that it can be passed on alone.

    Args:
        page: HTML that names files beside it in `src` and `poster`.
        files: Those files by name.
    """
    for name, path in files.items():
        kind = _KINDS.get(Path(name).suffix)
        if kind is None:
            continue
        inside = f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
        for attribute in ("src", "poster"):
            page = page.replace(f'{attribute}="{name}"', f'{attribute}="{inside}"')
    return page


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f".draft-{path.name}")
    draft.write_bytes(content)
    draft.replace(path)
