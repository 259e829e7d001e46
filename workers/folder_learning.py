"""Learning without a system: processed folders and a table of decisions on their suggestions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clipping.errors import UnreadableSidecar
from clipping.highlights_json import highlight_from_json
from clipping.learning import Judged, learn, lesson_to_json, parts_of
from clipping.model import Highlight
from clipping.rejections import what_it_tells
from clipping.score_weights import weights_to_json
from clipping.sidecars import find_columns, read_rows
from clipping.taste import NO_TASTE, Taste, taste_from_json, taste_to_json
from workers.errors import WorkersError

_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "highlightid", "clipid", "클립id"),
    "decision": ("decision", "state", "결정", "상태"),
    "folder": ("folder", "recording", "방송", "폴더"),
    "reason": ("reason", "이유", "사유"),
}
_LIKES = {"approve": True, "approved": True, "승인": True, "reject": False, "rejected": False,
          "반려": False}  # fmt: skip


def learn_from_folders(
    folders: Sequence[Path], decisions: Path, start: Path | None
) -> dict[str, Any]:
    """Weights after one step, as `afterlive highlights --weights` reads them, with what changed.

    Args:
        folders: Processed folders, each with its `highlights.json`.
        decisions: Table of ids and decisions; a column `folder` where ids are in several.
        start: Weights that this wrote before, or None to begin.

    Raises:
        UnreadableSidecar: the table has not the columns it needs.
        WorkersError: a folder has no suggestions, or a file cannot be understood.
    """
    decided = _decisions(decisions)
    judged = [
        _judged(folder.name, one, *answer)
        for folder in folders
        for one in _highlights(folder)
        if (answer := decided.get((folder.name, one.id)) or decided.get(("", one.id)))
    ]
    learned = learn(_start(start), judged)
    return {
        **weights_to_json(learned.taste.weights()),
        "factors": taste_to_json(learned.taste),
        "lessons": [lesson_to_json(lesson) for lesson in learned.lessons],
    }


def _judged(group: str, one: Highlight, likes: bool, reason: str) -> Judged:  # noqa: FBT001
    if likes:
        return Judged(group, likes=True, parts=parts_of(one.because))
    trust, about = what_it_tells(reason)
    return Judged(group, likes=False, parts=parts_of(one.because), trust=trust, about=about)


def _decisions(path: Path) -> dict[tuple[str, str], tuple[bool, str]]:
    """By folder ("" for any) and id: whether it was liked, and the reason given."""
    rows = read_rows(path)
    header = next(rows, None)
    columns = {} if header is None else find_columns(header.cells, _COLUMNS)
    if not {"id", "decision"} <= set(columns):
        raise UnreadableSidecar(f"{path.name} needs the columns id and decision.")
    found = {}
    for row in rows:
        cells = {n: row.cells[i] if i < len(row.cells) else "" for n, i in columns.items()}
        if (likes := _LIKES.get(cells["decision"].lower())) is not None:
            key = (Path(cells.get("folder", "")).name, cells["id"])
            found[key] = (likes, cells.get("reason", ""))
    return found


def _highlights(folder: Path) -> list[Highlight]:
    value = _read(folder / "highlights.json")
    try:
        return [highlight_from_json(one) for one in value["highlights"]]
    except (KeyError, TypeError, ValueError) as error:
        raise WorkersError(f"{folder} has no suggestions that can be read.") from error


def _start(path: Path | None) -> Taste:
    if path is None:
        return NO_TASTE
    factors = _read(path).get("factors")
    if not isinstance(factors, Mapping):
        raise WorkersError(f"{path} was not written by `afterlive learn folder`.")
    return taste_from_json(factors)


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise WorkersError(f"{path} is no valid JSON: {error}.") from error
    if not isinstance(value, dict):
        raise WorkersError(f"{path} holds no object.")
    return value
