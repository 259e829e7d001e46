"""What was measured on a finished file, as JSON: one measurement serves every platform. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from clipping.loudness import Loudness
from clipping.measure import ClipMeasures
from clipping.media_json import media_info_from_json, media_info_to_json
from clipping.mp4_boxes import Mp4Layout
from transcripts.timeline import Span


def measures_to_json(measures: ClipMeasures) -> dict[str, Any]:
    """The form of `measured.json`, schema 1."""
    return {
        "schema": 1,
        "info": media_info_to_json(measures.info),
        "layout": asdict(measures.layout) if measures.layout else None,
        "size_bytes": measures.size_bytes,
        "profile": measures.profile,
        "pixel_format": measures.pixel_format,
        "pixel_shape": str(measures.pixel_shape),
        "sound_codec": measures.sound_codec,
        "loudness": asdict(measures.loudness) if measures.loudness else None,
        "black": _spans(measures.black),
        "frozen": _spans(measures.frozen),
        "silent": _spans(measures.silent),
        "sound_lag_ms": measures.sound_lag_ms,
    }


def measures_from_json(value: Mapping[str, Any]) -> ClipMeasures:
    """Read what `measures_to_json` wrote."""
    layout, loudness = value["layout"], value["loudness"]
    return ClipMeasures(
        info=media_info_from_json(value["info"]),
        layout=Mp4Layout(**layout) if layout else None,
        size_bytes=int(value["size_bytes"]),
        profile=value["profile"],
        pixel_format=value["pixel_format"],
        pixel_shape=Fraction(value["pixel_shape"]),
        sound_codec=value["sound_codec"],
        loudness=_loudness(loudness) if loudness else None,
        black=_from(value["black"]),
        frozen=_from(value["frozen"]),
        silent=_from(value["silent"]),
        sound_lag_ms=int(value["sound_lag_ms"]),
    )


def _loudness(value: Mapping[str, Any]) -> Loudness:
    return Loudness(value["lufs"], value["peak_dbtp"], tuple(value["channels_db"]))


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start_ms, span.end_ms] for span in spans]


def _from(pairs: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs)
