"""Plans as people see them: states, shares, remaining time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from transcripts.timeline import Span
from workers.brief import ClipRequest
from workers.clip_plans import ClipPlan, order_of
from workers.plan import Step
from workers.remaining import Forecast
from workers.store.rows import History, RequestRow, SourceRow
from workers.views import (
    ClipState,
    ClipView,
    Decision,
    RecordingState,
    RecordingView,
    RequestView,
    SourceFile,
    StepState,
    StepView,
    StoredFile,
)
from workers.worklist import RecordingPlan, step_state


def recording_view(
    plan: RecordingPlan,
    *,
    ahead: Forecast | None = None,
    queue_position: int | None = None,
    counts: tuple[int, int] = (0, 0),
) -> RecordingView:
    """A recording and how far it is.

    Args:
        plan: Its plan.
        ahead: How far it is; None when nothing has begun.
        queue_position: Recordings that are served before it.
        counts: Clips shown, and of these approved.
    """
    steps = _step_views(plan)
    state = recording_state(plan)
    is_told = state is RecordingState.RUNNING and plan.duration_ms > 0
    return RecordingView(
        id=plan.row.id,
        title=plan.row.title,
        created_at=plan.row.created_at,
        brief=plan.brief,
        sources=tuple(source_file(source) for source in plan.sources),
        lane=plan.row.lane,
        state=state,
        share=1.0 if state is RecordingState.DONE else ahead.share if ahead else 0.0,
        remaining_s=round(ahead.left_s) if is_told and ahead and ahead.left_s is not None else None,
        queue_position=queue_position if state is RecordingState.QUEUED else None,
        seen_at=_last_sign(plan.histories.values()),
        duration_ms=plan.duration_ms or None,
        steps=steps,
        notes=tuple(dict.fromkeys(note for step in steps for note in step.notes)),
        clip_count=counts[0],
        approved_count=counts[1],
    )


def recording_state(plan: RecordingPlan) -> RecordingState:
    """Where a recording is."""
    if plan.is_broken:
        return RecordingState.FAILED
    if plan.steps and all(plan.history(step.key).is_finished for step in plan.steps):
        return RecordingState.DONE
    if plan.is_cancelled:
        return RecordingState.CANCELLED
    return RecordingState.RUNNING if plan.histories else RecordingState.QUEUED


def clip_view(clip: ClipPlan, preview: StepState) -> ClipView:
    """A clip as people see it."""
    row = clip.row
    decision = None
    if row.decision is not None and row.decided_at is not None:
        decision = Decision(row.decision, row.decision_reason, row.decision_person, row.decided_at)
    states = {"approve": ClipState.APPROVED, "reject": ClipState.REJECTED}
    return ClipView(
        id=row.id,
        recording_id=row.recording_id,
        order=replace(clip.order, brand=order_of(row).brand),
        version=row.version,
        state=states.get(row.decision or "", ClipState.PROPOSED),
        rank=row.rank,
        score=row.score,
        kind=row.kind,
        because=row.because,
        is_own=row.highlight_id is None,
        is_edited=bool(row.change),
        decision=decision,
        preview=preview,
        suggested_span=Span(row.start_ms, row.end_ms),
        explores=row.explores,
        request_id=row.request_id,
    )


def request_view(
    plan: RecordingPlan, row: RequestRow, is_done: Callable[[str], bool]
) -> RequestView:
    """A request and where it is; one whose step cannot be planned waits for what is missing."""
    name = f"requested:{row.id}"
    step = next((step for step in (*plan.steps, *plan.lost) if step.name == name), None)
    view = _step_view(plan, step, plan.history(step.key), is_done) if step else None
    return RequestView(
        id=row.id,
        wanted=ClipRequest.from_json(row.wanted),
        state=view.state if view else StepState.WAITING,
        reason=view.reason if view else "",
        notes=view.notes if view else (),
        person=row.person,
        at=row.created_at,
    )


def clip_step_views(plan: RecordingPlan, clip: ClipPlan) -> tuple[StepView, ...]:
    """Every wanted step of a clip; one whose need failed for good has failed with it."""
    is_done = done_of(plan, clip)
    views: list[StepView] = []
    failed: dict[str, str] = {}
    for step in clip.wanted:
        view = _step_view(plan, step, clip.history(step.key), is_done)
        cause = next((failed[key] for key in step.needs.values() if key in failed), None)
        if cause is not None:
            view = StepView(step.name, StepState.FAILED, reason=cause)
        if view.state is StepState.FAILED:
            failed[step.key] = view.reason
        views.append(view)
    return tuple(views)


def preview_state(plan: RecordingPlan, clip: ClipPlan) -> tuple[StepState, float]:
    """Where the small video of a clip is, and its share done."""
    views = {view.name: view for view in clip_step_views(plan, clip)}
    last = clip.previews[-1]
    if clip.history(last.key).is_finished:
        return StepState.DONE, 1.0
    view = views.get(last.name)
    return (StepState.WAITING, 0.0) if view is None else (view.state, view.share)


def done_of(plan: RecordingPlan, clip: ClipPlan | None = None) -> Callable[[str], bool]:
    """Whether a key is finished, or is a source that is there; by what the database says."""
    there = plan.brought
    there |= {key for key, history in plan.histories.items() if history.is_finished}
    if clip is not None:
        there |= {key for key, history in clip.histories.items() if history.is_finished}
    return there.__contains__


def source_file(source: SourceRow) -> SourceFile:
    """A file of a recording as people see it."""
    stored = StoredFile(source.file_name, source.sha256, source.blob_name, source.size_bytes)
    return SourceFile(source.kind, stored, source.created_at)


def _step_views(plan: RecordingPlan) -> tuple[StepView, ...]:
    """Lost steps first among those of their name, so that each stage is listed once."""
    is_done = done_of(plan)
    views = [_step_view(plan, s, plan.history(s.key), is_done) for s in plan.lost]
    views += [_step_view(plan, s, plan.history(s.key), is_done) for s in plan.steps]
    return tuple(views)


def _step_view(
    plan: RecordingPlan, step: Step, history: History, is_done: Callable[[str], bool]
) -> StepView:
    state = step_state(step, history, plan.rules, is_done)
    notes = (history.summary or {}).get("notes", ()) if state is StepState.DONE else ()
    return StepView(
        name=step.name,
        state=state,
        share=1.0 if state is StepState.DONE else history.share,
        reason="" if state is StepState.DONE else plan.with_file_names(history.reason),
        seen_at=history.seen_at if state is StepState.RUNNING else None,
        deaths=history.deaths,
        notes=tuple(plan.with_file_names(str(note)) for note in notes),
        log_tail="" if state is StepState.DONE else history.log_tail,
    )


def _last_sign(histories: Iterable[History]) -> datetime | None:
    signs = [sign for h in histories if (sign := h.seen_at or h.ended_at) is not None]
    return max(signs, default=None)
