"""Questions and answers: what was found, and what people made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from exporters.decided import DecidedEntry, EntryState, decided_entries
from transcripts.questions.checks import find_checks
from transcripts.questions.corrections import corrections_from_json
from transcripts.questions.misheard import misheard_from_json
from transcripts.questions.model import Check, qa_from_json
from workers.actions.access import own_recording, require
from workers.actions.recordings import read_output
from workers.application import Application
from workers.asked import misheard_in
from workers.errors import Conflict, NotAllowed, NotFound
from workers.faq_decisions import faq_params, is_dismissed
from workers.pipeline import JsonValue
from workers.store import events, faq
from workers.store.database import Connection
from workers.store.rows import FaqDecisionRow, RecordingRow
from workers.views import Actor, Decision, Faq, FaqEntryView, Role

_LONGEST_TEXT = 5_000
_DECIDING = ("approve", "reject", "reopen")


def list_faq(app: Application, actor: Actor, recording_id: str) -> Faq:
    """The questions of a recording with their answers and decisions, surest first."""
    value = read_output(app, actor, recording_id, "qa", "qa.json")
    if value is None:
        return Faq(is_ready=False)
    listed = read_output(app, actor, recording_id, "sales", "products.json") or {}
    products = [str(product["id"]) for product in listed.get("products", ())]
    with app.store.read() as connection:
        row = own_recording(connection, actor, recording_id)
        rows, params = _decided(connection, row)
    entries = _entries(value, params, row, products)
    evidence = {str(e["id"]): e for e in (*value["pairs"], *value.get("unanswered", ()))}
    answered = {entry.id for entry in entries}
    return Faq(
        is_ready=True,
        entries=tuple(_view(entry, evidence, rows) for entry in entries),
        unanswered=tuple(
            question
            for question in value.get("unanswered", ())
            if str(question["id"]) not in answered and _is_for_the_shop(question, rows)
        ),
        notes=tuple(value.get("notes", ())),
    )


def approve_entry(  # noqa: PLR0913 - whose, which, and what was read
    app: Application,
    actor: Actor,
    recording_id: str,
    entry_id: str,
    by: str = "",
    *,
    question: str | None = None,
    answer: str | None = None,
) -> FaqEntryView:
    """Let an entry leave the house.

    Args:
        app: The application.
        actor: Who approves; a program approves for the person it names.
        recording_id: Whose entry.
        entry_id: Which.
        by: Name of the person for whom a program acts; else the actor's own name counts.
        question: As it was read; None for whatever it is.
        answer: Likewise.

    Raises:
        Conflict: the text is no longer the one that was read.
        NotAllowed: it is flagged, and no person is named.
    """
    require(actor, Role.MARKETER)
    entry = _find(list_faq(app, actor, recording_id), entry_id)
    if not (_is_same(question, entry.question) and _is_same(answer, entry.answer)):
        raise Conflict("The text has changed since it was read.")
    name = by.strip() if actor.is_program else actor.name.strip()
    if entry.flags and (actor.person_id is None or not name):
        raise NotAllowed("A flagged entry needs the approval of a named person: name them in `by`.")
    seen = {"by": name or actor.name, "flags": list(entry.flags), "words": _quoted(entry),
            "question": entry.question, "answer": entry.answer}  # fmt: skip
    if actor.is_program:
        seen["key"] = actor.name
    return _decide(app, actor, recording_id, entry_id, "approve", change=seen)


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
    """Change an entry's text or products; what is None stays. The evidence is never changed.

    An answer to an unanswered question makes it an entry. Products are remembered: the same
    question in a later broadcast gets them too.
    """
    if product_ids is not None:
        _move(app, actor, recording_id, entry_id, product_ids)
    change = _texts(question=question, answer=answer)
    if not change:
        return _find(list_faq(app, actor, recording_id), entry_id)
    return _decide(app, actor, recording_id, entry_id, "edit", change=change)


def merge_entries(
    app: Application, actor: Actor, recording_id: str, entry_id: str, into: str
) -> FaqEntryView:
    """Make an entry part of another one; the other one as it is then.

    Raises:
        Conflict: an entry cannot be joined to itself or to a part of itself.
    """
    require(actor, Role.MARKETER)
    found = list_faq(app, actor, recording_id)
    target = _find(found, into)
    if entry_id in (into, target.into):
        raise Conflict("An entry cannot be joined to itself.")
    _decide(app, actor, recording_id, entry_id, "merge", change={"into": into})
    return _find(list_faq(app, actor, recording_id), into)


def part_entry(app: Application, actor: Actor, recording_id: str, entry_id: str) -> FaqEntryView:
    """Take an entry out of the one that it was joined to."""
    return _decide(app, actor, recording_id, entry_id, "part")


def split_entry(
    app: Application,
    actor: Actor,
    recording_id: str,
    entry_id: str,
    *,
    question: str,
    answer: str,
) -> FaqEntryView:
    """Make a second entry of a part of an answer, with the same proof; the new one."""
    require(actor, Role.MARKETER)
    found = list_faq(app, actor, recording_id)
    origin = _find(found, entry_id)
    if origin.origin:
        raise Conflict("Split the entry that this part was taken from.")
    number = 2 + sum(entry.origin == entry_id for entry in found.entries)
    new_id = f"{entry_id}-{number}"
    change = {"id": new_id, **_texts(question=question, answer=answer)}
    _decide(app, actor, recording_id, entry_id, "split", change=change)
    return _find(list_faq(app, actor, recording_id), new_id)


def dismiss_question(app: Application, actor: Actor, recording_id: str, question_id: str) -> None:
    """Take an unanswered question from the shop's list."""
    _decide(app, actor, recording_id, question_id, "dismiss")


