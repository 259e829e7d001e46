"""Looking at clips, changing, approving and rejecting them, and taking the finished files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from transcripts.timeline import Span
from workers.actions.access import own_clip, own_plan, own_recording, require
from workers.actions.cursors import from_cursor, to_cursor
from workers.actions.recordings import open_step_file
from workers.actions.vocabulary import learn_words
from workers.application import Application
from workers.brief import ClipLook, ClipOrder
from workers.clip_plans import ClipPlan, Finals, order_of, plan_clips
from workers.errors import Conflict, NotAllowed, NotFound
from workers.overview import clip_view, preview_state
from workers.pipeline import JsonValue
from workers.store import clips, events, recordings
from workers.store.database import Connection
from workers.store.rows import ClipRow, new_id
from workers.views import Actor, ClipState, ClipView, OpenedFile, Page, Role
from workers.worklist import RecordingPlan, plan_recordings

_MOST_PER_PAGE = 500
SHORTEST_MS = 1_000
LONGEST_MS = 10 * 60_000
LONGEST_TITLE = 300

Changes = Sequence[Mapping[str, JsonValue]]


def list_clips(  # noqa: PLR0913 - two filters and a page
    app: Application,
    actor: Actor,
    recording_id: str | None = None,
    *,
    state: ClipState | None = None,
    product_id: str | None = None,
    limit: int = 100,
    cursor: str | None = None,
) -> Page[ClipView]:
    """Clips of a recording, best first and own ones last; or of all recordings, newest first.

    Only the list over all recordings has pages; a recording's clips come at once.
    """
    with app.store.read() as connection:
        if recording_id is not None:
            plan = own_plan(connection, app, actor, recording_id)
            rows = clips.clips_of(connection, [plan.row.id])
            views = _views(connection, app, {plan.row.id: plan}, rows)
            return Page(tuple(_filtered(views, state, product_id)))
        size = max(1, min(limit, _MOST_PER_PAGE))
        rows = clips.list_of_workspace(
            connection, actor.workspace_id, limit=size + 1, before=from_cursor(cursor)
        )
        shown = [row for row in rows[:size] if clips.is_shown(row)]
        ids = {row.recording_id for row in shown}
        found = recordings.find_recordings(connection, ids)
        plans = {p.row.id: p for p in plan_recordings(connection, app, found)}
        views = _views(connection, app, plans, shown)
        last = rows[min(size, len(rows)) - 1] if len(rows) > size else None
        next_cursor = to_cursor(last.created_at, last.id) if last else None
        return Page(tuple(_filtered(views, state, product_id)), next_cursor)


def get_clip(app: Application, actor: Actor, clip_id: str) -> ClipView:
    """A clip."""
    with app.store.read() as connection:
        return _view(connection, app, own_clip(connection, actor, clip_id))


def add_clip(app: Application, actor: Actor, recording_id: str, order: ClipOrder) -> ClipView:
    """A person's own clip. Its small video is made by itself.

    Raises:
        NotAllowed: it is too short, too long or reaches beyond the recording.
    """
    require(actor, Role.MARKETER)
    now = app.clock()
    with app.store.write() as connection:
        plan = own_plan(connection, app, actor, recording_id)
        check_span(order.span, plan.duration_ms)
        row = ClipRow(
            id=new_id(),
            recording_id=recording_id,
            highlight_id=None,
            start_ms=order.span.start_ms,
            end_ms=order.span.end_ms,
            title=order.title.strip()[:LONGEST_TITLE],
            product_ids=order.product_ids,
            created_at=now,
        )
        clips.insert_clip(connection, row, actor.person_id)
        if order.caption_edits or order.layouts:
            clips.insert_edit(connection, row.id, _change(row, order), actor.person_id, now)
        _note(connection, app, actor, row, "clip.created")
        view = _view(connection, app, own_clip(connection, actor, row.id))
    learn_words(app, actor, view.id)
    return view


def edit_clip(  # noqa: PLR0913 - everything that can be changed
    app: Application,
    actor: Actor,
    clip_id: str,
    *,
    version: int | None = None,
    span: Span | None = None,
    title: str | None = None,
    product_ids: Sequence[str] | None = None,
    caption_edits: Changes | None = None,
    layouts: Changes | None = None,
    look: ClipLook | None = None,
) -> ClipView:
    """Change a clip; what is None stays. Finished files of before become stale.

    Args:
        app: The application.
        actor: Who changes it.
        clip_id: Which.
        version: The version that was seen; None to change whatever there is.
        span: New start and end.
        title: New title.
        product_ids: New products.
        caption_edits: All corrected sentences, as in `ClipOrder`.
        layouts: All chosen layouts, as in `ClipOrder`.
        look: Style, titles and cover.

    Raises:
        Conflict: somebody else changed it since.
        NotAllowed: the span is too short, too long or reaches beyond the recording.
    """
    require(actor, Role.MARKETER)
    with app.store.write() as connection:
        row = own_clip(connection, actor, clip_id)
        if version is not None and version != row.version:
            raise Conflict("Somebody else changed this clip meanwhile. Load it again.")
        if span is not None:
            check_span(span, own_plan(connection, app, actor, row.recording_id).duration_ms)
        now = order_of(row)
        wanted = ClipOrder(
            span=span or now.span,
            title=now.title if title is None else title.strip()[:LONGEST_TITLE],
            product_ids=now.product_ids if product_ids is None else tuple(product_ids),
            caption_edits=now.caption_edits if caption_edits is None else tuple(caption_edits),
            layouts=now.layouts if layouts is None else tuple(layouts),
            look=look or now.look,
        )
        if wanted != now:
            change = _change(row, wanted)
            clips.insert_edit(connection, row.id, change, actor.person_id, app.clock())
            _note(connection, app, actor, row, "clip.edited")
        view = _view(connection, app, own_clip(connection, actor, clip_id))
    if wanted.caption_edits == now.caption_edits:
        return view
    learn_words(app, actor, clip_id)
    return get_clip(app, actor, clip_id)


def undo_edit(app: Application, actor: Actor, clip_id: str) -> ClipView:
    """Take the last change back. Undoing twice goes back two changes."""
    require(actor, Role.MARKETER)
    with app.store.write() as connection:
        row = own_clip(connection, actor, clip_id)
        before = _before_last(clips.edits_of(connection, clip_id))
        if before is None:
            raise Conflict("There is nothing to undo.")
        clips.insert_edit(connection, clip_id, before, actor.person_id, app.clock())
        _note(connection, app, actor, row, "clip.edited")
    learn_words(app, actor, clip_id)
    return get_clip(app, actor, clip_id)


def approve(app: Application, actor: Actor, clip_id: str) -> ClipView:
    """Approve a clip; its finished files are made by themselves. Twice is no error."""
    return _decide(app, actor, clip_id, "approve", "")


def reject(app: Application, actor: Actor, clip_id: str, reason: str = "") -> ClipView:
    """Reject a clip, with the reason in a person's words or one of the page's."""
    return _decide(app, actor, clip_id, "reject", reason.strip())


def reopen(app: Application, actor: Actor, clip_id: str) -> ClipView:
    """Take a decision back."""
    return _decide(app, actor, clip_id, "reopen", "")


def check_span(span: Span, duration_ms: int) -> None:
    """Let a clip's span pass.

    Raises:
        NotAllowed: too short, too long, or beyond the recording.
    """
    if span.duration_ms < SHORTEST_MS:
        raise NotAllowed(f"A clip needs at least {SHORTEST_MS // 1000} second.")
    if span.duration_ms > LONGEST_MS:
        raise NotAllowed(f"A clip may last at most {LONGEST_MS // 60_000} minutes.")
    if duration_ms and span.end_ms > duration_ms:
        raise NotAllowed("The clip reaches beyond the end of the recording.")


def open_clip_output(
    app: Application, actor: Actor, clip_id: str, step: str, file_name: str
) -> OpenedFile:
    """A file that a step of a clip made, "preview" and "preview.mp4" for example.

    Never a finished video: those are given out by `open_final` alone.

    Raises:
        NotFound: it has not been made, or there is no such file in it.
    """
    with app.store.read() as connection:
        row = own_clip(connection, actor, clip_id)
        plan = own_plan(connection, app, actor, row.recording_id)
        clip = plan_clips(connection, app, plan, [row])[0]
    found = next((s for s in clip.every if s.name == step), None)
    if found is None or not clip.history(found.key).is_finished:
        raise NotFound("This has not been made yet.")
    if step.startswith("render") and file_name.endswith(".mp4"):
        raise NotFound("Finished videos are given out for a platform, when they have passed.")
    return open_step_file(app, found, file_name)


def read_clip_output(
    app: Application, actor: Actor, clip_id: str, step: str, file_name: str
) -> Any:
    """A JSON file that a step of a clip made, read; None while it has not been made."""
    try:
        opened = open_clip_output(app, actor, clip_id, step, file_name)
    except NotFound:
        get_clip(app, actor, clip_id)  # a clip that is not there is an error
        return None
    return json.loads(opened.path.read_text(encoding="utf-8"))


def _decide(app: Application, actor: Actor, clip_id: str, kind: str, reason: str) -> ClipView:
    require(actor, Role.MARKETER)
    now = app.clock()
    with app.store.write() as connection:
        row = own_clip(connection, actor, clip_id)
        own_recording(connection, actor, row.recording_id)
        wanted = None if kind == "reopen" else kind
        if row.decision != wanted or (row.decision_reason != reason and wanted is not None):
            clips.insert_decision(connection, row.id, kind, reason, actor.person_id, now)
            _note(connection, app, actor, row, f"clip.{_PAST[kind]}")
        return _view(connection, app, own_clip(connection, actor, clip_id))


_PAST = {"approve": "approved", "reject": "rejected", "reopen": "reopened"}


def _before_last(edits: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The state to go back to: undoing appends an older state, which is not undone again.

    A state that equals one before it is the trace of an undo: both and what lies between are
    stepped over.
    """
    line: list[Mapping[str, Any]] = [{}]
    for edit in edits:
        if len(line) > 1 and edit == line[-2]:
            line.pop()
        else:
            line.append(edit)
    return line[-2] if len(line) > 1 else None


