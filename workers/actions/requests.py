"""Asking for clips: about a product, with a word, in a part of the recording, of a length."""

from __future__ import annotations

from collections.abc import Sequence

from workers.actions.access import own_plan, require
from workers.actions.used_elsewhere import used_outside
from workers.application import Application
from workers.brief import ClipRequest
from workers.clip_plans import order_of
from workers.errors import NotAllowed
from workers.overview import done_of, request_view
from workers.pipeline import JsonValue
from workers.store import clips, events, requests
from workers.store.rows import ClipRow, RequestRow
from workers.views import Actor, RequestView, Role
from workers.worklist import RecordingPlan

MOST_CLIPS, MOST_REQUESTS = 20, 100


def ask_for_clips(
    app: Application, actor: Actor, recording_id: str, wanted: ClipRequest
) -> RequestView:
    """Ask for clips; they are looked for at once. What is approved already is not offered again.

    The same wish as before is the same request.

    Raises:
        NotAllowed: the part lies outside the recording, or too many were asked for.
    """
    require(actor, Role.MARKETER)
    elsewhere = used_outside(app, actor, recording_id)
    with app.store.write() as connection:
        plan = own_plan(connection, app, actor, recording_id)
        before = requests.requests_of(connection, [recording_id])[recording_id]
        _check(wanted, plan, before)
        used = _approved(clips.clips_of(connection, [recording_id]))
        asked = {**wanted.to_json(), "used": used, "used_elsewhere": elsewhere}
        same = next((row for row in before if dict(row.wanted) == asked), None)
        if same is None:
            requests.insert_request(connection, recording_id, asked, actor.person_id, app.clock())
            events.append(
                connection, actor.workspace_id, recording_id, "clips.requested", app.clock()
            )
        plan = own_plan(connection, app, actor, recording_id)
        rows = requests.requests_of(connection, [recording_id])[recording_id]
        return request_view(plan, same or rows[-1], done_of(plan))


def list_requests(app: Application, actor: Actor, recording_id: str) -> tuple[RequestView, ...]:
    """Everything that was asked for of a recording, newest first."""
    with app.store.read() as connection:
        plan = own_plan(connection, app, actor, recording_id)
        rows = requests.requests_of(connection, [recording_id])[recording_id]
        is_done = done_of(plan)
        return tuple(request_view(plan, row, is_done) for row in reversed(rows))


def _check(wanted: ClipRequest, plan: RecordingPlan, before: Sequence[RequestRow]) -> None:
    if not 1 <= wanted.count <= MOST_CLIPS:
        raise NotAllowed(f"Ask for 1 to {MOST_CLIPS} clips.")
    if len(before) >= MOST_REQUESTS:
        raise NotAllowed(f"A recording takes {MOST_REQUESTS} requests at most.")
    if plan.duration_ms and wanted.start_ms is not None and wanted.start_ms >= plan.duration_ms:
        raise NotAllowed("The part begins after the end of the recording.")


def _approved(shown: Sequence[ClipRow]) -> list[JsonValue]:
    """Spans of approved clips, as a stage parameter."""
    spans = sorted(order_of(clip).span for clip in shown if clip.decision == "approve")
    return [[span.start_ms, span.end_ms] for span in dict.fromkeys(spans)]
