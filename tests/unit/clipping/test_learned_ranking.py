"""Ten broadcasts reviewed by one taste, then five that nobody has reviewed: what it changes."""

import json
from dataclasses import dataclass

import pytest

from clipping.highlights_json import highlights_to_json
from clipping.learning import MOST_STEP
from clipping.score_weights import DEFAULT_WEIGHTS
from clipping.taste import (
    LEAST_FACTOR,
    MOST_FACTOR,
    NO_TASTE,
    Taste,
    taste_from_json,
    taste_to_json,
)
from tests.simulated_broadcasts import Simulated, gain, learn_from, precision, simulate, suggest


@dataclass(frozen=True)
class Run:
    """The taste after each of ten reviews, and broadcasts that were held out."""

    tastes: list[Taste]
    held_out: list[Simulated]


@pytest.fixture(scope="module")
def run() -> Run:
    tastes, _ = learn_from([simulate(seed) for seed in range(10)], seed=7)
    return Run(tastes, [simulate(seed) for seed in range(100, 105)])


def test_a_consistent_taste_moves_the_ranking_of_broadcasts_nobody_reviewed(run):
    usual = [suggest(show) for show in run.held_out]
    learned = [suggest(show, run.tastes[-1].weights()) for show in run.held_out]
    pairs = list(zip(run.held_out, usual, learned, strict=True))

    gains = [gain(show, after) - gain(show, before) for show, before, after in pairs]
    liked = [
        precision(show, after, "demonstration") - precision(show, before, "demonstration")
        for show, before, after in pairs
    ]
    disliked = [
        precision(show, after, "price") - precision(show, before, "price")
        for show, before, after in pairs
    ]

    assert sum(gains) / len(gains) > 0.15
    assert sum(liked) / len(liked) > 0.3
    assert sum(disliked) / len(disliked) < -0.3
    assert sum(value > 0 for value in gains) >= 4


def test_no_review_moves_a_weight_by_more_than_the_bound(run):
    for before, after in zip(run.tastes, run.tastes[1:], strict=False):
        for kind in DEFAULT_WEIGHTS.reasons:
            assert after.factor(kind) / before.factor(kind) >= 1 / MOST_STEP - 1e-3
            assert after.factor(kind) / before.factor(kind) <= MOST_STEP + 1e-3
            assert LEAST_FACTOR <= after.factor(kind) <= MOST_FACTOR


def test_going_back_gives_the_same_suggestions_to_the_last_digit(run):
    show = run.held_out[0]
    before = json.dumps(highlights_to_json(suggest(show, run.tastes[3].weights())))
    usual = json.dumps(highlights_to_json(suggest(show)))

    kept = taste_from_json(json.loads(json.dumps(taste_to_json(run.tastes[3]))))

    assert json.dumps(highlights_to_json(suggest(show, kept.weights()))) == before
    assert json.dumps(highlights_to_json(suggest(show, NO_TASTE.weights()))) == usual
    assert before != usual
