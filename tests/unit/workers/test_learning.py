"""Decisions become a taste, version after version, and go back; old pages stay as they are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clipping.errors import UnreadableSidecar
from clipping.learning import MOST_STEP
from clipping.model import SignalKind
from clipping.score_weights import DEFAULT_WEIGHTS, weights_from_json
from tests.system_parts import (
    admin,
    brought,
    ready_jobs,
    small_application,
    work_until_settled,
    write,
)
from transcripts.timeline import Span
from workers.actions import clips, learning
from workers.application import Application
from workers.cli.learning import learn_app
from workers.errors import Conflict, NotAllowed
from workers.store import recordings, taste
from workers.store.people import insert_workspace
from workers.views import Actor, ClipView, Role
from workers.worklist import plan_recordings

MINUTE = 60_000


def suggestion(number: int, kind: str) -> dict[str, object]:
    start = number * 20_000
    reason = {"kind": kind, "strength": 0.4, "start_ms": start, "end_ms": start + 9_000}
    return {
        "id": f"h{number}", "start_ms": start, "end_ms": start + 15_000, "score": 0.4, "kind": kind,
        "title": kind, "because": [{**reason, "detail": ""}],
    }  # fmt: skip


#: Eight demonstrations and eight talks of prices.
SHOWN = [suggestion(n, "demonstration" if n % 2 else "price") for n in range(16)]


def system(folder: Path) -> tuple[Application, Actor]:
    shown = write("highlights.json", {"highlights": SHOWN, "notes": []})
    probe = write("recording.json", {"duration_ms": 10 * MINUTE, "notes": []})
    app = small_application(folder, highlights=shown, probe=probe)
    return app, admin(app)


def worked(app: Application, text: str = "video") -> str:
    recording = brought(app, text)
    work_until_settled(app, recording.id)
    return recording.id


def decide(app: Application, who: Actor, recording_id: str, reason: str = "boring") -> None:
    """Demonstrations are approved, prices rejected."""
    for clip in clips.list_clips(app, who, recording_id).items:
        if clip.kind == "demonstration":
            clips.approve(app, who, clip.id)
        else:
            clips.reject(app, who, clip.id, reason)


def key_of(app: Application, recording_id: str) -> str:
    with app.store.read() as connection:
        rows = recordings.find_recordings(connection, [recording_id])
        step = plan_recordings(connection, app, rows)[0].step("highlights")
    assert step is not None
    return step.key


def first(app: Application, who: Actor, recording_id: str, kind: str) -> ClipView:
    shown = clips.list_clips(app, who, recording_id).items
    return next(clip for clip in shown if clip.kind == kind)


def test_decisions_move_the_weights_within_the_bound_and_say_why(tmp_path: Path) -> None:
    app, who = system(tmp_path)
    decide(app, who, worked(app))
    assert learning.learning(app, who).new_decisions == 16

    after = learning.apply_learning(app, who)

    assert after.version == 1
    assert 1.05 < after.factors["demonstration"] <= MOST_STEP
    assert 1 / MOST_STEP <= after.factors["price"] < 0.95
    lesson = next(one for one in after.history[0].lessons if one["kind"] == "demonstration")
    assert (lesson["liked"], lesson["liked_of"]) == (8, 8)
    assert (lesson["disliked"], lesson["disliked_of"]) == (0, 8)
    assert after.new_decisions == 0


def test_the_same_decisions_are_learned_from_once(tmp_path: Path) -> None:
    app, who = system(tmp_path)
    decide(app, who, worked(app))
    learning.apply_learning(app, who)

    with pytest.raises(Conflict, match="nothing to learn"):
        learning.apply_learning(app, who)


def test_going_back_restores_exactly_and_learns_nothing_twice(tmp_path: Path) -> None:
    app, who = system(tmp_path)
    decide(app, who, worked(app))
    one = learning.apply_learning(app, who)
    decide(app, who, worked(app, "another"))
    two = learning.apply_learning(app, who)
    assert two.factors != one.factors

    back = learning.undo_learning(app, who)
    assert back.factors == one.factors
    assert learning.undo_learning(app, who).factors == {}
    with pytest.raises(Conflict, match="undo"):
        learning.undo_learning(app, who)

    found = learning.learning(app, who)
    assert [change.kind for change in found.history] == ["undo", "undo", "learn", "learn"]
    assert found.new_decisions == 0


def test_new_recordings_follow_the_taste_and_old_pages_stay(tmp_path: Path) -> None:
    app, who = system(tmp_path)
    old = worked(app)
    usual = key_of(app, old)
    decide(app, who, old)

    learning.apply_learning(app, who)

    assert key_of(app, old) == usual
    assert ready_jobs(app, old) == [] or usual not in {job.step_key for job in ready_jobs(app, old)}
    new = brought(app, "another")
    with app.store.read() as connection:
        rows = recordings.find_recordings(connection, [new.id, old])
        factors = taste.factors_for(connection, rows)
    assert set(factors) == {new.id}


def test_suggestions_may_be_chosen_anew_and_undo_gives_the_old_output_again(
    tmp_path: Path,
) -> None:
    app, who = system(tmp_path)
    # This table's stage knows taste, as the real one does.
    planner = app.planner
    stage = planner.stages["highlights"]  # type: ignore[attr-defined]
    planner.stages["highlights"] = replace(stage, reads=("taste", "explore"))  # type: ignore[attr-defined]
    recording_id = worked(app)
    usual = key_of(app, recording_id)
    decide(app, who, recording_id)
    before = clips.list_clips(app, who, recording_id).items
    learning.apply_learning(app, who)

    learning.suggest_again(app, who, recording_id)
    learned = key_of(app, recording_id)
    done = work_until_settled(app, recording_id)
    learning.undo_learning(app, who)
    learning.suggest_again(app, who, recording_id)

    assert learned != usual
    assert learned in done
    assert key_of(app, recording_id) == usual
    assert usual not in work_until_settled(app, recording_id)
    after = clips.list_clips(app, who, recording_id).items
    assert [(c.id, c.state, c.order) for c in after] == [(c.id, c.state, c.order) for c in before]


def test_rejections_for_other_causes_teach_nothing(tmp_path: Path) -> None:
    app, who = system(tmp_path)
    decide(app, who, worked(app), reason="cut_badly")

    with pytest.raises(Conflict):
        learning.apply_learning(app, who)


def test_what_was_cut_away_counts_against(tmp_path: Path) -> None:
    app, who = system(tmp_path)
    clip = first(app, who, worked(app), "price")

    clips.edit_clip(app, who, clip.id, span=Span(9_500, 30_000))
    clips.approve(app, who, clip.id)
    with app.store.read() as connection:
        row = next(
            row
            for row, _ in taste.judged_clips(connection, who.workspace_id, 0)
            if row.id == clip.id
        )

    kept, cut = learning.judged_by_decision(row, is_new=True)
    assert kept.likes
    assert kept.parts == {}
    assert not cut.likes
    assert [kind.value for kind in cut.parts] == ["price"]


def test_numbers_of_posts_teach_too_and_unknown_clips_are_counted(tmp_path: Path) -> None:
    app, who = system(tmp_path)
    shown = clips.list_clips(app, who, worked(app)).items
    rows = ["클립 ID,조회수,좋아요,클릭"]
    rows += [f"{c.id},{90_000 if c.kind == 'demonstration' else 400},10,3" for c in shown]
    rows += ["nobody,5,5,5", f"{shown[0].id},-,-,-"]
    table = tmp_path / "numbers.csv"
    table.write_text("\n".join(rows), encoding="cp949")

    known, read = learning.import_numbers(app, who, table)
    assert (known, len(read.rows), read.unreadable) == (16, 17, (19,))
    after = learning.apply_learning(app, who)

    assert after.factors["demonstration"] > 1
    assert after.factors["price"] < 1
    with pytest.raises(Conflict):
        learning.apply_learning(app, who)


def test_a_table_without_clips_is_refused_in_a_sentence(tmp_path: Path) -> None:
    app, who = system(tmp_path)
    table = tmp_path / "numbers.csv"
    table.write_text("title,views\na,1\n", encoding="utf-8")

    with pytest.raises(UnreadableSidecar, match="clip_id"):
        learning.import_numbers(app, who, table)


def test_workspaces_learn_apart_and_viewers_not_at_all(tmp_path: Path) -> None:
    app, who = system(tmp_path)
    decide(app, who, worked(app))
    with app.store.write() as connection:
        insert_workspace(connection, "next", "Next door", app.clock())
    neighbour = Actor("next", None, "Neighbour", Role.ADMIN)
    viewer = Actor(who.workspace_id, None, "Viewer", Role.VIEWER)

    with pytest.raises(Conflict):
        learning.apply_learning(app, neighbour)
    for change in (learning.apply_learning, learning.undo_learning):
        with pytest.raises(NotAllowed):
            change(app, viewer)
    learning.apply_learning(app, who)

    assert learning.learning(app, neighbour).history == ()
    assert json.dumps(dict(learning.learning(app, viewer).factors))


def test_the_command_shows_learns_and_goes_back(tmp_path: Path) -> None:
    app, who = system(tmp_path)
    decide(app, who, worked(app))
    data = ["--data", str(app.settings.data_dir)]

    assert "Nothing has been learned yet" in said("status", *data)
    assert "demonstration" in said("apply", *data)
    assert "in 8 of 8 liked, 0 of 8 disliked" in said("history", *data)
    assert json.loads(said("status", "--json", *data))["version"] == 1
    assert "nothing is learned" in said("undo", *data)


def test_folders_and_a_table_of_decisions_teach_without_a_system(tmp_path: Path) -> None:
    folder = tmp_path / "show.afterlive"
    folder.mkdir()
    shown = {"schema": 1, "highlights": [{**one, "product_ids": []} for one in SHOWN]}
    (folder / "highlights.json").write_text(json.dumps(shown), encoding="utf-8")
    table = tmp_path / "decisions.csv"
    lines = [f"{one['id']},{'승인' if one['kind'] == 'demonstration' else '반려'}" for one in SHOWN]
    table.write_text("id,결정\n" + "\n".join(lines), encoding="utf-8")
    written = tmp_path / "weights.json"

    said("folder", str(folder), "--decisions", str(table), "-o", str(written))

    weights = weights_from_json(json.loads(written.read_text(encoding="utf-8")))
    assert weights.reasons[SignalKind.DEMONSTRATION] > DEFAULT_WEIGHTS.reasons["demonstration"]
    again = json.loads(
        said("folder", str(folder), "--decisions", str(table), "--from", str(written), "-o",
             str(written), "--json")
    )  # fmt: skip
    assert again["factors"]["demonstration"] > 1.1


def said(*arguments: str) -> str:
    done = CliRunner().invoke(learn_app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout
