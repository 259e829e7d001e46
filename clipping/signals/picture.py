"""What the picture says against a moment: waiting screens, black and frozen pictures. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clipping.model import Signal, SignalKind
from clipping.picture_curve import PictureCurve
from clipping.signals.sound import gaps
from transcripts.timeline import Span

#: A host may hold still, and a picture of the product may stand while someone explains it: only
#: longer stretches without a voice are lost time.
_SILENT_MS = 5_000
_BLACK_MS = 700


def find_picture_signals(
    picture: PictureCurve, voiced: tuple[Span, ...] | None, duration_ms: int
) -> tuple[Signal, ...]:
    """Signals in order of start.

    Args:
        picture: Measured.
        voiced: Where somebody speaks; None when nothing tells.
        duration_ms: Length of the recording.
    """
    black = [span for span in picture.black if span.duration_ms >= _BLACK_MS]
    quiet = None if voiced is None else tuple(gaps(voiced, duration_ms))
    found = [
        *_signals("waiting", _silent(picture.waiting, quiet), duration_ms),
        *_signals("frozen", _silent(picture.frozen, quiet), duration_ms),
        *_signals("black", black, duration_ms),
    ]
    return tuple(sorted(found, key=lambda signal: (signal.span, signal.detail)))


def _signals(name: str, spans: Sequence[Span], duration_ms: int) -> Iterator[Signal]:
    for span in spans:
        if (inside := span.clamped(duration_ms)) is not None:
            detail = f"picture={name} seconds={inside.duration_ms // 1000}"
            yield Signal(SignalKind.WAITING, inside, 1.0, detail)


def _silent(spans: Sequence[Span], quiet: tuple[Span, ...] | None) -> list[Span]:
    """The parts of spans in which nobody speaks, where they last."""
    if quiet is None:
        return [span for span in spans if span.duration_ms >= _SILENT_MS]
    parts = [
        Span(max(span.start_ms, gap.start_ms), min(span.end_ms, gap.end_ms))
        for span in spans
        for gap in quiet
        if span.overlap_ms(gap) >= _SILENT_MS
    ]
    return sorted(parts)
