"""What people decided and asked for, as stage parameters of a recording."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from transcripts.questions.misheard import Misheard
from workers.corrected_clips import PutRight
from workers.faq_decisions import faq_params
from workers.pipeline import JsonValue
from workers.shared_captions import misheard_words
from workers.store import clips, faq, requests, taste, vocabulary
from workers.store.database import Connection
from workers.store.rows import RecordingRow, RequestRow


def asked_params(
    connection: Connection, rows: Sequence[RecordingRow]
) -> dict[str, dict[str, JsonValue]]:
    """For each recording what its stages read beside the brief; nothing where nobody asked."""
    ids = [row.id for row in rows]
    decided = faq.decisions_of(connection, ids)
    moves = faq.moves_before(connection, rows)
    tastes = taste.factors_for(connection, rows)
    asked = requests.requests_of(connection, ids)
    misheard = misheard_in(connection, ids)
    return {
        id_: {
            **faq_params(decided[id_], moves[id_], misheard.get(id_, ())),
            **taste_params(id_, tastes.get(id_)),
            **request_params(asked[id_]),
        }
        for id_ in ids
    }


def misheard_in(
    connection: Connection, recording_ids: Collection[str]
) -> dict[str, tuple[Misheard, ...]]:
    """Words that people put right in captions, by recording; without those that have none."""
    taught = vocabulary.lessons_in(connection, recording_ids)
    return {
        id_: misheard_words(clips.caption_history(connection, id_), lessons)
        for id_, lessons in taught.items()
    }


def put_right_in(connection: Connection, recording_id: str) -> PutRight:
    """What people corrected in the captions of a recording's clips."""
    words = misheard_in(connection, [recording_id]).get(recording_id, ())
    return PutRight(clips.caption_history(connection, recording_id), words)


def taste_params(recording_id: str, factors: Mapping[str, float] | None) -> dict[str, JsonValue]:
    """A taste as stage parameters; without one the keys are those of everybody."""
    if not factors:
        return {}
    return {"taste": dict(factors), "explore": recording_id}


def request_params(rows: Sequence[RequestRow]) -> dict[str, JsonValue]:
    """Requests as a parameter: each becomes a step of its own."""
    if not rows:
        return {}
    return {"requests": [{"id": row.id, "wanted": dict(row.wanted)} for row in rows]}
