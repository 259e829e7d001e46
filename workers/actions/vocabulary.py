"""Words learned from corrected captions: kept for the workspace, and listened for next time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from clipping.caption_words import sentences_within
from transcripts.corrections import Replacement, replacements
from transcripts.model import Transcript, transcript_from_json
from transcripts.timeline import Span
from workers.actions.access import own_clip, own_plan
from workers.application import Application
from workers.clip_plans import order_of
from workers.pipeline import JsonValue
from workers.store import vocabulary
from workers.store.database import Connection
from workers.views import Actor

#: Words that one clip may teach, and phrases that a new recording takes along.
_MOST_OF_A_CLIP, _MOST_TAKEN = 100, 30


def learn_words(app: Application, actor: Actor, clip_id: str) -> None:
    """Keep what the corrected captions of a clip teach as they are now.

    Reads a file, which may lie in a bucket, and so stands in no transaction with the correction:
    a lesson about captions that were changed meanwhile is dropped, the later one counts.
    """
    with app.store.read() as connection:
        row = own_clip(connection, actor, clip_id)
        known = vocabulary.lesson_of(connection, clip_id)
        edits = order_of(row).caption_edits
        if not edits and not known:
            return
        step = own_plan(connection, app, actor, row.recording_id).step("transcript")
    folder = app.artifacts.find(step.key) if step else None
    if folder is None:
        return
    heard = transcript_from_json(
        json.loads((folder / "transcript.json").read_text(encoding="utf-8"))
    )
    words = tuple(dict.fromkeys(taught(heard, edits)))[:_MOST_OF_A_CLIP]
    with app.store.write() as connection:
        if words != known and own_clip(connection, actor, clip_id).version == row.version:
            vocabulary.insert_lesson(
                connection, actor.workspace_id, clip_id, words, actor.person_id, app.clock()
            )


def taught(
    transcript: Transcript, edits: Iterable[Mapping[str, JsonValue]]
) -> Iterable[Replacement]:
    """Words that corrected sentences put in the place of those that were recognised."""
    for edit in edits:
        span = Span(int(str(edit["start_ms"])), int(str(edit["end_ms"])))
        heard = [w.text for words in sentences_within(transcript, span) for w in words]
        yield from replacements(heard, str(edit["text"]).split())


def phrases_to_hear(connection: Connection, workspace_id: str) -> tuple[str, ...]:
    """What people of a workspace wrote in place of misheard words, newest first, each once."""
    meant = (pair.meant for pair in vocabulary.words_of(connection, workspace_id))
    return tuple(dict.fromkeys(meant))[:_MOST_TAKEN]