def _change(row: ClipRow, order: ClipOrder) -> dict[str, JsonValue]:
    """The fields in which an order differs from the clip as first made."""
    first = order_of(
        ClipRow(
            row.id, row.recording_id, row.highlight_id, row.start_ms, row.end_ms, row.title,
            row.product_ids, row.created_at,
        )
    )  # fmt: skip
    before, after = first.params(), order.params()
    return {name: value for name, value in after.items() if value != before.get(name)}


def _views(
    connection: Connection,
    app: Application,
    plans: Mapping[str, RecordingPlan],
    rows: Iterable[ClipRow],
) -> list[ClipView]:
    every = list(rows)
    by_id: dict[str, tuple[RecordingPlan, ClipPlan]] = {}
    for recording_id, plan in plans.items():
        mine = [row for row in every if row.recording_id == recording_id]
        clip_plans = plan_clips(connection, app, plan, mine, finals=Finals.NONE)
        by_id |= {clip.row.id: (plan, clip) for clip in clip_plans}
    return [clip_view(by_id[row.id][1], preview_state(*by_id[row.id])[0]) for row in every]


def _view(connection: Connection, app: Application, row: ClipRow) -> ClipView:
    found = recordings.find_recordings(connection, [row.recording_id])
    plans = {p.row.id: p for p in plan_recordings(connection, app, found)}
    return _views(connection, app, plans, [row])[0]


def _filtered(
    views: Iterable[ClipView], state: ClipState | None, product_id: str | None
) -> Iterable[ClipView]:
    for view in views:
        if state is not None and view.state is not state:
            continue
        if product_id is not None and product_id not in view.order.product_ids:
            continue
        yield view


def _note(connection: Connection, app: Application, actor: Actor, row: ClipRow, kind: str) -> None:
    events.append(
        connection, actor.workspace_id, row.recording_id, kind, app.clock(), {"clip_id": row.id}
    )
