"""The questions of all broadcasts as one list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from exporters.decided import DecidedEntry
from transcripts.questions.across import Agreement


@dataclass(frozen=True, slots=True)
class FaqSource:
    """An entry of one broadcast.

    Attributes:
        key: Unique over all broadcasts ("<recording>/<entry>").
        recording_id: Of its broadcast.
        title: Of its broadcast.
        held_on: Day of its broadcast.
        entry: After people's decisions; None for a question that nobody answered.
        question: As asked there.
        asked_by: How many asked there.
        product_ids: Products it belongs to.
    """

    key: str
    recording_id: str
    title: str
    held_on: date
    entry: DecidedEntry | None
    question: str
    asked_by: int
    product_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FaqVersion:
    """One answer with the broadcasts that give it, newest first.

    Attributes:
        text: Of the answer.
        sources: The entries; the first one leads.
        is_by_hand: A person wrote or approved it.
        is_contradicted: Another version says something else.
        is_outdated: A later broadcast says something else.
        may_leave: The leading entry may be published.
    """

    text: str
    sources: tuple[FaqSource, ...]
    is_by_hand: bool
    is_contradicted: bool
    is_outdated: bool
    may_leave: bool


@dataclass(frozen=True, slots=True)
class FaqListed:
    """One question of all broadcasts.

    Attributes:
        id: Stays when broadcasts are added.
        question: For reading.
        asked_by: How many asked, over all broadcasts.
        product_ids: Products it is about.
        versions: Answers, those by hand first, then the newest.
        agreement: How they stand to each other.
        sources: All entries, newest first.
    """

    id: str
    question: str
    asked_by: int
    product_ids: tuple[str, ...]
    versions: tuple[FaqVersion, ...]
    agreement: Agreement
    sources: tuple[FaqSource, ...]


@dataclass(frozen=True, slots=True)
class FaqList:
    """All questions, most asked first, and the names of their products by id."""

    entries: tuple[FaqListed, ...] = ()
    products: Mapping[str, str] = field(default_factory=dict)
