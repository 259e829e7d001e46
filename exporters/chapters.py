"""The whole recording as chapters: what is shown and spoken of, in order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from exporters.video_data import Moment, distinct
from transcripts.mentions import Pin, find_mentions
from transcripts.model import Transcript
from transcripts.plain_text import plain
from transcripts.product_index import SURE
from transcripts.products import Product
from transcripts.timeline import Span

#: Google and viewers want chapters that last.
_SHORTEST_MS = 10_000
#: Two sure mentions within this time begin a product's chapter.
_SETTLED_MS = 90_000
_OPENING = {"ko": "방송 시작", "en": "Opening"}


def find_chapters(
    transcript: Transcript | None,
    products: Sequence[Product],
    pins: Sequence[Pin],
    moments: Sequence[Moment],
    duration_ms: int,
) -> tuple[Moment, ...]:
    """Chapters that follow each other without a gap; none for a recording without anything.

    By pinned products where there are pins, else by the products spoken of, else by the moments.

    Args:
        transcript: What is said; may be None.
        products: What is sold.
        pins: When which product was shown as the current one.
        moments: Other moments worth a chapter, in any order.
        duration_ms: Length of the recording.
    """
    names = {product.id: plain(product.name) for product in products}
    starts = _pinned(pins, names)
    if not starts and transcript is not None:
        starts = _spoken(transcript, products, names)
    if not starts:
        starts = [(moment.span.start_ms, moment.name) for moment in distinct(moments)]
    if not starts or duration_ms < _SHORTEST_MS:
        return ()
    language = transcript.language if transcript else "en"
    return _chapters(_spaced(starts, language, duration_ms), duration_ms)


def chapters_vtt(chapters: Iterable[Moment]) -> str:
    """Chapters as WebVTT, for players and platforms."""
    lines = ["WEBVTT", ""]
    for chapter in chapters:
        lines += [
            f"{_time(chapter.span.start_ms)} --> {_time(chapter.span.end_ms)}",
            vtt_text(chapter.name),
            "",
        ]
    return "\n".join(lines)


def lines_vtt(lines: Iterable[tuple[str, Span]], offset_ms: int = 0) -> str:
    """Sentences as WebVTT subtitles, their times counted from `offset_ms`."""
    out = ["WEBVTT", ""]
    for text, span in lines:
        start_ms, end_ms = span.start_ms - offset_ms, span.end_ms - offset_ms
        out += [f"{_time(max(0, start_ms))} --> {_time(end_ms)}", vtt_text(text), ""]
    return "\n".join(out)


def vtt_text(text: str) -> str:
    """Text that a WebVTT file shows literally: one line, no tags, no arrow."""
    escaped = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped or "-"


def _pinned(pins: Sequence[Pin], names: Mapping[str, str]) -> list[tuple[int, str]]:
    known = [pin for pin in sorted(pins, key=lambda p: p.span) if pin.product_id in names]
    return _changes((pin.span.start_ms, names[pin.product_id]) for pin in known)


def _spoken(
    transcript: Transcript, products: Sequence[Product], names: Mapping[str, str]
) -> list[tuple[int, str]]:
    """Where the host begins to speak of a product and stays with it."""
    sure = [m for m in find_mentions(transcript, products) if m.confidence >= SURE]
    best = {m.span: m for m in sorted(sure, key=lambda m: m.confidence)}
    ordered = [best[span] for span in sorted(best)]
    return _changes(
        (first.span.start_ms, names[first.product_id])
        for first, second in pairwise(ordered)
        if first.product_id == second.product_id
        and second.span.start_ms - first.span.start_ms <= _SETTLED_MS
    )


def _changes(starts: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Only those that name something else than the one before."""
    out: list[tuple[int, str]] = []
    for start in starts:
        if not out or out[-1][1] != start[1]:
            out.append(start)
    return out


def _spaced(
    starts: Sequence[tuple[int, str]], language: str, duration_ms: int
) -> list[tuple[int, str]]:
    """Starts from 0 on, none too near to the one before or to the end."""
    opening = _OPENING.get(language, _OPENING["en"])
    out = [(0, opening)] if starts[0][0] >= _SHORTEST_MS else [(0, starts[0][1])]
    for at_ms, name in starts:
        if at_ms - out[-1][0] >= _SHORTEST_MS and duration_ms - at_ms >= _SHORTEST_MS:
            out.append((at_ms, name))
    return _changes(out)


def _chapters(starts: Sequence[tuple[int, str]], duration_ms: int) -> tuple[Moment, ...]:
    ends = [at_ms for at_ms, _ in starts[1:]] + [duration_ms]
    return tuple(
        Moment(name, Span(at_ms, end_ms))
        for (at_ms, name), end_ms in zip(starts, ends, strict=True)
    )


def _time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
