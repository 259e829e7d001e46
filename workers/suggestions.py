"""From the output of the highlights stage to clips that people decide on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from transcripts.timeline import Span
from workers.clip_plans import order_of
from workers.plan import Step
from workers.process import in_places
from workers.store import clips
from workers.store.database import Connection
from workers.store.rows import ClipRow, new_id

#: A new suggestion that shares more of its length with a decided clip is not added.
_MOST_SHARED = 0.5


def import_suggestions(
    connection: Connection,
    recording_id: str,
    step: Step,
    folder: Path,
    now: datetime,
) -> bool:
    """Make the suggestions of a finished output the recording's newest set.

    Doing it twice changes nothing. Decided clips stay exactly as they are; suggestions of older
    sets that nobody touched are no longer shown.

    Args:
        connection: A writing transaction.
        recording_id: Whose suggestions.
        step: Whose output it is; one that answers a request makes that request's set.
        folder: The output, with `highlights.json`.
        now: The moment.

    Returns:
        Whether it was new.
    """
    request_id = request_of(step)
    if clips.is_imported(connection, recording_id, step.key, request_id):
        return False
    text = (folder / "highlights.json").read_text(encoding="utf-8")
    known = clips.every_clip_of(connection, recording_id)
    suggested = chosen(json.loads(text)["highlights"], known, recording_id, now)
    there = {clip.id for clip in known}
    for clip in suggested:
        if clip.id not in there:
            clips.insert_clip(connection, clip, None)
    clips.insert_import(connection, recording_id, step.key, now, suggested, request_id=request_id)
    return True


def request_of(step: Step) -> int | None:
    """The request that a step answers, None when nobody asked in particular."""
    name, _, number = step.name.partition(":")
    return int(number) if name == "requested" else None


def chosen(
    highlights: Sequence[Mapping[str, Any]],
    known: Sequence[ClipRow],
    recording_id: str,
    now: datetime,
) -> tuple[ClipRow, ...]:
    """The suggestions as clips, best first, without those that a person has decided already. Pure.

    A suggestion of the same span as before is the same clip.
    """
    by_id = {clip.highlight_id: clip for clip in known if clip.highlight_id is not None}
    decided = [clip for clip in known if clip.decision is not None]
    found: dict[str, ClipRow] = {}
    for value in in_places(highlights):
        span = Span(int(value["start_ms"]), int(value["end_ms"]))
        # The span is part of the identity, whatever the stage calls it.
        name = f"{value['id']}@{span.start_ms}-{span.end_ms}"
        before = by_id.get(name)
        if before is None and any(_is_same(span, order_of(clip).span) for clip in decided):
            continue
        if name in found:
            continue
        found[name] = ClipRow(
            id=before.id if before else new_id(),
            recording_id=recording_id,
            highlight_id=name,
            start_ms=span.start_ms,
            end_ms=span.end_ms,
            title=str(value.get("title", "")),
            product_ids=tuple(map(str, value.get("product_ids", ()))),
            created_at=now,
            rank=len(found) + 1,
            score=float(value["score"]),
            kind=str(value["kind"]),
            because=tuple(value.get("because", ())),
            explores=bool(value.get("explores", False)),
        )
    return tuple(found.values())


def _is_same(new: Span, old: Span) -> bool:
    return new.overlap_ms(old) > _MOST_SHARED * min(new.duration_ms, old.duration_ms)
