"""What is known of the sound in a file before it is read. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Track:
    """One sound track of a file.

    Attributes:
        index: Stream index in the file.
        channels: Number of channels, >= 1.
        is_default: Marked so in the container.
        language: ISO 639 code or "".
    """

    index: int
    channels: int
    is_default: bool
    language: str


@dataclass(frozen=True, slots=True)
class SoundFile:
    """What reading the sound of a file needs to know.

    Attributes:
        path: The file.
        tracks: In file order; empty when there is no sound.
        clock_s: The file's own clock at our 0.
        duration_ms: As the container says; 0 when it does not.
    """

    path: Path
    tracks: tuple[Track, ...]
    clock_s: Fraction
    duration_ms: int

    @property
    def default_track(self) -> int | None:
        """Index of the track a player would play; None when there is none."""
        marked = [track.index for track in self.tracks if track.is_default]
        every = [track.index for track in self.tracks]
        return next(iter(marked + every), None)
