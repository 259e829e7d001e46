"""Which products a span is about, from pins, offers and names that are said. Pure."""

from __future__ import annotations

from collections import defaultdict

from clipping.evidence import Evidence
from clipping.model import OfferKind
from transcripts.timeline import Span

_SAID, _PINNED, _OFFERED = 3.0, 1.0, 0.5


def products_in(span: Span, evidence: Evidence) -> tuple[str, ...]:
    """Ids of the products a span is about, surest first; at most three."""
    sure: defaultdict[str, float] = defaultdict(float)
    known = {product.id for product in evidence.products}
    for offer in evidence.offers:
        if offer.product_id and (not known or offer.product_id in known):
            share = offer.span.overlap_ms(span) / span.duration_ms
            weight = _PINNED if offer.kind is OfferKind.PIN else _OFFERED
            sure[offer.product_id] += weight * share
    text = _plain("" if evidence.transcript is None else evidence.transcript.text_within(span))
    for product in evidence.products:
        names = (product.name, *product.aliases)
        said = max((text.count(_plain(n)) for n in names if len(_plain(n)) > 1), default=0)
        sure[product.id] += _SAID * min(said, 3)
    ordered = sorted(sure, key=lambda product: (-sure[product], product))
    return tuple(product for product in ordered if sure[product] > 0.25)[:3]


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
