"""What is said: prices, offers, demonstrations and the rest, found by words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from clipping.model import Signal, SignalKind
from clipping.signals.lexicons import Lexicon, load_lexicon, load_lexicons
from clipping.signals.loops import find_loops
from clipping.signals.prices import find_percents, find_prices
from transcripts.model import Segment, Transcript
from transcripts.timeline import Span

_HYGIENE = {
    "technical": SignalKind.TECHNICAL,
    "greeting": SignalKind.GREETING,
    "raffle": SignalKind.RAFFLE,
    "countdown": SignalKind.COUNTDOWN,
}
#: One word may be chance; four are sure.
_ONE, _EACH, _MOST = 0.4, 0.2, 1.0
_QUOTE = 60
#: Found by stems of verbs, which nobody reads without their endings; nouns and prices stand alone.
_VERBS = frozenset({SignalKind.DEMONSTRATION, SignalKind.OBJECTION, SignalKind.TESTIMONIAL})
#: Around a word that is quoted.
_SIGNS = " .,!?…\"'()[]"
#: A question counts as answered when the host goes on within this time.
_ANSWER_WITHIN_MS = 3_000
#: Letters of the shortest question, "얼마예요?"; "저기요?" and "네?" ask nothing.
_LEAST_ASKED = 4
#: Words a second above the speaker's own usual rate that count as excitement.
_FASTER = 1.35
_RATE_WORDS = 8
_RATE_SENTENCES = 30


def find_speech_signals(transcript: Transcript) -> tuple[Signal, ...]:
    """Signals of every sentence, in order of start."""
    out: list[Signal] = []
    for segment in transcript.segments:
        out.extend(_sentence_signals(segment))
    out.extend(_answered_questions(transcript))
    out.extend(_counting(transcript.segments))
    out.extend(find_loops(transcript.segments))
    out.extend(_fast_speech(transcript))
    return tuple(sorted(out, key=lambda signal: (signal.span, signal.kind)))


def _sentence_signals(segment: Segment) -> Iterator[Signal]:
    text = segment.text
    prices = find_prices(text)
    for lexicon in load_lexicons("speech"):
        if lexicon.name == "question":
            continue
        found = lexicon.found(text)
        if lexicon.name == "price":
            found = (*prices, *(found if prices else ()))
        elif lexicon.name == "discount" and found:
            found = (*found, *find_percents(text))
        if found:
            yield _signal(SignalKind(lexicon.name), segment.span, found, text)
    yield from _hygiene_signals(segment)


def _hygiene_signals(segment: Segment) -> Iterator[Signal]:
    for lexicon in load_lexicons("hygiene"):
        kind = _HYGIENE.get(lexicon.name)
        if kind is not None and (found := lexicon.found(segment.text)):
            yield _signal(kind, segment.span, found, segment.text)


def _counting(segments: Sequence[Segment]) -> Iterator[Signal]:
    """Counting down to nothing that is sold: "3, 2, 1, 쿠폰 열립니다" opens an offer instead."""
    lexicon = load_lexicon("hygiene", "counting")
    for segment, after in zip_longest(segments, segments[1:]):
        if found := lexicon.found(segment.text):
            close = after and after.span.start_ms - segment.span.end_ms <= _ANSWER_WITHIN_MS
            text = f"{segment.text} {after.text}" if after and close else segment.text
            if not _sells(text):
                yield _signal(SignalKind.COUNTDOWN, segment.span, found, segment.text)


def _sells(text: str) -> bool:
    names = ("price", "discount", "demonstration", "call_to_act")
    return bool(find_prices(text)) or any(load_lexicon("speech", n).found(text) for n in names)


def _signal(kind: SignalKind, span: Span, found: tuple[str, ...], text: str) -> Signal:
    strength = min(_MOST, _ONE + _EACH * (len(dict.fromkeys(found)) - 1))
    quoted = _whole_words(found, text) if kind in _VERBS else found
    words = ", ".join(dict.fromkeys(quoted))
    return Signal(kind, span, round(strength, 3), f"words={words[:_QUOTE]}")


def _whole_words(found: tuple[str, ...], text: str) -> Iterator[str]:
    """What was found as people read it, to the blanks around: "보이시죠", not "보이시"."""
    for part in found:
        whole = re.search(rf"\S*{re.escape(part)}\S*", text, re.IGNORECASE)
        yield whole[0].strip(_SIGNS).lower() if whole else part


def _answered_questions(transcript: Transcript) -> Iterator[Signal]:
    """A viewer's question that the host takes up: the question with the sentence after it."""
    lexicon: Lexicon = next(one for one in load_lexicons("speech") if one.name == "question")
    for segment, after in pairwise(transcript.segments):
        close = after.span.start_ms - segment.span.end_ms <= _ANSWER_WITHIN_MS
        asks = sum(map(str.isalnum, segment.text)) >= _LEAST_ASKED
        if close and asks and (found := lexicon.found(segment.text)):
            span = segment.span.union(after.span)
            yield _signal(SignalKind.QUESTION, span, found, segment.text)


def _fast_speech(transcript: Transcript) -> Iterator[Signal]:
    """Sentences spoken clearly faster than those around them."""
    timed = [s for s in transcript.segments if len(s.words) >= _RATE_WORDS]
    rates = [sum(len(w.text) for w in s.words) * 1000 / s.span.duration_ms for s in timed]
    for index, (segment, rate) in enumerate(zip(timed, rates, strict=True)):
        around = sorted(rates[max(0, index - _RATE_SENTENCES) : index + _RATE_SENTENCES + 1])
        usual = around[len(around) // 2]
        if len(around) >= 10 and usual > 0 and rate >= _FASTER * usual:
            strength = min(1.0, (rate / usual - 1) / 1.0)
            detail = f"times={rate / usual:.1f}"
            yield Signal(SignalKind.SPEECH_RATE, segment.span, round(strength, 3), detail)
