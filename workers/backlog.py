"""Which recordings a backlog holds, and which files belong to each. Reads names, not contents."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workers.errors import WorkersError
from workers.stages.table import SOURCES

_VIDEO = (".mp4", ".mov", ".m4v", ".mkv", ".webm", ".flv", ".ts", ".m2ts", ".mts", ".avi")
_SOUND = (".mp3", ".m4a", ".wav", ".aac", ".ogg", ".opus")
MEDIA_SUFFIXES = frozenset((*_VIDEO, *_SOUND))
#: What a file beside a recording is, by its name. The first that fits counts.
_BY_NAME = (
    (re.compile(r"chat|comment|danmaku|채팅|댓글", re.IGNORECASE), "chat_file"),
    (re.compile(r"metric|stats|viewers|orders|지표|통계|매출", re.IGNORECASE), "metrics_file"),
    (re.compile(r"offer|coupon|event|혜택|쿠폰|이벤트", re.IGNORECASE), "offers_file"),
    (re.compile(r"product|catalog|item|상품|제품", re.IGNORECASE), "products_file"),
    (re.compile(r"transcript|subtitle|자막|\.(srt|vtt)$", re.IGNORECASE), "transcript_file"),
)
_TEXT_SUFFIXES = frozenset(
    (".csv", ".tsv", ".json", ".jsonl", ".xml", ".txt", ".srt", ".vtt", ".ass", ".gz")
)


@dataclass(frozen=True, slots=True)
class BacklogItem:
    """A recording of a backlog.

    Attributes:
        name: For people and for the folder of its results.
        sources: Its files by source name; "media" is always there.
    """

    name: str
    sources: Mapping[str, Path]


def read_backlog(path: Path) -> tuple[BacklogItem, ...]:
    """The recordings of a folder (with all below it) or of a manifest, in order of their names.

    A manifest is a CSV file with a column `recording` and any of `title`, `chat`, `metrics`,
    `offers`, `products`, `transcript`; paths are meant from the manifest's folder.

    Raises:
        FileNotFoundError: there is no such folder or file.
        WorkersError: it holds no recording.
    """
    if not path.exists():
        raise FileNotFoundError(2, "There is no such folder or manifest", str(path))
    items = _of_folder(path) if path.is_dir() else _of_manifest(path)
    if not items:
        raise WorkersError(f"{path} holds no recording.")
    return items


def kind_of(name: str) -> str | None:
    """What a file beside a recording is, by its name; None when it says nothing.

    >>> kind_of("여름세일_채팅.csv"), kind_of("show.srt"), kind_of("notes.txt")
    ('chat_file', 'transcript_file', None)
    """
    return next((kind for pattern, kind in _BY_NAME if pattern.search(name)), None)


def _of_folder(root: Path) -> tuple[BacklogItem, ...]:
    files = sorted(p for p in root.rglob("*") if p.is_file() and not _is_hidden(p, root))
    media = [p for p in files if p.suffix.lower() in MEDIA_SUFFIXES]
    beside = [p for p in files if p.suffix.lower() in _TEXT_SUFFIXES]
    return tuple(
        BacklogItem(
            path.relative_to(root).with_suffix("").as_posix(),
            {"media": path, **_sidecars(path, media, beside)},
        )
        for path in media
    )


def _sidecars(recording: Path, media: Iterable[Path], beside: Iterable[Path]) -> dict[str, Path]:
    """Files that begin with the recording's name; all of its folder when it is alone there."""
    is_alone = sum(1 for path in media if path.parent == recording.parent) == 1
    found: dict[str, Path] = {}
    for path in beside:
        if path.parent != recording.parent:
            continue
        named = path.name.startswith(recording.stem)
        kind = kind_of(path.name[len(recording.stem) :] if named else path.name)
        if kind is not None and (named or is_alone):
            found.setdefault(kind, path)
    return found


def _of_manifest(path: Path) -> tuple[BacklogItem, ...]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if "recording" not in (rows.fieldnames or ()):
            raise WorkersError(f"{path.name} has no column called recording.")
        return tuple(item for row in rows if (item := _of_row(row, path.parent)) is not None)


def _of_row(row: Mapping[str, str | None], folder: Path) -> BacklogItem | None:
    recording = (row.get("recording") or "").strip()
    if not recording:
        return None
    sources = {"media": folder / recording}
    for source in SOURCES:
        given = (row.get(source.removesuffix("_file")) or "").strip()
        if given and source != "media":
            sources[source] = folder / given
    return BacklogItem((row.get("title") or "").strip() or Path(recording).stem, sources)


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)
