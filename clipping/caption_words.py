"""From what was said, and what people corrected, to the words that captions show. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from clipping.glyphs import CanDraw, fitting
from transcripts.model import Segment, Transcript, Word
from transcripts.phrases import NO_PHRASES, Phrases
from transcripts.timeline import Span

#: What is worth a colour: prices, shares, and words for a benefit, in Korean and English.
_BENEFIT = re.compile(
    r"\d[\d,.]*\s*(만|천|백)?\s*(원|%|퍼센트|프로|달러)|[$€£¥₩]\s?\d|\d\s*\+\s*\d"
    r"|^[일이삼사오육칠팔구십백천만억]{2,}원"
    r"|무료|무배|할인|쿠폰|적립|증정|사은품|특가|최저가|당일\s?발송|마감"
    r"|\b(free|discounts?|coupons?|sale|bonus|gifts?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^[$€£¥₩]?\d[\d,.]*(만|천|백)?$")
_UNIT = re.compile(r"^(만|천|백)?(원|퍼센트|프로|달러|%|dollars?|percent|won)", re.IGNORECASE)
_LOOSE = re.compile(r"[^\w%+]+")


@dataclass(frozen=True, slots=True)
class CaptionWord:
    """A word of a caption.

    Attributes:
        span: When it is said, on the recording's clock.
        text: As shown.
        is_glued: Written without a space before it.
        is_strong: A price, a benefit or a product: coloured.
        break_cost: How much a line break behind it hurts (`transcripts.phrases`); None: unknown.
    """

    span: Span
    text: str
    is_glued: bool = False
    is_strong: bool = False
    break_cost: float | None = None


Sentence = tuple[CaptionWord, ...]


@dataclass(frozen=True, slots=True)
class CaptionEdit:
    """What a person wrote for a stretch of the recording. Empty text: no caption there."""

    span: Span
    text: str


def sentences_within(
    transcript: Transcript, clip: Span, phrases: Phrases = NO_PHRASES
) -> tuple[Sentence, ...]:
    """The words said in the clip, sentence by sentence; a word belongs where its middle lies."""
    found = (
        _with_costs(_words_of(segment), phrases.get(segment.text, ()))
        for segment in transcript.within(clip)
    )
    kept = (_inside(words, clip) for words in found)
    return tuple(words for words in kept if words)


def edited(
    sentences: Sequence[Sentence], edits: Iterable[CaptionEdit], clip: Span
) -> tuple[Sentence, ...]:
    """The sentences with people's corrections in place of what was recognised."""
    out = list(sentences)
    for edit in sorted(edits, key=lambda e: e.span):
        out = _with_edit(out, edit)
    kept = [words for sentence in out if (words := _inside(sentence, clip))]
    return tuple(sorted(kept, key=lambda words: words[0].span))


def drawable(
    sentences: Sequence[Sentence], can_draw: CanDraw
) -> tuple[tuple[Sentence, ...], tuple[str, ...]]:
    """The sentences in characters that the fonts have, and those that had to be left out.

    A box in place of a character helps nobody: see `clipping.glyphs.fitting`.
    """
    lost: set[str] = set()
    out = []
    for sentence in sentences:
        words = []
        for word in sentence:
            text, missing = fitting(word.text, can_draw)
            lost.update(missing)
            words.append(replace(word, text=text))
        if kept := tuple(word for word in words if word.text):
            out.append(kept)
    return tuple(out), tuple(sorted(lost))


def with_strong_words(sentence: Sentence, product_names: Iterable[str] = ()) -> Sentence:
    """The sentence with prices, benefits and product names marked."""
    names = {_key(part) for name in product_names for part in name.split() if len(_key(part)) > 1}
    strong = [
        bool(_BENEFIT.search(word.text)) or any(_key(word.text).startswith(n) for n in names)
        for word in sentence
    ]
    for i, (word, following) in enumerate(pairwise(sentence)):
        if _NUMBER.match(word.text) and _UNIT.match(following.text):
            strong[i] = strong[i + 1] = True
    return tuple(replace(w, is_strong=s) for w, s in zip(sentence, strong, strict=True))


def _key(text: str) -> str:
    return _LOOSE.sub("", text).casefold()


def _words_of(segment: Segment) -> Sentence:
    """Words with times; where there are none, the text is spread over the sentence by length."""
    words = tuple(word for word in segment.words if word.text)
    if not words:
        return spread(segment.text, segment.span)
    return tuple(
        CaptionWord(word.span, _nfc(word.text), is_glued=glued)
        for word, glued in zip(words, _gluing(segment.text, words), strict=True)
    )


def _with_costs(words: Sentence, costs: Sequence[float]) -> Sentence:
    """The words with the cost of a break behind them, where each written word has one."""
    if len(costs) != sum(not word.is_glued for word in words) or not words:
        return words
    written = accumulate(int(not word.is_glued) for word in words)
    return tuple(
        replace(word, break_cost=costs[number - 1])
        for word, number in zip(words, written, strict=True)
    )


def _gluing(text: str, words: Sequence[Word]) -> list[bool]:
    """For each word whether the sentence writes it without a space before it."""
    glued, at = [], 0
    for word in words:
        found = text.find(word.text, at)
        glued.append(0 < found == at)
        at = at if found < 0 else found + len(word.text)
    return glued


def spread(text: str, span: Span) -> Sentence:
    """The words of a text over a span, each as long as its share of the characters."""
    parts = _nfc(text).split()
    total = sum(len(part) + 1 for part in parts)
    words, done = [], 0
    for part in parts:
        start = span.start_ms + span.duration_ms * done // total
        done += len(part) + 1
        end = span.start_ms + span.duration_ms * done // total
        words.append(CaptionWord(Span(start, max(start + 1, end)), part))
    return tuple(words)


def _inside(words: Iterable[CaptionWord], clip: Span) -> Sentence:
    """The words whose middle lies in the clip, cut to it, each starting after the one before."""
    out: list[CaptionWord] = []
    for word in sorted(words, key=lambda w: w.span.start_ms):
        if not clip.contains(word.span.middle_ms):
            continue
        start = max(word.span.start_ms, clip.start_ms, out[-1].span.start_ms + 1 if out else 0)
        end = min(word.span.end_ms, clip.end_ms)
        out.append(replace(word, span=Span(start, max(start + 1, end))))
    return tuple(out)


def _with_edit(sentences: list[Sentence], edit: CaptionEdit) -> list[Sentence]:
    out: list[Sentence] = []
    replaced = [w for s in sentences for w in s if edit.span.contains(w.span.middle_ms)]
    new: Sentence = _edit_words(edit, replaced)
    for sentence in sentences:
        before = tuple(w for w in sentence if w.span.middle_ms < edit.span.start_ms)
        after = tuple(w for w in sentence if w.span.middle_ms >= edit.span.end_ms)
        touched = len(before) + len(after) < len(sentence)
        out.append(before + new + after if touched else sentence)
        new = (
            () if touched else new
        )  # the correction is shown once, in the first sentence it touches
    return [*out, new] if new else out


def _edit_words(edit: CaptionEdit, replaced: Sequence[CaptionWord]) -> Sentence:
    """Corrected words keep the times of those they replace where the counts agree."""
    parts = _nfc(edit.text).split()
    if len(parts) == len(replaced):
        return tuple(replace(w, text=t) for w, t in zip(replaced, parts, strict=True))
    span = edit.span
    if replaced:
        span = Span(replaced[0].span.start_ms, max(w.span.end_ms for w in replaced))
    return spread(edit.text, span)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
