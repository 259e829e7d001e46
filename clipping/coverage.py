"""Which products have a suggestion, and why the others have none. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from clipping.model import Highlight, ProductCoverage
from clipping.scoring import Scored
from clipping.selection import GOOD, Choice, Products
from transcripts.products import Product


def cover_products(
    products: Sequence[Product],
    highlights: Sequence[Highlight],
    candidates: Sequence[Scored],
    choice: Choice,
    find: Products,
) -> tuple[ProductCoverage, ...]:
    """One entry for each product, in the list's order.

    Args:
        products: The shop's list.
        highlights: What is suggested.
        candidates: Everything that was looked at, best first.
        choice: How they were chosen.
        find: Finds the products of a span.
    """
    shown: dict[str, list[str]] = {product.id: [] for product in products}
    for highlight in highlights:
        for product_id in highlight.product_ids[:1]:
            shown.setdefault(product_id, []).append(highlight.id)
    missing = {product.id for product in products if not shown[product.id]}
    about: dict[str, list[Scored]] = {product_id: [] for product_id in missing}
    for one in candidates if missing else ():
        for product_id in find(one.span)[:1]:
            if product_id in missing:
                about[product_id].append(one)
    return tuple(
        ProductCoverage(product.id, tuple(shown[product.id]))
        if shown[product.id]
        else _uncovered(product.id, about[product.id], choice)
        for product in products
    )


def _uncovered(product_id: str, about: Sequence[Scored], choice: Choice) -> ProductCoverage:
    """Why no span about a product is suggested, with the best one that could be asked for."""
    if not about:
        return ProductCoverage(product_id, reason="not_spoken_of")
    fit = [one for one in about if one.spoilt_by is None]
    if not fit:
        return ProductCoverage(product_id, reason=str(about[0].spoilt_by))
    best = max(fit, key=lambda one: (one.score, -one.span.start_ms))
    reason = choice.refused.get(best.span)
    if reason is None:
        reason = "weaker_than_chosen" if best.score >= GOOD else "no_strong_reason"
    return ProductCoverage(product_id, reason=reason, best=best.span)
