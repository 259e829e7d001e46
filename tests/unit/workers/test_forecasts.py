"""How long recordings still take beside each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.system_parts import (
    HIGHLIGHTS,
    Clock,
    SmallPlanner,
    admin,
    brought,
    ready_jobs,
    small_application,
    write,
)
from workers.actions import recordings
from workers.application import Application
from workers.jobs import perform
from workers.pipeline import Queue
from workers.store import attempts
from workers.store.rows import WorkerRow
from workers.views import RecordingState


def with_first_step_done(app: Application, text: str, **options: object) -> str:
    recording_id = brought(app, text, **options).id
    perform(app, ready_jobs(app, recording_id)[0], "w")
    return recording_id


def remaining_s(app: Application, recording_id: str) -> int:
    seconds = recordings.get_recording(app, admin(app), recording_id).remaining_s
    assert seconds is not None
    return seconds


def test_a_recording_takes_longer_while_others_come_before_it(tmp_path: Path) -> None:
    app = small_application(tmp_path, Clock())
    first = with_first_step_done(app, "one")
    alone_s = remaining_s(app, first)
    second = with_first_step_done(app, "two")
    third = with_first_step_done(app, "three")

    listed = {r.id: r.remaining_s for r in recordings.list_recordings(app, admin(app)).items}

    assert 0 < alone_s < remaining_s(app, second) <= remaining_s(app, third)
    assert remaining_s(app, first) <= remaining_s(app, second)
    assert listed == {id_: remaining_s(app, id_) for id_ in (first, second, third)}


def test_what_people_wait_for_does_not_wait_for_a_backlog(tmp_path: Path) -> None:
    app = small_application(tmp_path, Clock())
    backlog = with_first_step_done(app, "old", lane="backlog")
    alone_s = remaining_s(app, backlog)
    wanted = with_first_step_done(app, "new")

    assert remaining_s(app, wanted) <= alone_s < remaining_s(app, backlog)


def test_no_time_is_told_while_nobody_is_there_for_the_work(tmp_path: Path) -> None:
    app = small_application(tmp_path, clock := Clock())
    recording_id = with_first_step_done(app, "one")

    def left_with(queue: Queue) -> int | None:
        with app.store.write() as connection:
            attempts.see_worker(connection, WorkerRow(f"{queue}-here-1", queue, 1, clock.now))
        return recordings.get_recording(app, admin(app), recording_id).remaining_s

    assert left_with(Queue.SPEECH) is None
    assert left_with(Queue.CPU) is not None
    clock.pass_by(minutes=2)
    assert left_with(Queue.SPEECH) is None


@pytest.mark.parametrize("suggestions", [HIGHLIGHTS, []])
def test_a_time_is_told_until_the_last_step_is_done(
    tmp_path: Path, suggestions: list[object]
) -> None:
    found = {"highlights": suggestions, "notes": []}
    app = small_application(tmp_path, Clock(), highlights=write("highlights.json", found))
    recording_id = with_first_step_done(app, "one")
    view = recordings.get_recording(app, admin(app), recording_id)

    while view.state is not RecordingState.DONE:
        assert view.remaining_s is not None
        perform(app, ready_jobs(app, recording_id)[0], "w")
        view = recordings.get_recording(app, admin(app), recording_id)

    assert (view.share, view.remaining_s) == (1.0, None)


def test_no_time_is_told_before_it_is_known_how_much_there_is_to_do(tmp_path: Path) -> None:
    planner = SmallPlanner(chat=write("report.json", {"parts": 3}))
    scenes = replace(planner.stages["scenes"], needs=("probe", "chat"), parts_from="chat")
    planner.stages["scenes"] = replace(scenes, run_part=lambda work, number: None)
    app = replace(small_application(tmp_path, Clock()), planner=planner)
    recording_id = with_first_step_done(app, "one")

    unmeasured = recordings.get_recording(app, admin(app), recording_id)
    chat = next(j for j in ready_jobs(app, recording_id) if j.step_key.startswith("chat"))
    perform(app, chat, "w")

    assert unmeasured.remaining_s is None
    assert remaining_s(app, recording_id) > 0


def test_what_was_stopped_makes_nobody_wait(tmp_path: Path) -> None:
    app = small_application(tmp_path, Clock())
    first = with_first_step_done(app, "one")
    second = with_first_step_done(app, "two")
    before_s = remaining_s(app, second)
    recordings.cancel_recording(app, admin(app), first)

    assert remaining_s(app, second) < before_s
