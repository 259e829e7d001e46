"""From decisions to a taste: which reasons made the difference between liked and disliked. Pure.

Within each broadcast what was liked is compared with what was not. For each kind of reason the
parts of the two scores are compared over all such pairs: 1 means that whenever they differed, the
liked one had more of it, -1 the opposite. What could be chance (one over the root of the number of
clips that carry the reason) is taken away; the rest is the share of the largest step that the
factor takes. Pairs that the ranking has right already count less, so learning comes to rest.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from clipping.model import Signal, SignalKind
from clipping.taste import Taste
from transcripts.timeline import Span

#: The largest change of a factor in one step: a fifth more, or as much less as undoes it.
MOST_STEP = 1.2
#: Scores this far apart are clearly ordered (e to one).
_CLEAR = 0.1
#: Clips of one broadcast beyond this many add pairs, not knowledge.
_MOST_IN_GROUP = 60


@dataclass(frozen=True, slots=True)
class Judged:
    """A clip that somebody judged.

    Attributes:
        group: Clips are compared within one group only: the broadcast, or one import of numbers.
        likes: Whether it was liked.
        parts: Its score's parts by kind, as they were shown.
        trust: How much the judgement tells of the moment's content, 0-1.
        about: Kinds that the judgement is about, or None for all.
        is_new: Nothing has been learned from it yet; two old ones are not compared again.
    """

    group: str
    likes: bool
    parts: Mapping[SignalKind, float]
    trust: float = 1.0
    about: frozenset[SignalKind] | None = None
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned of one kind of reason, and from what.

    Attributes:
        kind: Which.
        before: Its factor until now.
        after: Its factor from now on.
        liked: Liked clips that carried it.
        liked_of: All liked clips compared.
        disliked: Disliked clips that carried it.
        disliked_of: All disliked clips compared.
    """

    kind: SignalKind
    before: float
    after: float
    liked: int
    liked_of: int
    disliked: int
    disliked_of: int


@dataclass(frozen=True, slots=True)
class Learned:
    """A taste after a step, and the lessons that changed it, largest change first."""

    taste: Taste
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """`wrong`, 0-1: how far the ranking has the two the other way round."""

    better: Judged
    worse: Judged
    weight: float
    wrong: float

    @property
    def both(self) -> tuple[Judged, Judged]:
        """The two clips."""
        return self.better, self.worse


def learn(taste: Taste, judged: Iterable[Judged]) -> Learned:
    """One step. No factor changes by more than `MOST_STEP`; the order of clips does not matter.

    Args:
        taste: What holds now.
        judged: New judgements; groups with only one kind of judgement teach nothing.
    """
    groups = _groups(judged)
    pairs = [pair for group in groups for pair in _pairs(group)]
    kinds = sorted({kind for pair in pairs for one in pair.both for kind in one.parts})
    compared = list(chain.from_iterable(groups))
    lessons = [_lesson(kind, taste, pairs, compared) for kind in kinds]
    factors = {lesson.kind: lesson.after for lesson in lessons}
    after = Taste({**taste.factors, **factors})
    changed = (lesson for lesson in lessons if lesson.after != lesson.before)
    return Learned(
        after,
        tuple(
            sorted(
                changed, key=lambda one: (-abs(math.log(one.after / one.before)), one.kind.value)
            )
        ),
    )


def parts_of(because: Iterable[Signal], kept: Span | None = None) -> dict[SignalKind, float]:
    """The parts of a score by kind.

    Args:
        because: Reasons with their parts as strength.
        kept: What a person kept of the clip: a reason counts as far as it lies inside.
    """
    parts: dict[SignalKind, float] = defaultdict(float)
    for signal in because:
        share = 1.0 if kept is None else signal.span.overlap_ms(kept) / signal.span.duration_ms
        if share > 0 and signal.strength > 0:
            parts[signal.kind] += signal.strength * share
    return dict(parts)


