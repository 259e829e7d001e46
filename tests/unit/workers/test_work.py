"""Recordings from arrival to the end, by tiny stages: states, failures, retries, late files."""

from __future__ import annotations

from pathlib import Path

import pytest
from rq.job import validate_job_id

from clipping.errors import UnreadableMedia, UnreadableSidecar
from tests.system_parts import (
    HIGHLIGHTS,
    Clock,
    admin,
    brought,
    ready_jobs,
    small_application,
    stored,
    work_until_settled,
    write,
)
from workers.actions import recordings
from workers.actions.clips import list_clips
from workers.announce import PREVIEW_WINDOW
from workers.enqueue import StepJob
from workers.jobs import perform
from workers.pipeline import Work
from workers.store import attempts
from workers.views import RecordingState, StepState


def failing(error: Exception):
    def run(work: Work) -> None:
        raise error

    return run


def states(view) -> dict[str, StepState]:
    return {step.name: step.state for step in view.steps}


def names(app, recording_id: str) -> list[str]:
    return [job.step_key.rpartition("-")[0] for job in ready_jobs(app, recording_id)]


def test_a_new_recording_waits_in_line_and_only_its_first_step_is_ready(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    first = brought(app, "one")
    second = brought(app, "two")

    late = recordings.get_recording(app, admin(app), first.id)
    assert first.state is RecordingState.QUEUED
    assert (late.queue_position, second.queue_position) == (0, 1)
    assert names(app, second.id) == ["probe"]


def test_everything_is_done_once_and_suggestions_become_clips(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    recording = brought(app)

    keys = work_until_settled(app, recording.id)

    view = recordings.get_recording(app, admin(app), recording.id)
    assert view.state is RecordingState.DONE
    assert view.share == 1.0
    assert view.duration_ms == 60_000
    assert view.notes == ("짧은 방송입니다.", "컷이 없습니다.")
    assert len(keys) == len(set(keys))
    clips = list_clips(app, admin(app), recording.id).items
    assert [clip.order.title for clip in clips] == ["하나", "둘"]
    assert all(clip.preview is StepState.DONE for clip in clips)


def test_late_chat_runs_only_what_depends_on_it(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    recording = brought(app)
    work_until_settled(app, recording.id)

    chat = stored(app, "chat", "chat.csv")
    recordings.add_source(app, admin(app), recording.id, "chat_file", chat)
    again = {key.rpartition("-")[0] for key in work_until_settled(app, recording.id)}

    assert again == {"chat", "highlights", "qa", "faq"}


def test_a_branch_that_cannot_be_done_is_done_without(tmp_path: Path) -> None:
    broken = failing(UnreadableSidecar("채팅 파일을 읽을 수 없습니다."))
    app = small_application(tmp_path, chat=broken)
    recording = brought(app)

    work_until_settled(app, recording.id)

    view = recordings.get_recording(app, admin(app), recording.id)
    assert view.state is RecordingState.DONE
    assert [(s.name, s.reason) for s in view.failures] == [
        ("chat", "채팅 파일을 읽을 수 없습니다.")
    ]
    assert states(view)["highlights"] is StepState.DONE


def test_a_file_that_is_no_recording_fails_with_its_sentence_and_is_not_tried_again(
    tmp_path: Path,
) -> None:
    app = small_application(tmp_path, probe=failing(UnreadableMedia("This is no recording.")))
    recording = brought(app)

    keys = work_until_settled(app, recording.id)

    view = recordings.get_recording(app, admin(app), recording.id)
    assert len(keys) == 1
    assert view.state is RecordingState.FAILED
    assert view.failures[0].reason == "This is no recording."


def test_a_person_reads_the_name_of_a_file_where_a_stage_knows_only_its_hash(
    tmp_path: Path,
) -> None:
    def refuse(work: Work) -> None:
        raise UnreadableMedia(f"{work.inputs['media'].name} is empty.")

    app = small_application(tmp_path, probe=refuse)
    recording = brought(app)
    work_until_settled(app, recording.id)

    failed = recordings.get_recording(app, admin(app), recording.id)

    assert failed.failures[0].reason == "여름 방송.mp4 is empty."


def test_an_error_that_may_pass_is_tried_three_times_with_pauses(tmp_path: Path) -> None:
    clock = Clock()
    app = small_application(tmp_path, clock, scenes=failing(ConnectionError(5, "Lost the disk")))
    recording = brought(app)
    perform(app, ready_jobs(app, recording.id)[0], "w")
    tries = 0
    for _ in range(10):
        for job in ready_jobs(app, recording.id):
            if job.step_key.startswith("scenes"):
                tries += 1
                with pytest.raises(ConnectionError):
                    perform(app, job, "w")
                assert "scenes" not in names(app, recording.id)
        clock.pass_by(minutes=1)

    view = recordings.get_recording(app, admin(app), recording.id)
    assert tries == 3
    assert states(view)["scenes"] is StepState.FAILED
    assert "Lost the disk" in view.failures[0].reason
    assert "ConnectionError" in view.failures[0].log_tail


def test_a_person_may_retry_what_failed(tmp_path: Path) -> None:
    app = small_application(tmp_path, probe=failing(UnreadableMedia("no")))
    recording = brought(app)
    work_until_settled(app, recording.id)
    assert ready_jobs(app, recording.id) == []

    recordings.retry_recording(app, admin(app), recording.id)

    assert names(app, recording.id) == ["probe"]
    assert ready_jobs(app, recording.id)[0].number == 2


def test_a_cancelled_recording_stops_in_the_middle_and_goes_on_later(tmp_path: Path) -> None:
    holder: dict[str, object] = {}

    def cancel_then_report(work: Work) -> None:
        recordings.cancel_recording(holder["app"], holder["who"], holder["id"])  # type: ignore[arg-type]
        for _ in range(200):
            work.progress(0.5)
            holder["sleep"](0.02)  # type: ignore[operator]

    app = small_application(tmp_path, scenes=cancel_then_report)
    app.settings.__dict__["lease_s"] = 3
    recording = brought(app)
    import time

    holder |= {"app": app, "who": admin(app), "id": recording.id, "sleep": time.sleep}
    perform(app, ready_jobs(app, recording.id)[0], "w")
    scenes = next(j for j in ready_jobs(app, recording.id) if j.step_key.startswith("scenes"))

    perform(app, scenes, "w")

    view = recordings.get_recording(app, admin(app), recording.id)
    assert view.state is RecordingState.CANCELLED
    assert ready_jobs(app, recording.id) == []
    recordings.retry_recording(app, admin(app), recording.id)
    again = next(j for j in ready_jobs(app, recording.id) if j.step_key.startswith("scenes"))
    assert again.number == 2


def test_the_same_announcement_twice_is_one_attempt(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    recording = brought(app)
    job = ready_jobs(app, recording.id)[0]

    perform(app, job, "w1")
    perform(app, job, "w2")

    with app.store.read() as connection:
        assert attempts.histories(connection, [job.step_key])[job.step_key].attempts == 1


def test_an_attempt_that_lost_its_lease_does_not_publish(tmp_path: Path) -> None:
    clock = Clock()
    holder: dict[str, object] = {}

    def fall_silent(work: Work) -> None:
        (work.draft / "recording.json").write_text("{}", encoding="utf-8")
        app = holder["app"]
        with app.store.write() as connection:  # type: ignore[attr-defined]
            lease = attempts.running(connection)[0]
            attempts.end(connection, lease.attempt.id, attempts.LOST, clock())

    app = small_application(tmp_path, clock, probe=fall_silent)
    holder["app"] = app
    recording = brought(app)
    job = ready_jobs(app, recording.id)[0]

    perform(app, job, "w")

    assert app.artifacts.find(job.step_key) is None
    with app.store.read() as connection:
        history = attempts.histories(connection, [job.step_key])[job.step_key]
    assert (history.is_finished, history.deaths) == (False, 1)


def test_work_that_kills_its_workers_is_set_aside_with_the_evidence(tmp_path: Path) -> None:
    clock = Clock()
    app = small_application(tmp_path, clock)
    recording = brought(app)
    for _ in range(app.settings.max_deaths):
        job = ready_jobs(app, recording.id)[0]
        with app.store.write() as connection:
            wanted = attempts.Attempt(0, job.step_key, "probe", job.number, recording.id, None, 0)
            begun = attempts.begin(connection, wanted, "w", clock(), 30)
            assert begun is not None
            attempts.end(connection, begun.id, attempts.LOST, clock(), reason="It was killed.")

    view = recordings.get_recording(app, admin(app), recording.id)
    assert ready_jobs(app, recording.id) == []
    assert (view.failures[0].deaths, view.failures[0].reason) == (3, "It was killed.")


def test_an_output_that_was_lost_is_made_again(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    recording = brought(app)
    work_until_settled(app, recording.id)
    view = recordings.open_output(app, admin(app), recording.id, "scenes", "picture.json")
    app.artifacts.remove(view.path.parent.name)

    again = work_until_settled(app, recording.id)

    assert [key.rpartition("-")[0] for key in again] == ["scenes"]


def test_the_same_file_in_another_recording_is_not_worked_on_again(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    first = brought(app)
    work_until_settled(app, first.id)

    second = brought(app)

    assert second.state is RecordingState.DONE
    assert second.id != first.id


def test_deleting_removes_what_no_other_recording_shares(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    first, second = brought(app), brought(app)
    work_until_settled(app, first.id)
    path = recordings.open_source(app, admin(app), first.id, "media").path

    recordings.delete_recording(app, admin(app), first.id)

    assert path.is_file()
    recordings.delete_recording(app, admin(app), second.id)
    assert not path.exists()
    assert not any((app.settings.data_dir / "artifacts").iterdir())


def test_the_queue_takes_the_name_of_every_job_also_of_a_part() -> None:
    job = StepJob("r", "", "transcript.part-0123456789abcdef", 2, is_backlog=True)

    validate_job_id(job.id)
    assert job.id == "transcript_part-0123456789abcdef-2-backlog"


def test_the_first_previews_do_not_wait_behind_the_framing_of_all_other_clips(
    tmp_path: Path,
) -> None:
    many = [
        {**HIGHLIGHTS[0], "id": f"h{n}", "start_ms": 5000 * n, "end_ms": 5000 * n + 4000}
        for n in range(PREVIEW_WINDOW + 3)
    ]
    suggested = write("highlights.json", {"highlights": many, "notes": []})
    app = small_application(tmp_path, highlights=suggested)
    recording = brought(app)
    most, made = 0, []

    while jobs := ready_jobs(app, recording.id):
        previews = [job for job in jobs if job.step_key.startswith("preview-")]
        most = max(most, len(previews))
        perform(app, jobs[0], "w")
        made.append(jobs[0].step_key)

    assert most == PREVIEW_WINDOW
    assert sum(key.startswith("preview-") for key in made) == len(many)
