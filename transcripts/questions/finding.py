"""The questions of a broadcast with their answers, from speech, chat and the product list. Pure.

Chat asks first and the host answers within a minute and a half; in speech the answer comes at once.
A question that the host reads aloud is the viewers' question, and is listed once.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transcripts.mentions import Pin
from transcripts.messages import ChatMessage
from transcripts.model import Segment, Transcript
from transcripts.products import Product
from transcripts.questions.answers import Host
from transcripts.questions.belonging import Belonging
from transcripts.questions.checks import find_flags
from transcripts.questions.detection import (
    LEAST_PROBABILITY,
    asks_back,
    is_small_talk,
    relayed_core,
)
from transcripts.questions.doubts import doubtful_words
from transcripts.questions.drafts import Draft, joined_by_answer, without_answers
from transcripts.questions.model import (
    Answer,
    Flag,
    OpenQuestion,
    QaList,
    QaPair,
    Question,
    Source,
)
from transcripts.questions.personal_data import mask_personal_data
from transcripts.questions.reading import read_answers, read_question
from transcripts.questions.spoken import asking_sentences, is_worth_asking, spoken_questions
from transcripts.questions.wording import Likeness, cosine, plain_words, traits
from transcripts.questions.written import Asked, find_asked, find_shop_answer, shop_messages
from transcripts.timeline import Span, clock

#: What was said before it was asked is shown to a person first.
_EARLIER_CONFIDENCE = 0.4


@dataclass(frozen=True, slots=True)
class QaPolicy:
    """Where lines are drawn.

    Attributes:
        least_probability: A spoken sentence counts as a question from here on, 0-1.
        sure_from: Pairs below this confidence wait for a person, 0-1.
        read_aloud: How alike a spoken and a written question must be to be one, 0-1.
        read_within_ms: How long after a message the host reads it at the latest.
    """

    least_probability: float = LEAST_PROBABILITY
    sure_from: float = 0.5
    read_aloud: float = 0.42
    read_within_ms: int = 180_000


def find_qa(
    transcript: Transcript,
    chat: Sequence[ChatMessage] = (),
    products: Sequence[Product] = (),
    policy: QaPolicy | None = None,
    *,
    pins: Sequence[Pin] = (),
) -> QaList:
    """Every question, answered or not; the same input gives the same list with the same ids.

    Args:
        transcript: What is said; may be empty.
        chat: What is written, in order of time; may be empty.
        products: What is sold; may be empty.
        policy: Where lines are drawn; by default the usual lines.
        pins: When which product was shown as the current one.
    """
    policy = policy or QaPolicy()
    asking = asking_sentences(transcript, policy.least_probability)
    host = Host(transcript.segments, asking)
    asked = find_asked(chat)
    heard = [at for at in sorted(asking) if not asks_back(transcript.segments[at].text)]
    read = _read_aloud(asked, transcript.segments, heard, policy)
    drafts = [*spoken_questions(host, asking - set(read.values()))]
    shop = shop_messages(chat)
    drafts += [_written(one, host, read.get(index), shop) for index, one in enumerate(asked)]
    drafts = joined_by_answer(without_answers(drafts))
    links = Belonging(products, pins, transcript.segments)
    names = " ".join([one.text for one in chat] + [_called(one) for one in products])
    pairs = [_pair(draft, links, policy) for draft in drafts if draft.answer_span]
    open_ones = [_open(draft, links) for draft in drafts if not draft.answer_span]
    pairs = [_with_doubts(pair, host, names) for pair in pairs]
    return QaList(
        pairs=tuple(sorted(pairs, key=lambda p: (p.answer.span, p.question.span, p.id))),
        unanswered=tuple(sorted(open_ones, key=_urgency)),
        notes=tuple(_notes(transcript, chat, products)),
    )


def _read_aloud(
    asked: Sequence[Asked], sentences: Sequence[Segment], asking: Sequence[int], policy: QaPolicy
) -> dict[int, int]:
    """For each written question the sentence in which the host reads it aloud, if any does."""
    likeness = Likeness([one.text for one in asked] + [sentences[i].text for i in asking])
    starts = [sentences[i].span.start_ms for i in asking]
    spoken = {at: likeness.vector(relayed_core(sentences[at].text)) for at in asking}
    out: dict[int, int] = {}
    for index, one in enumerate(asked):
        vectors = [likeness.vector(text) for text in one.wordings]
        low = bisect_left(starts, max(0, one.at_ms[0]))
        high = bisect_left(starts, one.at_ms[-1] + policy.read_within_ms)
        scored = [
            (
                max(cosine(v, spoken[at]) for v in vectors),
                -at,
            )
            for at in asking[low:high]
            if traits(one.text).quantities >= traits(sentences[at].text).quantities
        ]
        if scored and max(scored)[0] >= policy.read_aloud:
            out[index] = -max(scored)[1]
    return out


def _written(asked: Asked, host: Host, read_at: int | None, shop: Sequence[ChatMessage]) -> Draft:
    """A question from chat with its answer: after the host read it, said later, or written."""
    start_ms = max(0, asked.at_ms[0])
    span = Span(start_ms, max(start_ms, asked.at_ms[-1]) + 1)
    draft = Draft(asked.text, span, Source.CHAT, asked.people)
    if read_at is not None and (stretch := host.following(read_at)):
        sure = 0.75 + 0.2 * host.agreement(asked.text, stretch)
        return draft.answered(host, stretch, sure)
    if found := host.best_answer(asked.text, asked.at_ms):
        stretch, score = found
        return draft.answered(host, stretch, min(0.95, 0.25 + 0.7 * score))
    if message := find_shop_answer(asked, shop):
        at_ms = max(0, message.at_ms)
        return replace(
            draft,
            answer=(message.text,),
            answer_span=Span(at_ms, at_ms + 1),
            answer_source=Source.CHAT,
            confidence=0.6,
        )
    if earlier := host.earlier_answer(asked.text, asked.at_ms[0]):
        return draft.answered(host, earlier, _EARLIER_CONFIDENCE)
    return draft


def _pair(draft: Draft, links: Belonging, policy: QaPolicy) -> QaPair:
    assert draft.answer_span is not None  # only drafts with an answer come here
    found = {*find_flags(draft.text, " ".join(draft.answer))}
    if draft.confidence < policy.sure_from:
        found.add(Flag.UNSURE)
    if _is_idle(draft):
        found.add(Flag.SMALL_TALK)
    flags = tuple(flag for flag in Flag if flag in found)
    quote = mask_personal_data(" ".join(draft.answer))
    text = read_answers(map(mask_personal_data, draft.answer))
    return QaPair(
        id=_id(draft),
        question=_question(draft),
        answer=Answer(text or quote, quote, draft.answer_span, draft.answer_source),
        product_ids=links.of(draft),
        confidence=round(draft.confidence, 3),
        flags=flags,
    )


def _called(product: Product) -> str:
    return " ".join([product.name, *product.aliases])


def _with_doubts(pair: QaPair, host: Host, names: str) -> QaPair:
    """The pair with the words of its spoken answer that a person has to hear again."""
    if pair.answer.source is not Source.SPEECH:
        return pair
    doubts = doubtful_words(host.words(pair.answer.span), pair.answer.text, names)
    found = {*pair.flags, *([Flag.MISHEARD] if doubts else [])}
    flags = tuple(flag for flag in Flag if flag in found)
    return replace(pair, answer=replace(pair.answer, doubts=doubts), flags=flags)


def _open(draft: Draft, links: Belonging) -> OpenQuestion:
    found = find_flags(draft.text, "")
    flags: list[Flag] = [flag for flag in found if flag is Flag.PERSONAL_DATA]
    if _is_idle(draft):
        flags.append(Flag.SMALL_TALK)
    return OpenQuestion(_id(draft), _question(draft), links.of(draft), tuple(flags))


def _is_idle(draft: Draft) -> bool:
    """Whether no buyer would ask it: small talk, or a scrap of speech."""
    is_scrap = draft.source is Source.SPEECH and not is_worth_asking(draft.text)
    return is_scrap or is_small_talk(draft.text)


def _question(draft: Draft) -> Question:
    quote = mask_personal_data(draft.text)
    text = read_question(quote) or quote.strip()
    masked = [mask_personal_data(other) for other in draft.also]
    also = dict.fromkeys(read_question(other) or other.strip() for other in masked)
    also.pop(text, None)
    return Question(text, quote, draft.span, draft.source, draft.asked_by, tuple(also))


def _id(draft: Draft) -> str:
    """The same as long as the same is asked at the same time, whatever becomes of the answer."""
    words = " ".join(plain_words(draft.text)) or draft.text.strip()
    seed = f"{draft.source.value}|{words}|{draft.span.start_ms}"
    return "q-" + hashlib.sha256(seed.encode()).hexdigest()[:16]


def _urgency(entry: OpenQuestion) -> tuple[bool, int, bool, Span, str]:
    """What the shop should answer first: asked by many, in chat, early; small talk last."""
    question = entry.question
    return (
        Flag.SMALL_TALK in entry.flags,
        -question.asked_by,
        question.source is not Source.CHAT,
        question.span,
        entry.id,
    )


def _notes(
    transcript: Transcript, chat: Sequence[ChatMessage], products: Sequence[Product]
) -> Iterator[str]:
    if not transcript.segments:
        yield "Nothing is said in the recording, so no question has a spoken answer."
    if not chat:
        yield "There is no chat: only questions that are heard in the recording were found."
    else:
        late = sum(message.at_ms >= transcript.duration_ms for message in chat)
        if transcript.duration_ms and late * 2 > len(chat):
            end = clock(transcript.duration_ms)
            yield f"Most of the chat was written after the recording's end ({end}): check its time."
    if not products:
        yield "There is no product list, so questions belong to no product."
