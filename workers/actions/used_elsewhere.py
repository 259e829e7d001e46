"""What people approved of other uploads of a show, so that it is not suggested again."""

from __future__ import annotations

import json
from collections.abc import Sequence

from transcripts.errors import TranscriptsError
from transcripts.model import Transcript, transcript_from_json
from workers.actions.access import own_recording
from workers.application import Application
from workers.brief import Brief
from workers.clip_plans import order_of
from workers.pipeline import JsonValue
from workers.store import clips, recordings
from workers.store.database import Connection
from workers.store.rows import ClipRow, RecordingRow
from workers.views import Actor
from workers.worklist import plan_recordings

#: Recordings looked at, newest first; of them uploads of the same show; clips taken along.
_MOST_LOOKED_AT, _MOST_UPLOADS, _MOST_CLIPS = 200, 8, 40
_MOST_LETTERS = 2_000


def used_elsewhere(
    app: Application, workspace_id: str, media_sha256: str, brief: Brief, but_for: str = ""
) -> dict[str, JsonValue] | None:
    """Clips approved in other uploads of the show, as a stage parameter; None where there are none.

    Uploads of one show are those of the same file, of the same day, and those with the same name,
    whatever numbers stand in it, of which no day is known. Where the files differ, only what is
    said in both counts, so a guess too many costs nothing.

    Reads files, which may lie in a bucket, and so stands in no writing transaction.

    Args:
        app: The application.
        workspace_id: Whose recordings.
        media_sha256: Of the new recording's file.
        brief: With its name and day.
        but_for: Id of the recording itself, where it is there already.
    """
    with app.store.read() as connection:
        newest = recordings.list_newest(
            connection, workspace_id, limit=_MOST_LOOKED_AT, before=None, text=""
        )
        same = _with_file(connection, newest, media_sha256)
        others = [row for row in newest if row.id in same or _is_same_show(row, brief)]
        others = [row for row in others if row.id != but_for][:_MOST_UPLOADS]
        approved = _approved(connection, others)
        heard = [row for row in others if row.id not in same and approved.get(row.id)]
        steps = {
            plan.row.id: step.key
            for plan in plan_recordings(connection, app, heard)
            if (step := plan.step("transcript"))
        }
    spans = {order_of(clip).span for id_ in same for clip in approved.get(id_, ())}
    texts = [
        _said(transcript, clip)
        for id_, key in steps.items()
        if (transcript := _transcript(app, key))
        for clip in approved[id_]
    ]
    if not spans and not texts:
        return None
    said = list(dict.fromkeys(filter(None, texts)))[:_MOST_CLIPS]
    return {"spans": [[span.start_ms, span.end_ms] for span in sorted(spans)], "texts": [*said]}


def used_outside(app: Application, actor: Actor, recording_id: str) -> dict[str, JsonValue] | None:
    """The same for a recording that is there.

    Raises:
        NotFound: it is not.
    """
    with app.store.read() as connection:
        row = own_recording(connection, actor, recording_id)
        files = recordings.newest_sources(connection, [row.id])[row.id]
    sha256 = next((file.sha256 for file in files if file.kind == "media"), "")
    return used_elsewhere(app, row.workspace_id, sha256, Brief.from_json(row.brief), row.id)


def _with_file(
    connection: Connection, rows: Sequence[RecordingRow], media_sha256: str
) -> frozenset[str]:
    """Ids of those that were made from a file."""
    known = {row.id for row in rows}
    return frozenset(recordings.recordings_with_media(connection, media_sha256)) & known


def _is_same_show(row: RecordingRow, brief: Brief) -> bool:
    other = Brief.from_json(row.brief)
    if other.recorded_on and brief.recorded_on:
        return other.recorded_on == brief.recorded_on
    name = _letters(brief.show_title)
    return bool(name) and name == _letters(row.title)


def _letters(title: str) -> str:
    return "".join(filter(str.isalpha, title.casefold()))


def _approved(
    connection: Connection, rows: Sequence[RecordingRow]
) -> dict[str, tuple[ClipRow, ...]]:
    """Of each recording the clips that people approved."""
    found: dict[str, tuple[ClipRow, ...]] = {}
    for clip in clips.decided_clips(connection, [row.id for row in rows]):
        if clip.decision == "approve":
            found[clip.recording_id] = (*found.get(clip.recording_id, ()), clip)
    return found


def _transcript(app: Application, key: str) -> Transcript | None:
    """What was heard in another recording; None where nobody listened, or it is being deleted."""
    folder = app.artifacts.find(key)
    if folder is None:
        return None
    try:
        text = (folder / "transcript.json").read_text(encoding="utf-8")
        return transcript_from_json(json.loads(text))
    except (OSError, ValueError, TranscriptsError):
        return None


def _said(transcript: Transcript, clip: ClipRow) -> str:
    span = order_of(clip).span
    inside = (s.text for s in transcript.within(span) if span.contains(s.span.middle_ms))
    return " ".join(inside)[:_MOST_LETTERS]
