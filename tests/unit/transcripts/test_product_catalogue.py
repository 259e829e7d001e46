"""A large Korean catalogue and what hosts make of its titles."""

import random
import runpy
from pathlib import Path

SCRIPT = Path(__file__).parents[3] / "scripts" / "measure_products.py"


def test_shortened_spoken_and_misheard_titles_of_a_large_catalogue_are_told_apart():
    made = runpy.run_path(str(SCRIPT))
    dice = random.Random(7)
    products = made["catalogue"](1_500, dice)
    counts = made["measure"](products, list(made["queries"](products, 300, dice)))

    assert counts["right"] >= 0.9 * counts["asked"]
    assert counts["sure"] >= 0.6 * counts["asked"]
    assert counts["sure and wrong"] <= 0.02 * counts["asked"]
    assert counts["idle and sure"] == 0
