"""What people decide on clips and FAQ entries, and what re-runs may not touch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.system_parts import (
    HIGHLIGHTS,
    SmallPlanner,
    admin,
    brought,
    small_application,
    stored,
    work_until_settled,
    write,
)
from transcripts.timeline import Span
from workers.actions import clips, faq, finals, recordings
from workers.application import Application
from workers.brief import ClipOrder
from workers.errors import Conflict, NotAllowed, NotFound
from workers.store.rows import ClipRow
from workers.suggestions import chosen
from workers.views import Actor, ClipState, EntryState, FileState, Role

OTHER = {"id": "c", "start_ms": 2000, "end_ms": 22_000, "score": 0.95, "kind": "price", "title": ""}
NEW = {"id": "d", "start_ms": 51_000, "end_ms": 59_000, "score": 0.4, "kind": "pin", "title": "셋"}


def worked(tmp_path: Path) -> tuple[Application, Actor, str]:
    app = small_application(tmp_path)
    recording = brought(app)
    work_until_settled(app, recording.id)
    return app, admin(app), recording.id


def first_clip(app: Application, who: Actor, recording_id: str):
    return clips.list_clips(app, who, recording_id).items[0]


def suggest_again(app: Application, who: Actor, recording_id: str, *highlights: object):
    """Late chat, after which the machine suggests something else."""
    planner = SmallPlanner(highlights=write("highlights.json", {"highlights": highlights}))
    later = replace(app, planner=planner)
    recordings.add_source(later, who, recording_id, "chat_file", stored(later, "c", "chat.csv"))
    work_until_settled(later, recording_id)
    return clips.list_clips(later, who, recording_id).items


def test_an_approved_clip_gets_its_files_and_only_what_passed_is_given_out(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)
    clip = first_clip(app, who, recording_id)
    with pytest.raises(NotAllowed, match="Approve"):
        finals.open_final(app, who, clip.id, "reels")

    clips.approve(app, who, clip.id)
    assert finals.clip_files(app, who, clip.id).platforms[0].state is FileState.MAKING
    work_until_settled(app, recording_id)

    files = finals.clip_files(app, who, clip.id)
    assert {file.state for file in files.platforms} == {FileState.READY}
    assert files.covers == ("cover.jpg",)
    assert finals.open_final(app, who, clip.id, "reels").name == "하나 reels.mp4"


def test_a_file_outside_the_limits_is_never_given_out(tmp_path: Path) -> None:
    checks = {"passed": False, "checks": [{"name": "loudness", "passed": False}]}
    app = small_application(tmp_path, verify=write("verify.json", checks))
    recording = brought(app)
    work_until_settled(app, recording.id)
    who = admin(app)
    clip = first_clip(app, who, recording.id)
    clips.approve(app, who, clip.id)
    work_until_settled(app, recording.id)

    assert finals.clip_files(app, who, clip.id).platforms[0].state is FileState.REFUSED
    with pytest.raises(NotAllowed, match="pass"):
        finals.open_final(app, who, clip.id, "reels")
    with pytest.raises(NotFound):
        clips.open_clip_output(app, who, clip.id, "render:reels", "clip.mp4")


def test_files_of_an_edited_clip_are_stale_until_they_are_made_again(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)
    clip = clips.approve(app, who, first_clip(app, who, recording_id).id)
    work_until_settled(app, recording_id)

    clips.edit_clip(app, who, clip.id, span=Span(1500, 20_000))

    files = finals.clip_files(app, who, clip.id).platforms
    assert all(file.is_stale and file.state is FileState.MAKING for file in files)
    with pytest.raises(NotAllowed, match="being made"):
        finals.open_final(app, who, clip.id, "reels")
    work_until_settled(app, recording_id)
    assert not any(f.is_stale for f in finals.clip_files(app, who, clip.id).platforms)


def test_what_was_decided_survives_a_re_run_unchanged(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)
    clip = clips.edit_clip(app, who, first_clip(app, who, recording_id).id, title="내 제목")
    clips.approve(app, who, clip.id)

    after = suggest_again(app, who, recording_id, OTHER, NEW)

    kept = next(c for c in after if c.id == clip.id)
    assert (kept.order, kept.state, kept.rank) == (clip.order, ClipState.APPROVED, None)
    assert [c.order.title for c in after if c.rank is not None] == ["셋"]
    assert "둘" not in [c.order.title for c in after]


def test_the_same_suggestion_keeps_its_clip(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)
    before = [clip.id for clip in clips.list_clips(app, who, recording_id).items]

    after = suggest_again(app, who, recording_id, NEW, *HIGHLIGHTS)

    assert [clip.id for clip in after if clip.order.title != "셋"] == before
    assert [clip.rank for clip in after] == [1, 2, 3]


@pytest.mark.parametrize(("shared_ms", "is_new"), [(5000, True), (5001, False)])
def test_a_suggestion_that_shares_more_than_half_with_a_decided_clip_is_not_added(
    shared_ms: int, is_new: bool
) -> None:
    at = admin_time()
    decided = ClipRow("1", "r", None, 0, 10_000, "", (), at, decision="reject")
    new = {"id": "n", "start_ms": 10_000 - shared_ms, "end_ms": 20_000 - shared_ms,
           "score": 1, "kind": "k"}  # fmt: skip

    assert bool(chosen([new], [decided], "r", at)) is is_new


def admin_time():
    from tests.system_parts import Clock

    return Clock()()


def test_two_people_do_not_overwrite_each_other(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)
    clip = first_clip(app, who, recording_id)
    clips.edit_clip(app, who, clip.id, version=0, title="먼저")

    with pytest.raises(Conflict):
        clips.edit_clip(app, who, clip.id, version=0, title="나중")


def test_undo_goes_back_step_by_step(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)
    clip = first_clip(app, who, recording_id)
    for title in ("가", "나", "다"):
        clips.edit_clip(app, who, clip.id, title=title)

    seen = [clips.undo_edit(app, who, clip.id).order.title for _ in range(3)]

    assert seen == ["나", "가", "하나"]
    with pytest.raises(Conflict):
        clips.undo_edit(app, who, clip.id)


def test_a_decision_can_be_taken_back_and_carries_who_and_why(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)
    clip = first_clip(app, who, recording_id)

    rejected = clips.reject(app, who, clip.id, "지루함")
    reopened = clips.reopen(app, who, clip.id)

    assert rejected.decision is not None
    assert (rejected.decision.reason, rejected.decision.person) == ("지루함", "Admin")
    assert reopened.state is ClipState.PROPOSED


@pytest.mark.parametrize(
    ("span", "fits"),
    [(Span(0, 1000), True), (Span(0, 999), False), (Span(50_000, 60_000), True),
     (Span(50_000, 60_001), False)],
)  # fmt: skip
def test_own_clips_stay_inside_the_recording(tmp_path: Path, span: Span, fits: bool) -> None:
    app, who, recording_id = worked(tmp_path)
    if fits:
        assert clips.add_clip(app, who, recording_id, ClipOrder(span, "내 것")).is_own
        return
    with pytest.raises(NotAllowed):
        clips.add_clip(app, who, recording_id, ClipOrder(span))


def test_another_workspace_sees_and_changes_nothing(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)
    clip = first_clip(app, who, recording_id)
    stranger = Actor("0" * 32, None, "x", Role.ADMIN)

    assert clips.list_clips(app, stranger).items == ()
    for attempt in (
        lambda: clips.get_clip(app, stranger, clip.id),
        lambda: clips.approve(app, stranger, clip.id),
        lambda: finals.clip_files(app, stranger, clip.id),
        lambda: recordings.get_recording(app, stranger, recording_id),
        lambda: recordings.delete_recording(app, stranger, recording_id),
        lambda: recordings.open_source(app, stranger, recording_id, "media"),
        lambda: faq.list_faq(app, stranger, recording_id),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_viewer_only_looks(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)
    viewer = replace(who, role=Role.VIEWER)
    clip = first_clip(app, viewer, recording_id)

    with pytest.raises(NotAllowed):
        clips.approve(app, viewer, clip.id)


def test_no_file_outside_a_step_is_opened(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)

    for name in ("../../afterlive.sqlite", "/etc/passwd", "nothing.json", ".."):
        with pytest.raises(NotFound):
            recordings.open_output(app, who, recording_id, "probe", name)


def test_decisions_on_entries_reach_the_documents(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)

    faq.edit_entry(app, who, recording_id, "q1", answer="찬물로 빨아 주세요.")
    approved = faq.approve_entry(app, who, recording_id, "q1")
    again = {key.rpartition("-")[0] for key in work_until_settled(app, recording_id)}

    assert (approved.state, approved.answer) == (EntryState.APPROVED, "찬물로 빨아 주세요.")
    assert approved.evidence["answer"]["text"] == "네, 찬물로요."
    assert again == {"faq"}
    with pytest.raises(NotFound):
        faq.approve_entry(app, who, recording_id, "q2")
