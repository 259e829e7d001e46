"""Captions of a clip: what is shown when, as ASS for the picture and as SRT beside it. Pure.

Everything is kept on the recording's clock and only written on the clip's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clipping.caption_lines import Caption, Room, laid_out, line_text
from clipping.caption_words import (
    CaptionEdit,
    CaptionWord,
    drawable,
    edited,
    sentences_within,
    with_strong_words,
)
from clipping.fonts import FontFace, bold_face, medium_face
from clipping.model import Box, Target
from transcripts.model import Transcript
from transcripts.timeline import Span

_NORMAL_SIZE = 88  # ASS font size at 1080 pixels of width: ten Hangul letters a line
_CLEARANCE = 8  # pixels between outline and lower edge of the text box, at 1080


@dataclass(frozen=True, slots=True)
class CaptionStyle:
    """How captions look.

    Attributes:
        name: Machine word.
        face: The font.
        plain: Colour of words, RRGGBB.
        spoken: Colour of the word being said; None to leave it.
        strong: Colour of prices, benefits and products; None to leave them.
        outline: Width of the dark edge in pixels at 1080.
        shadow: Depth of the shadow in pixels at 1080.
    """

    name: str
    face: FontFace
    plain: str
    spoken: str | None
    strong: str | None
    outline: float
    shadow: float


DEFAULT_STYLE = "bold"


def caption_style(name: str | None) -> CaptionStyle:
    """The style of that name; the default where the name is unknown or None."""
    styles: Mapping[str, CaptionStyle] = {
        "bold": CaptionStyle("bold", bold_face(), "FFFFFF", "FFE14D", "5CF2B8", 6, 2),
        "calm": CaptionStyle("calm", medium_face(), "FFFFFF", None, "FFE14D", 4, 1),
        "plain": CaptionStyle("plain", medium_face(), "FFFFFF", None, None, 5, 0),
    }
    return styles.get(name or DEFAULT_STYLE, styles[DEFAULT_STYLE])


@dataclass(frozen=True, slots=True)
class CaptionTrack:
    """The captions of a clip, in order, and what people should know about them."""

    clip: Span
    captions: tuple[Caption, ...] = ()
    notes: tuple[str, ...] = ()


def make_captions(
    transcript: Transcript | None,
    clip: Span,
    target: Target,
    style: CaptionStyle,
    *,
    edits: Sequence[CaptionEdit] = (),
    product_names: Sequence[str] = (),
) -> CaptionTrack:
    """Captions that fit the target's text box, in characters the font has.

    Args:
        transcript: What was said; None or empty where nothing is known.
        clip: The clip's span of the recording.
        target: Its picture size and text box.
        style: How it looks; decides the font that is measured.
        edits: People's corrections, which win.
        product_names: Names to colour.
    """
    spoken = sentences_within(transcript, clip) if transcript else ()
    sentences, lost = drawable(edited(spoken, edits, clip), style.face.can_draw)
    marked = [with_strong_words(sentence, product_names) for sentence in sentences]
    captions = laid_out(marked, _room(target, style), clip)
    notes = []
    if not captions:
        notes.append("No captions: nothing was said here, or no words are known.")
    if lost:
        notes.append(f"The caption font has no {' '.join(lost)}: left out of the captions.")
    return CaptionTrack(clip, captions, tuple(notes))


def ass_text(track: CaptionTrack, target: Target, style: CaptionStyle) -> str:
    """The captions as an ASS file for a picture of the target's size, on the clip's clock."""
    lines = [*_ass_head(target, style), ""]
    for caption in track.captions:
        lines += _ass_events(caption, track.clip, style)
    return "\n".join(lines) + "\n"


def srt_text(track: CaptionTrack) -> str:
    """The captions as an SRT file on the clip's clock."""
    blocks = []
    for number, caption in enumerate(track.captions, 1):
        start, end = (
            _srt_time(ms - track.clip.start_ms)
            for ms in (caption.span.start_ms, caption.span.end_ms)
        )
        text = "\n".join(line_text(line) for line in caption.lines)
        blocks.append(f"{number}\n{start} --> {end}\n{text}\n")
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


