"""What a shop puts on every clip beside captions: logo, intro, end card, outro. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from clipping.model import Target
from clipping.shot_parts import frame_count

_CARD_MS = 2000
_LOGO_ROOM = 112  # height of a logo and some air, at a width of 1080


@dataclass(frozen=True, slots=True)
class BrandClip:
    """An intro or outro that `brand_films.write_film` has written: our size, rate and loudness."""

    path: Path
    duration_ms: int

    def frames(self, frame_rate: int) -> int:
        """How many frames it is shown."""
        return frame_count(self.duration_ms, frame_rate)


@dataclass(frozen=True, slots=True)
class Dressing:
    """What a shop puts on every clip.

    Attributes:
        logo: A picture with transparency, at most 240 by 96 pixels, shown from start to end.
        card: A picture of 1080 by 1920 behind the end; silent.
        intro: Shown before the clip.
        outro: Shown last.
        logo_at: Left and top edge of the logo at a width of 1080.
    """

    logo: Path | None = None
    card: Path | None = None
    intro: BrandClip | None = None
    outro: BrandClip | None = None
    logo_at: tuple[int, int] = (120, 288)

    @property
    def before_ms(self) -> int:
        """How much later the clip begins for the intro."""
        return self.intro.duration_ms if self.intro else 0

    def room_in(self, target: Target) -> Target:
        """The target with the room for text that a logo in its corner leaves."""
        if self.logo is None:
            return target
        box = target.text_box
        return replace(target, text_box=replace(box, top=box.top + _LOGO_ROOM))

    def card_frames(self, frame_rate: int) -> int:
        """How many frames the card is shown."""
        return _CARD_MS * frame_rate // 1000 if self.card else 0

    def frames(self, frame_rate: int) -> int:
        """Frames of intro, card and outro together."""
        films = (film.frames(frame_rate) for film in (self.intro, self.outro) if film)
        return self.card_frames(frame_rate) + sum(films)


NO_DRESSING = Dressing()
