"""Resumable uploads (tus 1.0), and small files in one piece."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, File, Form, Header, Request, UploadFile
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from service import tus
from service.errors import BadRequest, WrongOffset, WrongProtocol
from service.routes.files import KnownSenderRoute, copy_upload
from service.schemas.forms import UploadOut
from service.visitor import ActorDep, AppDep
from workers.actions import uploads
from workers.errors import TooLarge
from workers.views import UploadView


def speaks_tus(version: Annotated[str | None, Header(alias="Tus-Resumable")] = None) -> None:
    """Let a request pass that speaks our version, or none at all (plain HTTP clients).

    Raises:
        WrongProtocol: it says another version.
    """
    if version not in (None, tus.VERSION):
        raise WrongProtocol(f"tus {version}; this is {tus.VERSION}")


router = APIRouter(
    tags=["uploads"], dependencies=[Depends(speaks_tus)], route_class=KnownSenderRoute
)
_TYPE = "application/offset+octet-stream"
_SILENCE_S = 60.0
#: Of a file that comes in one piece.
SMALL_BYTES = 200_000_000
_hashes = tus.HashesInFlight()

Metadata = Annotated[str, Header(alias="Upload-Metadata")]


@router.options("/uploads", status_code=204, openapi_extra={"security": []})
def upload_abilities(app: AppDep) -> Response:
    """What uploads can do here."""
    extra = {
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
        "Tus-Max-Size": str(app.settings.max_upload_bytes),
    }
    return _answer(204, extra)


@router.post("/uploads", status_code=201)
def start_upload(
    request: Request, app: AppDep, actor: ActorDep, metadata: Metadata = ""
) -> Response:
    """Announce a file: its length, and its name in the metadata. Send it with PATCH."""
    size = tus.parse_length(request.headers.get("upload-length"), "Upload-Length")
    if size > app.settings.max_upload_bytes:
        raise TooLarge(f"at most {app.settings.max_upload_bytes} bytes")
    details = tus.parse_metadata(metadata)
    name = details.pop("filename", "") or details.pop("name", "")
    if size == 0:
        raise BadRequest("the file is empty")
    started = uploads.start_upload(app, actor, name, size, details)
    return _answer(201, {"Location": f"/api/v1/uploads/{started.id}", **_state(started)})


@router.head("/uploads/{upload_id}")
def upload_offset(upload_id: str, app: AppDep, actor: ActorDep) -> Response:
    """How much of an upload is safe."""
    upload = uploads.get_upload(app, actor, upload_id)
    about = {"filename": upload.file_name, **{k: str(v) for k, v in upload.details.items()}}
    extra = {"Upload-Length": str(upload.size_bytes), "Cache-Control": "no-store"}
    return _answer(200, {**_state(upload), **extra, "Upload-Metadata": tus.format_metadata(about)})


@router.get("/uploads/{upload_id}")
def get_upload(upload_id: str, app: AppDep, actor: ActorDep) -> UploadOut:
    """An upload as JSON, for those who do not speak tus."""
    return UploadOut.of(uploads.get_upload(app, actor, upload_id))


@router.patch("/uploads/{upload_id}", status_code=204)
async def send_bytes(upload_id: str, request: Request, app: AppDep, actor: ActorDep) -> Response:
    """Send what follows. The last byte completes the upload."""
    if request.headers.get("content-type") != _TYPE:
        raise BadRequest(f"Content-Type must be {_TYPE}")
    offset = tus.parse_length(request.headers.get("upload-offset"), "Upload-Offset")
    checksum = tus.parse_checksum(request.headers.get("upload-checksum"))
    upload = await to_thread.run_sync(uploads.get_upload, app, actor, upload_id)
    if upload.file is not None:
        if offset != upload.size_bytes:
            raise WrongOffset("the upload is complete")
        return _answer(204, _state(upload))
    path = await to_thread.run_sync(uploads.upload_path, app, upload_id)
    with tus.held_alone(path) as file:
        held = await to_thread.run_sync(uploads.get_upload, app, actor, upload_id)
        if held.offset_bytes != offset:
            raise WrongOffset(f"the upload goes on at {held.offset_bytes}")
        receiver = tus.Receiver(
            file=file,
            offset=offset,
            size=held.size_bytes,
            save=partial(uploads.save_offset, app, actor, upload_id),
            digest=_hashes.take(upload_id, offset),
            checksum=checksum,
        )
        await _receive(request, receiver)
        if receiver.offset < held.size_bytes:
            _hashes.keep(upload_id, receiver.offset, receiver.digest)
            return _answer(204, {"Upload-Offset": str(receiver.offset)})
        sha256 = receiver.digest.hexdigest() if receiver.digest else None
        done = await to_thread.run_sync(uploads.finish_upload, app, actor, upload_id, sha256)
    return _answer(204, _state(done))


@router.delete("/uploads/{upload_id}", status_code=204)
def drop_upload(upload_id: str, app: AppDep, actor: ActorDep) -> Response:
    """Forget an upload and its bytes."""
    uploads.drop_upload(app, actor, upload_id)
    return _answer(204)


@router.post("/files", status_code=201)
def send_small_file(
    app: AppDep,
    actor: ActorDep,
    file: Annotated[UploadFile, File()],
    kind: Annotated[str, Form()] = "",
) -> UploadOut:
    """A small file in one piece (multipart); large ones go through `/uploads`."""
    if file.size is None or not 0 < file.size <= SMALL_BYTES:
        raise TooLarge(f"one byte to {SMALL_BYTES} bytes here; use /uploads for more")
    started = uploads.start_upload(app, actor, file.filename or "", file.size, {"kind": kind})
    copy_upload(file, uploads.upload_path(app, started.id))
    uploads.save_offset(app, actor, started.id, file.size)
    return UploadOut.of(uploads.finish_upload(app, actor, started.id))


async def _receive(request: Request, receiver: tus.Receiver) -> None:
    try:
        await receiver.receive(_not_silent(request.stream()))
    except (ClientDisconnect, TimeoutError):
        return  # what came is safe; the client asks for the offset and goes on


async def _not_silent(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes; a line that is dead for a minute frees the upload for the next try."""
    while True:
        async with asyncio.timeout(_SILENCE_S):
            chunk = await anext(chunks, None)
        if chunk is None:
            return
        yield chunk


def _state(upload: UploadView) -> dict[str, str]:
    return {
        "Upload-Offset": str(upload.offset_bytes),
        "Upload-Expires": tus.http_date(upload.expires_at),
    }


def _answer(status: int, extra: dict[str, str] | None = None) -> Response:
    return Response(status_code=status, headers={"Tus-Resumable": tus.VERSION, **(extra or {})})
