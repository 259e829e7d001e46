"""What was said: words, sentences, the transcript, and its JSON form (schema 1). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from transcripts.errors import UnreadableTranscript
from transcripts.timeline import Span


@dataclass(frozen=True, slots=True)
class Word:
    """One written word (in Korean an eojeol) and when it is said.

    Attributes:
        span: When it is heard.
        text: As shown, without spaces around it.
        probability: The recogniser's confidence, 0-1.
    """

    span: Span
    text: str
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence.

    Attributes:
        span: From its first to its last sound.
        text: As shown.
        words: In order; empty where an imported text has no word times.
        speaker: A label that is the same for the same voice, or None when unknown.
        language: Language code where it differs inside a broadcast, or None for the transcript's.
    """

    span: Span
    text: str
    words: tuple[Word, ...] = ()
    speaker: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything said in a recording, in order.

    Attributes:
        language: ISO 639-1 code of most of it; "und" when nothing was said.
        duration_ms: Length of the recording.
        segments: Sentences in order of start.
        notes: What a reader should know ("chunk 3 was recognised twice"), for people.
    """

    language: str
    duration_ms: int
    segments: tuple[Segment, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def words(self) -> tuple[Word, ...]:
        """All words in order."""
        return tuple(word for segment in self.segments for word in segment.words)

    def within(self, span: Span) -> tuple[Segment, ...]:
        """Sentences that share any time with `span`."""
        return tuple(s for s in self.segments if s.span.overlap_ms(span))


def transcript_to_json(transcript: Transcript) -> dict[str, Any]:
    """The contract's form (`transcript.json`, schema 1)."""
    return {
        "schema": 1,
        "language": transcript.language,
        "duration_ms": transcript.duration_ms,
        "segments": [_segment_to_json(segment) for segment in transcript.segments],
        "notes": list(transcript.notes),
    }


def transcript_from_json(value: Mapping[str, Any]) -> Transcript:
    """Read the contract's form; unknown fields are ignored, sentences without length are dropped.

    Raises:
        UnreadableTranscript: a required field is missing or has the wrong type.
    """
    try:
        segments = tuple(
            segment for entry in value["segments"] if (segment := _segment_from_json(entry))
        )
        return Transcript(
            language=str(value.get("language") or "und"),
            duration_ms=int(
                value.get("duration_ms") or max((s.span.end_ms for s in segments), default=0)
            ),
            segments=tuple(sorted(segments, key=lambda s: s.span)),
            notes=tuple(str(note) for note in value.get("notes", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableTranscript(f"{type(error).__name__}: {error}") from error


def _segment_to_json(segment: Segment) -> dict[str, Any]:
    out: dict[str, Any] = {
        "start_ms": segment.span.start_ms,
        "end_ms": segment.span.end_ms,
        "text": segment.text,
        "speaker": segment.speaker,
        "words": [
            {
                "start_ms": word.span.start_ms,
                "end_ms": word.span.end_ms,
                "text": word.text,
                "probability": round(word.probability, 4),
            }
            for word in segment.words
        ],
    }
    if segment.language:
        out["language"] = segment.language
    return out


def _segment_from_json(value: Mapping[str, Any]) -> Segment | None:
    start_ms, end_ms = int(value["start_ms"]), int(value["end_ms"])
    if end_ms <= max(0, start_ms):
        return None
    words = tuple(
        Word(
            Span(max(0, int(w["start_ms"])), max(int(w["start_ms"]) + 1, int(w["end_ms"]), 1)),
            str(w["text"]).strip(),
            float(w.get("probability", 1.0)),
        )
        for w in value.get("words") or ()
    )
    return Segment(
        span=Span(max(0, start_ms), end_ms),
        text=str(value["text"]).strip(),
        words=words,
        speaker=None if value.get("speaker") is None else str(value["speaker"]),
        language=value.get("language"),
    )
