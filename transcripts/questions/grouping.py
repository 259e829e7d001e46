"""Many wordings of one question become one group. Pure.

Two questions that differ in a number, colour, size or negation never join.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import combinations

from transcripts.questions.wording import Likeness, cosine, stems, traits

#: Average likeness within a group, at least.
LEAST_LIKENESS = 0.11
#: Wordings beyond these are joined only if they are equal: the cost grows with the square.
_MOST_COMPARED = 1_200


@dataclass(frozen=True, slots=True)
class Group:
    """Wordings of one question, as indexes into the texts given, in order; the first leads."""

    members: tuple[int, ...]


def group_wordings(
    texts: Sequence[str], least: float = LEAST_LIKENESS, *, known: Likeness | None = None
) -> tuple[Group, ...]:
    """Gather texts that ask the same; every text is in one group, groups in order of their first.

    Args:
        texts: Questions.
        least: Average likeness a group must have, 0-1.
        known: What texts are like in general; else learned from these.
    """
    exact: dict[Hashable, list[int]] = {}
    for index, text in enumerate(texts):
        exact.setdefault(_key(text), []).append(index)
    groups = list(exact.values())
    compared = sorted(groups, key=lambda g: (-len(g), g[0]))[:_MOST_COMPARED]
    rest = sorted(groups, key=lambda g: (-len(g), g[0]))[_MOST_COMPARED:]
    likeness = known or Likeness([texts[group[0]] for group in compared])
    joined = _join([texts[group[0]] for group in compared], likeness, least)
    out = [sorted(i for one in many for i in compared[one]) for many in joined] + rest
    return tuple(Group(tuple(members)) for members in sorted(out))


def _key(text: str) -> Hashable:
    """What equal questions share: the same stems in any order, and the same traits."""
    found = stems(text)
    return (frozenset(found), traits(text)) if found else text.strip()


def _join(texts: Sequence[str], likeness: Likeness, least: float) -> list[list[int]]:
    """Join the two most alike groups until none are alike enough (average linkage)."""
    features = [traits(text) for text in texts]
    pairs = _Pairs([likeness.vector(text) for text in texts], least)
    while best := pairs.take():
        one, other = best
        if all(
            features[mine].may_join(features[theirs])
            for mine in pairs.members[one]
            for theirs in pairs.members[other]
        ):
            pairs.merge(one, other)
    return list(pairs.members.values())


class _Pairs:
    """Groups and their likeness; pairs of groups that share nothing are not kept."""

    def __init__(self, vectors: Sequence[Mapping[str, float]], least: float) -> None:
        self.members: dict[int, list[int]] = {index: [index] for index in range(len(vectors))}
        self._least = least
        self._near: dict[int, dict[int, float]] = {index: {} for index in range(len(vectors))}
        self._queue: list[tuple[float, int, int, float]] = []
        for one, other in _sharing(vectors):
            self._keep(one, other, cosine(vectors[one], vectors[other]))

    def take(self) -> tuple[int, int] | None:
        """The most alike pair that was not taken yet; ties go to the earlier one."""
        while self._queue:
            _, one, other, total = heappop(self._queue)
            if self._near.get(one, {}).get(other) == total:  # else one of them has grown since
                return one, other
        return None

    def merge(self, one: int, other: int) -> None:
        """Let `one` take over `other`."""
        self.members[one] += self.members.pop(other)
        gone = self._near.pop(other)
        for third, total in gone.items():
            del self._near[third][other]
            if third != one:
                self._near[one][third] = self._near[one].get(third, 0.0) + total
        for third, total in list(self._near[one].items()):
            self._keep(one, third, total)

    def _keep(self, one: int, other: int, total: float) -> None:
        """Note the sum of likeness of two groups; queue them when they are alike enough."""
        self._near[one][other] = self._near[other][one] = total
        average = total / (len(self.members[one]) * len(self.members[other]))
        if average >= self._least:
            first, second = min(one, other), max(one, other)
            heappush(self._queue, (-average, first, second, total))


def _sharing(vectors: Sequence[Mapping[str, float]]) -> list[tuple[int, int]]:
    """Pairs with a feature in common, each once, in order."""
    holders: dict[str, list[int]] = {}
    for index, vector in enumerate(vectors):
        for feature in vector:
            holders.setdefault(feature, []).append(index)
    return sorted({pair for listed in holders.values() for pair in combinations(listed, 2)})
