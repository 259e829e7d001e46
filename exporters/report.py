"""The page that shows what was made of a recording; opens without a server. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from clipping.highlights_json import signal_from_json
from clipping.reasons import reason_sentence, rejection_sentence
from exporters.notes import note_sentence
from exporters.page_font import with_font
from exporters.page_words import FLAG_WORDS
from transcripts.questions.checks import explain
from transcripts.questions.model import Flag, check_from_json
from transcripts.timeline import Span, clock


@dataclass(frozen=True, slots=True)
class ClipEntry:
    """A clip as the report shows it.

    Attributes:
        id: The suggestion's id.
        rank: 1 for the best.
        folder: Relative to the report.
        span: In the recording.
        title: Hostile text until escaped.
        score: 0-1.
        because: Signals as in `highlights.json`.
        product_ids: Products spoken of.
        videos: File names of the finished videos.
        failures: What could not be done, for people.
    """

    id: str
    rank: int
    folder: str
    span: Span
    title: str
    score: float
    because: tuple[Mapping[str, Any], ...]
    product_ids: tuple[str, ...]
    videos: tuple[str, ...]
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page shows.

    Attributes:
        title: Name of the recording.
        language: Of the speech; Korean recordings get a Korean page, all others an English one.
        duration_ms: Length of the recording.
        clips: Best first.
        rejected: As in `highlights.json`.
        pairs: As in `qa.json`.
        unanswered: As in `qa.json`.
        products: Folder names below `products/`, each with the product's name.
        quiet: Names of products of which nothing was found that can be published.
        notes: What people should know.
    """

    title: str
    language: str
    duration_ms: int
    clips: tuple[ClipEntry, ...]
    rejected: tuple[Mapping[str, Any], ...]
    pairs: tuple[Mapping[str, Any], ...]
    unanswered: tuple[Mapping[str, Any], ...]
    products: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    quiet: tuple[str, ...] = ()


_TEXTS = {
    "ko": {
        "clips": "클립",
        "faq": "자주 묻는 질문",
        "unanswered": "방송에서 답하지 못한 질문",
        "products": "상품 페이지",
        "quiet": "게시할 내용을 찾지 못한 상품",
        "notes": "확인해 주세요",
        "rejected": "추천하지 않은 구간",
        "why": "추천 이유",
        "score": "점수",
        "length": "길이",
        "moment": "근거 구간",
        "asked": "명이 질문",
        "none": "추천할 만한 구간을 찾지 못했습니다. 아래 안내를 확인해 주세요.",
        "no_faq": "방송에서 질문과 답변을 찾지 못했습니다.",
        "review": "게시 전에 담당자가 확인해야 합니다",
        "downloads": "내려받기",
        "seconds": "초",
    },
    "en": {
        "clips": "Clips",
        "faq": "Questions and answers",
        "unanswered": "Asked but not answered",
        "products": "Product pages",
        "quiet": "Nothing to publish yet about",
        "notes": "Please note",
        "rejected": "Moments not suggested",
        "why": "Why this moment",
        "score": "Score",
        "length": "Length",
        "moment": "Where it is said",
        "asked": " asked",
        "none": "No moment was good enough to suggest. The notes say why.",
        "no_faq": "No questions and answers were found in the broadcast.",
        "review": "A person has to look at this before it is published",
        "downloads": "Downloads",
        "seconds": " s",
    },
}
_REJECTED_SHOWN = 30


def render_report(report: Report) -> str:
    """The page as HTML; the same report gives the same bytes."""
    language = "ko" if report.language == "ko" else "en"
    page = (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            language=language,
            t=_TEXTS[language],
            clock=clock,
            reasons=lambda clip: _reasons(clip, language),
            rejected=report.rejected[:_REJECTED_SHOWN],
            rejection=lambda reason: rejection_sentence(reason, language),
            say_note=lambda note: _said(note, language),
            to_check=lambda pair: _to_check(pair, language),
        )
    )
    return with_font(page)


def _said(note: str, language: str) -> str:
    """A note, or a step's name with the reason why it failed."""
    step, colon, reason = note.partition(": ")
    if colon and step.replace(":", "").isidentifier():
        return f"{step}: {note_sentence(reason, language)}"
    return note_sentence(note, language)


def _to_check(pair: Mapping[str, Any], language: str) -> list[str]:
    """What a person has to look at, each thing once."""
    checks = [check_from_json(check) for check in pair.get("checks", ())]
    told = {check.flag for check in checks}
    flags = [Flag(flag) for flag in pair.get("flags", ())]
    bare = [FLAG_WORDS[language][flag] for flag in flags if flag not in told]
    return [explain(check, language) for check in checks] + bare


def _reasons(clip: ClipEntry, language: str) -> list[str]:
    return [reason_sentence(signal_from_json(value), language) for value in clip.because]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("exporters", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
