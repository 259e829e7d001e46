"""A language model may word a question and its answer; it may not say anything of its own."""

from __future__ import annotations

from typing import Any

import pytest

from transcripts.questions.model import Answer, QaPair, Question, Source
from transcripts.timeline import Span
from workers.polishing import polished

SAID = "네 민감한 피부도 쓸 수 있고 50ml 한 통에 두 달 정도 써요"
PAIR = QaPair(
    "q-1",
    Question("이거 민감한 피부도 되나요?", "이거 민감한 피부도 되나요", Span(0, 1), Source.CHAT),
    Answer(f"{SAID}.", SAID, Span(2, 3)),
)


def worded(question: Any = None, answer: Any = None) -> QaPair:
    entry = {"id": "q-1", "question": question, "answer": answer}
    (pair,) = polished([PAIR], {"entries": [entry, {"id": 7}, "x"]})
    return pair


def test_better_words_of_the_same_are_taken_and_the_quote_stays() -> None:
    text = "네, 민감한 피부도 쓸 수 있고, 50ml 한 통을 두 달 정도 써요."
    pair = worded("민감한 피부도 되나요?", text)

    assert (pair.question.text, pair.answer.text) == ("민감한 피부도 되나요?", text)
    assert (pair.answer.quote, pair.question.quote) == (PAIR.answer.quote, PAIR.question.quote)


@pytest.mark.parametrize(
    "text",
    [
        "네, 민감한 피부도 쓸 수 있고 100ml 한 통에 두 달 정도 써요.",
        "네, 민감한 피부도 쓸 수 있어요.",
        "네, 민감한 피부도 쓸 수 있고 50ml 한 통에 두 달 정도 써요. 아토피에도 좋아요.",
        "네, 업계 1위 제품이라 50ml 한 통에 두 달 정도 써요.",
        "아니요, 민감한 피부는 쓸 수 없고 50ml 한 통에 두 달 정도 써요.",
        "글로우 크림은 민감한 피부도 쓸 수 있고 50ml 한 통에 두 달 정도 써요.",
        "",
        7,
        None,
        "가" * 900,
        "네\x00 50ml 두 달",
    ],
    ids=["other number", "number left out", "claim", "absolute", "denied", "other product",
         "empty", "no text", "nothing", "too long", "control"],
)  # fmt: skip
def test_a_text_that_says_more_less_or_else_is_rejected(text: Any) -> None:
    assert worded(answer=text).answer == PAIR.answer


@pytest.mark.parametrize("answer", [{}, {"entries": None}, {"entries": [[]]}, {"entries": "x"}])
def test_an_answer_of_any_other_shape_changes_nothing(answer: dict[str, Any]) -> None:
    assert polished([PAIR], answer) == [PAIR]
