"""Clips: list, trim, correct, decide, and their files."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from exporters.schedule import schedule_csv
from service.archives import clip_members, postings_of, recording_members, timelines_of
from service.delivery import give_file, give_text, give_zip
from service.errors import BadRequest
from service.routes.files import give_and_head
from service.schemas.clips import (
    BulkDecision,
    BulkOut,
    ClipEdit,
    ClipFilesOut,
    ClipFilter,
    ClipIn,
    ClipOut,
    ClipsOut,
    ScheduleQuery,
)
from service.schemas.forms import Reason
from service.visitor import ActorDep, AppDep
from transcripts.timeline import Span
from workers.actions import clips, finals, recordings
from workers.brief import ClipOrder
from workers.errors import Conflict, NotAllowed, NotFound

router = APIRouter(tags=["clips"])


@router.get("/recordings/{recording_id}/clips")
def list_clips(
    recording_id: str,
    app: AppDep,
    actor: ActorDep,
    wanted: Annotated[ClipFilter, Query()],
) -> ClipsOut:
    """Suggestions and people's own clips, best first."""
    page = clips.list_clips(
        app,
        actor,
        recording_id,
        state=wanted.state,
        product_id=wanted.product_id,
        limit=wanted.limit,
        cursor=wanted.cursor,
    )
    return ClipsOut.of(page)


@router.post("/recordings/{recording_id}/clips", status_code=201)
def add_clip(recording_id: str, wanted: ClipIn, app: AppDep, actor: ActorDep) -> ClipOut:
    """Cut a clip of one's own."""
    order = ClipOrder(
        span=_span(wanted.start_ms, wanted.end_ms),
        title=wanted.title,
        product_ids=tuple(wanted.product_ids),
    )
    return ClipOut.of(clips.add_clip(app, actor, recording_id, order))


@router.post("/clips/decisions")
def decide_many(wanted: BulkDecision, app: AppDep, actor: ActorDep) -> BulkOut:
    """One decision on several clips; what cannot be decided is named, the rest is done."""
    done: list[str] = []
    refused: dict[str, str] = {}
    for clip_id in dict.fromkeys(wanted.clip_ids):
        try:
            if wanted.decision == "reject":
                clips.reject(app, actor, clip_id, wanted.reason)
            else:
                {"approve": clips.approve, "reopen": clips.reopen}[wanted.decision](
                    app, actor, clip_id
                )
            done.append(clip_id)
        except (NotFound, Conflict, NotAllowed) as error:
            refused[clip_id] = str(error)
    return BulkOut(done=done, refused=refused)


@router.get("/clips/{clip_id}")
def get_clip(clip_id: str, app: AppDep, actor: ActorDep) -> ClipOut:
    """A clip."""
    return ClipOut.of(clips.get_clip(app, actor, clip_id))


@router.patch("/clips/{clip_id}")
def edit_clip(clip_id: str, wanted: ClipEdit, app: AppDep, actor: ActorDep) -> ClipOut:
    """Trim, rename, correct captions, choose layouts. What was rendered before becomes stale."""
    changes = wanted.changes()
    if wanted.start_ms is not None or wanted.end_ms is not None:
        held = clips.get_clip(app, actor, clip_id).order.span
        start_ms = held.start_ms if wanted.start_ms is None else wanted.start_ms
        changes["span"] = _span(start_ms, held.end_ms if wanted.end_ms is None else wanted.end_ms)
    return ClipOut.of(clips.edit_clip(app, actor, clip_id, **changes))


@router.post("/clips/{clip_id}/undo")
def undo_edit(clip_id: str, app: AppDep, actor: ActorDep) -> ClipOut:
    """Take the last change back."""
    return ClipOut.of(clips.undo_edit(app, actor, clip_id))


@router.post("/clips/{clip_id}/approve")
def approve_clip(clip_id: str, app: AppDep, actor: ActorDep) -> ClipOut:
    """Approve a clip; its files for every platform are made now."""
    return ClipOut.of(clips.approve(app, actor, clip_id))


@router.post("/clips/{clip_id}/reject")
def reject_clip(clip_id: str, wanted: Reason, app: AppDep, actor: ActorDep) -> ClipOut:
    """Reject a clip, with the reason."""
    return ClipOut.of(clips.reject(app, actor, clip_id, wanted.reason))


