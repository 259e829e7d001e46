"""Which sentences speak of which product, helped by what is pinned. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.model import Transcript
from transcripts.product_index import Found, ProductIndex
from transcripts.products import Product
from transcripts.timeline import Span

_PINNED_BONUS = 0.15


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
