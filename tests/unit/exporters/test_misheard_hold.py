"""An answer with words that may be misheard waits until a person has heard them."""

from __future__ import annotations

from typing import Any

from exporters.entries import decide
from transcripts.questions.model import Answer, Flag, QaList, QaPair, Question, Source
from transcripts.timeline import Span

QUESTION = Question("탭은 어떻게 써요?", "탭은 어떻게 써요?", Span(0, 1), Source.CHAT)
ANSWER = Answer("각 테블 사용합니다.", "각 테블 사용합니다", Span(5_000, 9_000), doubts=("테블",))
FOUND = QaList((QaPair("q1", QUESTION, ANSWER, confidence=0.9, flags=(Flag.MISHEARD,)),))


def published(**decision: Any) -> list[str]:
    """The answers that leave the house after a decision."""
    decisions = [{"id": "q1", **decision}] if decision else []
    return [entry.answer for entry in decide(FOUND, decisions).published]


def test_it_waits_while_nobody_has_heard_it():
    assert published() == []
    assert published(answer="각 테블을 사용합니다.") == []


def test_it_leaves_once_the_words_are_put_right():
    assert published(answer="각 탭을 사용합니다.") == ["각 탭을 사용합니다."]


def test_it_leaves_as_it_is_when_a_named_person_approves_it():
    assert published(state="approved", by="김수진", flags=["misheard"]) == ["각 테블 사용합니다."]
    assert published(state="approved", by="", flags=["misheard"]) == []


def test_what_was_approved_before_words_were_doubted_stays_approved():
    assert published(state="approved", by="김수진", flags=[]) == ["각 테블 사용합니다."]
