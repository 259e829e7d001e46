"""A product list, prepared for telling which products a text speaks of. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transcripts.numerals import quantities
from transcripts.product_words import Vocabulary, title_words
from transcripts.products import Product

#: Below this a mention says nothing; at and above `SURE` it may be published without a person.
LEAST_CONFIDENCE, SURE = 0.3, 0.7
_NAME, _ALIAS, _PART = 1.0, 0.9, 0.9
_OTHER_SIZE = 0.4
#: Evidence (natural logarithm of rarity) by which one product must lead to be taken for certain.
_CERTAIN_LEAD = 2.5
#: What products that are named equally well may have at most.
_TIED = 0.65
#: Words trusted less than this only support others.
_SUPPORT = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """A product found in a text: `confidence` 0-1 and the words that say so."""

    product_id: str
    confidence: float
    evidence: str


class ProductIndex:
    """A product list; looking up a text costs milliseconds for some thousand products."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        self._aliases: dict[str, set[str]] = defaultdict(set)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._sizes: dict[str, frozenset[str]] = {}
        words: dict[str, tuple[str, ...]] = {}
        for product in products:
            words[product.id] = title_words(product.name)
            self._names["".join(words[product.id])].add(product.id)
            for alias in product.aliases:
                self._aliases["".join(title_words(alias))].add(product.id)
            for word in words[product.id]:
                self._parts[word].add(product.id)
            self._sizes[product.id] = quantities(product.name)
        self._weights = {
            word: math.log((1 + len(products)) / len(holders)) + 0.2
            for word, holders in self._parts.items()
        }
        self._totals = {
            id_: sum(self._weights[word] for word in parts) or 1.0 for id_, parts in words.items()
        }
        self._vocabulary = Vocabulary((*self._names, *self._aliases, *self._parts))

    def find(self, text: str) -> tuple[Found, ...]:
        """Products the text speaks of, surest first."""
        heard = self._vocabulary.heard(text)
        whole = self._whole(heard)
        parts: dict[str, dict[str, float]] = defaultdict(dict)
        for key, trust in heard.items():
            for id_ in self._parts.get(key, ()):
                parts[id_][key] = trust
        evidence = {id_: self._evidence(words) for id_, words in parts.items()}
        leads = _leads(parts, evidence)
        said = quantities(text)
        found = []
        for id_ in sorted({*whole, *parts}):
            partly = self._partly(id_, parts.get(id_, {}), leads.get(id_, 0.0))
            value, words = max(whole.get(id_, (0.0, "")), (partly, " ".join(parts.get(id_, {}))))
            value *= _OTHER_SIZE if self._is_other_size(id_, said) else 1.0
            if value >= LEAST_CONFIDENCE:
                found.append(Found(id_, round(min(1.0, value), 3), words))
        return tuple(sorted(found, key=lambda f: (-f.confidence, f.product_id)))

    def _whole(self, heard: Mapping[str, float]) -> dict[str, tuple[float, str]]:
        """Products whose whole name or other name is said."""
        out: dict[str, tuple[float, str]] = {}
        for key, trust in heard.items():
            for table, worth in ((self._names, _NAME), (self._aliases, _ALIAS)):
                for id_ in table.get(key, ()):
                    value = worth * trust / len(table[key])
                    out[id_] = max(out.get(id_, (0.0, "")), (value, key))
        return out

    def _evidence(self, words: Mapping[str, float]) -> float:
        """How much a product's words that are said tell; words misheard count by their trust."""
        if not any(trust >= _SUPPORT for trust in words.values()):
            return 0.0
        return sum(self._weights[word] * trust for word, trust in words.items())

    def _partly(self, id_: str, words: Mapping[str, float], lead: float) -> float:
        """Confidence from parts of a name: their share, a word of its own, the lead over others."""
        said = self._evidence(words)
        if not said:
            return 0.0
        own = max(
            (trust for word, trust in words.items()
             if len(self._parts[word]) == 1 and len(word) >= 2 and not word[0].isdigit()),
            default=0.0,
        )  # fmt: skip
        share = math.sqrt(min(1.0, said / self._totals[id_]))
        if lead < 0.0:  # another product explains the same words better
            return _PART * share * (said / (said - lead)) ** 2
        if lead == 0.0:
            return min(_TIED, _PART * max(share, 0.75 * own))
        certain = min(1.0, lead / _CERTAIN_LEAD)
        return _PART * max(share * (0.75 + 0.25 * certain), 0.75 * own, math.sqrt(certain * share))

    def _is_other_size(self, id_: str, said: frozenset[str]) -> bool:
        """Whether a text names a size of the same unit that this product does not have."""
        mine = self._sizes[id_]
        units = {size.lstrip("0123456789.") for size in mine} - {""}
        rivals = {size for size in said if size.lstrip("0123456789.") in units}
        return bool(rivals) and rivals.isdisjoint(mine)


def _leads(
    parts: Mapping[str, Mapping[str, float]], evidence: Mapping[str, float]
) -> dict[str, float]:
    """By how much each product's evidence exceeds the best other one that shares a word with it."""
    best: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for id_, words in parts.items():
        for word in words:
            best[word] = sorted([*best[word], (evidence[id_], id_)], reverse=True)[:2]
    out: dict[str, float] = {}
    for id_, words in parts.items():
        rivals = [value for word in words for value, other in best[word] if other != id_]
        out[id_] = evidence[id_] - max(rivals, default=0.0)
    return out
