"""Parts of a long step that several workers may share: which there are, how far they are. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from workers.plan import Step, part_steps
from workers.store.rows import NO_HISTORY, History


def planned_parts(
    steps: Iterable[Step], histories: Mapping[str, History]
) -> dict[str, tuple[Step, ...]]:
    """The parts of each step that has some, by its key; none when there is nothing to do any more.

    How many there are is known when the step that counts them has finished.

    Args:
        steps: Of a recording.
        histories: By key.
    """
    found: dict[str, tuple[Step, ...]] = {}
    every = tuple(steps)
    if all(histories.get(step.key, NO_HISTORY).is_finished for step in every):
        return found
    for step in every:
        counting = step.needs.get(step.stage.parts_from)
        if counting is None or step.stage.whole_with in step.needs:
            continue
        if parts := part_steps(step, histories.get(str(counting), NO_HISTORY).summary or {}):
            found[step.key] = parts
    return found


def seen_by_parts(whole: History, parts: Collection[History], count: int) -> History:
    """The history of a step as people see it while its parts are made.

    Args:
        whole: Its own history.
        parts: Histories of those parts that were attempted.
        count: How many parts there are.
    """
    if whole.is_running or whole.is_finished:
        return whole
    signs = [sign for part in parts if (sign := part.seen_at) is not None]
    return replace(
        whole,
        is_running=any(part.is_running for part in parts),
        share=sum(1.0 if part.is_finished else part.share for part in parts) / count,
        seen_at=max(signs, default=whole.seen_at),
    )
