"""Entries of several broadcasts become one list. Pure.

Questions join per product only. Answers that differ in a number or in yes and no are never made
one: they stand side by side, the newest first, with their dates. What a person wrote, joined or
parted holds against every re-run.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

from transcripts.numerals import quantities
from transcripts.questions.fitting import listed_in
from transcripts.questions.grouping import group_wordings
from transcripts.questions.rules import rule, script_of
from transcripts.questions.wording import Likeness, cosine, plain_words, stems

#: Answers at least so alike, without a contradiction, say the same.
_SAME_ANSWER = 0.5


class Agreement(StrEnum):
    """How the answers to one question stand to each other."""

    UNANSWERED = "unanswered"
    ONE = "one"
    SEVERAL = "several"
    CONTRADICTING = "contradicting"


@dataclass(frozen=True, slots=True)
class Told:
    """A question of one broadcast, after people's decisions.

    Attributes:
        key: Of the entry; unique over all broadcasts ("<recording>/<entry id>").
        question: For reading.
        answer: For reading; "" where there is none.
        held_on: Day of the broadcast; None where nobody knows.
        asked_by: How many asked.
        product_ids: Products it is about, surest first.
        is_by_hand: A person wrote or approved it.
    """

    key: str
    question: str
    answer: str = ""
    held_on: date | None = None
    asked_by: int = 1
    product_ids: tuple[str, ...] = ()
    is_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One answer, with every entry that gives it.

    Attributes:
        text: As a person wrote it, else of the newest entry.
        keys: Of the entries, newest first.
        last_on: Newest day on which it was given.
        is_by_hand: A person wrote or approved it.
        is_contradicted: Another version says another number, or no instead of yes.
        is_outdated: It is contradicted by a version of a later day.
    """

    text: str
    keys: tuple[str, ...]
    last_on: date | None = None
    is_by_hand: bool = False
    is_contradicted: bool = False
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One question of the list.

    Attributes:
        id: Stays when broadcasts are added (see `list_entries`).
        question: As a person wrote it, else as most asked.
        keys: Of all entries, newest first.
        asked_by: How many asked, over all broadcasts.
        product_ids: Products it is about.
        versions: By hand first, then the newest first; empty when unanswered.
        agreement: How the versions stand to each other.
    """

    id: str
    question: str
    keys: tuple[str, ...]
    asked_by: int
    product_ids: tuple[str, ...]
    versions: tuple[Version, ...]
    agreement: Agreement


def list_entries(
    told: Sequence[Told],
    *,
    known_ids: Mapping[str, str] | None = None,
    joined: Iterable[tuple[str, str]] = (),
    parted: Iterable[tuple[str, str]] = (),
) -> tuple[Listed, ...]:
    """All entries as one list, most asked first; the same entries in any order give the same list.

    Args:
        told: Entries of any number of broadcasts.
        known_ids: Ids given before, by key of an entry: a question that has one keeps it.
        joined: Pairs of keys that a person made one question, whatever their words.
        parted: Pairs of keys that a person made two questions.
    """
    ordered = sorted(told, key=_age)
    groups = _by_hand(_by_wording(ordered), ordered, tuple(joined), tuple(parted))
    given: set[str] = set()
    listed = [_listed(group, known_ids or {}, given) for group in groups]
    return tuple(sorted(listed, key=lambda one: (-one.asked_by, one.question, one.id)))


def contradict(one: str, other: str) -> bool:
    """Whether two answers cannot both hold: another number of one unit, or no instead of yes."""
    mine, theirs = quantities(one), quantities(other)
    units = {_unit(size) for size in mine} & {_unit(size) for size in theirs}
    for unit in units:
        if {s for s in mine if _unit(s) == unit}.isdisjoint(s for s in theirs if _unit(s) == unit):
            return True
    return _denies(one) != _denies(other) and bool(set(stems(one)) & set(stems(other)))


def _by_wording(told: Sequence[Told]) -> list[list[Told]]:
    """Groups of entries that ask the same of the same product."""
    by_product: dict[str, list[Told]] = defaultdict(list)
    for entry in told:
        by_product[entry.product_ids[0] if entry.product_ids else ""].append(entry)
    return [
        part
        for entries in by_product.values()
        for group in group_wordings([entry.question for entry in entries])
        for part in _by_answer([entries[index] for index in group.members])
    ]


def _by_answer(group: Sequence[Told]) -> list[list[Told]]:
    """A group without two answers of one broadcast: a host answers one question once.

    What was told apart there stays apart, and entries of other broadcasts go to the likest one.
    """
    likeness = Likeness([entry.question for entry in group])
    parts: list[list[Told]] = []
    for entry in group:
        vector = likeness.vector(entry.question)
        open_to = [part for part in parts if not any(_are_two(entry, one) for one in part)]
        if open_to:
            max(open_to, key=lambda p: cosine(vector, likeness.vector(p[0].question))).append(entry)
        else:
            parts.append([entry])
    return parts


def _are_two(one: Told, other: Told) -> bool:
    """Whether two entries of one broadcast have other words in question and answer."""
    if one.key.partition("/")[0] != other.key.partition("/")[0]:
        return False
    if not (one.answer and other.answer) or set(stems(one.question)) == set(stems(other.question)):
        return False
    mine, theirs = set(stems(one.answer)), set(stems(other.answer))
    return 2 * len(mine & theirs) < min(len(mine), len(theirs))


def _by_hand(
    groups: list[list[Told]],
    told: Sequence[Told],
    joined: Sequence[tuple[str, str]],
    parted: Sequence[tuple[str, str]],
) -> list[list[Told]]:
    """The groups after what people joined and parted; parting comes last."""
    group_of = {entry.key: number for number, group in enumerate(groups) for entry in group}
    for one, other in joined:
        if one in group_of and other in group_of:
            keep, gone = sorted((group_of[one], group_of[other]))
            group_of = {key: keep if at == gone else at for key, at in group_of.items()}
    following = len(groups)
    for one, other in parted:
        if one in group_of and group_of[one] == group_of.get(other):
            group_of[other], following = following, following + 1
    out: dict[int, list[Told]] = defaultdict(list)
    for entry in told:
        out[group_of[entry.key]].append(entry)
    return list(out.values())


def _listed(group: Sequence[Told], known_ids: Mapping[str, str], given: set[str]) -> Listed:
    newest = list(reversed(group))
    lead = next((one for one in newest if one.is_by_hand), max(newest, key=lambda o: o.asked_by))
    versions = _versions([entry for entry in newest if entry.answer])
    products = dict.fromkeys(id_ for entry in newest for id_ in entry.product_ids)
    return Listed(
        id=_id(group, known_ids, given),
        question=lead.question,
        keys=tuple(entry.key for entry in newest),
        asked_by=sum(entry.asked_by for entry in group),
        product_ids=tuple(products),
        versions=versions,
        agreement=_agreement(versions),
    )


def _versions(newest: Sequence[Told]) -> tuple[Version, ...]:
    """Answers that say the same as one; the others beside each other."""
    likeness = Likeness([entry.answer for entry in newest])
    kept: list[list[Told]] = []
    for entry in newest:
        for version in kept:
            first = version[0].answer
            alike = cosine(likeness.vector(entry.answer), likeness.vector(first))
            is_same = plain_words(entry.answer) == plain_words(first) or alike >= _SAME_ANSWER
            if is_same and not any(_contradict(entry, one) for one in version):
                version.append(entry)
                break
        else:
            kept.append([entry])
    made = [_version(entries, kept) for entries in kept]
    return tuple(sorted(made, key=lambda version: not version.is_by_hand))


def _version(entries: Sequence[Told], all_versions: Sequence[Sequence[Told]]) -> Version:
    lead = next((entry for entry in entries if entry.is_by_hand), entries[0])
    against = [
        other[0] for other in all_versions if other is not entries and _contradict(lead, other[0])
    ]
    last_on = max((entry.held_on for entry in entries if entry.held_on), default=None)
    later = [one for one in against if one.held_on and last_on and one.held_on > last_on]
    return Version(
        text=lead.answer,
        keys=tuple(entry.key for entry in entries),
        last_on=last_on,
        is_by_hand=lead.is_by_hand,
        is_contradicted=bool(against),
        is_outdated=bool(later),
    )


def _contradict(one: Told, other: Told) -> bool:
    """Whether the answers of two entries cannot both hold; so do not two lists of colors."""
    asked = (one.question, other.question)
    mine, theirs = listed_in(asked, one.answer), listed_in(asked, other.answer)
    return contradict(one.answer, other.answer) or bool(mine and theirs and mine != theirs)


def _agreement(versions: Sequence[Version]) -> Agreement:
    if not versions:
        return Agreement.UNANSWERED
    if any(version.is_contradicted for version in versions):
        return Agreement.CONTRADICTING
    return Agreement.ONE if len(versions) == 1 else Agreement.SEVERAL


def _id(group: Sequence[Told], known_ids: Mapping[str, str], given: set[str]) -> str:
    """The id that the oldest entry has already; else made of the oldest entry; no id twice."""
    old = [known_ids[entry.key] for entry in group if entry.key in known_ids]
    seeds = [entry.key for entry in group] + [f"{group[0].key}|{n}" for n in range(len(given) + 1)]
    made = ("f-" + hashlib.sha256(seed.encode()).hexdigest()[:16] for seed in seeds)
    chosen = next(id_ for id_ in chain(old, made) if id_ not in given)
    given.add(chosen)
    return chosen


def _age(entry: Told) -> tuple[bool, date, str]:
    """Oldest first; entries without a day before all others."""
    return (entry.held_on is not None, entry.held_on or date.min, entry.key)


def _unit(size: str) -> str:
    return size.lstrip("0123456789.")


def _denies(answer: str) -> bool:
    """Whether an answer says no: by its first word, or by a verb that is denied."""
    script = script_of(answer)
    if script == "any":
        return False
    return bool(rule(script, "denial").search(answer.strip().lower()))
