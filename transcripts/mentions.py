"""Which products a text speaks of: names, other names, parts of names, numbers said aloud. Pure."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rapidfuzz import fuzz, process

from transcripts.model import Transcript
from transcripts.numerals import quantities, with_digits
from transcripts.products import Product
from transcripts.timeline import Span

#: Below this a mention says nothing; at and above `SURE` it may be published without a person.
LEAST_CONFIDENCE, SURE = 0.3, 0.7
_NAME, _ALIAS, _PART, _MISHEARD = 1.0, 0.9, 0.85, 0.8
_PINNED_BONUS = 0.15
_OTHER_SIZE = 0.4
_LONGEST_KEY = 30
_WORDS_JOINED = 5
#: Jamo that must agree for a word to count as misheard, and the shortest word that can be.
_LEAST_ALIKE, _LEAST_SYLLABLES = 84.0, 3
_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)|【[^】]*】|<[^>]*>")
_NOT_WORD = re.compile(r"[^\w%$.]+|(?<!\d)\.|\.(?!\d)")
#: What may follow a name inside one written word.
_PARTICLES = re.compile(
    r"(?:들|쪽)?(?:은|는|이|가|을|를|의|도|만|로|으로|에|에서|에는|에도|랑|이랑|하고|과|와|처럼|보다|까지|부터|마다|나|이나|요|"
    r"예요|에요|이에요|이예요|인데|인데요|이고|고요|이고요|라|이라|라고|이라고|입니다|이죠|죠|이랑은|한테|말고|'?s|es)?"
)


@dataclass(frozen=True, slots=True)
class Pin:
    """A product shown as the current one for a while."""

    span: Span
    product_id: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence speaks of a product.

    Attributes:
        product_id: Which.
        span: Of the sentence.
        confidence: 0-1.
        evidence: The words that say so.
    """

    product_id: str
    span: Span
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Found:
    """A product found in a text: `confidence` 0-1 and the words that say so."""

    product_id: str
    confidence: float
    evidence: str


