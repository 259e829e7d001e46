"""Learning from decisions and from how posts did: look, take a step, go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from clipping.learning import Judged, Learned, learn, lesson_to_json, outcomes, parts_of
from clipping.model import Signal, SignalKind
from clipping.rejections import what_it_tells
from clipping.taste import taste_from_json, taste_to_json
from transcripts.timeline import Span
from workers.actions.access import own_recording, require
from workers.actions.used_elsewhere import used_outside
from workers.application import Application
from workers.brief import Brief
from workers.clip_plans import order_of
from workers.errors import NothingToLearn, NothingToUndo
from workers.post_numbers import PostNumbers, how_well, read_post_numbers
from workers.store import clips, events, recordings, taste
from workers.store.database import Connection
from workers.store.rows import ClipRow
from workers.views import Actor, Learning, Role, TasteChange

#: Numbers depend on the hour, the caption and luck more than a decision does.
_TRUST_IN_NUMBERS = 0.5
#: What somebody cut away of a clip they like was not what they liked.
_TRUST_IN_TRIMS = 0.5
_LEAST_TRIMMED = 0.02


def learning(app: Application, actor: Actor) -> Learning:
    """What has been learned, what could be, and every version."""
    with app.store.read() as connection:
        return _learning(connection, actor.workspace_id)


def apply_learning(app: Application, actor: Actor) -> Learning:
    """Take one step with everything that was decided and measured since the last.

    Recordings whose suggestions are there already keep them.

    Raises:
        NothingToLearn: there is nothing new, or it teaches nothing.
    """
    require(actor, Role.MARKETER)
    with app.store.write() as connection:
        versions = taste.versions_of(connection, actor.workspace_id)
        before = versions[-1] if versions else _NONE
        learned = _learned(connection, actor.workspace_id, before)
        if not learned.lessons:
            raise NothingToLearn
        numbers = taste.performances_of(connection, actor.workspace_id)
        version = taste.TasteVersion(
            number=before.number + 1,
            kind="learn",
            same_as=before.number + 1,
            parent=before.same_as,
            factors=taste_to_json(learned.taste),
            lessons=[lesson_to_json(lesson) for lesson in learned.lessons],
            last_decision=taste.last_decision(connection, actor.workspace_id),
            last_performance=max((one.id for one in numbers), default=0),
            person="",
            created_at=app.clock(),
        )
        _append(connection, actor, version)
        return _learning(connection, actor.workspace_id)


def undo_learning(app: Application, actor: Actor) -> Learning:
    """Go back to the version before the one that holds; again goes back further.

    What was learned from stays learned from: it is not learned once more.

    Raises:
        NothingToUndo: nothing has been learned.
    """
    require(actor, Role.MARKETER)
    with app.store.write() as connection:
        versions = taste.versions_of(connection, actor.workspace_id)
        now = versions[-1] if versions else _NONE
        if now.same_as == 0:
            raise NothingToUndo
        by_number = {0: _NONE, **{version.number: version for version in versions}}
        target = by_number[by_number[now.same_as].parent]
        version = taste.TasteVersion(
            number=now.number + 1,
            kind="undo",
            same_as=target.same_as,
            parent=target.parent,
            factors=target.factors,
            lessons=(),
            last_decision=now.last_decision,
            last_performance=now.last_performance,
            person="",
            created_at=app.clock(),
        )
        _append(connection, actor, version)
        return _learning(connection, actor.workspace_id)


def import_numbers(app: Application, actor: Actor, path: Path) -> tuple[int, PostNumbers]:
    """Read how posts did. Rows of clips that are not there are left out.

    Returns:
        How many clips got numbers, and the table as read.

    Raises:
        UnreadableSidecar: the table cannot be understood.
    """
    require(actor, Role.MARKETER)
    table = read_post_numbers(path)
    with app.store.write() as connection:
        wanted = {one.clip_id for one in table.rows}
        there = {clip.id for clip in clips.find_clips(connection, wanted, actor.workspace_id)}
        known = [one for one in table.rows if one.clip_id in there]
        taste.insert_performances(connection, known, actor.person_id, app.clock())
        return len(there), table


def suggest_again(app: Application, actor: Actor, recording_id: str) -> None:
    """Choose a recording's suggestions by the taste of now, without what other uploads gave by now.

    Decided clips stay as they are.
    """
    require(actor, Role.MARKETER)
    now = app.clock()
    used = used_outside(app, actor, recording_id)
    with app.store.write() as connection:
        row = own_recording(connection, actor, recording_id)
        brief = replace(Brief.from_json(row.brief), used_elsewhere=used)
        recordings.change_brief(connection, row.id, brief.to_json())
        recordings.insert_wish(connection, row.id, taste.SUGGEST_AGAIN, actor.person_id, now)
        events.append(connection, row.workspace_id, row.id, "recording.suggest", now)


def has_other_taste(app: Application, actor: Actor, recording_id: str) -> bool:
    """Whether a recording's suggestions were chosen by another taste than that of now."""
    with app.store.read() as connection:
        row = own_recording(connection, actor, recording_id)
        then = taste.factors_for(connection, [row]).get(row.id, {})
        versions = taste.versions_of(connection, actor.workspace_id)
        return dict(then) != dict(versions[-1].factors if versions else {})


