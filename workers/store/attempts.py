"""Attempts and leases: who works on what, and how it ended. Everything is appended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, text, update

from workers.store import schema
from workers.store.database import AnyRow, Connection
from workers.store.recordings import chunks
from workers.store.rows import NO_HISTORY, Attempt, History, LeaseRow, PastWork, WorkerRow

_A, _O, _L, _W = schema.attempts, schema.outcomes, schema.leases, schema.workers

#: Recordings are looked at for the lag of their chat until so many choices of highlights are seen.
_MOST_LAGS = 100

FINISHED, FAILED, LOST, CANCELLED = "finished", "failed", "lost", "cancelled"


def begin(
    connection: Connection, wanted: Attempt, worker: str, now: datetime, lease_s: float
) -> Attempt | None:
    """Start an attempt and take the lease, or None when somebody else has or had this number.

    Args:
        connection: A writing transaction.
        wanted: What is to be done; its id is not looked at.
        worker: Who will do it.
        now: The moment.
        lease_s: The lease ends this long after the last sign of life.
    """
    key = wanted.step_key
    last = connection.execute(select(func.max(_A.c.number)).where(_A.c.step_key == key)).scalar()
    if wanted.number != (last or 0) + 1:
        return None
    if connection.execute(select(_L.c.step_key).where(_L.c.step_key == key)).first() is not None:
        return None
    number = connection.execute(
        insert(_A).values(
            step_key=key,
            step=wanted.step,
            number=wanted.number,
            recording_id=wanted.recording_id,
            clip_id=wanted.clip_id,
            worker=worker,
            duration_ms=wanted.duration_ms,
            started_at=now,
        )
    ).inserted_primary_key
    assert number is not None  # a plain insert always has one
    connection.execute(
        insert(_L).values(
            step_key=key,
            attempt_id=number[0],
            share=0.0,
            seen_at=now,
            expires_at=now + timedelta(seconds=lease_s),
        )
    )
    return replace(wanted, id=int(number[0]))


def beat(
    connection: Connection, attempt_id: int, share: float, now: datetime, lease_s: float
) -> bool:
    """A sign of life. False when the lease is no longer ours."""
    done = connection.execute(
        update(_L)
        .where(_L.c.attempt_id == attempt_id)
        .values(share=share, seen_at=now, expires_at=now + timedelta(seconds=lease_s))
    )
    return done.rowcount == 1


def keep_alive(connection: Connection, worker: str, now: datetime, lease_s: float) -> int:
    """A sign of life for everything a worker does. Returns how many leases it holds."""
    mine = select(_A.c.id).join(_L, _L.c.attempt_id == _A.c.id).where(_A.c.worker == worker)
    done = connection.execute(
        update(_L)
        .where(_L.c.attempt_id.in_(mine))
        .values(expires_at=now + timedelta(seconds=lease_s))
    )
    return done.rowcount


def end(  # noqa: PLR0913 - one row
    connection: Connection,
    attempt_id: int,
    kind: str,
    now: datetime,
    *,
    seconds: float = 0.0,
    reason: str = "",
    is_permanent: bool = False,
    log_tail: str = "",
    summary: Mapping[str, Any] | None = None,
) -> bool:
    """Give the lease back and append how it ended. False when it had ended before."""
    known = connection.execute(select(_O.c.attempt_id).where(_O.c.attempt_id == attempt_id)).first()
    gone = connection.execute(select(_A.c.id).where(_A.c.id == attempt_id)).first() is None
    if known is not None or gone:
        return False
    connection.execute(delete(_L).where(_L.c.attempt_id == attempt_id))
    connection.execute(
        insert(_O).values(
            attempt_id=attempt_id,
            kind=kind,
            reason=reason,
            is_permanent=is_permanent,
            seconds=seconds,
            log_tail=log_tail,
            summary=dict(summary or {}),
            ended_at=now,
        )
    )
    return True


def expired(connection: Connection, now: datetime) -> tuple[LeaseRow, ...]:
    """Leases whose holder has been silent too long."""
    query = _leases().where(_L.c.expires_at < now)
    return tuple(_lease(row) for row in connection.execute(query))


def running(
    connection: Connection, recording_ids: Collection[str] | None = None
) -> tuple[LeaseRow, ...]:
    """What is worked on, of the given recordings or of all."""
    if recording_ids is None:
        return tuple(_lease(row) for row in connection.execute(_leases()))
    found: list[LeaseRow] = []
    for some in chunks(recording_ids):
        query = _leases().where(_A.c.recording_id.in_(some))
        found += [_lease(row) for row in connection.execute(query)]
    return tuple(found)


def histories(
    connection: Connection, keys: Mapping[str, int] | Collection[str]
) -> dict[str, History]:
    """What the attempts at each key say; keys without attempts are left out.

    Args:
        connection: Where to look.
        keys: The keys, or for each key the attempt up to which failures are forgiven.
    """
    forgiven = keys if isinstance(keys, Mapping) else {}
    found: dict[str, History] = {}
    for some in chunks(keys):
        query = (
            select(
                _A.c.id,
                _A.c.step_key,
                _A.c.started_at,
                _O.c.kind,
                _O.c.reason,
                _O.c.is_permanent,
                _O.c.log_tail,
                _O.c.summary,
                _O.c.seconds,
                _O.c.ended_at,
                _L.c.share,
                _L.c.seen_at,
            )
            .select_from(
                _A.outerjoin(_O, _O.c.attempt_id == _A.c.id).outerjoin(
                    _L, and_(_L.c.step_key == _A.c.step_key, _L.c.attempt_id == _A.c.id)
                )
            )
            .where(_A.c.step_key.in_(some))
        )
        # Sorted here: asked to, SQLite reads every attempt there ever was in the order of ids.
        for row in sorted(connection.execute(query), key=lambda row: int(row.id)):
            before = found.get(row.step_key, NO_HISTORY)
            found[row.step_key] = _with(before, row, forgiven.get(row.step_key, 0))
    return found


def recent_work(
    connection: Connection, *, before_id: int = 0, sample: int = 400
) -> tuple[PastWork, ...]:
    """Finished attempts at steps of recordings and clips, newest first.

    Args:
        connection: Where to look.
        before_id: Only attempts before this one; 0 for all.
        sample: At most so many.
    """
    query = (
        select(_A, _O.c.ended_at, _O.c.summary)
        .join(_O, _O.c.attempt_id == _A.c.id)
        .where(_O.c.kind == FINISHED)
        .order_by(_A.c.id.desc())
        .limit(sample)
    )
    if before_id:
        query = query.where(_A.c.id < before_id)
    return tuple(
        PastWork(
            row.step,
            row.recording_id,
            row.duration_ms,
            row.started_at,
            row.ended_at,
            row.summary or {},
            is_of_clip=row.clip_id is not None,
        )
        for row in connection.execute(query)
    )


def lately_worked_on(connection: Connection, since: datetime, sample: int = 200) -> tuple[str, ...]:
    """Ids of the recordings that the newest attempts were for, the last one first."""
    query = select(_A.c.recording_id, _A.c.started_at).order_by(_A.c.id.desc()).limit(sample)
    newest = connection.execute(query)
    return tuple(dict.fromkeys(row.recording_id for row in newest if row.started_at > since))


def measured_lags(connection: Connection, workspace_id: str) -> tuple[int, ...]:
    """How late chat answered, in seconds, in recordings of a workspace that told; newest first."""
    of = schema.recordings
    query = (
        select(_A.c.recording_id, _O.c.summary)
        .join(_O, _O.c.attempt_id == _A.c.id)
        .join(of, of.c.id == _A.c.recording_id)
        .where(_A.c.step == "highlights", _O.c.kind == FINISHED, of.c.workspace_id == workspace_id)
        .order_by(_A.c.id.desc())
        .limit(_MOST_LAGS)
    )
    newest: dict[str, int | None] = {}
    for row in connection.execute(query):
        newest.setdefault(row.recording_id, row.summary.get("chat_lag_s"))
    return tuple(int(lag) for lag in newest.values() if lag is not None)


def see_worker(connection: Connection, row: WorkerRow) -> None:
    """A sign of life of a worker process."""
    changed = connection.execute(
        update(_W).where(_W.c.name == row.name).values(seen_at=row.seen_at, pid=row.pid)
    )
    if changed.rowcount == 0:
        connection.execute(
            insert(_W).values(
                name=row.name,
                queue=row.queue,
                pid=row.pid,
                started_at=row.seen_at,
                seen_at=row.seen_at,
            )
        )


def forget_workers(connection: Connection, before: datetime) -> None:
    """Forget workers not seen since."""
    connection.execute(delete(_W).where(_W.c.seen_at < before))


def forget_worker(connection: Connection, name: str) -> None:
    """Forget a worker that said good-bye."""
    connection.execute(delete(_W).where(_W.c.name == name))


def list_workers(connection: Connection) -> tuple[WorkerRow, ...]:
    """Worker processes, by name."""
    query = select(_W).order_by(_W.c.name)
    return tuple(
        WorkerRow(row.name, row.queue, row.pid, row.seen_at) for row in connection.execute(query)
    )


def recent_failures(
    connection: Connection, limit: int
) -> tuple[tuple[Attempt, str, str, datetime], ...]:
    """The last attempts that failed or were lost: attempt, reason, log tail, when; newest first."""
    query = (
        select(_A, _O.c.reason, _O.c.log_tail, _O.c.ended_at)
        .join(_O, _O.c.attempt_id == _A.c.id)
        .where(_O.c.kind.in_([FAILED, LOST]), text("outcomes.kind != 'finished'"))
        .order_by(_O.c.attempt_id.desc())
        .limit(limit)
    )
    return tuple(
        (_attempt(row), row.reason, row.log_tail, row.ended_at) for row in connection.execute(query)
    )


def has_finished(connection: Connection, clip_id: str, stage: str) -> bool:
    """Whether a stage of a clip was ever finished, for any platform and any version of the clip.

    Platforms share work, so which of them it was done for says nothing.
    """
    query = (
        select(_A.c.id)
        .join(_O, _O.c.attempt_id == _A.c.id)
        .where(_A.c.clip_id == clip_id, _O.c.kind == FINISHED)
        .where(_A.c.step.startswith(f"{stage}:", autoescape=True))
        .limit(1)
    )
    return connection.execute(query).first() is not None


def keys_of_recording(connection: Connection, recording_id: str) -> set[str]:
    """Keys of all outputs that were made for a recording and its clips."""
    query = select(_A.c.step_key).where(_A.c.recording_id == recording_id).distinct()
    return {row.step_key for row in connection.execute(query)}


def _with(before: History, row: AnyRow, forgiven: int) -> History:
    """The history with one attempt more."""
    return replace(
        before,
        attempts=before.attempts + 1,
        attempt_id=row.id,
        begun_at=row.started_at,
        ended_at=row.ended_at,
        is_running=row.kind is None and row.seen_at is not None,
        **_said(before, row, counts=row.id > forgiven),
    )


def _said(before: History, row: AnyRow, *, counts: bool) -> dict[str, Any]:
    """What an attempt adds, by how it ended."""
    if row.kind is None:
        return {"share": row.share or 0.0, "seen_at": row.seen_at}
    if row.kind == FINISHED:
        return {"is_finished": True, "seconds": row.seconds, "summary": row.summary, "reason": ""}
    if not counts or row.kind == CANCELLED:
        return {}
    told = {"reason": row.reason, "log_tail": row.log_tail}
    if row.kind == LOST:
        return {**told, "deaths": before.deaths + 1}
    return {**told, "failures": before.failures + 1, "is_permanent": bool(row.is_permanent)}


def _leases() -> Any:
    return select(_A, _L.c.share, _L.c.seen_at, _L.c.expires_at).join(
        _L, _L.c.attempt_id == _A.c.id
    )


def _lease(row: AnyRow) -> LeaseRow:
    return LeaseRow(_attempt(row), row.worker, row.share, row.seen_at, row.expires_at)


def _attempt(row: AnyRow) -> Attempt:
    return Attempt(
        row.id, row.step_key, row.step, row.number, row.recording_id, row.clip_id, row.duration_ms
    )
