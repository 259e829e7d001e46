"""Captions where something is cut out: words that went, and times on the clip's clock. Pure."""

from __future__ import annotations

from dataclasses import replace

from clipping.caption_lines import Caption
from clipping.captions import CaptionTrack
from clipping.edit_list import EditList
from transcripts.model import Segment, Transcript
from transcripts.timeline import Span


def said_in(transcript: Transcript, shown: EditList) -> Transcript:
    """The transcript without the words that are cut out; all of it where nothing is."""
    if shown.is_whole:
        return transcript
    kept = (_kept(segment, shown) for segment in transcript.segments)
    return replace(transcript, segments=tuple(segment for segment in kept if segment))


def on_clip(track: CaptionTrack, shown: EditList) -> CaptionTrack:
    """Captions made on the recording's clock, on the clip's; unchanged where nothing is cut out."""
    if shown.is_whole:
        return track
    captions = (_projected(caption, shown) for caption in track.captions)
    return replace(
        track,
        clip=Span(0, shown.duration_ms),
        captions=tuple(caption for caption in captions if caption),
    )


def _kept(segment: Segment, shown: EditList) -> Segment | None:
    if not segment.words or not shown.span.overlap_ms(segment.span):
        return segment
    words = tuple(
        word
        for word in segment.words
        if not shown.span.contains(word.span.middle_ms)
        or shown.kept_ms(word.span) * 2 > word.span.duration_ms
    )
    if len(words) == len(segment.words):
        return segment
    return replace(segment, words=words, text=" ".join(w.text for w in words)) if words else None


def _projected(caption: Caption, shown: EditList) -> Caption | None:
    span = shown.project(caption.span)
    if span is None:
        return None
    lines = tuple(
        tuple(
            replace(word, span=shown.project(word.span) or Span(span.start_ms, span.start_ms + 1))
            for word in line
        )
        for line in caption.lines
    )
    return replace(caption, span=span, lines=lines)
