"""What a worker does with a job: one attempt at one step, recorded whatever happens."""

from __future__ import annotations

import json
import logging
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError
from rq.timeouts import BaseTimeoutException

from clipping.errors import FfmpegFailed
from transcripts.errors import ModelUnavailable
from workers.announce import announce, outlook
from workers.application import Application, open_application
from workers.artifacts import GuardedArtifacts
from workers.clip_plans import Finals, plan_clips
from workers.enqueue import Doorbell, StepJob, connect_impatient
from workers.errors import Cancelled, LanguageModelFailed
from workers.leases import Lease, LeaseLost
from workers.plan import Step, run_step
from workers.process import MATERIAL_ERRORS
from workers.settings import load_settings
from workers.store import attempts, clips, events, recordings
from workers.store.database import Connection
from workers.store.rows import Attempt
from workers.suggestions import import_suggestions
from workers.worklist import RecordingPlan, plan_recordings

logger = logging.getLogger(__name__)

_TAIL_LINES = 40
#: Where a step says what people should know.
_SUMMARIES = {
    "probe": "recording.json",
    "sound": "speech.json",
    "transcript": "transcript.json",
    "scenes": "picture.json",
    "chat": "report.json",
    "sales": "products.json",
    "highlights": "highlights.json",
    "titles": "highlights.json",
    "requested": "highlights.json",
    "qa": "qa.json",
    "verify": "verify.json",
    "render": "render.json",
}


@dataclass(frozen=True, slots=True)
class Task:
    """A step to be attempted, looked up by its job.

    Attributes:
        plan: Of its recording.
        step: What to do.
        attempt: The attempt that holds the lease.
    """

    plan: RecordingPlan
    step: Step
    attempt: Attempt


def run_step_job(recording_id: str, clip_id: str, step_key: str, number: int) -> None:
    """Entry point of a job. The worker runs it in a process of its own."""
    settings = load_settings()
    app = open_application(settings)
    try:
        perform(app, StepJob(recording_id, clip_id, step_key, number), worker_name())
        # A hint only: when Redis is away, the reconciler announces what comes next.
        with suppress(RedisError), connect_impatient(settings.redis_url) as redis:
            announce_next(app, Doorbell(redis), recording_id)
    finally:
        app.close()


def worker_name() -> str:
    """Name of the worker whose job this is."""
    from rq import get_current_job

    job = get_current_job()
    return str(job.worker_name) if job is not None and job.worker_name else "here"


def perform(app: Application, job: StepJob, worker: str) -> None:
    """Attempt a step and append how it ended.

    Nothing happens when the step is no longer wanted, or when somebody else has it.

    Raises:
        Exception: whatever the step raised that nobody expected, after it was recorded.
    """
    task = _begin(app, job, worker)
    if task is None:
        return
    started = time.monotonic()
    try:
        with Lease(app, task.attempt) as lease:
            folder = _run(app, task, lease)
    except (Cancelled, LeaseLost) as error:
        _end(app, task, attempts.CANCELLED, started, reason=str(error))
    except MATERIAL_ERRORS as error:
        logger.warning("%s failed: %s", task.step.name, error)
        _end(
            app, task, attempts.FAILED, started,
            reason=str(error), is_permanent=is_permanent(error), log_tail=_tail(error),
        )  # fmt: skip
    except Exception as error:
        reason = _reason(task, error)
        _end(app, task, attempts.FAILED, started, reason=reason, log_tail=_tail(error))
        raise
    except BaseException:
        # The worker is told to stop: nobody's fault, and the step is announced again at once.
        _end(app, task, attempts.CANCELLED, started, reason="The worker was stopped.")
        raise
    else:
        _finish(app, task, started, summary_of(task.step, folder), folder)


def announce_next(app: Application, doorbell: Doorbell, recording_id: str) -> None:
    """Announce what became ready, without waiting for the reconciler."""
    with app.store.read() as connection:
        rows = recordings.find_recordings(connection, [recording_id])
        plans = plan_recordings(connection, app, rows)
        found = [outlook(connection, app, plan) for plan in plans]
    for one in found:
        announce(doorbell, one.ready)


def is_permanent(error: Exception) -> bool:
    """Whether trying again cannot help: the fault lies in what was brought."""
    return not isinstance(error, FfmpegFailed | ModelUnavailable | LanguageModelFailed)


