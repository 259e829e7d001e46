"""What has been learned of a workspace's taste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from workers.pipeline import JsonValue


@dataclass(frozen=True, slots=True)
class TasteChange:
    """A version of the taste.

    Attributes:
        number: 1 for the first.
        kind: "learn" or "undo".
        same_as: Version whose factors these are again, 0 for none; itself when learned.
        factors: Factor of each reason that is not as usual.
        lessons: What was learned: kind, before, after, liked, liked_of, disliked, disliked_of.
        person: Who asked for it, "" for the program.
        at: When.
    """

    number: int
    kind: str
    same_as: int
    factors: Mapping[str, float]
    lessons: Sequence[Mapping[str, JsonValue]]
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Learning:
    """Where learning is.

    Attributes:
        version: The version that holds, 0 for none.
        factors: Factor of each reason that is not as usual.
        new_decisions: Clips decided since something was learned.
        new_numbers: Clips with numbers that came since.
        history: Every version, newest first.
    """

    version: int
    factors: Mapping[str, float]
    new_decisions: int
    new_numbers: int
    history: tuple[TasteChange, ...] = ()

    @property
    def can_undo(self) -> bool:
        """Whether there is a version to go back from."""
        return bool(self.factors) or bool(self.history and self.history[0].same_as)
