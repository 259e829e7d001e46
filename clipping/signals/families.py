"""All families together: evidence → signals. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clipping.evidence import Evidence
from clipping.model import Signal, SignalKind
from clipping.notes import Note, NoteCode
from clipping.signals.chat import find_chat_signals
from clipping.signals.motion import find_motion_signals
from clipping.signals.picture import find_picture_signals
from clipping.signals.sales import find_sales_signals
from clipping.signals.sound import find_sound_signals
from clipping.signals.speech import find_speech_signals
from clipping.uncollected import uncollected

_K = SignalKind
#: What happens in the show itself; orders and viewers follow it late, as chat does.
_ANSWERED = frozenset(
    {_K.PRICE, _K.DISCOUNT, _K.DEMONSTRATION, _K.COMPARISON, _K.CALL_TO_ACT, _K.OFFER, _K.LOUDNESS}
)


@dataclass(frozen=True, slots=True)
class SignalList:
    """Every signal of a recording in order of start, and what was done without."""

    signals: tuple[Signal, ...]
    notes: tuple[Note, ...] = ()


@uncollected()
def find_signals(evidence: Evidence, channel_lag_s: int | None = None) -> SignalList:
    """Every reason for or against a moment that the evidence gives.

    Args:
        evidence: Of the recording.
        channel_lag_s: How late chat answered in earlier broadcasts of the channel, where known.
    """
    duration_ms = evidence.duration_ms
    found: list[Iterable[Signal]] = [
        find_sales_signals(evidence.metrics, evidence.offers, duration_ms)
    ]
    if evidence.transcript is not None:
        found.append(find_speech_signals(evidence.transcript))
    if evidence.sound is not None:
        found.append(find_sound_signals(evidence.sound, duration_ms))
    if evidence.picture is not None:
        found.append(find_picture_signals(evidence.picture, evidence.voiced, duration_ms))
        found.append(tuple(find_motion_signals(evidence.picture, evidence.scenes, duration_ms)))
    chat = find_chat_signals(evidence.chat, duration_ms, _causes(found), channel_lag_s)
    found.append(chat.signals)
    signals = sorted(
        (signal for family in found for signal in family if signal.span.start_ms < duration_ms),
        key=lambda signal: (signal.span, signal.kind, signal.detail),
    )
    return SignalList(tuple(signals), (*chat.notes, *_missing(evidence)))


def _causes(found: Iterable[Iterable[Signal]]) -> list[int]:
    """When something began that a chat answers, in order, in ms."""
    return sorted(s.span.start_ms for family in found for s in family if s.kind in _ANSWERED)


def _missing(evidence: Evidence) -> tuple[Note, ...]:
    notes = []
    if evidence.transcript is None or not evidence.transcript.segments:
        notes.append(Note(NoteCode.NO_SPEECH))
    if not evidence.metrics and not evidence.offers:
        notes.append(Note(NoteCode.NO_SALES))
    return tuple(notes)
