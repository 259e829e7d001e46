"""Recordings: bring, list, watch, stop, and what was found in them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from exporters.faq_files import PUBLISHED
from service.delivery import give_file
from service.errors import BadRequest
from service.report import BroadcastReport, broadcast_report
from service.routes.files import give_and_head
from service.schemas.recordings import (
    RecordingIn,
    RecordingOut,
    RecordingsOut,
    SourceIn,
    TitleIn,
)
from service.series import BroadcastSeries, broadcast_series
from service.visitor import ActorDep, AppDep
from workers.actions import recordings, uploads
from workers.actions.once import Once
from workers.views import Actor, RecordingView, StoredFile

router = APIRouter(prefix="/recordings", tags=["recordings"])

#: Files of a recording's outputs that may be fetched, by step.
OUTPUTS = {
    "probe": ("recording.json",),
    "transcript": ("transcript.json", "transcript.srt", "transcript.vtt"),
    "scenes": ("scenes.json", "picture.json"),
    "chat": ("chat.jsonl", "report.json"),
    "sales": ("metrics.json", "offers.json", "products.json"),
    "signals": ("signals.json",),
    "highlights": ("highlights.json",),
    "qa": ("qa.json",),
    "faq": PUBLISHED,
    "replay": ("replay.html", "replay.jsonld", "chapters.vtt"),
    "passages": ("poster.jpg",),
}

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=255)]


@router.post("", status_code=201)
def create_recording(
    wanted: RecordingIn, app: AppDep, actor: ActorDep, key: IdempotencyKey = None
) -> RecordingOut:
    """Make a recording of uploaded files; the work starts at once.

    The same `Idempotency-Key` with the same request answers with the recording made the first time.
    """
    once = Once(key, wanted.model_dump(mode="json")) if key else None
    return RecordingOut.of(_create(app, actor, wanted, once))


@router.get("")
def list_recordings(
    app: AppDep,
    actor: ActorDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    query: Annotated[str, Query(max_length=200)] = "",
) -> RecordingsOut:
    """Recordings, newest first."""
    page = recordings.list_recordings(app, actor, limit=limit, cursor=cursor, query=query)
    return RecordingsOut.of(page)


@router.get("/{recording_id}")
def get_recording(recording_id: str, app: AppDep, actor: ActorDep) -> RecordingOut:
    """A recording and how far it is."""
    return RecordingOut.of(recordings.get_recording(app, actor, recording_id))


@router.patch("/{recording_id}")
def rename_recording(
    recording_id: str, wanted: TitleIn, app: AppDep, actor: ActorDep
) -> RecordingOut:
    """Give a recording another name."""
    return RecordingOut.of(recordings.rename_recording(app, actor, recording_id, wanted.title))


@router.delete("/{recording_id}", status_code=204)
def delete_recording(recording_id: str, app: AppDep, actor: ActorDep) -> None:
    """Delete a recording with everything made of it."""
    recordings.delete_recording(app, actor, recording_id)


@router.post("/{recording_id}/cancel")
def cancel_recording(recording_id: str, app: AppDep, actor: ActorDep) -> RecordingOut:
    """Stop the work. What is finished stays; retry goes on from there."""
    return RecordingOut.of(recordings.cancel_recording(app, actor, recording_id))


@router.post("/{recording_id}/retry")
def retry_recording(recording_id: str, app: AppDep, actor: ActorDep) -> RecordingOut:
    """Try again what failed or was stopped. What is finished is not done again."""
    return RecordingOut.of(recordings.retry_recording(app, actor, recording_id))


@router.post("/{recording_id}/sources", status_code=201)
def add_source(recording_id: str, wanted: SourceIn, app: AppDep, actor: ActorDep) -> RecordingOut:
    """Add or replace a file of a recording; only what depends on it is done again."""
    if wanted.kind == "media":
        raise BadRequest("another recording is a new recording")
    file = _stored(app, actor, wanted.upload_id)
    return RecordingOut.of(recordings.add_source(app, actor, recording_id, wanted.kind, file))


@router.get("/{recording_id}/series")
def get_series(recording_id: str, app: AppDep, actor: ActorDep) -> BroadcastSeries:
    """The whole broadcast on one axis: chat, viewers, orders, sound, offers, shots."""
    return broadcast_series(app, actor, recording_id)


@router.get("/{recording_id}/report")
def get_report(recording_id: str, app: AppDep, actor: ActorDep) -> BroadcastReport:
    """The broadcast in numbers: audience, offers, the weak quarter hour, questions, clips."""
    return broadcast_report(app, actor, recording_id)


@give_and_head(router, "/{recording_id}/media")
def get_media(recording_id: str, app: AppDep, actor: ActorDep) -> Response:
    """The recording itself, with range support."""
    return give_file(recordings.open_source(app, actor, recording_id, "media"), as_download=False)


@give_and_head(router, "/{recording_id}/outputs/{step}/{file_name}")
def get_output(
    recording_id: str,
    step: Literal["probe", "transcript", "scenes", "chat", "sales", "signals", "highlights", "qa",
                  "faq", "replay", "passages"],
    file_name: str,
    app: AppDep,
    actor: ActorDep,
) -> Response:  # fmt: skip
    """What a step found, as a file in an open format."""
    if file_name not in OUTPUTS[step]:
        raise BadRequest(f"{step} has {', '.join(OUTPUTS[step])}")
    opened = recordings.open_output(app, actor, recording_id, step, file_name)
    return give_file(opened, as_download=True)


def _create(app: AppDep, actor: Actor, wanted: RecordingIn, once: Once | None) -> RecordingView:
    files: dict[str, StoredFile] = {
        source.kind: _stored(app, actor, source.upload_id) for source in wanted.sources
    }
    if "media" not in files or len(files) < len(wanted.sources):
        raise BadRequest("sources: one recording (media), and at most one of each other kind")
    media = files.pop("media")
    return recordings.create_recording(
        app, actor, media, title=wanted.title, brief=wanted.brief(), sources=files, once=once
    )


def _stored(app: AppDep, actor: Actor, upload_id: str) -> StoredFile:
    # A server that was killed after the last byte has not noted where the file is.
    upload = uploads.finish_upload(app, actor, upload_id)
    assert upload.file is not None  # what is finished has a file
    return upload.file
