"""`scenes.json` to and from shots. Pure; loads no decoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clipping.model import Scene
from transcripts.timeline import Span

SCHEMA = 1


def scenes_to_json(scenes: Sequence[Scene], notes: Sequence[str] = ()) -> dict[str, Any]:
    """`scenes.json`: shots in order, a partition of the recording; notes for people if any."""
    written: dict[str, Any] = {
        "schema": SCHEMA,
        "scenes": [{"start_ms": s.span.start_ms, "end_ms": s.span.end_ms} for s in scenes],
    }
    return {**written, "notes": list(notes)} if notes else written


def scenes_from_json(value: Mapping[str, Any]) -> tuple[Scene, ...]:
    """The shots of a `scenes.json`.

    Raises:
        KeyError: a field is missing.
        ValueError: a shot is no span.
    """
    return tuple(Scene(Span(int(s["start_ms"]), int(s["end_ms"]))) for s in value["scenes"])
