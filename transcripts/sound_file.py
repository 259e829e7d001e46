"""What is known of the sound in a file before it is read. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from transcripts.errors import UnreadableSound

#: In place of a stream's index: all sound tracks, mixed.
MIXED = -1
#: What people write for it.
MIX = "mix"


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

    def asked_track(self, asked: str) -> int | None:
        """Index of the track that people ask for; None when nothing is asked or there is no sound.

        Args:
            asked: Its number, 1 for the first, or "mix" for all of them; "" for none.

        Raises:
            UnreadableSound: there is no such track.
        """
        if not asked or not self.tracks:
            return None
        if asked == MIX:
            return MIXED if len(self.tracks) > 1 else self.tracks[0].index
        if not (asked.isdecimal() and 1 <= int(asked) <= len(self.tracks)):
            raise UnreadableSound(
                f"There are {len(self.tracks)} sound tracks, but number {asked} is asked for."
            )
        return self.tracks[int(asked) - 1].index

    def choice_note(self, used: int | None, *, was_asked: bool) -> str:
        """A sentence on which of several tracks is used; "" when there is no choice."""
        if len(self.tracks) < 2 or used is None:
            return ""
        if used == MIXED:
            return f"All {len(self.tracks)} sound tracks are mixed."
        number = [track.index for track in self.tracks].index(used) + 1
        if was_asked:
            return f"Of {len(self.tracks)} sound tracks number {number} is used, as asked."
        return (
            f"Of {len(self.tracks)} sound tracks number {number} is used. If speech is missing, "
            "bring the recording again and choose another track, or all mixed."
        )
