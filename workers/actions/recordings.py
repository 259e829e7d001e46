"""Bringing recordings, looking at them, stopping, retrying and deleting them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clipping.channel_lag import remembered_lag_s
from workers.actions.access import own_plan, own_recording, require
from workers.actions.cursors import from_cursor, to_cursor
from workers.actions.forecasts import forecasts
from workers.actions.once import Once
from workers.actions.uploads import remove_unneeded
from workers.actions.used_elsewhere import used_elsewhere
from workers.actions.vocabulary import phrases_to_hear
from workers.application import Application
from workers.brief import Brief
from workers.clip_plans import plan_clips
from workers.errors import Conflict, NotAllowed, NotFound
from workers.overview import recording_view
from workers.plan import Step
from workers.stages.table import SOURCES
from workers.store import attempts, clips, events, recordings
from workers.store.database import Connection
from workers.store.rows import RecordingRow, SourceRow, new_id
from workers.views import (
    Actor,
    OpenedFile,
    Page,
    RecordingView,
    Role,
    StoredFile,
)
from workers.worklist import RecordingPlan, plan_recordings

_MOST_PER_PAGE = 200


def whole_brief(app: Application, brief: Brief, file_name: str, title: str = "") -> Brief:
    """What is kept of a wish: with name and day of the show, and this installation's settings."""
    shown = title.strip() or file_name.rpartition(".")[0] or file_name
    return replace(
        brief.on_day_of(file_name).on_day_of(shown),
        show_title=shown,
        site_url=brief.site_url or app.settings.site_url or None,
        language_model=app.settings.language_model_identity,
    )


def create_recording(  # noqa: PLR0913 - everything that is known of it
    app: Application,
    actor: Actor,
    media: StoredFile,
    *,
    title: str = "",
    brief: Brief | None = None,
    sources: Mapping[str, StoredFile] | None = None,
    lane: str = "interactive",
    makes_all_finals: bool = False,
    once: Once | None = None,
) -> RecordingView:
    """Add a recording; work on it starts by itself.

    Args:
        app: The application.
        actor: Who brings it.
        media: The recording's file.
        title: For people; without one, the file's name.
        brief: What is wanted.
        sources: Other files by kind ("chat_file", "metrics_file", "offers_file",
            "products_file", "transcript_file").
        lane: "interactive", or "backlog" for work that must not make people wait.
        makes_all_finals: Make finished files of every suggestion without waiting for approval.
        once: The request, when the same one may come again; then it finds what it made.
    """
    require(actor, Role.MARKETER)
    files = {"media": media, **(sources or {})}
    for kind in files:
        _check_kind(kind)
    now = app.clock()
    asked = whole_brief(app, brief or Brief(), media.file_name, title)
    used = used_elsewhere(app, actor.workspace_id, media.sha256, asked)
    asked = replace(asked, used_elsewhere=used)
    with app.store.write() as connection:
        made = once.made_before(connection, actor.workspace_id) if once else None
        if made is not None:
            return _view(connection, app, own_recording(connection, actor, made))
        asked = replace(
            asked,
            channel_lag_s=remembered_lag_s(attempts.measured_lags(connection, actor.workspace_id)),
            vocabulary=phrases_to_hear(connection, actor.workspace_id),
        )
        row = RecordingRow(
            new_id(),
            actor.workspace_id,
            asked.show_title,
            asked.to_json(),
            "backlog" if lane == "backlog" else "interactive",
            makes_all_finals,
            now,
        )
        recordings.insert_recording(connection, row, actor.person_id)
        for kind, file in files.items():
            recordings.insert_source(connection, _source(row.id, kind, file, app))
        events.append(connection, actor.workspace_id, row.id, "recording.created", now)
        if once is not None:
            once.note(connection, actor.workspace_id, row.id, now)
        return _view(connection, app, row)


