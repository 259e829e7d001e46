"""Live pages hear what happens, and after a break what happened meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from sse_starlette import ServerSentEvent

from service.routes.live import _follow
from tests.unit.service.showroom import Showroom, add_broadcast
from workers.actions import recordings, system


class Listener:
    """A browser that goes away after a while."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    async def is_disconnected(self) -> bool:
        self.looks -= 1
        return self.looks < 0


async def _heard(stream: AsyncIterator[ServerSentEvent]) -> list[tuple[str, dict[str, object]]]:
    return [
        (str(event.id), json.loads(event.data)) async for event in stream if event.event == "news"
    ]


def heard(room: Showroom, after: int, recording_id: str | None) -> list[dict[str, object]]:
    stream = _follow(Listener(1), room.app, room.admin, recording_id, after)  # type: ignore[arg-type]
    return [news for _, news in asyncio.run(_heard(stream))]


def test_after_a_break_everything_since_is_told_again_in_order(room: Showroom) -> None:
    before = system.last_event_id(room.app, room.admin)
    first = add_broadcast(room, title="첫째")
    recordings.rename_recording(room.app, room.admin, first.id, "새 이름")

    told = heard(room, before, None)

    assert told[0]["kind"] == "recording.created"
    assert {news["recording_id"] for news in told} == {first.id}
    assert len(told) >= 2


def test_a_page_of_one_broadcast_hears_of_no_other(room: Showroom) -> None:
    before = system.last_event_id(room.app, room.admin)
    ours = add_broadcast(room, title="우리")
    add_broadcast(room, title="다른")

    told = heard(room, before, ours.id)

    assert [news["recording_id"] for news in told] == [ours.id]


def test_a_number_that_no_event_can_have_is_refused(room: Showroom) -> None:
    answer = room.browser.get("/api/v1/events", headers={"Last-Event-ID": "9" * 19})

    assert answer.status_code == 422
