"""Metrics, offers and products as JSON, and back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clipping.model import Metric, Offer, OfferKind
from transcripts.products import Product
from transcripts.timeline import Span


def metrics_to_json(rows: Iterable[Metric], notes: Sequence[str] = ()) -> dict[str, Any]:
    """Rows as objects; absent values are null."""
    return {
        "schema": 1,
        "metrics": [
            {
                "at_ms": row.at_ms,
                "viewers": row.viewers,
                "orders": row.orders,
                "revenue": row.revenue,
                "likes": row.likes,
            }
            for row in rows
        ],
        "notes": list(notes),
    }


def metrics_from_json(value: Mapping[str, Any]) -> tuple[Metric, ...]:
    """Read what `metrics_to_json` wrote."""
    return tuple(
        Metric(row["at_ms"], row["viewers"], row["orders"], row["revenue"], row["likes"])
        for row in value["metrics"]
    )


def offers_to_json(offers: Iterable[Offer], notes: Sequence[str] = ()) -> dict[str, Any]:
    """Windows as objects."""
    return {
        "schema": 1,
        "offers": [
            {
                "start_ms": offer.span.start_ms,
                "end_ms": offer.span.end_ms,
                "kind": offer.kind.value,
                "label": offer.label,
                "product_id": offer.product_id,
            }
            for offer in offers
        ],
        "notes": list(notes),
    }


def offers_from_json(value: Mapping[str, Any]) -> tuple[Offer, ...]:
    """Read what `offers_to_json` wrote."""
    return tuple(
        Offer(
            Span(entry["start_ms"], entry["end_ms"]),
            OfferKind(entry["kind"]),
            entry["label"],
            entry["product_id"],
        )
        for entry in value["offers"]
    )


def products_to_json(products: Iterable[Product], notes: Sequence[str] = ()) -> dict[str, Any]:
    """Products as objects."""
    return {
        "schema": 1,
        "products": [
            {
                "id": product.id,
                "name": product.name,
                "aliases": list(product.aliases),
                "price": product.price,
                "url": product.url,
                "category": product.category,
            }
            for product in products
        ],
        "notes": list(notes),
    }


def products_from_json(value: Mapping[str, Any]) -> tuple[Product, ...]:
    """Read what `products_to_json` wrote."""
    return tuple(
        Product(
            entry["id"],
            entry["name"],
            tuple(entry["aliases"]),
            entry["price"],
            entry["url"],
            entry["category"],
        )
        for entry in value["products"]
    )
