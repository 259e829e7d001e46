"""Questions and answers put into better words by a language model, where one is set.

What it writes is text of a stranger: a text that says any number, product, word of weight or claim
that the quote does not carry, or leaves a number out, is rejected, and the text as read stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from transcripts.grounding import material_of, unsupported
from transcripts.numerals import quantities
from transcripts.questions.checks import find_flags
from transcripts.questions.model import QaList, QaPair
from workers.errors import LanguageModelFailed
from workers.language_model import LanguageModel
from workers.pipeline import JsonValue

_MOST_AT_ONCE = 30
_LONGEST_QUESTION, _LONGEST_ANSWER = 200, 800
TASK = (
    "The material is a list of questions of viewers of a live-shopping broadcast with the host's "
    "answers as spoken. Write each question and each answer so that it reads well in a shop's FAQ: "
    "drop what only speech needs, keep the language, every number, unit, price, model name and "
    "every yes, no and condition exactly. Add nothing. Answer as "
    '{"entries": [{"id": "", "question": "", "answer": ""}]}'
)


def polish(qa: QaList, model: LanguageModel) -> QaList:
    """The list with better words as far as they are supported; a note where it was not done."""
    kept = list(qa.pairs)
    try:
        for start in range(0, len(kept), _MOST_AT_ONCE):
            some = kept[start : start + _MOST_AT_ONCE]
            answer = model.ask(TASK, [_material(pair) for pair in some])
            kept[start : start + _MOST_AT_ONCE] = polished(some, answer)
    except LanguageModelFailed:
        note = "The language model did not answer, so questions and answers are worded as read."
        return replace(qa, pairs=tuple(kept), notes=(*qa.notes, note))
    return replace(qa, pairs=tuple(kept))


def polished(pairs: list[QaPair], answer: Mapping[str, Any]) -> list[QaPair]:
    """Pairs with the words of an answer, as far as their quotes carry them. Pure.

    Args:
        pairs: As found.
        answer: Of the model; anything may be in it.
    """
    worded = {str(entry["id"]): entry for entry in _entries(answer)}
    return [_worded(pair, worded.get(pair.id, {})) for pair in pairs]


def _worded(pair: QaPair, words: Mapping[str, Any]) -> QaPair:
    question, answer = pair.question, pair.answer
    text = _text(words.get("question"), _LONGEST_QUESTION)
    if text and _says_the_same(text, question.text, (question.text, question.quote)):
        question = replace(question, text=text)
    text = _text(words.get("answer"), _LONGEST_ANSWER)
    if text and _says_the_same(text, answer.text, (answer.text, answer.quote)):
        answer = replace(answer, text=text)
    found = set(find_flags(question.text, answer.text))
    return replace(pair, question=question, answer=answer) if found <= set(pair.flags) else pair


def _says_the_same(text: str, read: str, said: tuple[str, ...]) -> bool:
    return quantities(text) == quantities(read) and not unsupported(text, material_of(said))


def _material(pair: QaPair) -> JsonValue:
    return {"id": pair.id, "question": pair.question.text, "answer": pair.answer.text}


def _entries(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    listed = answer.get("entries")
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            yield entry


def _text(value: Any, longest: int) -> str | None:
    """One line of plain text that is not too long, else None."""
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    return text if 0 < len(text) <= longest and text.isprintable() else None
