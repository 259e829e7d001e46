"""Questions and answers: what was found, and what a person made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workers.actions.access import own_recording, require
from workers.actions.recordings import read_output
from workers.application import Application
from workers.errors import NotAllowed, NotFound
from workers.store import events, faq
from workers.store.rows import FaqDecisionRow
from workers.views import Actor, Decision, EntryState, Faq, FaqEntryView, Role

_LONGEST_TEXT = 5_000


def list_faq(app: Application, actor: Actor, recording_id: str) -> Faq:
    """The questions of a recording with their answers and decisions, surest first."""
    value = read_output(app, actor, recording_id, "qa", "qa.json")
    if value is None:
        return Faq(is_ready=False)
    with app.store.read() as connection:
        decided = faq.decisions_of(connection, [recording_id])[recording_id]
    return Faq(
        is_ready=True,
        entries=tuple(
            _entry(pair, [row for row in decided if row.entry_id == pair["id"]])
            for pair in value["pairs"]
        ),
        # Small talk is kept in the file for other programs; no shop has to answer it.
        unanswered=tuple(
            entry
            for entry in value.get("unanswered", ())
            if "small_talk" not in entry.get("flags", ())
        ),
        notes=tuple(value.get("notes", ())),
    )


def approve_entry(app: Application, actor: Actor, recording_id: str, entry_id: str) -> FaqEntryView:
    """Let an entry leave the house."""
    return _decide(app, actor, recording_id, entry_id, "approve")


def reject_entry(
    app: Application, actor: Actor, recording_id: str, entry_id: str, reason: str = ""
) -> FaqEntryView:
    """Keep an entry inside."""
    return _decide(app, actor, recording_id, entry_id, "reject", reason=reason.strip())


def reopen_entry(app: Application, actor: Actor, recording_id: str, entry_id: str) -> FaqEntryView:
    """Take a decision back."""
    return _decide(app, actor, recording_id, entry_id, "reopen")


def edit_entry(  # noqa: PLR0913 - everything that can be changed
    app: Application,
    actor: Actor,
    recording_id: str,
    entry_id: str,
    *,
    question: str | None = None,
    answer: str | None = None,
    product_ids: Sequence[str] | None = None,
) -> FaqEntryView:
    """Change an entry's text or products; what is None stays. The evidence is never changed."""
    change: dict[str, Any] = {}
    for name, text in (("question", question), ("answer", answer)):
        if text is not None:
            if not text.strip():
                raise NotAllowed(f"The {name} must not be empty; reject the entry instead.")
            change[name] = text.strip()[:_LONGEST_TEXT]
    if product_ids is not None:
        change["product_ids"] = list(product_ids)
    return _decide(app, actor, recording_id, entry_id, "edit", change=change)


def _decide(  # noqa: PLR0913 - one decision
    app: Application,
    actor: Actor,
    recording_id: str,
    entry_id: str,
    kind: str,
    *,
    reason: str = "",
    change: Mapping[str, Any] | None = None,
) -> FaqEntryView:
    require(actor, Role.MARKETER)
    _find(list_faq(app, actor, recording_id), entry_id)
    now = app.clock()
    with app.store.write() as connection:
        row = own_recording(connection, actor, recording_id)
        faq.insert_decision(
            connection,
            row.id,
            entry_id,
            kind,
            actor.person_id,
            now,
            reason=reason,
            change=change,
        )
        payload = {"entry_id": entry_id, "decision": kind}
        events.append(connection, row.workspace_id, row.id, "faq.changed", now, payload)
    return _find(list_faq(app, actor, recording_id), entry_id)


def _find(found: Faq, entry_id: str) -> FaqEntryView:
    for entry in found.entries:
        if entry.id == entry_id:
            return entry
    raise NotFound("There is no such entry.")


def _entry(pair: Mapping[str, Any], decided: Sequence[FaqDecisionRow]) -> FaqEntryView:
    change: dict[str, Any] = {}
    state, last = EntryState.PROPOSED, None
    for row in decided:
        if row.kind == "edit":
            change |= row.change
            continue
        state = _STATES[row.kind]
        last = Decision(row.kind, row.reason, row.person, row.created_at)
    return FaqEntryView(
        id=str(pair["id"]),
        question=str(change.get("question", pair["question"]["text"])),
        answer=str(change.get("answer", pair["answer"]["text"])),
        evidence=pair,
        state=state,
        is_edited=bool(change),
        product_ids=tuple(change.get("product_ids", pair.get("product_ids", ()))),
        flags=tuple(pair.get("flags", ())),
        decision=last if state is not EntryState.PROPOSED else None,
    )


_STATES = {
    "approve": EntryState.APPROVED,
    "reject": EntryState.REJECTED,
    "reopen": EntryState.PROPOSED,
}
