"""Long steps whose parts several workers share, by tiny stages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from clipping.errors import UnreadableMedia
from tests.system_parts import (
    Clock,
    SmallPlanner,
    admin,
    brought,
    ready_jobs,
    small_application,
    work_until_settled,
)
from workers.actions import recordings
from workers.application import Application
from workers.jobs import perform
from workers.pipeline import Work
from workers.store import attempts
from workers.views import RecordingState, StepState

PARTS = 4


def shared_system(
    folder: Path, run_part: Callable[[Work, int], None] | None = None
) -> tuple[Application, list[int]]:
    """A system where "scenes" has four parts, counted by "probe", and what was made here."""
    made: list[int] = []

    def part(work: Work, number: int) -> None:
        def fill(out: Path) -> None:
            made.append(number)
            (out / "part.json").write_text(json.dumps(number), encoding="utf-8")

        work.part("shared", {"number": number}, fill)

    def whole(work: Work) -> None:
        for number in range(PARTS):
            part(work, number)
        (work.draft / "picture.json").write_text("{}", encoding="utf-8")

    def probe(work: Work) -> None:
        value = {"duration_ms": 60_000, "notes": [], "parts": PARTS}
        (work.draft / "recording.json").write_text(json.dumps(value), encoding="utf-8")

    planner = SmallPlanner(scenes=whole, probe=probe)
    planner.stages["scenes"] = replace(
        planner.stages["scenes"], parts_from="probe", run_part=run_part or part
    )
    return replace(small_application(folder, Clock()), planner=planner), made


def scenes_jobs(app: Application, recording_id: str) -> list[str]:
    return [j.step_key for j in ready_jobs(app, recording_id) if j.step_key.startswith("scenes")]


def test_parts_are_jobs_for_any_worker_and_the_whole_comes_last(tmp_path: Path) -> None:
    app, made = shared_system(tmp_path)
    recording = brought(app)
    perform(app, ready_jobs(app, recording.id)[0], "a")  # probe

    parts = scenes_jobs(app, recording.id)
    jobs = [job for job in ready_jobs(app, recording.id) if job.step_key in parts]
    for number, job in enumerate(reversed(jobs)):
        perform(app, job, "ab"[number % 2])

    assert len(parts) == PARTS
    assert all(key.startswith("scenes.part-") for key in parts)
    (whole,) = scenes_jobs(app, recording.id)
    assert not whole.startswith("scenes.part-")
    work_until_settled(app, recording.id)
    assert sorted(made) == list(range(PARTS))
    assert recordings.get_recording(app, admin(app), recording.id).state is RecordingState.DONE


def test_a_step_with_parts_shows_how_many_are_done(tmp_path: Path) -> None:
    app, _ = shared_system(tmp_path)
    recording = brought(app)
    perform(app, ready_jobs(app, recording.id)[0], "a")
    job = next(j for j in ready_jobs(app, recording.id) if j.step_key.startswith("scenes"))
    perform(app, job, "a")

    view = recordings.get_recording(app, admin(app), recording.id)
    scenes = next(step for step in view.steps if step.name == "scenes")

    assert scenes.share == 1 / PARTS
    assert scenes.state is StepState.QUEUED


def test_only_the_part_of_a_lost_worker_is_made_again(tmp_path: Path) -> None:
    app, made = shared_system(tmp_path)
    recording = brought(app)
    perform(app, ready_jobs(app, recording.id)[0], "a")
    jobs = [j for j in ready_jobs(app, recording.id) if j.step_key.startswith("scenes")]
    perform(app, jobs[0], "a")
    with app.store.write() as connection:  # a worker takes the second and dies
        wanted = attempts.begin(
            connection, _attempt(jobs[1].step_key, recording.id), "b", app.clock(), 30
        )
        assert wanted is not None
        attempts.end(connection, wanted.id, attempts.LOST, app.clock(), reason="killed")

    work_until_settled(app, recording.id)

    assert sorted(made) == list(range(PARTS))


def test_a_part_that_cannot_be_made_is_left_to_the_whole(tmp_path: Path) -> None:
    def broken(work: Work, number: int) -> None:
        raise UnreadableMedia("broken here")

    app, made = shared_system(tmp_path, broken)
    recording = brought(app)

    work_until_settled(app, recording.id)

    assert sorted(made) == list(range(PARTS))
    assert recordings.get_recording(app, admin(app), recording.id).state is RecordingState.DONE


def _attempt(step_key: str, recording_id: str) -> attempts.Attempt:
    return attempts.Attempt(0, step_key, "scenes:2", 1, recording_id, None, 15_000)
