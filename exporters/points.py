"""What the host says of a product that is worth a line on its page: up to five quotes. Pure.

A sentence that only names a product is no point of it. It has to tell what the product is or does;
stories, plans and words that may be misheard are left to the passage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clipping.signals.lexicons import load_lexicon
from transcripts.mentions import Mention, Pin, find_mentions
from transcripts.model import Segment, Transcript
from transcripts.product_index import SURE
from transcripts.products import Product
from transcripts.questions.checks import find_flags
from transcripts.questions.detection import spoken_probability
from transcripts.questions.doubts import doubtful_words
from transcripts.questions.personal_data import mask_personal_data
from transcripts.questions.reading import read_answers
from transcripts.questions.rules import script_of
from transcripts.questions.wording import stems
from transcripts.timeline import Span

_MOST_POINTS = 5
_LEAST_STEMS, _MOST_CHARACTERS = 3, 160
_LEAST_EN_WORDS = 5
_KO_ENDS = ("다", "요", "죠", "네", "까")
#: Points of the same product share less than this of their words.
_SAME = 0.6
#: Lexicons of what sells, apart from prices and offers, which a person has to look at.
_SELLING = ("objection", "testimonial")
#: Named first, pointed at ("이 …"), or marked as the topic.
_TOPIC_KO = (
    r"^\W*{name}|(?:^|\s)(?:이|요|저희|우리)\s(?:\S+\s){{0,2}}?\S*{name}|{name}\S*(?<=[은는])(?=\s)"
)
_TOPIC_EN = (
    r"\b{name}\w*\s(?:\w+ly\s|also\s|all\s)?(?:is|are|isn't|aren't|has|have|comes?|can|can't|will|won't|does|"
    r"doesn't|do|don't|gives?|keeps?|works?|holds?|lets?|fits?|makes?|feels?|looks?|lasts?|needs?)\b"
)
_STORY_KO = re.compile(
    r"(?:^|\s)(?:제가|저는|저도|내가|나는|우리가|저희가)\s|[가-힣](?:겠|었|았|였|했|갔|왔|됐)(?:습니다|어요|는데요|네요|다)[.!]?$|"
    r"(?:려고\s?(?:해요|합니다|요)|[가-힣]게요|고\s?싶\S*)[.!]?$|^(?:저기요|여러분|안녕)"
)
_STORY_EN = re.compile(
    r"^(?:i|we|he|she|they|let me|let's)\b|"
    r"\b(?:i'd|i'll|we'll|i'm going|was|were|had|did|went|said|told|thought|wanted|came)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence of the host about a product, cleaned for reading, and when it is said."""

    text: str
    span: Span


def find_points(
    transcript: Transcript, products: Sequence[Product], pins: Sequence[Pin] = ()
) -> dict[str, tuple[Point, ...]]:
    """Up to five sentences for each product that tell something of it, in order of time.

    Sentences that ask, say too little, may be misheard, or must be looked at by a person are not
    taken.
    """
    sentences = {segment.span: segment for segment in transcript.segments}
    mentions: dict[str, list[Mention]] = {product.id: [] for product in products}
    for mention in find_mentions(transcript, products, pins):
        if mention.confidence >= SURE:
            mentions[mention.product_id].append(mention)
    names = " ".join(" ".join([one.name, *one.aliases]) for one in products)
    return {id_: _points(found, sentences, names) for id_, found in mentions.items()}


def tells_of(mention: Mention, text: str) -> bool:
    """Whether the sentence of a mention tells what the product is or does, and is no story."""
    return _worth(mention, text) > 0


def _points(
    mentions: Sequence[Mention], sentences: Mapping[Span, Segment], names: str
) -> tuple[Point, ...]:
    texts = {mention: sentences[mention.span].text for mention in mentions}
    worth = {mention: _worth(mention, text) for mention, text in texts.items()}
    best = sorted(
        (m for m in mentions if worth[m] > 0 and _may_stand_alone(texts[m])),
        key=lambda m: (-worth[m], -m.confidence, m.span),
    )
    chosen: list[Point] = []
    for mention in best:
        sentence = sentences[mention.span]
        text = read_answers([sentence.text])
        is_new = not any(_is_same(text, point.text) for point in chosen)
        if is_new and not doubtful_words(sentence.words, text, names):
            chosen.append(Point(text, mention.span))
        if len(chosen) == _MOST_POINTS:
            break
    return tuple(sorted(chosen, key=lambda point: point.span))


def _worth(mention: Mention, text: str) -> int:
    """How much a sentence tells of its product: it is the topic, it has words that sell."""
    sells = any(load_lexicon("speech", name).found(text) for name in _SELLING)
    # "I use it every day" sells though it is somebody's story.
    if not sells and _is_story(text):
        return 0
    return _is_topic(mention, text) + sells


def _is_topic(mention: Mention, text: str) -> bool:
    """Whether a sentence is about the product, rather than naming it by the way."""
    pattern = _TOPIC_KO if script_of(text) == "ko" else _TOPIC_EN
    # What is written in two words may be found as one.
    names = [r"\s?".join(map(re.escape, word)) for word in mention.evidence.split()]
    return any(re.search(pattern.format(name=name), text, re.IGNORECASE) for name in names)


def _is_story(text: str) -> bool:
    """Whether somebody tells what they did or will do."""
    pattern = _STORY_KO if script_of(text) == "ko" else _STORY_EN
    return bool(pattern.search(text.strip()))


def _is_same(one: str, other: str) -> bool:
    mine, theirs = set(stems(one)), set(stems(other))
    return len(mine & theirs) > _SAME * min(len(mine), len(theirs))


def _may_stand_alone(text: str) -> bool:
    return (
        len(set(stems(text))) >= _LEAST_STEMS
        and _is_whole(text)
        and len(text) <= _MOST_CHARACTERS
        and spoken_probability(text, is_punctuated=True) < 0.5
        and not find_flags("", text)
        and mask_personal_data(text) == text
    )


def _is_whole(text: str) -> bool:
    """Whether a text is a sentence rather than a list of names: it ends in a verb, or is longer."""
    bare = text.rstrip(" .!…~\"'")
    if script_of(bare) == "ko":
        return bare.endswith(_KO_ENDS)
    return script_of(bare) != "en" or len(bare.split()) >= _LEAST_EN_WORDS
