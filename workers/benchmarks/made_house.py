"""An installation full of finished work, as a shop has it after years. Nothing was decoded for it.

Rows are written as the actions write them, with an attempt at every step that is planned, so that
the pages find what they find where all of it happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from workers.actions.recordings import whole_brief
from workers.application import Application
from workers.brief import Brief
from workers.clip_plans import Finals, plan_clips
from workers.plan import Step
from workers.store import clips, recordings, schema
from workers.store.attempts import FINISHED
from workers.store.database import Connection
from workers.store.rows import ClipRow, RecordingRow, SourceRow, new_id
from workers.worklist import RecordingPlan, plan_recordings

CLIPS = 50
_APPROVED, _REJECTED = 6, 4
_MINUTES, _PARTS, _PRODUCTS = 90, 26, 12
_SUMMARIES: Mapping[str, Mapping[str, Any]] = {
    "probe": {"duration_ms": _MINUTES * 60_000},
    "sound": {"parts": _PARTS, "part_ms": [_MINUTES * 60_000 // _PARTS] * _PARTS},
    "sales": {"products": _PRODUCTS},
}
#: One recording in so many is still being worked on.
_BUSY_EVERY = 100
_BUSY_STEPS = 6


def fill(app: Application, workspace_id: str, count: int) -> list[str]:
    """Add so many recordings with their clips; their ids, oldest first.

    Args:
        app: An installation whose tables are there.
        workspace_id: Whose recordings.
        count: How many.
    """
    began = app.clock() - timedelta(days=count)
    rows = [_recording(app, workspace_id, began + timedelta(days=n), n) for n in range(count)]
    for number, row in enumerate(rows):
        with app.store.write() as connection:
            _add(connection, row, number)
            plan = plan_recordings(connection, app, [row])[0]
            is_busy = number % _BUSY_EVERY == 0
            _Attempts(row.id, row.created_at).write(
                connection, plan.steps[:_BUSY_STEPS] if is_busy else plan.steps
            )
            if not is_busy:
                _add_clips(connection, app, plan)
    return [row.id for row in rows]


@dataclass(slots=True)
class _Attempts:
    """Finished attempts of a recording; what two clips share was done once."""

    recording_id: str
    at: datetime
    known: set[str] = field(default_factory=set)

    def write(
        self, connection: Connection, steps: Iterable[Step], clip_id: str | None = None
    ) -> None:
        """Every step that is not known was done."""
        for step in steps:
            if step.key in self.known:
                continue
            self.known.add(step.key)
            key = connection.execute(
                insert(schema.attempts).values(
                    step_key=step.key,
                    step=step.name,
                    number=1,
                    recording_id=self.recording_id,
                    clip_id=clip_id,
                    worker="made up",
                    duration_ms=_MINUTES * 60_000,
                    started_at=self.at,
                )
            ).inserted_primary_key
            assert key is not None  # a plain insert always has one
            connection.execute(
                insert(schema.outcomes).values(
                    attempt_id=key[0],
                    kind=FINISHED,
                    reason="",
                    is_permanent=False,
                    seconds=3.0,
                    log_tail="",
                    summary=dict(_SUMMARIES.get(step.name, {})),
                    ended_at=self.at,
                )
            )


def _recording(app: Application, workspace_id: str, at: datetime, number: int) -> RecordingRow:
    brief = whole_brief(app, Brief(), f"방송 {number}.mp4")
    return RecordingRow(
        id=new_id(),
        workspace_id=workspace_id,
        title=brief.show_title,
        brief=brief.to_json(),
        lane="interactive",
        makes_all_finals=False,
        created_at=at,
    )


def _add(connection: Connection, row: RecordingRow, number: int) -> None:
    recordings.insert_recording(connection, row, None)
    for kind in ("media", "chat_file", "products_file"):
        digest = hashlib.sha256(f"{kind} {number}".encode()).hexdigest()
        source = SourceRow(row.id, kind, digest, f"{kind} {number}", digest, 1000, row.created_at)
        recordings.insert_source(connection, source)


def _add_clips(connection: Connection, app: Application, plan: RecordingPlan) -> None:
    at, step = plan.row.created_at, plan.suggesting
    made = [_clip(plan.row.id, rank, at) for rank in range(1, CLIPS + 1)]
    for clip in made:
        clips.insert_clip(connection, clip, None)
    clips.insert_import(connection, plan.row.id, step.key if step else "", at, made)
    decided = ["approve"] * _APPROVED + ["reject"] * _REJECTED
    for clip, kind in zip(made, decided, strict=False):
        clips.insert_decision(connection, clip.id, kind, "", None, at)
    done = _Attempts(plan.row.id, at)
    mine = clips.every_clip_of(connection, plan.row.id)
    for planned in plan_clips(connection, app, plan, mine, finals=Finals.WANTED):
        done.write(connection, planned.wanted, planned.row.id)


def _clip(recording_id: str, rank: int, at: datetime) -> ClipRow:
    start_ms = rank * 100_000
    because = {"kind": "price", "strength": 0.8, "start_ms": start_ms, "end_ms": start_ms + 8000}
    return ClipRow(
        id=new_id(),
        recording_id=recording_id,
        highlight_id=f"h{rank}",
        start_ms=start_ms,
        end_ms=start_ms + 30_000,
        title=f"오만 구천구백원 수분크림 {rank}",
        product_ids=("cream",),
        created_at=at,
        rank=rank,
        score=1 - rank / 100,
        kind="price",
        because=({**because, "detail": "words=오만 구천구백원"},),
    )