def restore_question(app: Application, actor: Actor, recording_id: str, question_id: str) -> None:
    """Put an unanswered question back on the shop's list.

    Raises:
        NotFound: it was not taken from the list.
    """
    require(actor, Role.MARKETER)
    rows = [row for row in audit(app, actor, recording_id) if row.entry_id == question_id]
    if not is_dismissed(rows):
        raise NotFound("There is no such question among those taken from the list.")
    _append(app, actor, recording_id, question_id, "restore")


def audit(app: Application, actor: Actor, recording_id: str) -> tuple[FaqDecisionRow, ...]:
    """Every decision on the questions of a recording, oldest first."""
    with app.store.read() as connection:
        row = own_recording(connection, actor, recording_id)
        return faq.decisions_of(connection, [row.id])[row.id]


def _move(
    app: Application, actor: Actor, recording_id: str, entry_id: str, product_ids: Sequence[str]
) -> None:
    require(actor, Role.MARKETER)
    entry = _find(list_faq(app, actor, recording_id), entry_id)
    if tuple(product_ids) == entry.product_ids:
        return
    found = entry.evidence
    asked = found.get("question")
    change = {
        "product_ids": list(product_ids),
        "was": list(_strings(found.get("product_ids"))),
        "asked": str(asked.get("text", "")) if isinstance(asked, Mapping) else entry.question,
    }
    _decide(app, actor, recording_id, entry_id, "move", change=change)


def _texts(**texts: str | None) -> dict[str, Any]:
    change: dict[str, Any] = {}
    for name, text in texts.items():
        if text is None:
            continue
        if not text.strip():
            raise NotAllowed(f"The {name} must not be empty; reject the entry instead.")
        change[name] = text.strip()[:_LONGEST_TEXT]
    return change


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
    before = list_faq(app, actor, recording_id)
    is_open = any(str(question["id"]) == entry_id for question in before.unanswered)
    if not is_open:
        _find(before, entry_id)
    _append(app, actor, recording_id, entry_id, kind, reason=reason, change=change)
    after = list_faq(app, actor, recording_id)
    if is_open and kind == "dismiss":
        return _dismissed(entry_id)
    return _find(after, entry_id)


def _append(  # noqa: PLR0913 - one decision
    app: Application,
    actor: Actor,
    recording_id: str,
    entry_id: str,
    kind: str,
    *,
    reason: str = "",
    change: Mapping[str, Any] | None = None,
) -> None:
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


def _dismissed(entry_id: str) -> FaqEntryView:
    return FaqEntryView(id=entry_id, question="", answer="", evidence={},
                        state=EntryState.REJECTED, is_edited=False, product_ids=(), flags=(),
                        decision=None)  # fmt: skip


def _decided(
    connection: Connection, row: RecordingRow
) -> tuple[tuple[FaqDecisionRow, ...], Mapping[str, JsonValue]]:
    rows = faq.decisions_of(connection, [row.id])[row.id]
    moves = faq.moves_before(connection, [row])[row.id]
    return rows, faq_params(rows, moves, misheard_in(connection, [row.id]).get(row.id, ()))


def _entries(
    value: Mapping[str, Any],
    params: Mapping[str, Any],
    row: RecordingRow,
    products: Sequence[str],
) -> tuple[DecidedEntry, ...]:
    day = row.brief.get("recorded_on")
    return decided_entries(
        qa_from_json(value),
        params.get("faq_decisions", ()),
        corrections=corrections_from_json(params.get("product_corrections", ())),
        said_on=date.fromisoformat(str(day)) if day else None,
        products=products,
        misheard=misheard_from_json(params.get("misheard", ())),
    )


def _find(found: Faq, entry_id: str) -> FaqEntryView:
    for entry in found.entries:
        if entry.id == entry_id:
            return entry
    raise NotFound("There is no such entry.")


def _is_for_the_shop(question: Mapping[str, Any], rows: Sequence[FaqDecisionRow]) -> bool:
    """Small talk is kept in the file for other programs; what was dismissed stays away."""
    if "small_talk" in question.get("flags", ()):
        return False
    return not is_dismissed([row for row in rows if row.entry_id == question["id"]])


def _view(
    entry: DecidedEntry, evidence: Mapping[str, Any], rows: Sequence[FaqDecisionRow]
) -> FaqEntryView:
    mine = [row for row in rows if row.entry_id == entry.id and row.kind in _DECIDING]
    last = mine[-1] if mine and entry.state is not EntryState.PROPOSED else None
    return FaqEntryView(
        id=entry.id,
        question=entry.question,
        answer=entry.answer,
        evidence=evidence[entry.origin or entry.id],
        state=entry.state,
        is_edited=entry.is_edited,
        product_ids=entry.product_ids,
        flags=tuple(flag.value for flag in entry.flags),
        decision=Decision(last.kind, last.reason, last.person, last.created_at) if last else None,
        checks=entry.checks or _checks(entry),
        asked_by=entry.asked_by,
        proof=entry.proof,
        may_leave=entry.may_leave,
        merged=entry.merged,
        into=entry.into,
        origin=entry.origin,
        confidence=entry.confidence,
    )


def _checks(entry: DecidedEntry) -> tuple[Check, ...]:
    """Of a list found before checks were kept: those that its flags stand for."""
    found = find_checks(entry.question, entry.answer)
    return tuple(check for check in found if check.flag in entry.flags)


def _is_same(read: str | None, text: str) -> bool:
    """Blanks aside: a page shows them as it likes."""
    return read is None or read.split() == text.split()


def _quoted(entry: FaqEntryView) -> list[str]:
    return [word for check in entry.checks for word in check.words]


def _strings(value: JsonValue) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
