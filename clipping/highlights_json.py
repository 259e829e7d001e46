"""Signals and highlights as JSON (schema 1), and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clipping.model import (
    Highlight,
    HighlightList,
    ProductCoverage,
    Signal,
    SignalKind,
)
from clipping.notes import Note, note_from_json, note_to_json
from clipping.signals.families import SignalList
from transcripts.timeline import Span


def signal_to_json(signal: Signal) -> dict[str, Any]:
    """One reason."""
    return {
        "kind": signal.kind.value,
        "strength": round(signal.strength, 4),
        "start_ms": signal.span.start_ms,
        "end_ms": signal.span.end_ms,
        "detail": signal.detail,
    }


def signal_from_json(value: Mapping[str, Any]) -> Signal:
    """Read what `signal_to_json` wrote."""
    return Signal(
        SignalKind(value["kind"]),
        Span(value["start_ms"], value["end_ms"]),
        float(value["strength"]),
        str(value.get("detail", "")),
    )


def signals_to_json(found: SignalList) -> dict[str, Any]:
    """For `signals.json`."""
    return {
        "schema": 1,
        "signals": [signal_to_json(signal) for signal in found.signals],
        **notes_to_json(found.notes),
    }


def signals_from_json(value: Mapping[str, Any]) -> SignalList:
    """Read what `signals_to_json` wrote."""
    return SignalList(
        tuple(signal_from_json(entry) for entry in value["signals"]),
        tuple(note_from_json(entry) for entry in value["note_codes"]),
    )


def highlight_to_json(highlight: Highlight) -> dict[str, Any]:
    """One suggestion."""
    return {
        "id": highlight.id,
        "start_ms": highlight.span.start_ms,
        "end_ms": highlight.span.end_ms,
        "score": round(highlight.score, 4),
        "kind": highlight.kind,
        "title": highlight.title,
        "product_ids": list(highlight.product_ids),
        "because": [signal_to_json(signal) for signal in highlight.because],
        **({"explores": True} if highlight.explores else {}),
        "hook": highlight.hook,
    }


def highlight_from_json(value: Mapping[str, Any]) -> Highlight:
    """Read what `highlight_to_json` wrote."""
    return Highlight(
        id=str(value["id"]),
        span=Span(value["start_ms"], value["end_ms"]),
        score=float(value["score"]),
        kind=str(value["kind"]),
        title=str(value["title"]),
        product_ids=tuple(value["product_ids"]),
        because=tuple(signal_from_json(entry) for entry in value["because"]),
        explores=bool(value.get("explores", False)),
        hook=str(value.get("hook", "")),
    )


def highlights_to_json(found: HighlightList) -> dict[str, Any]:
    """For `highlights.json`."""
    return {
        "schema": 1,
        "highlights": [highlight_to_json(highlight) for highlight in found.highlights],
        "rejected": [
            {
                "start_ms": one.span.start_ms,
                "end_ms": one.span.end_ms,
                "score": round(one.score, 4),
                "reason": one.reason,
            }
            for one in found.rejected
        ],
        "coverage": [_coverage_to_json(one) for one in found.coverage],
        **notes_to_json(found.notes),
    }


def notes_to_json(notes: Sequence[Note]) -> dict[str, Any]:
    """Both forms of notes: `notes` for people who read English, `note_codes` for programs."""
    return {
        "notes": [note.text for note in notes],
        "note_codes": [note_to_json(note) for note in notes],
    }


def _coverage_to_json(one: ProductCoverage) -> dict[str, Any]:
    best = None if one.best is None else {"start_ms": one.best.start_ms, "end_ms": one.best.end_ms}
    return {
        "product_id": one.product_id,
        "highlight_ids": list(one.highlight_ids),
        "reason": one.reason,
        "best": best,
    }
