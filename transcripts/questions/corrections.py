"""Products that people gave to a question, remembered for the next broadcasts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transcripts.questions.wording import stems, traits


@dataclass(frozen=True, slots=True)
class Correction:
    """A person moved a question from the products that were guessed to others.

    Attributes:
        question: Its text.
        guessed: What the program thought.
        chosen: What the person said; empty for "no product".
    """

    question: str
    guessed: tuple[str, ...]
    chosen: tuple[str, ...]


def corrected_products(
    question: str, guessed: Sequence[str], corrections: Sequence[Correction]
) -> tuple[str, ...] | None:
    """What people said of such a question when the same was guessed; None when they never did.

    Only a question that names what it is about is corrected: "how much is it?" is asked of
    everything. The last correction holds.
    """
    about = frozenset(stems(question))
    if not about:
        return None
    for one in reversed(corrections):
        is_same = frozenset(stems(one.question)) == about and traits(one.question) == traits(
            question
        )
        if is_same and tuple(guessed) == one.guessed:
            return one.chosen
    return None


def corrections_from_json(values: Iterable[Mapping[str, Any]]) -> tuple[Correction, ...]:
    """Read `[{"question", "guessed", "chosen"}]`, oldest first."""
    return tuple(
        Correction(
            str(value["question"]),
            tuple(map(str, value["guessed"])),
            tuple(map(str, value["chosen"])),
        )
        for value in values
    )
