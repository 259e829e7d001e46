"""A sentence corrected in one clip is corrected in the others that show it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.system_parts import admin, brought, small_application, work_until_settled
from transcripts.timeline import Span
from workers.actions import clips
from workers.application import Application
from workers.brief import ClipOrder
from workers.clip_plans import ClipPlan, plan_clips
from workers.shared_captions import CaptionState, shared_edits
from workers.store.clips import find_clip
from workers.store.recordings import find_recordings
from workers.views import Actor
from workers.worklist import plan_recordings

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
CLIP = Span(0, 20_000)


def edit(start_ms: int, end_ms: int, text: str) -> dict[str, int | str]:
    return {"start_ms": start_ms, "end_ms": end_ms, "text": text}


def state(clip_id: str, minute: int, *edits: dict[str, int | str]) -> CaptionState:
    return CaptionState(clip_id, NOON + timedelta(minutes=minute), edits)


FIRST, SECOND = edit(2000, 4000, "글로우 세럼"), edit(5000, 7000, "수분크림")


def test_corrections_of_others_count_where_the_clip_has_none_of_its_own() -> None:
    history = [state("mine", 0, SECOND), state("other", 1, SECOND, FIRST)]

    assert shared_edits(history, "mine", CLIP, [edit(5500, 6000, "내 말")]) == (FIRST,)
    assert shared_edits(history, "mine", CLIP, []) == (FIRST, SECOND)


def test_the_later_correction_of_a_sentence_wins_and_one_that_only_stands_is_not_later() -> None:
    newer = edit(2000, 4000, "글로우 쎄럼")
    history = [state("a", 0, FIRST), state("b", 1, newer), state("a", 2, FIRST, SECOND)]

    assert shared_edits(history, "c", CLIP, []) == (newer, SECOND)


def test_what_was_taken_back_emptied_cut_by_the_edge_or_came_after_approval_does_not_count() -> (
    None
):
    history = [
        state("a", 0, FIRST),
        state("b", 1, edit(9000, 9500, " "), edit(19_000, 21_000, "halb")),
        state("a", 2, SECOND),
    ]

    assert shared_edits(history, "c", CLIP, []) == (SECOND,)
    assert shared_edits(history, "c", CLIP, [], NOON + timedelta(minutes=1)) == (FIRST,)


def worked(folder: Path) -> tuple[Application, Actor, str]:
    app = small_application(folder)
    recording = brought(app)
    work_until_settled(app, recording.id)
    return app, admin(app), recording.id


def plan_of(app: Application, who: Actor, clip_id: str) -> ClipPlan:
    with app.store.read() as connection:
        row = find_clip(connection, clip_id, who.workspace_id)
        assert row is not None
        rows = find_recordings(connection, [row.recording_id])
        return plan_clips(connection, app, plan_recordings(connection, app, rows)[0], [row])[0]


def captions_of(app: Application, who: Actor, clip_id: str) -> object:
    return plan_of(app, who, clip_id).previews[-1].params["caption_edits"]


def test_another_clip_is_drawn_and_shown_with_the_correction_and_keeps_its_own_edits(
    tmp_path: Path,
) -> None:
    app, who, recording_id = worked(tmp_path)
    suggested = clips.list_clips(app, who, recording_id).items[0]
    own = clips.add_clip(app, who, recording_id, ClipOrder(Span(1500, 9000)))

    clips.edit_clip(app, who, suggested.id, caption_edits=[FIRST])

    assert captions_of(app, who, own.id) == [FIRST]
    shown = clips.get_clip(app, who, own.id)
    assert (shown.order.shown_edits, shown.order.caption_edits) == ((FIRST,), ())
    assert (shown.version, shown.is_edited) == (own.version, False)

    clips.edit_clip(app, who, own.id, title="내 제목")
    clips.undo_edit(app, who, suggested.id)
    assert captions_of(app, who, own.id) == []


def test_an_approved_clip_stays_as_it_was_approved(tmp_path: Path) -> None:
    app, who, recording_id = worked(tmp_path)
    suggested = clips.list_clips(app, who, recording_id).items[0]
    own = clips.add_clip(app, who, recording_id, ClipOrder(Span(1500, 9000)))
    clips.edit_clip(app, who, suggested.id, caption_edits=[FIRST])
    clips.approve(app, who, own.id)
    before = [step.key for step in plan_of(app, who, own.id).finals]

    clips.edit_clip(app, who, suggested.id, caption_edits=[FIRST, SECOND])

    assert captions_of(app, who, own.id) == [FIRST]
    assert [step.key for step in plan_of(app, who, own.id).finals] == before