class ProductIndex:
    """A product list, prepared for looking up texts; a thousand products cost milliseconds."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        self._aliases: dict[str, set[str]] = defaultdict(set)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._sizes: dict[str, frozenset[str]] = {}
        words: dict[str, tuple[str, ...]] = {}
        for product in products:
            words[product.id] = _name_words(product.name)
            self._names["".join(words[product.id])].add(product.id)
            for alias in product.aliases:
                self._aliases["".join(_name_words(alias))].add(product.id)
            for word in words[product.id]:
                self._parts[word].add(product.id)
            self._sizes[product.id] = quantities(product.name)
        self._shares = {id_: self._shares_of(parts, len(products)) for id_, parts in words.items()}
        self._jamo = {
            key: _jamo(key)
            for key in (*self._names, *self._aliases, *self._parts)
            if len(key) >= _LEAST_SYLLABLES and not key.isascii()
        }

    def find(self, text: str) -> tuple[Found, ...]:
        """Products the text speaks of, surest first."""
        whole: dict[str, tuple[float, str]] = {}
        parts: dict[str, dict[str, float]] = defaultdict(dict)
        for key, trust in self._keys_in(text):
            for table, worth in ((self._names, _NAME), (self._aliases, _ALIAS)):
                for id_ in table.get(key, ()):
                    value = worth * trust / len(table[key])
                    whole[id_] = max(whole.get(id_, (0.0, "")), (value, key))
            for id_ in self._parts.get(key, ()):
                parts[id_][key] = max(parts[id_].get(key, 0.0), trust)
        found = [self._judge(id_, whole.get(id_), parts.get(id_, {}), text)
                 for id_ in {*whole, *parts}]  # fmt: skip
        kept = [one for one in found if one.confidence >= LEAST_CONFIDENCE]
        return tuple(sorted(kept, key=lambda one: (-one.confidence, one.product_id)))

    def _shares_of(self, words: Sequence[str], count: int) -> dict[str, float]:
        """How much of a name each of its words stands for; rare words more."""
        rarity = {word: math.log((1 + count) / len(self._parts[word])) + 0.2 for word in words}
        total = sum(rarity.values()) or 1.0
        return {word: value / total for word, value in rarity.items()}

    def _judge(
        self, id_: str, whole: tuple[float, str] | None, parts: dict[str, float], text: str
    ) -> Found:
        shares = self._shares[id_]
        # A word that no other product has says more than its share of a long name.
        said = sum(shares[word] * trust for word, trust in parts.items())
        own = max(
            (trust for word, trust in parts.items()
             if len(self._parts[word]) == 1 and len(word) >= 2 and not word[0].isdigit()),
            default=0.0,
        )  # fmt: skip
        partly = _PART * max(math.sqrt(said) if said else 0.0, 0.75 * own)
        value, evidence = max(whole or (0.0, ""), (partly, " ".join(parts)))
        if self._is_other_size(id_, text):
            value *= _OTHER_SIZE
        return Found(id_, round(min(1.0, value), 3), evidence)

    def _is_other_size(self, id_: str, text: str) -> bool:
        """Whether the text names a size of the same unit that this product does not have."""
        said, mine = quantities(text), self._sizes[id_]
        units = {size.lstrip("0123456789.") for size in mine} - {""}
        rivals = {size for size in said if size.lstrip("0123456789.") in units}
        return bool(rivals) and rivals.isdisjoint(mine)

    def _keys_in(self, text: str) -> Iterator[tuple[str, float]]:
        """Names, other names and parts of names that stand in the text, with the trust in each."""
        words = _text_words(text)
        known: set[str] = set()
        for at in range(len(words)):
            joined = "".join(words[at : at + _WORDS_JOINED])[:_LONGEST_KEY]
            edges = set(accumulate(len(word) for word in words[at : at + _WORDS_JOINED]))
            known |= self._keys_at(joined, 0, frozenset(edges))
        yield from ((key, 1.0) for key in sorted(known))
        for word in words:
            bare = _without_particle(word)
            if len(bare) >= _LEAST_SYLLABLES and not any(bare in k or k in bare for k in known):
                yield from self._misheard(bare)

    def _keys_at(self, joined: str, start: int, edges: frozenset[int]) -> set[str]:
        """Keys that begin at `start` and end where a word or its particle does, or a next key."""
        out: set[str] = set()
        for end in range(start + 1, len(joined) + 1):
            if not self._has(joined[start:end]):
                continue
            edge = min((e for e in edges if e >= end), default=len(joined))
            if _PARTICLES.fullmatch(joined[end:edge]):
                out.add(joined[start:end])
            elif following := self._keys_at(joined, end, edges):
                out |= {joined[start:end], *following}
        return out

    def _misheard(self, word: str) -> Iterator[tuple[str, float]]:
        if word.isascii():
            return
        best = process.extractOne(
            _jamo(word), self._jamo, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE
        )
        if best is not None:
            yield str(best[2]), _MISHEARD * float(best[1]) / 100

    def _has(self, key: str) -> bool:
        return key in self._parts or key in self._aliases or key in self._names


def find_mentions(
    transcript: Transcript, products: Sequence[Product], pins: Sequence[Pin] = ()
) -> tuple[Mention, ...]:
    """Sentences that speak of a product, in order; several for a sentence with several products.

    A product that is pinned while it may be spoken of is surer.

    Args:
        transcript: What is said.
        products: What is sold.
        pins: When which product was shown as the current one.
    """
    if not products:
        return ()
    index = ProductIndex(products)
    return tuple(
        Mention(found.product_id, segment.span, confidence, found.evidence)
        for segment in transcript.segments
        for found in index.find(segment.text)
        for confidence in [_with_pins(found, segment.span, pins)]
    )


def pinned_at(at_ms: int, pins: Sequence[Pin]) -> str | None:
    """The product that is pinned at a moment; of several the last one pinned; None if none is."""
    shown = [pin for pin in pins if pin.span.contains(at_ms)]
    return max(shown, key=lambda pin: pin.span).product_id if shown else None


def _with_pins(found: Found, span: Span, pins: Sequence[Pin]) -> float:
    is_pinned = any(p.product_id == found.product_id and p.span.overlap_ms(span) for p in pins)
    return min(1.0, round(found.confidence + _PINNED_BONUS * is_pinned, 3))


def _name_words(name: str) -> tuple[str, ...]:
    """Words of a product's name without what shops put in brackets before it."""
    bare = _BRACKETS.sub(" ", name)
    return _text_words(bare if bare.strip() else name)


@lru_cache(maxsize=20_000)
def _text_words(text: str) -> tuple[str, ...]:
    plain = with_digits(unicodedata.normalize("NFC", text))
    return tuple(word for word in _NOT_WORD.sub(" ", plain).split() if word != "_")


def _without_particle(word: str) -> str:
    for end in range(2, len(word)):
        if _PARTICLES.fullmatch(word[end:]):
            return word[:end]
    return word


@lru_cache(maxsize=50_000)
def _jamo(text: str) -> str:
    """Letters instead of syllables, so that one wrong vowel is one wrong letter."""
    return unicodedata.normalize("NFD", text)
