"""What the review page shows of a clip: what is said around it, its shots, what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from service.series import window_levels
from transcripts.errors import TranscriptsError
from transcripts.model import Segment, Transcript, transcript_from_json
from transcripts.timeline import Span
from workers.actions import clips, finals, recordings
from workers.application import Application
from workers.brief import ClipOrder
from workers.pipeline import JsonValue
from workers.views import Actor, ClipFiles, ClipView

#: How far before and after a clip the page shows what is said.
_AROUND_MS = 20_000
_LEFT_OUT = 40


@dataclass(frozen=True, slots=True)
class ShownWord:
    """A word that can be clicked; a sentence without word times is one word."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence near a clip.

    Attributes:
        span: When it is said.
        words: Its words.
        caption: What the caption says: the corrected text, or what was heard.
        heard: What was heard.
        is_inside: Its middle lies in the clip, so it has a caption there.
    """

    span: Span
    words: tuple[ShownWord, ...]
    caption: str
    heard: str
    is_inside: bool


@dataclass(frozen=True, slots=True)
class Shot:
    """A shot of a clip and how it fills the picture; `layout` is "" while that is found out."""

    start_ms: int
    end_ms: int
    layout: str
    chosen: str
    confidence: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A moment that was not suggested, and why in a machine word."""

    start_ms: int
    end_ms: int
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Covered:
    """How many suggestions a product has, why none, and the best moment that is not suggested."""

    name: str
    clips: int
    reason: str
    best: Span | None


@dataclass(frozen=True, slots=True)
class ClipPage:
    """Everything the page shows of one clip.

    Attributes:
        clip: The clip.
        files: What is made of it.
        window: The stretch shown for trimming.
        sentences: Said in the window.
        levels: Loudness over the window, 0-1.
        shots: Of the framing, once known.
        products: Name of each product of the broadcast, by id.
    """

    clip: ClipView
    files: ClipFiles
    window: Span
    sentences: tuple[ShownSentence, ...]
    levels: tuple[float, ...]
    shots: tuple[Shot, ...]
    products: Mapping[str, str]


def clip_page(app: Application, actor: Actor, clip_id: str) -> ClipPage:
    """A clip with its surroundings."""
    files = finals.clip_files(app, actor, clip_id)
    clip = files.clip
    recording = recordings.get_recording(app, actor, clip.recording_id)
    span = clip.order.span
    duration_ms = max(recording.duration_ms or 0, span.end_ms)
    window = span.padded(_AROUND_MS, _AROUND_MS, duration_ms)
    sound = _read(app, actor, clip.recording_id, "sound", "sound.json")
    return ClipPage(
        clip=clip,
        files=files,
        window=window,
        sentences=_sentences(transcript_of(app, actor, clip.recording_id), window, clip.order),
        levels=tuple(window_levels(sound, window.start_ms, window.end_ms)),
        shots=_shots(app, actor, clip),
        products=product_names(app, actor, clip.recording_id),
    )


def product_names(app: Application, actor: Actor, recording_id: str) -> dict[str, str]:
    """Name of each product of a broadcast, by id."""
    listed = _read(app, actor, recording_id, "sales", "products.json").get("products")
    entries = listed if isinstance(listed, list) else []
    return {
        str(entry["id"]): str(entry.get("name") or entry["id"])
        for entry in entries
        if isinstance(entry, Mapping)
    }


def transcript_of(app: Application, actor: Actor, recording_id: str) -> Transcript:
    """What was said; an empty transcript while nobody has listened."""
    value = _read(app, actor, recording_id, "transcript", "transcript.json")
    try:
        return transcript_from_json(value) if value else Transcript("und", 0)
    except TranscriptsError:
        return Transcript("und", 0)