@router.post("/clips/{clip_id}/reopen")
def reopen_clip(clip_id: str, app: AppDep, actor: ActorDep) -> ClipOut:
    """Take a decision back."""
    return ClipOut.of(clips.reopen(app, actor, clip_id))


@router.get("/clips/{clip_id}/files")
def clip_files(clip_id: str, app: AppDep, actor: ActorDep) -> ClipFilesOut:
    """The files of a clip: what is there, what is being made, what was measured."""
    return ClipFilesOut.of(finals.clip_files(app, actor, clip_id))


@give_and_head(router, "/clips/{clip_id}/preview")
def get_preview(clip_id: str, app: AppDep, actor: ActorDep) -> Response:
    """The small video of a clip."""
    opened = clips.open_clip_output(app, actor, clip_id, "preview", "preview.mp4")
    return give_file(opened, as_download=False)


@give_and_head(router, "/clips/{clip_id}/framing")
def get_framing(clip_id: str, app: AppDep, actor: ActorDep) -> Response:
    """How each shot fills the picture (crop.json)."""
    opened = clips.open_clip_output(app, actor, clip_id, "frame", "crop.json")
    return give_file(opened, as_download=False)


@give_and_head(router, "/clips/{clip_id}/covers/{name}")
def get_cover(
    clip_id: str,
    name: Literal["cover.jpg", "cover-2.jpg", "cover-3.jpg"],
    app: AppDep,
    actor: ActorDep,
) -> Response:
    """A cover picture."""
    opened = clips.open_clip_output(app, actor, clip_id, "cover", name)
    return give_file(opened, as_download=False)


@give_and_head(router, "/clips/{clip_id}/finals/{platform}")
def get_final(clip_id: str, platform: str, app: AppDep, actor: ActorDep) -> Response:
    """The finished file for a platform. Only what passed verification is given out."""
    return give_file(finals.open_final(app, actor, clip_id, platform), as_download=True)


@give_and_head(router, "/clips/{clip_id}/posts/{platform}")
def get_post(clip_id: str, platform: str, app: AppDep, actor: ActorDep) -> Response:
    """The post's text and hashtags for a platform."""
    opened = clips.open_clip_output(app, actor, clip_id, f"package:{platform}", "post.json")
    return give_file(opened, as_download=True)


@router.get("/clips/{clip_id}/zip", response_class=Response)
def clip_zip(clip_id: str, app: AppDep, actor: ActorDep) -> Response:
    """Everything of an approved clip in one archive."""
    clip = clips.get_clip(app, actor, clip_id)
    members = clip_members(app, actor, clip)
    return give_zip(f"{clip.order.title or 'clip'}.zip", members)


@router.get("/recordings/{recording_id}/zip", response_class=Response)
def recording_zip(recording_id: str, app: AppDep, actor: ActorDep) -> Response:
    """Everything approved of a recording in one archive."""
    recording = recordings.get_recording(app, actor, recording_id)
    return give_zip(f"{recording.title}.zip", recording_members(app, actor, recording))


@router.get("/recordings/{recording_id}/schedule.csv", response_class=Response)
def schedule_sheet(
    recording_id: str, app: AppDep, actor: ActorDep, wanted: Annotated[ScheduleQuery, Query()]
) -> Response:
    """What is posted where and when: a row for each approved clip and platform."""
    recordings.get_recording(app, actor, recording_id)
    sheet = schedule_csv(postings_of(app, actor, recording_id), wanted.slots())
    return give_text("schedule.csv", sheet)


@router.get("/recordings/{recording_id}/timeline.{kind}", response_class=Response)
def timeline_file(
    recording_id: str, kind: Literal["otio", "edl", "fcpxml"], app: AppDep, actor: ActorDep
) -> Response:
    """The approved clips as a timeline for editing programs."""
    recording = recordings.get_recording(app, actor, recording_id)
    files = dict(timelines_of(app, actor, recording))
    if not files:
        raise Conflict("No clip with a picture is approved yet.")
    return give_text(f"timeline.{kind}", files[f"timeline.{kind}"])


def _span(start_ms: int, end_ms: int) -> Span:
    try:
        return Span(start_ms, end_ms)
    except ValueError as error:
        raise BadRequest("a clip ends after it starts") from error
