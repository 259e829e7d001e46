"""Learning over the API."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from workers.post_numbers import PostNumbers
from workers.views import Learning, TasteChange


class LessonOut(BaseModel):
    """What was learned of one kind of reason: its factor, and the clips that carried it."""

    kind: str
    before: float
    after: float
    liked: int
    liked_of: int
    disliked: int
    disliked_of: int


class TasteChangeOut(BaseModel):
    """A version: "learn" or "undo"; `same_as` is the version whose factors these are."""

    version: int
    kind: str
    same_as: int
    factors: dict[str, float]
    lessons: list[LessonOut]
    person: str
    at: datetime

    @staticmethod
    def of(change: TasteChange) -> TasteChangeOut:
        """From the application's value."""
        return TasteChangeOut(
            version=change.number,
            kind=change.kind,
            same_as=change.same_as,
            factors=dict(change.factors),
            lessons=[LessonOut.model_validate(dict(lesson)) for lesson in change.lessons],
            person=change.person,
            at=change.at,
        )


class LearningOut(BaseModel):
    """What has been learned, and what could be. `factors` are those that are not as usual."""

    version: int
    factors: dict[str, float]
    new_decisions: int
    new_numbers: int
    history: list[TasteChangeOut]

    @staticmethod
    def of(learning: Learning) -> LearningOut:
        """From the application's value."""
        return LearningOut(
            version=learning.version,
            factors=dict(learning.factors),
            new_decisions=learning.new_decisions,
            new_numbers=learning.new_numbers,
            history=[TasteChangeOut.of(change) for change in learning.history],
        )


class NumbersOut(BaseModel):
    """What a table of numbers brought: clips known and unknown, and lines not understood."""

    clips: int
    unknown_clips: int
    unreadable_lines: list[int]

    @staticmethod
    def of(known: int, table: PostNumbers) -> NumbersOut:
        """From the application's values."""
        every = {row.clip_id for row in table.rows}
        return NumbersOut(
            clips=known,
            unknown_clips=len(every) - known,
            unreadable_lines=list(table.unreadable),
        )
