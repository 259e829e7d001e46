"""What happens, as it happens (server-sent events), and the state of the installation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from service.schemas.accounts import SystemOut
from service.visitor import ActorDep, AppDep
from workers.actions import system
from workers.application import Application
from workers.views import Actor, Event, RunningStep

router = APIRouter(tags=["live"])
_LOOK_EVERY_S = 0.7


@router.get("/events", response_class=EventSourceResponse)
async def follow_events(
    request: Request,
    app: AppDep,
    actor: ActorDep,
    recording_id: Annotated[str | None, Query(max_length=64)] = None,
    last_event_id: Annotated[str, Header(max_length=18)] = "",
) -> EventSourceResponse:
    """Everything new in the workspace, or of one recording.

    `news` events carry an id; with `Last-Event-ID` everything after it is told again. `progress`
    events are passing: how far running steps are.
    """
    if last_event_id.isascii() and last_event_id.isdigit():
        after = int(last_event_id)
    else:
        after = await to_thread.run_sync(system.last_event_id, app, actor)
    return EventSourceResponse(_follow(request, app, actor, recording_id, after), ping=15)


@router.get("/system")
def get_system(app: AppDep, actor: ActorDep) -> SystemOut:
    """Workers, queues, disk, and work that was set aside. For admins."""
    return SystemOut.of(system.system_state(app, actor))


async def _follow(
    request: Request, app: Application, actor: Actor, recording_id: str | None, after: int
) -> AsyncIterator[ServerSentEvent]:
    yield ServerSentEvent(comment="hello", retry=2000)
    told = ""
    while not await request.is_disconnected():
        events = await to_thread.run_sync(system.events_since, app, actor, after)
        for event in events:
            after = event.id
            if recording_id in (None, event.recording_id):
                yield _news(event)
        running = await to_thread.run_sync(system.running_steps, app, actor)
        ours = [step for step in running if recording_id in (None, step.recording_id)]
        now = json.dumps([_progress(step) for step in ours])
        if now != told:
            told = now
            yield ServerSentEvent(data=now, event="progress")
        await asyncio.sleep(_LOOK_EVERY_S)


def _news(event: Event) -> ServerSentEvent:
    value = {
        "kind": event.kind,
        "recording_id": event.recording_id,
        "at": event.at.isoformat(),
        "payload": dict(event.payload),
    }
    return ServerSentEvent(
        data=json.dumps(value, ensure_ascii=False), event="news", id=str(event.id)
    )


def _progress(step: RunningStep) -> dict[str, object]:
    return {
        "recording_id": step.recording_id,
        "clip_id": step.clip_id,
        "step": step.step,
        "share": round(step.share, 3),
    }
