"""What a shop puts on every clip beside captions: a logo and an end card. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from clipping.model import Target

_CARD_MS = 2000
_LOGO_ROOM = 112  # height of a logo and some air, at a width of 1080


@dataclass(frozen=True, slots=True)
class Dressing:
    """What a shop puts on every clip.

    Attributes:
        logo: A picture with transparency, at most 240 by 96 pixels, shown from start to end.
        card: A picture of 1080 by 1920 behind the end; silent.
        logo_at: Left and top edge of the logo at a width of 1080.
    """

    logo: Path | None = None
    card: Path | None = None
    logo_at: tuple[int, int] = (120, 288)

    @property
    def card_ms(self) -> int:
        """How long the card is shown."""
        return _CARD_MS if self.card else 0


NO_DRESSING = Dressing()


def below_logo(target: Target) -> Target:
    """The target with the room for text that a logo in its corner leaves."""
    box = target.text_box
    return replace(target, text_box=replace(box, top=box.top + _LOGO_ROOM))