def judged_by_decision(clip: ClipRow, *, is_new: bool) -> list[Judged]:
    """What a decision on a clip says: of an approved one what was kept, and what was cut away."""
    because = [found for value in clip.because if (found := _signal(value)) is not None]
    group = clip.recording_id
    if clip.decision == "reject":
        trust, about = what_it_tells(clip.decision_reason)
        return [
            Judged(group, likes=False, parts=parts_of(because), trust=trust, about=about,
                   is_new=is_new)
        ]  # fmt: skip
    span = order_of(clip).span
    kept = parts_of(because, span)
    out = [Judged(group, likes=True, parts=kept, is_new=is_new)]
    whole = parts_of(because)
    cut = {kind: part - kept.get(kind, 0.0) for kind, part in whole.items()}
    cut = {kind: part for kind, part in cut.items() if part > _LEAST_TRIMMED}
    if cut and span != Span(clip.start_ms, clip.end_ms):
        out.append(
            Judged(group, likes=False, parts=cut, trust=_TRUST_IN_TRIMS, about=frozenset(cut),
                   is_new=is_new)
        )  # fmt: skip
    return out


_NONE = taste.TasteVersion(0, "learn", 0, 0, {}, (), 0, 0, "", taste.LONG_AGO)


def _learned(connection: Connection, workspace_id: str, before: taste.TasteVersion) -> Learned:
    judged = [
        one
        for clip, is_new in taste.judged_clips(connection, workspace_id, before.last_decision)
        if clip.because
        for one in judged_by_decision(clip, is_new=is_new)
    ]
    judged += _judged_by_numbers(connection, workspace_id, before.last_performance)
    return learn(taste_from_json(before.factors), judged)


def _judged_by_numbers(connection: Connection, workspace_id: str, after: int) -> list[Judged]:
    """Posts compared with each other, when there are new numbers."""
    numbers = taste.performances_of(connection, workspace_id)
    if not any(one.id > after for one in numbers):
        return []
    results: dict[str, tuple[float, Mapping[SignalKind, float]]] = {}
    new = {one.clip_id for one in numbers if one.id > after}
    measured = clips.find_clips(connection, {one.clip_id for one in numbers}, workspace_id)
    by_id = {clip.id: clip for clip in measured if clip.because}
    for one in numbers:
        if (clip := by_id.get(one.clip_id)) is None:
            continue
        because = [found for value in clip.because if (found := _signal(value)) is not None]
        results[one.clip_id] = (how_well(one), parts_of(because, order_of(clip).span))
    return outcomes("numbers", results, _TRUST_IN_NUMBERS, new)


def _append(connection: Connection, actor: Actor, version: taste.TasteVersion) -> None:
    taste.insert_version(connection, actor.workspace_id, version, actor.person_id)
    payload = {"number": version.number, "kind": version.kind}
    events.append(
        connection, actor.workspace_id, None, "taste.changed", version.created_at, payload
    )


def _learning(connection: Connection, workspace_id: str) -> Learning:
    versions = taste.versions_of(connection, workspace_id)
    now = versions[-1] if versions else _NONE
    numbers = taste.performances_of(connection, workspace_id)
    return Learning(
        version=now.number,
        factors=now.factors,
        new_decisions=taste.count_new_decisions(connection, workspace_id, now.last_decision),
        new_numbers=sum(one.id > now.last_performance for one in numbers),
        history=tuple(
            TasteChange(
                number=version.number,
                kind=version.kind,
                same_as=version.same_as,
                factors=version.factors,
                lessons=version.lessons,
                person=version.person,
                at=version.created_at,
            )
            for version in reversed(versions)
        ),
    )


def _signal(value: Mapping[str, Any]) -> Signal | None:
    """A reason as it was stored; None for kinds that this version does not know."""
    if value["kind"] not in set(SignalKind):
        return None
    span = Span(int(value["start_ms"]), int(value["end_ms"]))
    return Signal(SignalKind(value["kind"]), span, float(value["strength"]))
