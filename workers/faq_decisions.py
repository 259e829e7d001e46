"""What was decided on questions, from rows in order of time to what holds now. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transcripts.questions.misheard import Misheard, misheard_to_json
from workers.pipeline import JsonValue
from workers.store.rows import FaqDecisionRow

_STATES = {"approve": "approved", "reject": "rejected", "reopen": "proposed"}
#: Parts of a change that are texts of the entry; the rest is evidence kept beside the decision.
_TEXTS = ("question", "answer", "product_ids")


def faq_params(
    rows: Iterable[FaqDecisionRow],
    moves: Sequence[FaqDecisionRow] = (),
    misheard: Iterable[Misheard] = (),
) -> dict[str, JsonValue]:
    """Decisions as stage parameters (see `exporters.decided.decided_entries`); none for none.

    Args:
        rows: Of one recording, oldest first.
        moves: Of other recordings of the house, made before this one was brought, oldest first.
        misheard: Words that people put right in the recording's captions.
    """
    params: dict[str, JsonValue] = {}
    if entries := decisions_of(rows):
        params["faq_decisions"] = entries
    if corrections := [_correction(row) for row in moves if "was" in row.change]:
        params["product_corrections"] = corrections
    words: list[JsonValue] = [{**misheard_to_json(word)} for word in misheard]
    if words:
        params["misheard"] = words
    return params


def decisions_of(rows: Iterable[FaqDecisionRow]) -> list[JsonValue]:
    """Of each entry what holds now, by id. An approval is of a text: another one needs its own."""
    entries: dict[str, dict[str, JsonValue]] = {}
    approved: dict[str, FaqDecisionRow | None] = {}
    for row in rows:
        entry = entries.setdefault(row.entry_id, {"id": row.entry_id, "state": "proposed"})
        if row.kind == "split":
            entries[str(row.change["id"])] = {
                "id": str(row.change["id"]),
                "state": "proposed",
                "from": row.entry_id,
                **_texts(row),
            }
        elif row.kind == "merge":
            entry["into"] = str(row.change["into"])
        elif row.kind == "part":
            entry.pop("into", None)
        elif row.kind in ("edit", "move"):
            if _rewords(row, approved.get(row.entry_id)):
                entry["state"] = "proposed"
            entry |= _texts(row)
        elif row.kind in _STATES:
            entry["state"] = _STATES[row.kind]
            entry |= _approval(row)
            approved[row.entry_id] = row if row.kind == "approve" else None
    return [dict(entries[id_]) for id_ in sorted(entries)]


def dismissed_ids(rows: Iterable[FaqDecisionRow]) -> frozenset[str]:
    """Unanswered questions that were taken from the shop's list and not put back."""
    last = {row.entry_id: row.kind for row in rows if row.kind in ("dismiss", "restore")}
    return frozenset(id_ for id_, kind in last.items() if kind == "dismiss")


def is_dismissed(rows: Iterable[FaqDecisionRow]) -> bool:
    """Whether the one question that the rows are about is off the list."""
    return bool(dismissed_ids(rows))


def _texts(row: FaqDecisionRow) -> dict[str, JsonValue]:
    return {name: row.change[name] for name in _TEXTS if name in row.change}


def _rewords(row: FaqDecisionRow, approved: FaqDecisionRow | None) -> bool:
    """Whether an edit gives an approved entry a text that nobody has approved."""
    if approved is None:
        return False
    return any(
        name in row.change and row.change[name] != approved.change.get(name)
        for name in ("question", "answer")
    )


def _approval(row: FaqDecisionRow) -> dict[str, JsonValue]:
    if row.kind != "approve":
        return {}
    noted: dict[str, JsonValue] = {
        "by": str(row.change.get("by") or row.person),
        "at": row.created_at.isoformat(timespec="seconds"),
    }
    if "flags" in row.change:
        noted["flags"] = list(row.change["flags"])
    return noted


def _correction(row: FaqDecisionRow) -> JsonValue:
    return {
        "question": str(row.change["asked"]),
        "guessed": list(row.change["was"]),
        "chosen": list(row.change["product_ids"]),
    }
