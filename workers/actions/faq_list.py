"""The questions of all broadcasts as one list: joined, dated, and what people make of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from clipping.sales_json import products_from_json
from exporters.decided import DecidedEntry, EntryState, decided_entries
from exporters.entries import FaqEntry, FaqSheet, sheet_language
from exporters.faq_files import PUBLISHED, faq_file
from transcripts.products import Product
from transcripts.questions.across import Agreement, Listed, Told, list_entries
from transcripts.questions.corrections import corrections_from_json
from transcripts.questions.misheard import Misheard
from transcripts.questions.model import (
    Flag,
    OpenQuestion,
    QaList,
    Question,
    Source,
    qa_from_json,
)
from transcripts.timeline import Span
from workers.actions import faq as of_recording
from workers.actions.access import require
from workers.application import Application
from workers.asked import misheard_in
from workers.errors import Conflict, NotFound
from workers.faq_decisions import dismissed_ids, faq_params
from workers.store import events, faq, faq_links, recordings
from workers.store.database import Connection
from workers.store.faq_links import FaqLinks
from workers.store.rows import FaqDecisionRow
from workers.views import Actor, FaqList, FaqListed, FaqSource, FaqVersion, Role
from workers.worklist import RecordingPlan, plan_recordings

#: Broadcasts that are looked at, newest first: two years of one a day would be slow to open.
MOST_BROADCASTS = 300


def list_all(app: Application, actor: Actor, product_id: str | None = None) -> FaqList:
    """The questions of the newest broadcasts, most asked first; ids are noted when first given.

    Args:
        app: The application.
        actor: Who asks.
        product_id: Only of this product; "" for questions of no product; None for all.
    """
    with app.store.read() as connection:
        plans = _plans(connection, app, actor)
        links = faq_links.links_of(connection, actor.workspace_id)
        sources, products = _sources(connection, app, plans)
    listed = list_entries(
        [_told(source) for source in sources.values()],
        known_ids=links.ids,
        joined=links.joined,
        parted=links.parted,
    )
    _note_ids(app, actor, links, listed)
    entries = tuple(_listed(one, sources) for one in listed)
    if product_id is not None:
        entries = tuple(e for e in entries if product_id in (e.product_ids or ("",)))
    return FaqList(entries, {product.id: product.name for product in products.values()})


def join_listed(app: Application, actor: Actor, id_: str, into: str) -> FaqListed:
    """Make two questions one; the one joined to, as it is then."""
    require(actor, Role.MARKETER)
    found = list_all(app, actor)
    one, other = _find(found, id_), _find(found, into)
    if one.id == other.id:
        raise Conflict("A question cannot be joined to itself.")
    _note_pair(app, actor, "join", (one.sources[0].key, other.sources[0].key))
    after = list_all(app, actor)
    return _with_key(after, other.sources[0].key)


def part_listed(app: Application, actor: Actor, id_: str, key: str) -> FaqListed:
    """Take an entry of one broadcast out of a question; the new question."""
    require(actor, Role.MARKETER)
    listed = _find(list_all(app, actor), id_)
    rest = [source.key for source in listed.sources if source.key != key]
    if len(rest) == len(listed.sources) or not rest:
        raise Conflict("There is nothing to take out.")
    for other in rest:
        _note_pair(app, actor, "part", (other, key))
    return _with_key(list_all(app, actor), key)


def choose_answer(app: Application, actor: Actor, id_: str, key: str) -> FaqListed:
    """Let one answer hold: it is approved, the other answers of the question are rejected."""
    require(actor, Role.MARKETER)
    listed = _find(list_all(app, actor), id_)
    chosen = next((v for v in listed.versions if any(s.key == key for s in v.sources)), None)
    if chosen is None:
        raise NotFound("There is no such answer.")
    for version in listed.versions:
        for source in version.sources:
            if source.key == key:
                of_recording.approve_entry(app, actor, *_place(source))
            elif version is not chosen:
                reason = "Another answer was chosen."
                of_recording.reject_entry(app, actor, *_place(source), reason)
    return _with_key(list_all(app, actor), key)


def list_file(
    app: Application, actor: Actor, name: str, product_id: str | None = None
) -> str | bytes:
    """A file of the FAQ of all broadcasts: what may leave and is not contradicted.

    Raises:
        NotFound: there is no such file.
    """
    if name not in PUBLISHED:
        raise NotFound("There is no such file.")
    found = list_all(app, actor, product_id)
    published = tuple(entry for one in found.entries if (entry := _entry(one)))
    texts = [e.question for e in published]
    language = sheet_language(QaList(unanswered=tuple(_as_open(text) for text in texts)))
    products = tuple(Product(id_, name_) for id_, name_ in found.products.items())
    return faq_file(FaqSheet(published, products=products, language=language), name)


def _plans(connection: Connection, app: Application, actor: Actor) -> tuple[RecordingPlan, ...]:
    rows = recordings.list_newest(
        connection, actor.workspace_id, limit=MOST_BROADCASTS, before=None, text=""
    )
    return plan_recordings(connection, app, rows)


def _sources(
    connection: Connection, app: Application, plans: Sequence[RecordingPlan]
) -> tuple[dict[str, FaqSource], dict[str, Product]]:
    ids = [plan.row.id for plan in plans]
    decided = faq.decisions_of(connection, ids)
    moves = faq.moves_before(connection, [plan.row for plan in plans])
    misheard = misheard_in(connection, ids)
    sources: dict[str, FaqSource] = {}
    products: dict[str, Product] = {}
    for plan in plans:
        path = _output(app, plan, "qa", "qa.json")
        if path is None:
            continue
        sold = _products(app, plan)
        for product in sold:
            products.setdefault(product.id, product)
        asked = (decided[plan.row.id], moves[plan.row.id], misheard.get(plan.row.id, ()))
        mine = _of_plan(plan, _qa(path), sold, asked)
        sources |= {source.key: source for source in mine}
    return sources, products


def _of_plan(
    plan: RecordingPlan,
    qa: QaList,
    products: Sequence[Product],
    asked: tuple[Sequence[FaqDecisionRow], Sequence[FaqDecisionRow], Sequence[Misheard]],
) -> Iterator[FaqSource]:
    """Entries of a broadcast that were not rejected, and its open questions.

    Args:
        plan: Of the broadcast.
        qa: What was found.
        products: What is sold.
        asked: Decisions on it, products given in others before, words put right in captions.
    """
    rows, moves, misheard = asked
    params = faq_params(rows, moves)
    day = plan.brief.recorded_on
    held_on = date.fromisoformat(day) if day else plan.row.created_at.date()
    entries = decided_entries(
        qa,
        params.get("faq_decisions", ()),  # type: ignore[arg-type]  # as faq_params made them
        corrections=corrections_from_json(params.get("product_corrections", ())),  # type: ignore[arg-type]
        said_on=held_on,
        products=[product.id for product in products],
        misheard=misheard,
    )
    for entry in entries:
        if entry.state is not EntryState.REJECTED and not entry.into:
            yield _source(plan, held_on, entry)
    known = {entry.id for entry in entries}
    dismissed = dismissed_ids(rows)
    for one in qa.unanswered:
        if one.id not in known | dismissed and Flag.SMALL_TALK not in one.flags:
            yield _source(plan, held_on, one)


def _source(plan: RecordingPlan, held_on: date, one: DecidedEntry | OpenQuestion) -> FaqSource:
    if isinstance(one, OpenQuestion):
        entry, question, asked_by = None, one.question.text, one.question.asked_by
    else:
        entry, question, asked_by = one, one.question, one.asked_by
    return FaqSource(
        key=f"{plan.row.id}/{one.id}",
        recording_id=plan.row.id,
        title=plan.row.title,
        held_on=held_on,
        entry=entry,
        question=question,
        asked_by=asked_by,
        product_ids=one.product_ids,
    )


def _told(source: FaqSource) -> Told:
    entry = source.entry
    return Told(
        key=source.key,
        question=source.question,
        answer=entry.answer if entry else "",
        held_on=source.held_on,
        asked_by=source.asked_by,
        product_ids=source.product_ids,
        is_by_hand=bool(entry and (entry.is_edited or entry.state is EntryState.APPROVED)),
    )


def _listed(one: Listed, sources: Mapping[str, FaqSource]) -> FaqListed:
    return FaqListed(
        id=one.id,
        question=one.question,
        asked_by=one.asked_by,
        product_ids=one.product_ids,
        versions=tuple(
            FaqVersion(
                text=version.text,
                sources=tuple(sources[key] for key in version.keys),
                is_by_hand=version.is_by_hand,
                is_contradicted=version.is_contradicted,
                is_outdated=version.is_outdated,
                may_leave=_may_leave([sources[key] for key in version.keys], version.text),
            )
            for version in one.versions
        ),
        agreement=one.agreement,
        sources=tuple(sources[key] for key in one.keys),
    )


def _may_leave(sources: Sequence[FaqSource], text: str) -> bool:
    """Whether an entry with this very text may leave: the flags seen were those of its words."""
    return any(s.entry and s.entry.answer == text and s.entry.may_leave for s in sources)


def _entry(one: FaqListed) -> FaqEntry | None:
    """What is published of a question; None where answers contradict each other or must wait."""
    if not one.versions:
        return None
    version = one.versions[0]
    is_settled = one.agreement is not Agreement.CONTRADICTING or version.is_by_hand
    if not (version.may_leave and is_settled):
        return None
    lead = next(s for s in version.sources if s.entry and s.entry.answer == version.text)
    entry = lead.entry
    proof: Span | None = entry.proof if entry else None
    return FaqEntry(
        id=one.id,
        question=one.question,
        answer=version.text,
        proof=proof,
        asked_by=one.asked_by,
        product_ids=one.product_ids,
        flags=entry.flags if entry else (),
        checks=entry.checks if entry else (),
        until=entry.until if entry else "",
        approval=entry.approval if entry else None,
        held_on=lead.held_on.isoformat(),
    )


def _as_open(text: str) -> OpenQuestion:
    return OpenQuestion("", Question(text, text, Span(0, 1), Source.CHAT))


def _note_ids(app: Application, actor: Actor, links: FaqLinks, listed: Sequence[Listed]) -> None:
    """Ids that were given now, by every entry, so that they stay whichever entry goes."""
    new = {key: one.id for one in listed for key in one.keys if key not in links.ids}
    if new:
        with app.store.write() as connection:
            faq_links.insert_ids(connection, actor.workspace_id, new, app.clock())


def _note_pair(app: Application, actor: Actor, kind: str, pair: tuple[str, str]) -> None:
    now = app.clock()
    with app.store.write() as connection:
        faq_links.insert_pair(connection, actor.workspace_id, actor.person_id, kind, pair, now)
        events.append(connection, actor.workspace_id, None, "faq.changed", now, {"kind": kind})


def _find(found: FaqList, id_: str) -> FaqListed:
    for listed in found.entries:
        if listed.id == id_:
            return listed
    raise NotFound("There is no such question.")


def _with_key(found: FaqList, key: str) -> FaqListed:
    return next(one for one in found.entries if any(s.key == key for s in one.sources))


def _place(source: FaqSource) -> tuple[str, str]:
    return source.recording_id, source.key.partition("/")[2]


def _output(app: Application, plan: RecordingPlan, step: str, name: str) -> Path | None:
    found = plan.step(step)
    if found is None or not plan.history(found.key).is_finished:
        return None
    folder = app.artifacts.find(found.key)
    path = folder / name if folder else None
    return path if path is not None and path.is_file() else None


def _products(app: Application, plan: RecordingPlan) -> tuple[Product, ...]:
    path = _output(app, plan, "sales", "products.json")
    return _read_products(path) if path else ()


@lru_cache(maxsize=2 * MOST_BROADCASTS)
def _qa(path: Path) -> QaList:
    """Outputs never change, so that each is read once."""
    return qa_from_json(json.loads(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=2 * MOST_BROADCASTS)
def _read_products(path: Path) -> tuple[Product, ...]:
    return products_from_json(json.loads(path.read_text(encoding="utf-8")))
