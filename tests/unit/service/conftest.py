from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.service.showroom import (
    Showroom,
    add_broadcast,
    open_showroom,
    work_until_done,
)
from workers.views import RecordingView


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Showroom]:
    """An installation that all tests of the page share; each works on its own broadcast."""
    room = open_showroom(tmp_path_factory.mktemp("house"))
    with room.browser:
        yield room
    room.app.close()


@pytest.fixture(scope="session")
def finished(room: Showroom) -> RecordingView:
    """A finished broadcast that is only looked at."""
    recording = add_broadcast(room)
    work_until_done(room, recording.id)
    return recording


@pytest.fixture
def broadcast(room: Showroom, request: pytest.FixtureRequest) -> RecordingView:
    """A finished broadcast of the test's own."""
    recording = add_broadcast(room, title=f"방송 {request.node.name}")
    work_until_done(room, recording.id)
    return recording
