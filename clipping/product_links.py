"""Which products a span is about, from what is said, pinned and offered. Pure."""

from __future__ import annotations

import bisect
from collections import defaultdict

from clipping.evidence import Evidence
from clipping.model import Offer, OfferKind
from transcripts.mentions import Pin, find_mentions
from transcripts.model import Transcript
from transcripts.product_index import LEAST_CONFIDENCE, SURE
from transcripts.timeline import Span

#: A product said counts three times one that is merely on screen.
_SAID, _PINNED, _OFFERED = 3.0, 1.0, 0.5
_MOST_SAID = 3.0
_LEAST = 0.25
_MOST_PRODUCTS = 3
#: No sentence is longer, so mentions that began earlier need not be looked at.
_LONGEST_SENTENCE_MS = 60_000


class ProductLinks:
    """Finds the products of any span of one recording.

    Attributes:
        pins: When which product was shown as the current one, in order.
        mentions: Sentences that speak of a product surely enough, in order.
    """

    def __init__(self, evidence: Evidence) -> None:
        known = {product.id for product in evidence.products}
        self._offers = [
            offer
            for offer in evidence.offers
            if offer.product_id and (not known or offer.product_id in known)
        ]
        self.pins = tuple(
            Pin(offer.span, offer.product_id)
            for offer in self._offers
            if offer.kind is OfferKind.PIN
        )
        transcript = evidence.transcript or Transcript("und", evidence.duration_ms)
        self.mentions = sorted(
            (
                m
                for m in find_mentions(transcript, evidence.products, self.pins)
                if m.confidence >= LEAST_CONFIDENCE
            ),
            key=lambda mention: mention.span,
        )
        self._starts = [mention.span.start_ms for mention in self.mentions]

    def within(self, span: Span) -> tuple[str, ...]:
        """Ids of the products a span is about, surest first; at most three."""
        said: defaultdict[str, float] = defaultdict(float)
        first = bisect.bisect_left(self._starts, span.start_ms - _LONGEST_SENTENCE_MS)
        last = bisect.bisect_left(self._starts, span.end_ms)
        for mention in self.mentions[first:last]:
            # What several products are called ("세트") names none of them.
            if mention.confidence >= SURE and span.contains(mention.span.middle_ms):
                said[mention.product_id] += mention.confidence
        sure = {product: _SAID * min(_MOST_SAID, value) for product, value in said.items()}
        for offer in self._offers:
            sure[offer.product_id] = sure.get(offer.product_id, 0.0) + _shown(offer, span)
        ordered = sorted(sure, key=lambda product: (-sure[product], product))
        return tuple(product for product in ordered if sure[product] > _LEAST)[:_MOST_PRODUCTS]


def _shown(offer: Offer, span: Span) -> float:
    share = offer.span.overlap_ms(span) / span.duration_ms
    return share * (_PINNED if offer.kind is OfferKind.PIN else _OFFERED)