def add_source(
    app: Application, actor: Actor, recording_id: str, kind: str, file: StoredFile
) -> RecordingView:
    """Add a chat, metrics, offers, products or transcript file, or put one in another's place.

    Only what depends on it is done again.

    Raises:
        NotAllowed: the recording itself cannot be replaced, or there is no such kind.
    """
    require(actor, Role.MARKETER)
    _check_kind(kind)
    if kind == "media":
        raise NotAllowed("A recording's video cannot be replaced; bring a new recording.")
    with app.store.write() as connection:
        row = own_recording(connection, actor, recording_id)
        recordings.insert_source(connection, _source(row.id, kind, file, app))
        _note(connection, app, row, "recording.source_added", {"kind": kind})
        return _view(connection, app, row)


def list_recordings(
    app: Application,
    actor: Actor,
    *,
    limit: int = 50,
    cursor: str | None = None,
    query: str = "",
) -> Page[RecordingView]:
    """A page of the recordings, newest first. `query` is looked for in titles."""
    size = max(1, min(limit, _MOST_PER_PAGE))
    with app.store.read() as connection:
        rows = recordings.list_newest(
            connection,
            actor.workspace_id,
            limit=size + 1,
            before=from_cursor(cursor),
            text=query.strip(),
        )
        shown = rows[:size]
        counts = clips.counts(connection, [row.id for row in shown])
        plans = plan_recordings(connection, app, shown)
        ahead = forecasts(connection, app, plans)
        views = tuple(
            recording_view(
                plan,
                ahead=ahead.get(plan.row.id),
                queue_position=_position(connection, plan),
                counts=counts[plan.row.id],
            )
            for plan in plans
        )
    more = len(rows) > size
    return Page(views, to_cursor(shown[-1].created_at, shown[-1].id) if more else None)


def get_recording(app: Application, actor: Actor, recording_id: str) -> RecordingView:
    """A recording and how far it is."""
    with app.store.read() as connection:
        return _view(connection, app, own_recording(connection, actor, recording_id))


def rename_recording(
    app: Application, actor: Actor, recording_id: str, title: str
) -> RecordingView:
    """Give a recording another title."""
    require(actor, Role.MARKETER)
    if not title.strip():
        raise NotAllowed("A recording needs a title.")
    with app.store.write() as connection:
        row = own_recording(connection, actor, recording_id)
        recordings.rename(connection, row.id, title.strip())
        _note(connection, app, row, "recording.changed")
        return _view(connection, app, own_recording(connection, actor, recording_id))


def cancel_recording(app: Application, actor: Actor, recording_id: str) -> RecordingView:
    """Stop the work. What is finished stays; `retry_recording` goes on."""
    return _wish(app, actor, recording_id, "cancel")


def retry_recording(app: Application, actor: Actor, recording_id: str) -> RecordingView:
    """Try again what failed or was stopped; what is finished stays."""
    return _wish(app, actor, recording_id, "retry")


def delete_recording(app: Application, actor: Actor, recording_id: str) -> None:
    """Remove a recording with its files, outputs, clips and decisions.

    Files and outputs that another recording shares stay.
    """
    require(actor, Role.MARKETER)
    with app.store.write() as connection:
        plan = own_plan(connection, app, actor, recording_id)
        media = plan.digests.get("media", "")
        twins = [
            id_
            for id_ in recordings.recordings_with_media(connection, media)
            if id_ != recording_id
        ]
        keys = _all_keys(connection, app, [plan.row.id])
        keys -= _all_keys(connection, app, twins)
        blobs = recordings.blobs_of(connection, recording_id)
        recordings.delete_recording(connection, recording_id)
        _note(connection, app, plan.row, "recording.deleted")
    # Bytes go last: a crash in between leaves files that nobody needs, never facts without files.
    for key in keys:
        app.artifacts.remove(key)
    remove_unneeded(app, blobs)


def open_output(
    app: Application, actor: Actor, recording_id: str, step: str, file_name: str
) -> OpenedFile:
    """A file that a step of a recording made.

    Args:
        app: The application.
        actor: Who asks.
        recording_id: Of which recording.
        step: Name of the step.
        file_name: Path below the step's folder, with `/`.

    Raises:
        NotFound: it has not been made, or there is no such file in it.
    """
    with app.store.read() as connection:
        plan = own_plan(connection, app, actor, recording_id)
    found = plan.step(step)
    if found is None or not plan.history(found.key).is_finished:
        raise NotFound("This has not been made yet.")
    return open_step_file(app, found, file_name)


