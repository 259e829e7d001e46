import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipping.learning import MOST_STEP, Judged, learn, outcomes, parts_of
from clipping.model import Signal, SignalKind
from clipping.score_weights import DEFAULT_WEIGHTS
from clipping.taste import (
    LEAST_FACTOR,
    MOST_FACTOR,
    NO_TASTE,
    Taste,
    taste_from_json,
    taste_to_json,
)
from transcripts.timeline import Span

_K = SignalKind
_REASONS = st.sampled_from(sorted(DEFAULT_WEIGHTS.reasons))
_PARTS = st.dictionaries(_REASONS, st.floats(0, 1), max_size=5)
_JUDGED = st.lists(
    st.builds(
        Judged,
        group=st.sampled_from(["a", "b", "c"]),
        likes=st.booleans(),
        parts=_PARTS,
        trust=st.floats(0, 1),
        is_new=st.booleans(),
        about=st.none() | st.frozensets(_REASONS, max_size=3),
    ),
    max_size=25,
)
_TASTES = st.builds(Taste, st.dictionaries(_REASONS, st.floats(0.1, 9), max_size=6))


def liked(group: str = "show", **parts: float) -> Judged:
    return Judged(group, True, {_K(name): value for name, value in parts.items()})


def disliked(group: str = "show", **parts: float) -> Judged:
    return Judged(group, False, {_K(name): value for name, value in parts.items()})


def consistent(count: int) -> list[Judged]:
    """Demonstrations are liked, talk of prices is not."""
    return [
        one
        for n in range(count)
        for one in (
            liked(f"show {n // 4}", demonstration=0.3, hook=0.05),
            disliked(f"show {n // 4}", price=0.4, hook=0.05),
        )
    ]


@given(_TASTES, _JUDGED)
def test_no_step_is_larger_than_a_fifth_and_no_factor_leaves_its_bounds(taste, judged):
    after = learn(taste, judged).taste

    for kind in DEFAULT_WEIGHTS.reasons:
        assert LEAST_FACTOR <= after.factor(kind) <= MOST_FACTOR
        change = after.factor(kind) / taste.factor(kind)
        assert 1 / MOST_STEP - 1e-3 <= change <= MOST_STEP + 1e-3


@given(_TASTES, _JUDGED, st.randoms())
def test_the_order_of_decisions_does_not_matter(taste, judged, random):
    turned = list(judged)
    random.shuffle(turned)

    assert learn(taste, turned) == learn(taste, judged)


@given(_TASTES, st.lists(_JUDGED, max_size=12))
def test_however_long_it_goes_on_the_bounds_hold(taste, rounds):
    for judged in rounds:
        taste = learn(taste, judged).taste

    assert all(LEAST_FACTOR <= factor <= MOST_FACTOR for factor in taste.factors.values())


@given(_TASTES)
def test_a_taste_survives_json_exactly(taste):
    assert taste_from_json(json.loads(json.dumps(taste_to_json(taste)))) == taste


def test_what_made_the_difference_gains_and_loses_and_the_rest_stays():
    learned = learn(NO_TASTE, consistent(12))

    assert learned.taste.factor(_K.DEMONSTRATION) > 1.1
    assert learned.taste.factor(_K.PRICE) < 0.9
    assert learned.taste.factor(_K.HOOK) == 1.0
    assert [lesson.kind for lesson in learned.lessons] == [_K.DEMONSTRATION, _K.PRICE]
    lesson = learned.lessons[0]
    assert (lesson.liked, lesson.liked_of, lesson.disliked, lesson.disliked_of) == (12, 12, 0, 12)


def test_one_decision_is_chance():
    learned = learn(NO_TASTE, [liked(demonstration=0.3), disliked(price=0.4)])

    assert learned.taste == NO_TASTE
    assert learned.lessons == ()


def test_only_approvals_teach_nothing_and_broadcasts_are_not_compared_with_each_other():
    apart = [liked("one", demonstration=0.3)] * 9 + [disliked("two", price=0.4)] * 9

    assert learn(NO_TASTE, apart).taste == NO_TASTE


def test_learning_comes_to_rest_when_the_ranking_has_it_right():
    clear = [
        one
        for n in range(12)
        for one in (liked(f"{n // 4}", demonstration=0.9), disliked(f"{n // 4}", price=0.1))
    ]

    wrong = learn(NO_TASTE, consistent(12)).taste.factor(_K.DEMONSTRATION)
    right = learn(NO_TASTE, clear).taste.factor(_K.DEMONSTRATION)

    assert 1.0 <= right < 1.01 < wrong


def test_what_was_learned_from_is_not_learned_from_again_but_compared_with_what_is_new():
    old = [replace(one, is_new=False) for one in consistent(12)]

    assert learn(NO_TASTE, old).taste == NO_TASTE
    assert learn(NO_TASTE, [*old, disliked("show 0", price=0.5)]).taste.factor(_K.PRICE) < 1


def test_a_rejection_for_another_cause_tells_nothing_of_the_content():
    blurred = [
        Judged(one.group, one.likes, one.parts, 1.0 if one.likes else 0.0) for one in consistent(12)
    ]
    old_offer = [
        Judged(one.group, one.likes, one.parts, 1.0, None if one.likes else frozenset({_K.OFFER}))
        for one in consistent(12)
    ]

    assert learn(NO_TASTE, blurred).taste == NO_TASTE
    assert learn(NO_TASTE, old_offer).taste == NO_TASTE


def test_a_trimmed_clip_counts_for_what_was_kept():
    because = [
        Signal(_K.DEMONSTRATION, Span(0, 10_000), 0.4),
        Signal(_K.PRICE, Span(20_000, 30_000), 0.4),
    ]

    parts = parts_of(because, Span(0, 25_000))

    assert parts == {_K.DEMONSTRATION: pytest.approx(0.4), _K.PRICE: pytest.approx(0.2)}
    assert parts_of(because, Span(0, 15_000)) == {_K.DEMONSTRATION: pytest.approx(0.4)}


def test_numbers_of_posts_compare_the_best_third_with_the_worst():
    results = {
        f"c{n}": (float(n), {_K.DEMONSTRATION if n >= 12 else _K.PRICE: 0.3}) for n in range(18)
    }

    judged = outcomes("posts", results, 0.5, set(results))

    assert sum(one.likes for one in judged) == 6
    assert len(judged) == 12
    assert learn(NO_TASTE, judged).taste.factor(_K.DEMONSTRATION) > 1.05
    assert outcomes("posts", dict(list(results.items())[:2]), 0.5, set(results)) == []


def test_no_taste_leaves_the_usual_weights_untouched():
    assert NO_TASTE.weights() is DEFAULT_WEIGHTS
    tasted = Taste({_K.DEMONSTRATION: 1.2}).weights()
    assert tasted.reasons[_K.DEMONSTRATION] == DEFAULT_WEIGHTS.reasons[_K.DEMONSTRATION] * 1.2
    assert tasted.reasons[_K.PRICE] == DEFAULT_WEIGHTS.reasons[_K.PRICE]
