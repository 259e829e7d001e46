"""Captions as ASS, which libass draws into the picture. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from clipping.caption_lines import Caption, Lines
from clipping.caption_styles import CaptionStyle
from clipping.caption_words import CaptionWord
from clipping.captions import CLEARANCE, CaptionTrack, Hook, scale_of, text_area
from clipping.fonts import FontFace
from clipping.model import Target
from transcripts.timeline import Span

_PLATE_ALPHA = "38"  # 22 % of the picture shines through a plate
_LOWER, _UPPER = 2, 8  # ASS alignments: bottom middle, top middle


def ass_text(track: CaptionTrack, target: Target, style: CaptionStyle) -> str:
    """The captions as an ASS file for a picture of the target's size, on the clip's clock."""
    writer = _Writer(target, style)
    lines = [*writer.head(), ""]
    for caption in track.captions:
        lines += writer.events(caption, track.clip)
    if track.hook is not None:
        lines.append(writer.hook(track.hook, 0, _centiseconds(track.hook.length_ms)))
    return "\n".join(lines) + "\n"


def ass_stills(track: CaptionTrack, target: Target, style: CaptionStyle) -> tuple[str, int]:
    """An ASS file that shows each text for one second, one after another, and how many there are.

    Drawn alone it tells where each text lies.
    """
    writer = _Writer(target, style)
    lines = [*writer.head(), ""]
    for at, caption in enumerate(track.captions):
        lines.append(writer.still(caption, at * 100, at * 100 + 100))
    count = len(track.captions)
    if track.hook is not None:
        lines.append(writer.hook(track.hook, count * 100, count * 100 + 100))
        count += 1
    return "\n".join(lines) + "\n", count


def faces_of(track: CaptionTrack, style: CaptionStyle) -> tuple[FontFace, ...]:
    """The faces that draw the captions, the style's own first."""
    found = {style.face.file: style.face}
    lines = [line for caption in track.captions for line in caption.lines]
    lines += track.hook.lines if track.hook else ()
    for word in (word for line in lines for word in line):
        found |= {run.face.file: run.face for run in style.fonts.runs(word.text)}
    return tuple(found.values())


def escaped(text: str) -> str:
    r"""Text that libass shows as it is: `{`, `}` and `\` lose their meaning, line ends go.

    A backslash is followed by a zero-width joiner, which libass draws as nothing: it has no escape
    for the backslash itself.
    """
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\u200d").replace("{", "\\{").replace("}", "\\}")