def escaped(text: str) -> str:
    r"""Text that libass shows as it is: `{`, `}` and `\` lose their meaning, line ends go.

    A backslash is followed by a zero-width joiner, which libass draws as nothing: it has no escape
    for the backslash itself.
    """
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\u200d").replace("{", "\\{").replace("}", "\\}")


def _room(target: Target, style: CaptionStyle) -> Room:
    area, scale = text_area(target), _scale(target)
    margin = 2 * (style.outline + style.shadow) * scale
    size = _NORMAL_SIZE * scale
    return Room(area.right - area.left - margin, lambda text: style.face.width(text, size))


def _scale(target: Target) -> float:
    return min(target.width, target.height) / 1080


def _ass_head(target: Target, style: CaptionStyle) -> list[str]:
    area, scale = text_area(target), _scale(target)
    margin_v = round(target.height - area.bottom + (style.outline + _CLEARANCE) * scale)
    fields = (
        "Caption",
        style.face.family,
        f"{_NORMAL_SIZE * scale:.1f}",
        *(_colour(style.plain), _colour(style.plain), "&H00101010", "&H80000000"),
        *("-1" if style.face.is_bold else "0", "0", "0", "0", "100", "100", "0", "0", "1"),
        *(f"{style.outline * scale:.1f}", f"{style.shadow * scale:.1f}", "2"),
        *(str(area.left), str(target.width - area.right), str(margin_v), "1"),
    )
    return [
        "[Script Info]",
        "ScriptType: v4.00+",
        f"PlayResX: {target.width}",
        f"PlayResY: {target.height}",
        "WrapStyle: 2",
        "ScaledBorderAndShadow: yes",
        "",
        "[V4+ Styles]",
        "Format: Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,"
        "Bold,Italic,Underline,StrikeOut,ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,Shadow,"
        "Alignment,MarginL,MarginR,MarginV,Encoding",
        "Style: " + ",".join(fields),
        "",
        "[Events]",
        "Format: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text",
    ]


def _ass_events(caption: Caption, clip: Span, style: CaptionStyle) -> list[str]:
    """One event a word where the spoken word is coloured, else one; each starts where one ends."""
    words = caption.words if style.spoken else caption.words[:1]
    starts = [caption.span.start_ms, *(word.span.start_ms for word in words[1:])]
    edges = [_centiseconds(ms - clip.start_ms) for ms in (*starts, caption.span.end_ms)]
    events = []
    for word, (start, end) in zip(words, pairwise(edges), strict=True):
        if start < end:
            text = _ass_caption(caption, word if style.spoken else None, style)
            times = f"{_ass_time(start)},{_ass_time(end)}"
            events.append(f"Dialogue: 0,{times},Caption,,0,0,0,,{text}")
    return events


def _ass_caption(caption: Caption, spoken: CaptionWord | None, style: CaptionStyle) -> str:
    prefix = ""
    if caption.size_share < 1:
        share = f"{caption.size_share * 100:.1f}"
        prefix = f"{{\\fscx{share}\\fscy{share}}}"
    return prefix + "\\N".join(
        "".join(_ass_word(word, i, spoken, style) for i, word in enumerate(line))
        for line in caption.lines
    )


def _ass_word(word: CaptionWord, at: int, spoken: CaptionWord | None, style: CaptionStyle) -> str:
    colour = style.strong if word.is_strong else None
    if word is spoken:
        colour = style.spoken
    space = "" if at == 0 or word.is_glued else " "
    if colour is None:
        return space + escaped(word.text)
    return f"{space}{{\\1c{_colour(colour)}&}}{escaped(word.text)}{{\\1c{_colour(style.plain)}&}}"


def _colour(rgb: str) -> str:
    """ASS writes blue first.

    >>> _colour("FFE14D")
    '&H004DE1FF'
    """
    return f"&H00{rgb[4:6]}{rgb[2:4]}{rgb[0:2]}"


def _centiseconds(ms: int) -> int:
    return max(0, (ms + 5) // 10)


def _ass_time(centiseconds: int) -> str:
    seconds, rest = divmod(centiseconds, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:02}"


def _srt_time(ms: int) -> str:
    seconds, rest = divmod(max(0, ms), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"
