"""What was asked and what was answered, and its JSON form (`qa.json`, schema 1). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from transcripts.errors import UnreadableTranscript
from transcripts.timeline import Span


class Source(StrEnum):
    """Where something was said."""

    SPEECH = "speech"
    CHAT = "chat"


class Flag(StrEnum):
    """Why an entry waits for a person before it leaves the house."""

    OFFER_UNTIL = "offer_until"
    PRICE = "price"
    ABSOLUTE_CLAIM = "absolute_claim"
    HEALTH_CLAIM = "health_claim"
    PERSONAL_DATA = "personal_data"
    PROFANITY = "profanity"
    UNSURE = "unsure"
    MISHEARD = "misheard"
    SMALL_TALK = "small_talk"


@dataclass(frozen=True, slots=True)
class Question:
    """A question.

    Attributes:
        text: Cleaned for reading; personal data masked.
        quote: As said or written, personal data masked.
        span: When; for chat from the first to the last message that asks it.
        source: Where it was asked.
        asked_by: Different people who asked it, >= 1.
        also: Questions in other words that the same answer answers; personal data masked.
    """

    text: str
    quote: str
    span: Span
    source: Source
    asked_by: int = 1
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the host answers.

    Attributes:
        text: Cleaned for reading; numbers and units as said, personal data masked.
        quote: As said or written, personal data masked.
        span: When.
        source: Said, or written by the shop in chat.
        doubts: Words of the text that may have been misheard.
    """

    text: str
    quote: str
    span: Span
    source: Source = Source.SPEECH
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a person has to look at.

    Attributes:
        flag: What kind it is.
        rule: Id of the rule that found it.
        words: The words that say so, at most three; labels where they were personal.
        until: Last day on which an offer holds ("2026-11-25"), or "".
        days_after: The same in days after the broadcast's day; None when not said.
    """

    flag: Flag
    rule: str
    words: tuple[str, ...] = ()
    until: str = ""
    days_after: int | None = None


@dataclass(frozen=True, slots=True)
class QaPair:
    """A question with its answer.

    Attributes:
        id: The same as long as the question is.
        question: What was asked.
        answer: What was answered.
        product_ids: Products it is about, surest first.
        confidence: That the answer answers the question, 0-1.
        flags: Why a person has to look at it first, in a fixed order.
        checks: The same with the words that say so.
    """

    id: str
    question: Question
    answer: Answer
    product_ids: tuple[str, ...] = ()
    confidence: float = 0.0
    flags: tuple[Flag, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without an answer. Flagged as small talk where no buyer would ask it."""

    id: str
    question: Question
    product_ids: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class QaList:
    """Everything that was asked.

    Attributes:
        pairs: In order of the answers.
        unanswered: Most asked first; small talk last.
        notes: What people should know.
    """

    pairs: tuple[QaPair, ...] = ()
    unanswered: tuple[OpenQuestion, ...] = ()
    notes: tuple[str, ...] = ()


def qa_to_json(qa: QaList) -> dict[str, Any]:
    """The contract's form, with the untouched quotes beside the texts."""
    return {
        "schema": 1,
        "pairs": [
            {
                "id": pair.id,
                "question": _question_to_json(pair.question),
                "answer": {
                    "text": pair.answer.text,
                    "start_ms": pair.answer.span.start_ms,
                    "end_ms": pair.answer.span.end_ms,
                    "from": pair.answer.source.value,
                    "quote": pair.answer.quote,
                    **({"doubts": list(pair.answer.doubts)} if pair.answer.doubts else {}),
                },
                "product_ids": list(pair.product_ids),
                "confidence": round(pair.confidence, 3),
                "flags": [flag.value for flag in pair.flags],
                "checks": [check_to_json(check) for check in pair.checks],
            }
            for pair in qa.pairs
        ],
        "unanswered": [
            {
                "id": entry.id,
                "question": _question_to_json(entry.question),
                "product_ids": list(entry.product_ids),
                "flags": [flag.value for flag in entry.flags],
            }
            for entry in qa.unanswered
        ],
        "notes": list(qa.notes),
    }


def qa_from_json(value: Mapping[str, Any]) -> QaList:
    """Read the contract's form.

    Raises:
        UnreadableTranscript: a required field is missing or has the wrong type.
    """
    try:
        return QaList(
            pairs=tuple(_pair_from_json(entry) for entry in value["pairs"]),
            unanswered=tuple(
                OpenQuestion(
                    str(entry["id"]),
                    _question_from_json(entry["question"]),
                    _strings(entry.get("product_ids")),
                    _flags(entry.get("flags")),
                )
                for entry in value.get("unanswered", ())
            ),
            notes=_strings(value.get("notes")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableTranscript(
            f"not a list of questions and answers ({type(error).__name__}: {error})"
        ) from error


def check_to_json(check: Check) -> dict[str, Any]:
    """The contract's form of a check; `until` and `days_after` where an offer ends."""
    value: dict[str, Any] = {
        "flag": check.flag.value,
        "rule": check.rule,
        "words": list(check.words),
    }
    if check.until:
        value["until"] = check.until
    if check.days_after is not None:
        value["days_after"] = check.days_after
    return value


def check_from_json(value: Mapping[str, Any]) -> Check:
    """Read what `check_to_json` wrote."""
    days_after = value.get("days_after")
    return Check(
        Flag(value["flag"]),
        str(value["rule"]),
        _strings(value.get("words")),
        str(value.get("until", "")),
        None if days_after is None else int(days_after),
    )


def _question_to_json(question: Question) -> dict[str, Any]:
    also = {"also": list(question.also)} if question.also else {}
    return also | {
        "text": question.text,
        "start_ms": question.span.start_ms,
        "end_ms": question.span.end_ms,
        "from": question.source.value,
        "asked_by": question.asked_by,
        "quote": question.quote,
    }


def _question_from_json(value: Mapping[str, Any]) -> Question:
    text = str(value["text"])
    return Question(
        text=text,
        quote=str(value.get("quote", text)),
        span=_span(value),
        source=Source(value.get("from", "speech")),
        asked_by=max(1, int(value.get("asked_by", 1))),
        also=_strings(value.get("also")),
    )


def _pair_from_json(value: Mapping[str, Any]) -> QaPair:
    answer = value["answer"]
    text = str(answer["text"])
    return QaPair(
        id=str(value["id"]),
        question=_question_from_json(value["question"]),
        answer=Answer(
            text,
            str(answer.get("quote", text)),
            _span(answer),
            Source(answer.get("from", "speech")),
            _strings(answer.get("doubts")),
        ),
        product_ids=_strings(value.get("product_ids")),
        confidence=float(value.get("confidence", 0.0)),
        flags=_flags(value.get("flags")),
        checks=tuple(check_from_json(check) for check in value.get("checks", ())),
    )


def _span(value: Mapping[str, Any]) -> Span:
    start_ms = max(0, int(value["start_ms"]))
    return Span(start_ms, max(start_ms + 1, int(value["end_ms"])))


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in value or ())


def _flags(value: Any) -> tuple[Flag, ...]:
    known = {flag.value for flag in Flag}
    return tuple(Flag(one) for one in value or () if one in known)
