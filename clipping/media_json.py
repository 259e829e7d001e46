"""`MediaInfo` as JSON and back. Pure; loads no decoder."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from clipping.model import MediaInfo, Picture, SoundTrack

SCHEMA = 1


def media_info_to_json(info: MediaInfo) -> dict[str, Any]:
    """`recording.json`: what probing said, with the frame rate as `"30000/1001"`."""
    return {
        "schema": SCHEMA,
        "duration_ms": info.duration_ms,
        "container": info.container,
        "start_ms": info.start_ms,
        "picture": _picture_to_json(info.picture) if info.picture else None,
        "sounds": [_sound_to_json(sound) for sound in info.sounds],
        "notes": list(info.notes),
    }


def media_info_from_json(value: Mapping[str, Any]) -> MediaInfo:
    """The `MediaInfo` that `media_info_to_json` wrote.

    Raises:
        KeyError: a field is missing.
    """
    picture = value["picture"]
    return MediaInfo(
        duration_ms=int(value["duration_ms"]),
        container=str(value["container"]),
        picture=_picture_from_json(picture) if picture else None,
        sounds=tuple(_sound_from_json(sound) for sound in value["sounds"]),
        start_ms=int(value["start_ms"]),
        notes=tuple(value["notes"]),
    )


def _picture_to_json(picture: Picture) -> dict[str, Any]:
    return {
        "index": picture.index,
        "width": picture.width,
        "height": picture.height,
        "frame_rate": f"{picture.frame_rate.numerator}/{picture.frame_rate.denominator}",
        "codec": picture.codec,
        "rotation": picture.rotation,
        "coded_width": picture.coded_width,
        "coded_height": picture.coded_height,
        "is_variable_rate": picture.is_variable_rate,
        "is_hdr": picture.is_hdr,
        "is_interlaced": picture.is_interlaced,
    }


def _picture_from_json(value: Mapping[str, Any]) -> Picture:
    return Picture(**{**value, "frame_rate": Fraction(value["frame_rate"])})


def _sound_to_json(sound: SoundTrack) -> dict[str, Any]:
    return {
        "index": sound.index,
        "channels": sound.channels,
        "sample_rate": sound.sample_rate,
        "start_ms": sound.start_ms,
        "is_default": sound.is_default,
        "language": sound.language,
    }


def _sound_from_json(value: Mapping[str, Any]) -> SoundTrack:
    return SoundTrack(**value)