def outcomes(
    group: str,
    results: Mapping[str, tuple[float, Mapping[SignalKind, float]]],
    trust: float,
    new: Collection[str],
) -> list[Judged]:
    """Posts that did well against posts that did badly: the best and the worst third.

    Args:
        group: Name for this comparison.
        results: For each clip how well it did (any scale) and the parts of its score.
        trust: How much such numbers tell.
        new: Clips whose numbers nothing has been learned from yet.
    """
    ordered = sorted(results.items(), key=lambda item: (-item[1][0], item[0]))
    third = len(ordered) // 3
    best, worst = ordered[:third], ordered[len(ordered) - third :]
    return [
        Judged(group, likes, parts, trust, is_new=clip_id in new)
        for some, likes in ((best, True), (worst, False))
        for clip_id, (_, parts) in some
    ]


def lesson_to_json(lesson: Lesson) -> dict[str, Any]:
    """As the database and `afterlive learn --json` have it."""
    return {
        "kind": lesson.kind.value,
        "before": lesson.before,
        "after": lesson.after,
        "liked": lesson.liked,
        "liked_of": lesson.liked_of,
        "disliked": lesson.disliked,
        "disliked_of": lesson.disliked_of,
    }


def _groups(judged: Iterable[Judged]) -> list[list[Judged]]:
    """Clips that can be compared, in an order that depends on nothing but them."""
    by_group: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.trust > 0:
            by_group[one.group].append(one)
    ordered = [sorted(by_group[name], key=_order)[:_MOST_IN_GROUP] for name in sorted(by_group)]
    return [group for group in ordered if len({one.likes for one in group}) == 2]


def _order(one: Judged) -> tuple[bool, float, bool, list[tuple[str, float]]]:
    parts = sorted((kind.value, part) for kind, part in one.parts.items())
    return not one.is_new, -one.trust, one.likes, parts


def _pairs(group: Sequence[Judged]) -> Iterator[_Pair]:
    """Each liked clip with each disliked one; a group counts by its clips, not by its pairs."""
    liked = [one for one in group if one.likes]
    disliked = [one for one in group if not one.likes]
    share = len(group) / (len(liked) * len(disliked))
    for better in liked:
        for worse in disliked:
            if not (better.is_new or worse.is_new):
                continue
            margin = math.fsum(better.parts.values()) - math.fsum(worse.parts.values())
            wrong = 1 / (1 + math.exp(max(-50.0, min(50.0, margin / _CLEAR))))
            yield _Pair(better, worse, better.trust * worse.trust * share * wrong, wrong)


def _lesson(
    kind: SignalKind, taste: Taste, pairs: Sequence[_Pair], compared: Collection[Judged]
) -> Lesson:
    told = [pair for pair in pairs if all(_tells(one, kind) for one in pair.both)]
    gaps = [p.weight * (p.better.parts.get(kind, 0) - p.worse.parts.get(kind, 0)) for p in told]
    size = math.fsum(map(abs, gaps))
    liking = math.fsum(gaps) / size if size > 0 else 0.0
    carriers = sum(kind in one.parts and _tells(one, kind) for one in compared)
    beyond_chance = max(0.0, abs(liking) - 1 / math.sqrt(max(1, carriers)))
    step = math.copysign(beyond_chance * _need(told), liking)
    before = taste.factor(kind)
    after = Taste({kind: before * MOST_STEP**step}).factor(kind)
    liked = [one for one in compared if one.likes]
    disliked = [one for one in compared if not one.likes]
    return Lesson(
        kind, before, after,
        sum(kind in one.parts for one in liked), len(liked),
        sum(kind in one.parts for one in disliked), len(disliked),
    )  # fmt: skip


def _need(pairs: Sequence[_Pair]) -> float:
    """How much is still to be learned, 0-1: 1 when at least half of the order is wrong."""
    if not pairs:
        return 0.0
    return min(1.0, 2 * math.fsum(pair.wrong for pair in pairs) / len(pairs))


def _tells(one: Judged, kind: SignalKind) -> bool:
    return one.about is None or kind in one.about