class _Writer:
    """Writes for one picture size and one style."""

    def __init__(self, target: Target, style: CaptionStyle) -> None:
        self.target, self.style, self.scale = target, style, scale_of(target)
        self.size = style.font_size * self.scale

    def head(self) -> list[str]:
        return [
            "[Script Info]",
            "ScriptType: v4.00+",
            f"PlayResX: {self.target.width}",
            f"PlayResY: {self.target.height}",
            "WrapStyle: 2",
            "ScaledBorderAndShadow: yes",
            "",
            "[V4+ Styles]",
            "Format: Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,"
            "Bold,Italic,Underline,StrikeOut,ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,"
            "Shadow,Alignment,MarginL,MarginR,MarginV,Encoding",
            self._style_line("Caption", _LOWER),
            self._style_line("Upper", _UPPER),
            "",
            "[Events]",
            "Format: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text",
        ]

    def _style_line(self, name: str, alignment: int) -> str:
        style, area, scale = self.style, text_area(self.target), self.scale
        edge = (style.margin + CLEARANCE) * scale
        below = self.target.height - area.bottom
        back = f"&H{_PLATE_ALPHA}{_bgr(style.plate)}" if style.plate else "&H80000000"
        fields = (
            *(name, style.face.family, f"{self.size:.1f}"),
            *(_colour(style.plain), _colour(style.plain), _colour(style.edge), back),
            *("-1" if style.face.is_bold else "0", "0", "0", "0", "100", "100", "0", "0"),
            "4" if style.plate else "1",
            *(f"{style.outline * scale:.1f}", f"{style.shadow * scale:.1f}", str(alignment)),
            *(str(area.left), str(self.target.width - area.right)),
            *(str(round(edge + (below if alignment == _LOWER else area.top))), "1"),
        )
        return "Style: " + ",".join(fields)

    def events(self, caption: Caption, clip: Span) -> Iterator[str]:
        """One event a word where the spoken word is coloured, else one; each starts where one ends.

        A word's colour comes when it is said, not earlier.
        """
        words = caption.words if self.style.spoken else caption.words[:1]
        starts = [caption.span.start_ms, *(word.span.start_ms for word in words[1:])]
        edges = [_centiseconds(ms - clip.start_ms) for ms in (*starts, caption.span.end_ms)]
        for at, (start, end) in enumerate(pairwise(edges)):
            if start < end:
                coloured = self._spoken(caption.words, at)
                yield self._event(caption, start, end, self._text(caption.lines, coloured, caption))

    def still(self, caption: Caption, start: int, end: int) -> str:
        return self._event(caption, start, end, self._text(caption.lines, (), caption))

    def hook(self, hook: Hook, start: int, end: int) -> str:
        text = self._sized(hook.size_share) + self._joined(hook.lines, ())
        return f"Dialogue: 1,{_ass_time(start)},{_ass_time(end)},Upper,,0,0,0,,{text}"

    def _event(self, caption: Caption, start: int, end: int, text: str) -> str:
        style = "Upper" if caption.is_upper else "Caption"
        return f"Dialogue: 0,{_ass_time(start)},{_ass_time(end)},{style},,0,0,0,,{text}"

    def _spoken(self, words: tuple[CaptionWord, ...], at: int) -> tuple[CaptionWord, ...]:
        if self.style.spoken is None:
            return ()
        return words[: at + 1] if self.style.keeps_spoken else words[at : at + 1]

    def _text(self, lines: Lines, spoken: tuple[CaptionWord, ...], caption: Caption) -> str:
        return self._sized(caption.size_share) + self._joined(lines, spoken)

    def _sized(self, share: float) -> str:
        return f"{{\\fscx{share * 100:.1f}\\fscy{share * 100:.1f}}}" if share < 1 else ""

    def _joined(self, lines: Iterable[tuple[CaptionWord, ...]], spoken: Iterable[object]) -> str:
        marked = {id(word) for word in spoken}
        return "\\N".join(
            "".join(
                self._word(word, i, is_spoken=id(word) in marked) for i, word in enumerate(line)
            )
            for line in lines
        )

    def _word(self, word: CaptionWord, at: int, *, is_spoken: bool) -> str:
        space = "" if at == 0 or word.is_glued else " "
        colour = self.style.strong if word.is_strong else None
        if is_spoken:
            colour = self.style.spoken
        text = "".join(self._run(run.face, run.text) for run in self.style.fonts.runs(word.text))
        if colour is None:
            return space + text
        return f"{space}{{\\1c{_colour(colour)}&}}{text}{{\\1c{_colour(self.style.plain)}&}}"

    def _run(self, face: FontFace, text: str) -> str:
        if face is self.style.face:
            return escaped(text)
        size = self.style.fonts.size_in(face, self.size)
        own = f"{{\\fn{self.style.face.family}\\fs{self.size:.1f}}}"
        return f"{{\\fn{face.family}\\fs{size:.1f}}}{escaped(text)}{own}"


def _bgr(rgb: str) -> str:
    return rgb[4:6] + rgb[2:4] + rgb[0:2]


def _colour(rgb: str) -> str:
    """ASS writes blue first.

    >>> _colour("FFE14D")
    '&H004DE1FF'
    """
    return f"&H00{_bgr(rgb)}"


def _centiseconds(ms: int) -> int:
    return max(0, (ms + 5) // 10)


def _ass_time(centiseconds: int) -> str:
    seconds, rest = divmod(centiseconds, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:02}"
