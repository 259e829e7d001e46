"""All families together: evidence → signals. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clipping.evidence import Evidence
from clipping.model import Signal
from clipping.signals.chat import find_chat_signals
from clipping.signals.picture import find_picture_signals
from clipping.signals.sales import find_sales_signals
from clipping.signals.sound import find_sound_signals
from clipping.signals.speech import find_speech_signals


@dataclass(frozen=True, slots=True)
class SignalList:
    """Every signal of a recording in order of start, and what was done without."""

    signals: tuple[Signal, ...]
    notes: tuple[str, ...] = ()


def find_signals(evidence: Evidence) -> SignalList:
    """Every reason for or against a moment that the evidence gives."""
    duration_ms = evidence.duration_ms
    chat = find_chat_signals(evidence.chat, duration_ms)
    found: list[Iterable[Signal]] = [
        chat.signals,
        find_sales_signals(evidence.metrics, evidence.offers, duration_ms),
    ]
    if evidence.transcript is not None:
        found.append(find_speech_signals(evidence.transcript))
    if evidence.sound is not None:
        found.append(find_sound_signals(evidence.sound, duration_ms))
    if evidence.picture is not None:
        found.append(find_picture_signals(evidence.picture, evidence.voiced, duration_ms))
    signals = sorted(
        (signal for family in found for signal in family if signal.span.start_ms < duration_ms),
        key=lambda signal: (signal.span, signal.kind, signal.detail),
    )
    return SignalList(tuple(signals), (*chat.notes, *_missing(evidence)))


def _missing(evidence: Evidence) -> tuple[str, ...]:
    notes = []
    if evidence.transcript is None or not evidence.transcript.segments:
        notes.append("There is no speech: nothing that is said was counted.")
    if not evidence.metrics and not evidence.offers:
        notes.append("There are no sales figures and no offers: they were not counted.")
    return tuple(notes)
