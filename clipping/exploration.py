"""A tenth of what is suggested pays no heed to taste, so that it cannot close in. Pure.

Without it a kind of moment that was disliked twice would never be shown, and never be forgiven.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace

from clipping.model import Highlight, HighlightList, ProductCoverage

SHARE = 0.1


def with_exploration(learned: HighlightList, usual: HighlightList, seed: str) -> HighlightList:
    """The learned suggestions, the weakest of them in favour of what would be usual.

    One in ten on average: of eight suggestions one in eight broadcasts out of ten. The same seed
    gives the same answer. Where the usual choice has nothing else to offer, nothing is changed.

    Args:
        learned: Chosen by taste.
        usual: Chosen from the same recording without it.
        seed: Of the recording.
    """
    count = int(len(learned.highlights) * SHARE + _dice(seed))
    if not count:
        return learned
    shown = list(learned.highlights)
    fresh: list[Highlight] = []
    for one in usual.highlights:
        if len(fresh) < count and not any(one.span.overlap_ms(other.span) for other in shown):
            fresh.append(replace(one, explores=True))
            shown.append(one)
    kept = learned.highlights[: len(learned.highlights) - len(fresh)]
    chosen = sorted((*kept, *fresh), key=lambda one: (-one.score, one.span))
    shown_ids = {one.id for one in chosen}
    coverage = tuple(_still_covered(one, shown_ids) for one in learned.coverage)
    return replace(learned, highlights=tuple(chosen), coverage=coverage)


def _still_covered(one: ProductCoverage, shown_ids: Collection[str]) -> ProductCoverage:
    """What is shown of a product when some suggestions have given way."""
    ids = tuple(id_ for id_ in one.highlight_ids if id_ in shown_ids)
    if ids == one.highlight_ids:
        return one
    return replace(one, highlight_ids=ids, reason=one.reason if ids else "weaker_than_chosen")


def _dice(seed: str) -> float:
    """A number from 0 to 1 that looks like chance and is always the same for a seed."""
    return int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=6).digest()) / 2**48