def summary_of(step: Step, folder: Path) -> dict[str, Any]:
    """What lists show of a step's result, so that they need not open it."""
    name = _SUMMARIES.get(step.stage.name) if step.part is None else None
    path = folder / name if name else None
    if path is None or not path.is_file():
        return {}
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        return {}
    summary: dict[str, Any] = {"notes": [str(note) for note in value.get("notes", ())]}
    for field in ("duration_ms", "passed", "parts", "part_ms"):
        if field in value:
            summary[field] = value[field]
    if step.stage.name == "sales":
        summary["products"] = len(value["products"])
    for note in value.get("note_codes", ()):
        if note["code"] == "chat_lag_measured":
            summary["chat_lag_s"] = note["data"]["seconds"]
    return summary


def _begin(app: Application, job: StepJob, worker: str) -> Task | None:
    now = app.clock()
    with app.store.write() as connection:
        found = _find(connection, app, job)
        if found is None:
            return None
        plan, step = found
        wanted = Attempt(
            0, step.key, step.name, job.number, job.recording_id, job.clip_id or None,
            plan.duration_ms // max(1, len(plan.parts.get(step.part_of, ()))),
        )  # fmt: skip
        attempt = attempts.begin(connection, wanted, worker, now, app.settings.lease_s)
        if attempt is None:
            return None
        _event(connection, app, plan, "step.started", attempt)
    return Task(plan, step, attempt)


def _find(
    connection: Connection, app: Application, job: StepJob
) -> tuple[RecordingPlan, Step] | None:
    """The step, if it is still wanted."""
    rows = recordings.find_recordings(connection, [job.recording_id])
    if not rows:
        return None
    plan = plan_recordings(connection, app, rows)[0]
    if plan.is_cancelled:
        return None
    steps = (*plan.steps, *(part for parts in plan.parts.values() for part in parts))
    if job.clip_id:
        clip = clips.find_clip(connection, job.clip_id, None)
        if clip is None:
            return None
        steps = plan_clips(connection, app, plan, [clip], finals=Finals.WANTED)[0].wanted
    step = next((step for step in steps if step.key == job.step_key), None)
    return None if step is None else (plan, step)


def _run(app: Application, task: Task, lease: Lease) -> Path:
    sources: dict[str, Path] = {
        source.kind: app.blobs.local_path(source.blob_name)
        for source in task.plan.sources
        if source.kind in task.step.needs
    }
    kept = task.plan.brand_blobs
    for need, key in task.step.needs.items():
        if need.startswith("brand_") and key in kept:
            sources[need] = app.blobs.local_path(kept[key])
    guarded = GuardedArtifacts(app.artifacts, lease.may_publish)
    return run_step(task.step, sources, guarded, lease.progress)


def _finish(
    app: Application, task: Task, started: float, summary: dict[str, Any], folder: Path
) -> None:
    now = app.clock()
    with app.store.write() as connection:
        ended = attempts.end(
            connection,
            task.attempt.id,
            attempts.FINISHED,
            now,
            seconds=time.monotonic() - started,
            summary=summary,
        )
        if not ended:
            return
        if task.step in (task.plan.suggesting, *task.plan.requested):
            import_suggestions(connection, task.plan.row.id, task.step, folder, now)
        _event(connection, app, task.plan, "step.finished", task.attempt)


def _end(  # noqa: PLR0913 - one row
    app: Application,
    task: Task,
    kind: str,
    started: float,
    *,
    reason: str,
    is_permanent: bool = False,
    log_tail: str = "",
) -> None:
    with app.store.write() as connection:
        ended = attempts.end(
            connection,
            task.attempt.id,
            kind,
            app.clock(),
            seconds=time.monotonic() - started,
            reason=reason,
            is_permanent=is_permanent,
            log_tail=log_tail,
        )
        if ended:
            _event(connection, app, task.plan, f"step.{kind}", task.attempt)


def _event(
    connection: Connection, app: Application, plan: RecordingPlan, kind: str, attempt: Attempt
) -> None:
    payload = {"step": attempt.step, "clip_id": attempt.clip_id, "number": attempt.number}
    events.append(connection, plan.row.workspace_id, plan.row.id, kind, app.clock(), payload)


def _reason(task: Task, error: Exception) -> str:
    if isinstance(error, BaseTimeoutException):
        longest = task.step.stage.timeout_for(task.plan.duration_ms)
        return f"It took longer than {longest} seconds and was stopped."
    if isinstance(error, MemoryError):
        return "There was not enough memory."
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"Something unexpected went wrong ({type(error).__name__})."


def _tail(error: Exception) -> str:
    """The evidence: what a program wrote before it failed, then where it happened."""
    lines = error.tail.splitlines() if isinstance(error, FfmpegFailed) else []
    lines += "".join(traceback.format_exception(error)).splitlines()
    return "\n".join(lines[-_TAIL_LINES:])
