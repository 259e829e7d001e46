"""Questions that are heard, with the replies to them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from transcripts.model import Transcript
from transcripts.questions.answers import Host, Stretch
from transcripts.questions.detection import (
    is_relayed,
    is_small_talk,
    relayed_core,
    spoken_probability,
)
from transcripts.questions.drafts import Draft
from transcripts.questions.fitting import begins_like_an_answer
from transcripts.questions.model import Source
from transcripts.questions.replies import states
from transcripts.questions.rules import script_of
from transcripts.questions.wording import plain_words
from transcripts.timeline import Span

_MARKS = (".", "?", "!", "。", "？")


def asking_sentences(transcript: Transcript, least_probability: float) -> frozenset[int]:
    """Indexes of the sentences that ask.

    A reply that recognition gave a question mark, for its rising voice, asks nothing.
    """
    texts = [segment.text for segment in transcript.segments]
    is_punctuated = sum(text.rstrip().endswith(_MARKS) for text in texts) * 3 >= len(texts)
    asking: set[int] = set()
    for index, text in enumerate(texts):
        probability = spoken_probability(text, is_punctuated=is_punctuated)
        if probability >= least_probability and not (index - 1 in asking and states(text)):
            asking.add(index)
    return frozenset(asking)


def spoken_questions(host: Host, asking: Collection[int]) -> Iterator[Draft]:
    """Questions heard, in order.

    Questions in a row that are replied to together are one; without a reply each stands alone.

    Args:
        host: What is said.
        asking: Indexes of the sentences that ask, but for those that viewers wrote first.
    """
    for run in _runs(host, asking):
        texts = [host.sentences[index].text for index in run]
        stretch = host.following(*run) if any(map(_may_be_answered, texts)) else None
        if stretch is None:
            yield from (_draft(host, range(index, index + 1)) for index in run)
        else:
            yield _draft(host, run).answered(host, stretch, _confidence(host, run, stretch))


def is_worth_asking(text: str) -> bool:
    """Long enough to be understood by somebody who was not there."""
    words = plain_words(text)
    return len(words) >= 3 or (script_of(text) == "ko" and len("".join(words)) >= 5)


def _runs(host: Host, asking: Collection[int]) -> Iterator[range]:
    """Questions in a row; Korean hosts seek assent so often that theirs stay apart."""
    runs: list[range] = []
    for index in sorted(asking):
        is_korean = script_of(host.sentences[index].text) == "ko"
        if runs and runs[-1].stop == index and not is_korean:
            runs[-1] = range(runs[-1].start, index + 1)
        else:
            runs.append(range(index, index + 1))
    yield from runs


def _draft(host: Host, run: range) -> Draft:
    """A run as one question: what somebody would ask of it, or else all of it."""
    texts = [host.sentences[index].text for index in run]
    asked = [text for text in texts if is_worth_asking(text) and not is_small_talk(text)] or texts
    span = Span(host.sentences[run[0]].span.start_ms, host.sentences[run[-1]].span.end_ms)
    return Draft(" ".join(map(relayed_core, asked)), span, Source.SPEECH, 1)


def _may_be_answered(text: str) -> bool:
    """Greetings and tags in English are answered too; they wait for a person all the same."""
    return script_of(text) == "en" or (not is_small_talk(text) and is_worth_asking(text))


def _confidence(host: Host, run: range, stretch: Stretch) -> float:
    """How sure it is that a spoken question is answered by what follows."""
    texts = [host.sentences[index].text for index in run]
    before = [host.sentences[index].text for index in (run[0] - 1,) if index >= 0]
    sure = 0.32 + 0.4 * host.agreement(" ".join(texts), stretch)
    if any(map(is_relayed, before + texts)):
        sure += 0.2
    if begins_like_an_answer(host.sentences[stretch.first].text):
        sure += 0.12
    return min(0.95, sure)
