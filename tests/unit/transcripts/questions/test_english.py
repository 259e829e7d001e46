"""English questions without marks or capitals."""

import pytest

from transcripts.questions.detection import LEAST_PROBABILITY
from transcripts.questions.english import english_probability


@pytest.mark.parametrize(
    "text",
    [
        "do you ship to canada",
        "so what color is that",
        "okay how many come in a box",
        "is it safe for kids",
        "any tips for dry skin",
        "what about the blue one",
        "why would you do that",
        "i was going to say what are you drawing today",
        "i love this one can you show the back",
        "it comes with a lid right",
        "you can wash it isn't it",
        "who wants to see the red one",
        "hey how you doing joe",
        "and you know what",
        "why not",
        "you know",
    ],
)
def test_inversion_question_words_and_tags_ask(text):
    assert english_probability(text) >= LEAST_PROBABILITY


@pytest.mark.parametrize(
    "text",
    [
        "what i do is wait",
        "so what i'm going to do now",
        "which is really cool",
        "when i started it was hard",
        "how it works is simple",
        "do this again tomorrow",
        "that is it for today",
        "i can do that for you",
        "there we go",
        "you know i like this one",
        "um",
        "",
    ],
)
def test_relative_clauses_orders_and_statements_do_not(text):
    assert english_probability(text) < LEAST_PROBABILITY