def left_out(app: Application, actor: Actor, recording_id: str) -> tuple[LeftOut, ...]:
    """Moments the machine did not suggest, best first, at most 40."""
    listed = _read(app, actor, recording_id, "highlights", "highlights.json").get("rejected")
    out = [
        LeftOut(
            int(str(entry["start_ms"])),
            int(str(entry["end_ms"])),
            float(str(entry["score"])),
            str(entry["reason"]),
        )
        for entry in (listed if isinstance(listed, list) else [])
        if isinstance(entry, Mapping)
    ]
    return tuple(sorted(out, key=lambda moment: (-moment.score, moment.start_ms))[:_LEFT_OUT])


def coverage(app: Application, actor: Actor, recording_id: str) -> tuple[Covered, ...]:
    """What the suggestions show of each product, those without any first; by the shop's list."""
    listed = _read(app, actor, recording_id, "highlights", "highlights.json").get("coverage")
    names = product_names(app, actor, recording_id)
    out = [_covered(entry, names) for entry in (listed if isinstance(listed, list) else [])
           if isinstance(entry, Mapping)]  # fmt: skip
    return tuple(sorted(out, key=lambda one: one.clips > 0))


def _covered(entry: Mapping[str, JsonValue], names: Mapping[str, str]) -> Covered:
    product_id, best, ids = str(entry["product_id"]), entry.get("best"), entry["highlight_ids"]
    return Covered(
        name=names.get(product_id, product_id),
        clips=len(ids) if isinstance(ids, list) else 0,
        reason=str(entry.get("reason", "")),
        best=Span(int(str(best["start_ms"])), int(str(best["end_ms"])))
        if isinstance(best, Mapping)
        else None,
    )


def _sentences(transcript: Transcript, window: Span, order: ClipOrder) -> tuple[ShownSentence, ...]:
    edits = {(e["start_ms"], e["end_ms"]): str(e["text"]) for e in order.shown_edits}
    return tuple(
        ShownSentence(
            span=segment.span,
            words=_words(segment),
            caption=edits.get((segment.span.start_ms, segment.span.end_ms), segment.text),
            heard=segment.text,
            is_inside=order.span.contains(segment.span.middle_ms),
        )
        for segment in transcript.within(window)
    )


def _words(segment: Segment) -> tuple[ShownWord, ...]:
    if not segment.words:
        return (ShownWord(segment.span.start_ms, segment.span.end_ms, segment.text),)
    return tuple(ShownWord(w.span.start_ms, w.span.end_ms, w.text) for w in segment.words)


def _shots(app: Application, actor: Actor, clip: ClipView) -> tuple[Shot, ...]:
    """The shots of the framing; while a change is being framed anew, the scenes of the clip."""
    value = clips.read_clip_output(app, actor, clip.id, "frame", "crop.json")
    if value:
        spans = [
            (Span(s["start_ms"], s["end_ms"]), s["layout"], s.get("confidence", 1.0))
            for s in value["shots"]
        ]
    else:
        scenes = _read(app, actor, clip.recording_id, "scenes", "scenes.json").get("scenes")
        spans = [(part, "", 1.0) for part in _parts(clip.order.span, scenes)]
    return tuple(
        Shot(span.start_ms, span.end_ms, layout, _chosen(clip.order, span), confidence)
        for span, layout, confidence in spans
    )


def _parts(span: Span, scenes: object) -> list[Span]:
    """A clip's span, cut where scenes change."""
    cuts = [int(scene["start_ms"]) for scene in scenes] if isinstance(scenes, list) else []
    edges = [span.start_ms, *(c for c in cuts if span.start_ms < c < span.end_ms), span.end_ms]
    return [Span(start_ms, end_ms) for start_ms, end_ms in pairwise(edges)]


def _chosen(order: ClipOrder, shot: Span) -> str:
    """The layout a person chose for a shot, or ""."""
    for layout in reversed(order.layouts):
        start_ms, end_ms = int(str(layout["start_ms"])), int(str(layout["end_ms"]))
        if start_ms <= shot.middle_ms < end_ms:
            return str(layout["layout"])
    return ""


def _read(
    app: Application, actor: Actor, recording_id: str, step: str, name: str
) -> Mapping[str, JsonValue]:
    value = recordings.read_output(app, actor, recording_id, step, name)
    return value if isinstance(value, Mapping) else {}
