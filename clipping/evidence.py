"""Everything known of a recording before moments are chosen. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from clipping.model import Metric, Offer, Scene
from clipping.picture_curve import PictureCurve
from transcripts.messages import ChatMessage
from transcripts.model import Transcript
from transcripts.products import Product
from transcripts.timeline import Span, merged


class Sound(Protocol):
    """How a recording sounds over time."""

    @property
    def step_ms(self) -> int:
        """Length of one step of the curve."""
        ...

    @property
    def level_db(self) -> tuple[float, ...]:
        """Loudness of each step, in dB below full scale."""
        ...

    @property
    def voiced(self) -> tuple[Span, ...]:
        """Where somebody speaks, in order."""
        ...

    @property
    def music(self) -> tuple[Span, ...]:
        """Where music plays without speech, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything known of a recording. Whatever is missing is empty or None.

    Attributes:
        duration_ms: Length of the recording.
        transcript: What was said.
        scenes: Shots in order.
        chat: Messages in order; may lie outside the recording.
        metrics: Sales and audience in order.
        offers: Offer windows and pins in order.
        products: The shop's list.
        sound: How it sounds.
        picture: What the picture does over time.
    """

    duration_ms: int
    transcript: Transcript | None = None
    scenes: tuple[Scene, ...] = ()
    chat: tuple[ChatMessage, ...] = ()
    metrics: tuple[Metric, ...] = ()
    offers: tuple[Offer, ...] = ()
    products: tuple[Product, ...] = ()
    sound: Sound | None = None
    picture: PictureCurve | None = None

    @property
    def voiced(self) -> tuple[Span, ...] | None:
        """Where somebody speaks, in order; None when nothing tells."""
        if self.sound is not None:
            return self.sound.voiced
        if self.transcript is not None and self.transcript.segments:
            return merged(segment.span for segment in self.transcript.segments)
        return None