def list_output(app: Application, actor: Actor, recording_id: str, step: str) -> tuple[str, ...]:
    """Paths of a step's files below its folder, with `/`; empty while it has not been made."""
    with app.store.read() as connection:
        plan = own_plan(connection, app, actor, recording_id)
    found = plan.step(step)
    if found is None or not plan.history(found.key).is_finished:
        return ()
    folder = app.artifacts.find(found.key)
    files = folder.rglob("*") if folder else ()
    return tuple(sorted(p.relative_to(folder or "").as_posix() for p in files if p.is_file()))


def read_output(
    app: Application, actor: Actor, recording_id: str, step: str, file_name: str
) -> Any:
    """A JSON file that a step made, read; None while it has not been made."""
    try:
        opened = open_output(app, actor, recording_id, step, file_name)
    except NotFound:
        get_recording(app, actor, recording_id)  # a recording that is not there is an error
        return None
    return json.loads(opened.path.read_text(encoding="utf-8"))


def open_source(app: Application, actor: Actor, recording_id: str, kind: str) -> OpenedFile:
    """A file that was brought with a recording; "media" is the recording itself."""
    with app.store.read() as connection:
        row = own_recording(connection, actor, recording_id)
        sources = recordings.newest_sources(connection, [row.id])[row.id]
    source = next((source for source in sources if source.kind == kind), None)
    if source is None:
        raise NotFound("There is no such file.")
    return OpenedFile(app.blobs.local_path(source.blob_name), source.file_name)


def open_step_file(app: Application, step: Step, file_name: str) -> OpenedFile:
    """A file in a step's folder, never outside it.

    Raises:
        NotFound: there is none.
    """
    folder = app.artifacts.find(step.key)
    if folder is None:
        raise NotFound("This is no longer kept; ask for it to be made again.")
    path = (folder / file_name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise NotFound("There is no such file.")
    return OpenedFile(path, path.name)


def _wish(app: Application, actor: Actor, recording_id: str, kind: str) -> RecordingView:
    require(actor, Role.MARKETER)
    now = app.clock()
    with app.store.write() as connection:
        row = own_recording(connection, actor, recording_id)
        recordings.insert_wish(connection, row.id, kind, actor.person_id, now)
        _note(connection, app, row, f"recording.{kind}")
        return _view(connection, app, row)


def _view(connection: Connection, app: Application, row: RecordingRow) -> RecordingView:
    plan = plan_recordings(connection, app, [row])[0]
    return recording_view(
        plan,
        ahead=forecasts(connection, app, [plan]).get(row.id),
        queue_position=_position(connection, plan),
        counts=clips.counts(connection, [row.id])[row.id],
    )


def _position(connection: Connection, plan: RecordingPlan) -> int | None:
    if plan.histories:
        return None
    return recordings.count_untouched_before(connection, plan.row)


def _all_keys(connection: Connection, app: Application, recording_ids: list[str]) -> set[str]:
    """Every key of the recordings: planned ones, and those of plans before."""
    rows = recordings.find_recordings(connection, recording_ids)
    keys: set[str] = set()
    for plan in plan_recordings(connection, app, rows):
        keys |= {step.key for step in (*plan.steps, *plan.lost)}
        keys |= attempts.keys_of_recording(connection, plan.row.id)
        mine = clips.every_clip_of(connection, plan.row.id)
        for clip in plan_clips(connection, app, plan, mine):
            keys |= {step.key for step in clip.every}
    return keys


def _check_kind(kind: str) -> None:
    if kind not in SOURCES:
        raise Conflict(f"There is no kind of file called {kind}; use one of {', '.join(SOURCES)}.")


def _source(recording_id: str, kind: str, file: StoredFile, app: Application) -> SourceRow:
    return SourceRow(
        recording_id,
        kind,
        file.sha256,
        file.file_name,
        file.blob_name,
        file.size_bytes,
        app.clock(),
    )


def _note(
    connection: Connection,
    app: Application,
    row: RecordingRow,
    kind: str,
    payload: Mapping[str, Any] | None = None,
) -> None:
    events.append(connection, row.workspace_id, row.id, kind, app.clock(), payload)
