"""Corrected captions are learned as words of the workspace, and only new recordings use them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from tests.system_parts import (
    SmallPlanner,
    admin,
    brought,
    small_application,
    stage,
    work_until_settled,
    write,
)
from transcripts.timeline import Span
from workers.actions import clips, recordings
from workers.actions.vocabulary import phrases_to_hear
from workers.application import Application
from workers.brief import Brief, ClipOrder
from workers.pipeline import Params
from workers.plan import Step, recording_steps
from workers.store.people import insert_workspace
from workers.store.recordings import find_recordings
from workers.views import Actor
from workers.worklist import plan_recordings

HEARD = "오늘은 글로 세름을 소개할게요"
SENTENCE = {"start_ms": 2000, "end_ms": 6000}
TRANSCRIPT = {
    "schema": 1, "language": "ko", "duration_ms": 60_000,
    "segments": [{**SENTENCE, "text": HEARD}], "notes": [],
}  # fmt: skip


class ListeningPlanner(SmallPlanner):
    """The small planner with a transcript that reads what the real one does."""

    def recording(
        self,
        digests: Mapping[str, str],
        brief: Brief,
        extra: Params | None,
        without: Collection[str],
    ) -> tuple[Step, ...]:
        self.stages["transcript"] = stage(
            "transcript", ("media",), write("transcript.json", TRANSCRIPT), ("vocabulary",)
        )
        heard = self._chain(["transcript"], dict(digests), brief.params())
        return (*super().recording(digests, brief, extra, without), *heard)


def listening(folder: Path) -> tuple[Application, Actor]:
    app = replace(small_application(folder), planner=ListeningPlanner())
    return app, admin(app)


def worked(app: Application, text: str = "video") -> str:
    recording = brought(app, text)
    work_until_settled(app, recording.id)
    return recording.id


def first_clip(app: Application, who: Actor, recording_id: str) -> str:
    return clips.list_clips(app, who, recording_id).items[0].id


def correct(app: Application, who: Actor, clip_id: str, text: str) -> None:
    clips.edit_clip(app, who, clip_id, caption_edits=[{**SENTENCE, "text": text}])


def learned(app: Application, workspace_id: str) -> tuple[str, ...]:
    with app.store.read() as connection:
        return phrases_to_hear(connection, workspace_id)


def transcript_step(app: Application, recording_id: str) -> Step:
    with app.store.read() as connection:
        rows = find_recordings(connection, [recording_id])
        step = plan_recordings(connection, app, rows)[0].step("transcript")
    assert step is not None
    return step


def test_new_recordings_listen_for_what_was_learned_and_old_ones_are_not_heard_again(
    tmp_path: Path,
) -> None:
    app, who = listening(tmp_path)
    old = worked(app)
    before = transcript_step(app, old)

    correct(app, who, first_clip(app, who, old), "오늘은 글로우 세럼을 소개할게요")
    new = brought(app, "next week")

    assert before.params["vocabulary"] == []
    assert transcript_step(app, new.id).params["vocabulary"] == ["글로우 세럼을"]
    assert transcript_step(app, old).key == before.key
    assert not [key for key in work_until_settled(app, old) if key.startswith("transcript")]


def test_the_real_transcript_stage_reads_the_words_and_nothing_before_it_does() -> None:
    plain, with_words = (
        {step.name: step.key for step in recording_steps({"media": "m"}, Brief(vocabulary=words))}
        for words in ((), ("글로우 세럼을",))
    )

    changed = {name for name, key in plain.items() if key != with_words[name]}
    assert "transcript" in changed
    assert not changed & {"probe", "sales", "chat", "sound", "scenes"}


def test_a_brief_keeps_its_words_in_the_database() -> None:
    brief = Brief(vocabulary=("글로우 세럼을",))

    assert Brief.from_json(brief.to_json()) == brief
    assert Brief.from_json({}).vocabulary == ()


def test_the_newest_words_come_first_and_a_word_taken_back_is_forgotten(tmp_path: Path) -> None:
    app, who = listening(tmp_path)
    one, two = worked(app), worked(app, "second")
    correct(app, who, first_clip(app, who, one), "오늘은 글로우 세럼을 소개할게요")
    correct(app, who, first_clip(app, who, two), "오늘은 글루 세룸을 소개할게요")
    assert learned(app, who.workspace_id) == ("글루 세룸을", "글로우 세럼을")

    correct(app, who, first_clip(app, who, one), "오늘은 글로 쎄럼을 소개할게요")
    assert learned(app, who.workspace_id) == ("쎄럼을", "글루 세룸을")

    clips.undo_edit(app, who, first_clip(app, who, one))
    clips.edit_clip(app, who, first_clip(app, who, two), caption_edits=[])
    assert learned(app, who.workspace_id) == ("글로우 세럼을",)


def test_own_clips_teach_too_and_words_outlive_their_recording(tmp_path: Path) -> None:
    app, who = listening(tmp_path)
    recording_id = worked(app)
    edit = {**SENTENCE, "text": "오늘은 글로우 세럼을 소개할게요"}

    clips.add_clip(app, who, recording_id, ClipOrder(Span(1000, 9000), caption_edits=(edit,)))
    recordings.delete_recording(app, who, recording_id)

    assert learned(app, who.workspace_id) == ("글로우 세럼을",)


def test_a_caption_that_is_corrected_before_anything_was_heard_teaches_nothing(
    tmp_path: Path,
) -> None:
    app, who = listening(tmp_path)
    recording = brought(app)
    edit = {**SENTENCE, "text": "오늘은 글로우 세럼을 소개할게요"}

    clips.add_clip(app, who, recording.id, ClipOrder(Span(1000, 9000), caption_edits=(edit,)))

    assert learned(app, who.workspace_id) == ()


def test_another_workspace_learns_nothing(tmp_path: Path) -> None:
    app, who = listening(tmp_path)
    with app.store.write() as connection:
        insert_workspace(connection, "w" * 32, "Other", app.clock())

    correct(app, who, first_clip(app, who, worked(app)), "오늘은 글로우 세럼을 소개할게요")

    assert learned(app, "w" * 32) == ()
