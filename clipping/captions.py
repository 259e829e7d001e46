"""Captions of a clip: what is shown when and where, and as SRT and VTT beside it. Pure.

Everything is kept on the recording's clock and only written on the clip's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clipping.caption_lines import Caption, Lines, Room, laid_out, line_text, two_lines
from clipping.caption_styles import CaptionStyle
from clipping.caption_words import (
    CaptionEdit,
    drawable,
    edited,
    sentences_within,
    spread,
    with_strong_words,
)
from clipping.model import Box, Target
from transcripts.model import Transcript
from transcripts.phrases import NO_PHRASES, Phrases
from transcripts.timeline import Span

CLEARANCE = 8  # pixels between edge and limits of the text box, at 1080
_HOOK_MS = 3000


@dataclass(frozen=True, slots=True)
class Hook:
    """A title over the first seconds of a clip.

    Attributes:
        lines: One or two lines of words.
        length_ms: How long it stays, from the clip's start.
        size_share: As of a caption.
    """

    lines: Lines
    length_ms: int
    size_share: float = 1.0


@dataclass(frozen=True, slots=True)
class CaptionTrack:
    """The captions of a clip, in order, its hook, and what people should know about them."""

    clip: Span
    captions: tuple[Caption, ...] = ()
    notes: tuple[str, ...] = ()
    hook: Hook | None = None


def make_captions(  # noqa: PLR0913 - everything that decides what is shown
    transcript: Transcript | None,
    clip: Span,
    target: Target,
    style: CaptionStyle,
    *,
    edits: Sequence[CaptionEdit] = (),
    product_names: Sequence[str] = (),
    phrases: Phrases = NO_PHRASES,
) -> CaptionTrack:
    """Captions that fit the target's text box, in characters the fonts have.

    Args:
        transcript: What was said; None or empty where nothing is known.
        clip: The clip's span of the recording.
        target: Its picture size and text box.
        style: How it looks; decides the font that is measured.
        edits: People's corrections, which win.
        product_names: Names to colour.
        phrases: Which words belong together, for sentences of which that is known.
    """
    spoken = sentences_within(transcript, clip, phrases) if transcript else ()
    sentences, lost = drawable(edited(spoken, edits, clip), style.fonts.can_draw)
    marked = [with_strong_words(sentence, product_names) for sentence in sentences]
    captions = laid_out(marked, _room(target, style), clip)
    notes = []
    if not captions:
        notes.append("No captions: nothing was said here, or no words are known.")
    return CaptionTrack(clip, captions, (*notes, *_lost_note(lost)))


def with_hook(track: CaptionTrack, text: str, target: Target, style: CaptionStyle) -> CaptionTrack:
    """The track with a title over its first seconds, at the top of the text box; "" for none."""
    sentences, lost = drawable((spread(text, track.clip),), style.fonts.can_draw)
    if not sentences:
        return track
    lines, share = two_lines(sentences[0], _room(target, style))
    length = min(_HOOK_MS, track.clip.duration_ms)
    notes = (*track.notes, *_lost_note(lost))
    return replace(track, hook=Hook(lines, length, share), notes=notes)


def srt_text(track: CaptionTrack, after_ms: int = 0) -> str:
    """The captions as an SRT file on the clip's clock, or that much later behind an intro."""
    blocks = (
        f"{number}\n{_srt_time(start)} --> {_srt_time(end)}\n{text}\n"
        for number, (start, end, text) in enumerate(_shown(track, after_ms), 1)
    )
    return "\n".join(blocks)


def vtt_text(track: CaptionTrack, after_ms: int = 0) -> str:
    """The captions as a WebVTT file, as `srt_text`."""
    blocks = ["WEBVTT\n"]
    for start, end, text in _shown(track, after_ms):
        times = f"{_srt_time(start)} --> {_srt_time(end)}".replace(",", ".")
        # "-->" ends a cue's text and "<" starts a tag.
        safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{times}\n{safe}\n")
    return "\n".join(blocks)


def text_area(target: Target) -> Box:
    """Where captions are set: the text box, made symmetric to the picture where that costs little.

    Text in the middle of the picture looks right; a box that lies aside loses some width for it.
    """
    box, middle = target.text_box, target.width / 2
    half = min(middle - box.left, box.right - middle)
    if 2 * half < 0.8 * (box.right - box.left):
        return box
    return Box(round(middle - half), box.top, round(middle + half), box.bottom)


def scale_of(target: Target) -> float:
    """Pixels of the target for a pixel at a width of 1080."""
    return min(target.width, target.height) / 1080


def _room(target: Target, style: CaptionStyle) -> Room:
    area, scale = text_area(target), scale_of(target)
    margin = 2 * style.margin * scale
    size = style.font_size * scale
    return Room(area.right - area.left - margin, lambda text: style.fonts.width(text, size))


def _lost_note(lost: Sequence[str]) -> tuple[str, ...]:
    if not lost:
        return ()
    return (f"No caption font has {' '.join(lost)}: left out of the captions.",)


def _shown(track: CaptionTrack, after_ms: int) -> list[tuple[int, int, str]]:
    start_ms = track.clip.start_ms - after_ms
    return [
        (
            caption.span.start_ms - start_ms,
            caption.span.end_ms - start_ms,
            "\n".join(line_text(line) for line in caption.lines),
        )
        for caption in track.captions
    ]


def _srt_time(ms: int) -> str:
    seconds, rest = divmod(max(0, ms), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"
