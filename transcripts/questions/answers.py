"""Which of the host's sentences answer a question, and where the answer ends. Pure."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from transcripts.model import Segment, Word
from transcripts.questions.fitting import (
    SHOWN,
    asks_for_form,
    common_letters,
    fits,
    is_of_the_same_kind,
    listed_kind,
    only_echoes,
    turns_to_price,
    wants_number,
)
from transcripts.questions.replies import is_reply, reply_length
from transcripts.questions.rules import rule, script_of
from transcripts.questions.wording import stems
from transcripts.timeline import Span, merged

#: In chat the host answers within this time; first they have to read it.
FIRST_ANSWER_MS, LAST_ANSWER_MS = 1_500, 90_000
_LIKELY_FROM_MS, _LIKELY_TO_MS = 4_000, 60_000
#: An answer goes on until it says enough; then only while it stays with the question.
_ENOUGH_WORDS = {"ko": 8, "en": 12, "any": 12}
_MOST_SENTENCES, _LONGEST_MS, _LONG_PAUSE_MS = 7, 45_000, 4_000
_LEAST_SCORE = 0.35
#: A viewer who came late asks what was told so long ago at most.
_EARLIER_MS, _LEAST_EARLIER = 600_000, 0.6
#: Parts of one sentence: how many before the one that was found, and the rest between them.
_MOST_PARTS, _BREATH_MS = 2, 1_000
_MARKED_END = re.compile(r"[.?!…][\s\"'”’)]*$")
_ENDED_KO = re.compile(r"(?:[다요죠네까]|[.?!…])[\s\"'”’)]*$")
#: Share of a question that a sentence must say again to stay with it.
_STAYS = 0.3
#: What is not told in the form that is asked for has to say this share of the question again.
_WITHOUT_FORM = 0.6


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive sentences, as indexes: `first` to `last`, both inside.

    Attributes:
        first: The first sentence.
        last: The last one.
        core: The one that is most surely the answer; by default the first.
    """

    first: int
    last: int
    core: int = -1

    def holds_core_of(self, other: Stretch) -> bool:
        """Whether what is surest of another answer is in this one."""
        core = other.first if other.core < 0 else other.core
        return self.first <= core <= self.last


