"""Words learned from corrected captions. Appended only; of each clip the last row counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select

from transcripts.corrections import Replacement
from workers.store import schema
from workers.store.database import Connection

_W, _C = schema.learned_words, schema.clips
#: So many corrected clips are looked at, newest first.
_MOST_CLIPS = 200


def insert_lesson(
    connection: Connection,
    workspace_id: str,
    clip_id: str,
    words: Sequence[Replacement],
    person_id: str | None,
    at: datetime,
) -> None:
    """Append what the captions of a clip teach now; nothing takes an older lesson back."""
    connection.execute(
        insert(_W).values(
            workspace_id=workspace_id,
            clip_id=clip_id,
            person_id=person_id,
            words=[[pair.heard, pair.meant] for pair in words],
            created_at=at,
        )
    )


def lesson_of(connection: Connection, clip_id: str) -> tuple[Replacement, ...]:
    """What the captions of a clip teach; empty when nothing was learned, or it was taken back."""
    query = select(_W.c.words).where(_W.c.clip_id == clip_id).order_by(_W.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return () if row is None else _pairs(row.words)


def lessons_in(
    connection: Connection, recording_ids: Collection[str]
) -> dict[str, dict[str, tuple[Replacement, ...]]]:
    """What the clips of recordings teach, by recording and clip; without those that teach none."""
    newest = select(func.max(_W.c.id)).join(_C, _C.c.id == _W.c.clip_id)
    newest = newest.where(_C.c.recording_id.in_(recording_ids)).group_by(_W.c.clip_id)
    query = (
        select(_C.c.recording_id, _W.c.clip_id, _W.c.words)
        .join(_C, _C.c.id == _W.c.clip_id)
        .where(_W.c.id.in_(newest))
    )
    out: dict[str, dict[str, tuple[Replacement, ...]]] = {}
    for row in connection.execute(query):
        if row.words:
            out.setdefault(row.recording_id, {})[row.clip_id] = _pairs(row.words)
    return out


def words_of(connection: Connection, workspace_id: str) -> tuple[Replacement, ...]:
    """What a workspace learned, newest first."""
    mine = select(func.max(_W.c.id)).where(_W.c.workspace_id == workspace_id)
    query = (
        select(_W.c.words)
        .where(_W.c.id.in_(mine.group_by(_W.c.clip_id)))
        .order_by(_W.c.id.desc())
        .limit(_MOST_CLIPS)
    )
    return tuple(pair for row in connection.execute(query) for pair in _pairs(row.words))


def _pairs(words: Sequence[Sequence[str]]) -> tuple[Replacement, ...]:
    return tuple(Replacement(heard, meant) for heard, meant in words)
