"""Pages stay quick when there are a thousand broadcasts: what they ask the database for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.unit.service.showroom import Showroom
from workers.store import attempts, clips
from workers.views import RecordingView

#: Tables with a row for everything that was ever done. Reading all of one takes seconds in the end.
GROWING = {"attempts", "outcomes", "clips", "suggestions", "clip_edits", "sources", "events"}

#: An index of the few attempts that did not finish.
FEW = "ix_outcomes_unfinished"


@contextmanager
def questions_of(room: Showroom) -> Iterator[list[tuple[str, Any]]]:
    asked: list[tuple[str, Any]] = []
    engine = room.app.store.engine

    def hear(_conn: Any, _cursor: Any, text: str, values: Any, _context: Any, _many: bool) -> None:
        asked.append((text, values))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/?query=77", "/recordings/{id}/clips", "/recordings/{id}/clips/{clip}",
        "/recordings/{id}/faq", "/recordings/{id}/report", "/recordings/{id}/downloads",
        "/recordings/{id}/head", "/system", "/faq",
        "/api/v1/recordings?limit=200", "/api/v1/recordings/{id}/clips", "/api/v1/clips/{clip}",
    ],
)  # fmt: skip
def test_no_page_reads_a_whole_table_that_grows(
    room: Showroom, finished: RecordingView, path: str
) -> None:
    with room.app.store.read() as connection:
        clip = clips.clips_of(connection, [finished.id])[0].id

    with questions_of(room) as asked:
        answer = room.browser.get(path.format(id=finished.id, clip=clip))

    assert answer.status_code == 200
    with room.app.store.engine.connect() as connection:
        for text, values in asked:
            if not text.startswith("SELECT"):
                continue
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values):
                how, _, table = row.detail.partition(" ")
                is_short = table.split()[0] not in GROWING or FEW in table
                assert how != "SCAN" or is_short, (row.detail, text)


def test_many_histories_are_found_by_their_keys(room: Showroom, finished: RecordingView) -> None:
    with questions_of(room) as asked, room.app.store.read() as connection:
        attempts.histories(connection, [f"key-{number}" for number in range(500)])
        ((text, values),) = [one for one in asked if one[0].startswith("SELECT")]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all()

    assert not any(row.detail.startswith("SCAN") for row in plan)


def test_a_page_plans_its_recording_once(room: Showroom, finished: RecordingView) -> None:
    with questions_of(room) as asked:
        room.browser.get(f"/recordings/{finished.id}/report")

    of_files = [text for text, _ in asked if "FROM sources" in text]
    assert len(of_files) == 1


def test_a_moment_stays_as_it_was_when_it_was_first_looked_at(
    room: Showroom, broadcast: RecordingView
) -> None:
    store, workspace = room.app.store, room.admin.workspace_id

    def decision(clip_id: str) -> str | None:
        with store.read() as connection:
            return clips.find_clips(connection, [clip_id], workspace)[0].decision

    with store.read() as connection:
        clip = clips.clips_of(connection, [broadcast.id])[0]
    with store.one_moment():
        before = decision(clip.id)
        with store.write() as connection:
            clips.insert_decision(connection, clip.id, "approve", "", None, room.app.clock())
        meanwhile = decision(clip.id)

    assert (before, meanwhile, decision(clip.id)) == (None, None, "approve")
