"""Asking for clips: by product, word, part, length and number."""

from __future__ import annotations

from fastapi import APIRouter

from service.schemas.requests import RequestIn, RequestOut, RequestsOut
from service.visitor import ActorDep, AppDep
from workers.actions import requests

router = APIRouter(prefix="/recordings/{recording_id}/requests", tags=["clips"])


@router.post("", status_code=201)
def ask_for_clips(recording_id: str, wanted: RequestIn, app: AppDep, actor: ActorDep) -> RequestOut:
    """Look for clips; they join the list as soon as they are found. Approved ones are left out."""
    return RequestOut.of(requests.ask_for_clips(app, actor, recording_id, wanted.wanted()))


@router.get("")
def list_requests(recording_id: str, app: AppDep, actor: ActorDep) -> RequestsOut:
    """Everything that was asked for, newest first, and what came of it."""
    found = requests.list_requests(app, actor, recording_id)
    return RequestsOut(items=[RequestOut.of(request) for request in found])