class Host:
    """What the host says, prepared for finding answers."""

    def __init__(self, sentences: Sequence[Segment], asking: Collection[int]) -> None:
        """Prepare.

        Args:
            sentences: In order.
            asking: Indexes of those that ask something.
        """
        self.sentences = sentences
        self._asking = frozenset(asking)
        self._starts = [sentence.span.start_ms for sentence in sentences]
        # Between bars, so that a short word is heard only where it stands alone.
        self._letters = [f"|{'|'.join(stems(sentence.text))}|" for sentence in sentences]
        counted = Counter(stem for s in sentences for stem in set(stems(s.text)))
        self._rarity = {stem: math.log(1 + len(sentences) / n) for stem, n in counted.items()}
        self._rarest = math.log(1 + len(sentences))
        capitals = sum(s.text[:1].isupper() for s in sentences)
        self._has_capitals = capitals > sum(s.text[:1].islower() for s in sentences)

    def following(self, *asked: int) -> Stretch | None:
        """The answer right after spoken questions; None when something else comes.

        Args:
            asked: Indexes of one question or several in a row.
        """
        first = asked[-1] + 1
        if first >= len(self.sentences) or first in self._asking:
            return None
        pause_ms = self.sentences[first].span.start_ms - self.sentences[asked[-1]].span.end_ms
        if pause_ms > 2 * _LONG_PAUSE_MS:
            return None
        questions = [self.sentences[index].text for index in asked]
        if script_of(questions[-1]) == "ko":
            end = None if self._moves_on(first) else self._end(first, questions[-1])
        else:
            said = self._up_to_next_question(first)
            end = first + reply_length(said) - 1 if is_reply(questions, said) else None
        return None if end is None else Stretch(first, end)

    def _up_to_next_question(self, first: int) -> tuple[str, ...]:
        """Sentences from one on that ask nothing, as many as a reply may have."""
        upto = min(first + _MOST_SENTENCES, len(self.sentences))
        last = next((at for at in range(first + 1, upto) if at in self._asking), upto)
        return tuple(sentence.text for sentence in self.sentences[first:last])

    def best_answer(self, question: str, asked_ms: Sequence[int]) -> tuple[Stretch, float] | None:
        """The stretch that best answers what was written at these times, and how sure that is."""
        best: tuple[float, int] | None = None
        for index in self._heard_after(asked_ms):
            score = self._score(question, index, asked_ms)
            if score >= _LEAST_SCORE and (best is None or score > best[0]):
                best = (score, index)
        if best is None:
            return None
        score, index = best
        return self._around(index, question), score

    def earlier_answer(self, question: str, asked_ms: int) -> Stretch | None:
        """What answers a question though it was said before it was asked; None if unclear.

        All that is asked about has to be said again, in the form that is wanted.
        """
        first = bisect_left(self._starts, max(0, asked_ms - _EARLIER_MS))
        scored = [
            (self._score(question, index, ()), index)
            for index in range(first, bisect_left(self._starts, max(0, asked_ms)))
        ]
        score, index = max(scored, default=(0.0, 0))
        if score < _LEAST_EARLIER:
            return None
        return self._around(index, question)

    def agreement(self, question: str, stretch: Stretch) -> float:
        """How well a stretch fits a question by its words and its form, 0-1."""
        text = " ".join(self.texts(stretch))
        shared = self._shared(question, range(stretch.first, stretch.last + 1))
        return min(1.0, 0.6 * shared + 0.4 * fits(question, text))

    def span(self, stretch: Stretch) -> Span:
        """When a stretch is said."""
        parts = self.sentences[stretch.first : stretch.last + 1]
        return Span(parts[0].span.start_ms, max(part.span.end_ms for part in parts))

    def words(self, span: Span) -> tuple[Word, ...]:
        """The words heard in a span; none where the transcript has none."""
        first = bisect_left(self._starts, span.start_ms)
        last = bisect_left(self._starts, span.end_ms)
        return tuple(word for s in self.sentences[first:last] for word in s.words)

    def texts(self, stretch: Stretch) -> tuple[str, ...]:
        """The sentences of a stretch; those that recognition cut are whole again."""
        out: list[str] = []
        for index in range(stretch.first, stretch.last + 1):
            text = self.sentences[index].text
            is_part = out and not _MARKED_END.search(out[-1]) and self._goes_on(out[-1], text)
            if is_part:
                out[-1] = f"{out[-1]} {text}"
            else:
                out.append(text)
        return tuple(out)

    def _heard_after(self, asked_ms: Sequence[int]) -> Iterator[int]:
        """Sentences in the time in which an answer comes, each once."""
        ends = [at_ms + LAST_ANSWER_MS for at_ms in asked_ms]
        windows = merged(
            Span(max(0, at_ms + FIRST_ANSWER_MS), end_ms + 1)
            for at_ms, end_ms in zip(asked_ms, ends, strict=True)
            if end_ms >= 0
        )
        for window in windows:
            first = bisect_left(self._starts, window.start_ms)
            yield from range(first, bisect_left(self._starts, window.end_ms))

    def _score(self, question: str, index: int, asked_ms: Sequence[int]) -> float:
        text = self.sentences[index].text
        if index in self._asking and not (wants_number(question) and fits(question, text) == 1.0):
            return 0.0  # "at 30,000 won, would it not be fun?" tells the price
        upto = index + 1 if index + 1 in self._asking else min(index + 2, len(self.sentences))
        shared = self._shared(question, range(index, upto))
        # Words of the question must come back; a fitting form alone is enough only for prices and
        # the like, where the question has no words of its own ("how much?").
        fit = fits(question, text)
        is_shown = not stems(question) or SHOWN.search(question) or listed_kind(question)
        is_told = fit == 1.0 and bool(is_shown)
        said = " ".join(s.text for s in self.sentences[index : index + 3])
        if (shared == 0.0 and not is_told) or not is_of_the_same_kind(question, said):
            return 0.0
        if (wants_number(question) and not fits(question, said)) or only_echoes(question, text):
            return 0.0
        if asks_for_form(question) and not self._has_form(question, text, said, shared):
            return 0.0
        own = self._shared(question, range(index, index + 1))
        at_ms = self.sentences[index].span.start_ms
        lags = [at_ms - asked for asked in asked_ms if at_ms - asked >= FIRST_ANSWER_MS]
        is_timely = any(_LIKELY_FROM_MS <= lag <= _LIKELY_TO_MS for lag in lags)
        spelt = 0.1 * (common_letters(question, text) - _leans_back(text))
        return 0.35 * shared + 0.2 * own + 0.3 * fit + 0.15 * is_timely + spelt

    def _has_form(self, question: str, text: str, said: str, shared: float) -> bool:
        """Whether a sentence, or what is said with it, has the form that is asked for.

        One word in common ("make" of "where can I see how to make it?") says little, so then the
        sentence itself has to have it.
        """
        if len(stems(question)) == 1:
            return fits(question, text) > 0.0
        return fits(question, said) > 0.0 or shared >= _WITHOUT_FORM

    def _shared(self, question: str, indexes: range) -> float:
        """How much of what the question is about is said again, 0-1; rare words count more."""
        asked = list(dict.fromkeys(stems(question)))
        if not asked:
            return 0.0
        said = "".join(self._letters[index] for index in indexes)
        weights = [self._rarity.get(stem, self._rarest) for stem in asked]
        heard = [weight * _heard(stem, said) for stem, weight in zip(asked, weights, strict=True)]
        return sum(heard) / (sum(weights) or 1.0)

    def _around(self, index: int, question: str) -> Stretch:
        """The answer of which this sentence is the surest part.

        An example belongs to what came before it, so no answer is begun with one where what follows
        speaks of the same.
        """
        after = index + 1
        if (
            _leans_back(self.sentences[index].text)
            and after < len(self.sentences)
            and after not in self._asking
            and self._shared(question, range(after, after + 1)) >= _STAYS
        ):
            return Stretch(after, self._end(after, question), after)
        first = self._begin(index, question)
        return Stretch(first, self._end(index, question, first), index)

    def _begin(self, index: int, question: str) -> int:
        """The sentence before belongs to the answer when it speaks of the same, without a rest."""
        first = self._where_it_begins(index)
        before = first - 1
        if before < 0 or before in self._asking or self._moves_on(first):
            return first
        if _greets(self.sentences[before].text):
            return first
        rest_ms = self.sentences[first].span.start_ms - self.sentences[before].span.end_ms
        speaks_of_it = self._shared(question, range(before, first)) >= _STAYS or _concludes(
            self.sentences[first].text
        )
        is_near = rest_ms <= _LONG_PAUSE_MS and not _leans_back(self.sentences[before].text)
        return self._where_it_begins(before) if speaks_of_it and is_near else first

    def _where_it_begins(self, index: int) -> int:
        """The first part of a sentence that recognition cut; few parts back at most."""
        first = index
        while first > max(0, index - _MOST_PARTS) and first - 1 not in self._asking:
            before, part = self.sentences[first - 1], self.sentences[first]
            rest_ms = part.span.start_ms - before.span.end_ms
            longest_ms = _BREATH_MS if script_of(part.text) == "ko" else _LONG_PAUSE_MS
            if rest_ms > longest_ms or not self._goes_on(before.text, part.text):
                break
            first -= 1
        return first

    def _goes_on(self, before: str, part: str) -> bool:
        """Whether a part goes on with the sentence before it."""
        if script_of(part) == "ko":
            return not _ENDED_KO.search(before)
        return part[:1].islower() and self._has_capitals

    def _end(self, last: int, question: str, begun: int | None = None) -> int:
        """Index of the answer's last sentence.

        Args:
            last: A sentence of the answer; those after it are looked at.
            question: What is asked.
            begun: The answer's first sentence; by default the same.
        """
        first = last if begun is None else begun
        words = sum(map(self._words, range(first, last + 1)))
        enough = _ENOUGH_WORDS[script_of(self.sentences[first].text)]
        while last + 1 < len(self.sentences) and last + 1 - first < _MOST_SENTENCES:
            if self._breaks_off(first, last + 1, question):
                break
            is_told = fits(question, " ".join(self.texts(Stretch(first, last)))) == 1.0
            is_all = (words >= enough or is_told) and not self._is_cut(last)
            if is_all and not self._stays(last + 1, question):
                break
            last, words = last + 1, words + self._words(last + 1)
        return last

    def _breaks_off(self, first: int, index: int, question: str) -> bool:
        """Whether a sentence can no more belong to the answer that began with another."""
        begun, before, this = (self.sentences[at] for at in (first, index - 1, index))
        return (
            index in self._asking
            or this.span.start_ms - before.span.end_ms > _LONG_PAUSE_MS
            or this.span.end_ms - begun.span.start_ms > _LONGEST_MS
            or self._moves_on(index)
            or turns_to_price(question, this.text)
        )

    def _stays(self, index: int, question: str) -> bool:
        """Whether a sentence says words of the question again, or goes on telling what it wants.

        It goes on when it has the form that is asked for and a word of the sentence before.
        """
        if self._shared(question, range(index, index + 1)) >= _STAYS:
            return True
        before, this = self.sentences[index - 1].text, self.sentences[index].text
        takes_up = not set(stems(this)).isdisjoint(stems(before))
        return takes_up and asks_for_form(question) and fits(question, this) == 1.0

    def _is_cut(self, last: int) -> bool:
        """Whether recognition cut a sentence after this part of it."""
        part, rest = self.sentences[last].text, self.sentences[last + 1].text
        return self._goes_on(part, rest)

    def _words(self, index: int) -> int:
        return len(self.sentences[index].text.split())

    def _moves_on(self, index: int) -> bool:
        """Whether a sentence leaves the subject: a new topic, a greeting, thanks."""
        text = self.sentences[index].text
        script = script_of(text)
        if script == "any":
            return False
        if rule(script, "moves_on").search(text.lower().replace(",", "")):
            return True
        return bool(rule(script, "thanks").search(text)) and len(text.split()) <= 6


def _leans_back(text: str) -> bool:
    script = script_of(text)
    return script != "any" and bool(rule(script, "leans_back").search(text.lower()))


def _greets(text: str) -> bool:
    script = script_of(text)
    return script != "any" and bool(rule(script, "greets").search(text.lower()))


def _concludes(text: str) -> bool:
    """Whether a sentence gives what follows from the one before ("so you may come too late")."""
    script = script_of(text)
    return script != "any" and bool(rule(script, "concludes").search(text.lower()))


def _heard(stem: str, said: str) -> float:
    """Whether a stem comes back, perhaps with another ending: 1, 0.7 or 0."""
    if f"|{stem}|" in said or (len(stem) >= 2 and stem in said.replace("|", "")):
        return 1.0
    return 0.7 if len(stem) >= 4 and f"|{stem[: (2 * len(stem) + 2) // 3]}" in said else 0.0
