"""The best set of spans that must keep their distance. Pure."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from clipping.scoring import Scored


def best_spaced(candidates: Sequence[Scored], count: int, min_gap_ms: int) -> list[Scored]:
    """The spans with the greatest sum of scores, whose starts keep a distance; best first.

    Taking the best first would lose two good moments to a slightly better one between them.

    Args:
        candidates: In any order.
        count: At most so many.
        min_gap_ms: Least distance between starts; spans never overlap either.
    """
    ordered = sorted(candidates, key=lambda one: (one.span, -one.score))
    starts = [one.span.start_ms for one in ordered]
    after = [
        bisect.bisect_left(starts, max(one.span.start_ms + min_gap_ms, one.span.end_ms))
        for one in ordered
    ]
    # sums[k][i]: the most that k spans from number i on can give.
    sums = [[0.0] * (len(ordered) + 1)]
    for _ in range(count):
        row = [0.0] * (len(ordered) + 1)
        for i in range(len(ordered) - 1, -1, -1):
            row[i] = max(row[i + 1], ordered[i].score + sums[-1][after[i]])
        sums.append(row)
    return sorted(_traced(ordered, after, sums), key=lambda one: (-one.score, one.span))


def _traced(
    ordered: Sequence[Scored], after: Sequence[int], sums: Sequence[Sequence[float]]
) -> list[Scored]:
    out, i, left = [], 0, len(sums) - 1
    while i < len(ordered) and left:
        if sums[left][i] > sums[left][i + 1]:
            out.append(ordered[i])
            i, left = after[i], left - 1
        else:
            i += 1
    return out
