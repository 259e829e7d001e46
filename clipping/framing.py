"""The framing of a span: one decode of it, the faces in it, a crop for each shot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clipping.errors import NoPicture
from clipping.face_watch import FaceWatch
from clipping.faces import DETECTION_SIDE, Face
from clipping.frames import Reading, read_frames
from clipping.model import CropPath, FaceAt, Layout, MediaInfo, Picture, Scene, ShotCrop
from clipping.mouths import speech_of
from clipping.reframe import Frame, ShotFaces, ShotOverride, Thing, frame_shot
from clipping.scenes import CutFinder, scenes_between, thumbnail
from clipping.shot_view import Grey, grey_of, held_up, writing_in
from clipping.tracks import FaceBox, FaceTrack, follow_faces
from transcripts.progress import ignore_progress
from transcripts.timeline import Span

#: Faces are looked for five times a second; a head crosses half its width in that time at most.
LOOK_EVERY_MS = 200
_REMEMBER_EVERY_MS = 1000
#: An override's edge this near a cut means the cut.
_SNAP_MS = 500
#: In shots with fewer looks a single sighting counts.
_FEW_LOOKS = 5


@dataclass(frozen=True, slots=True)
class _Look:
    """What was seen at a moment: the faces in source pixels, and the picture, small and grey."""

    at_ms: int
    boxes: tuple[FaceBox, ...]
    grey: Grey


@dataclass(frozen=True, slots=True)
class Known:
    """What was found out about the recording before.

    Attributes:
        scenes: Its shots; without them the cuts in the span are found here.
        voiced: Where somebody speaks; None where nobody listened.
    """

    scenes: Sequence[Scene] = ()
    voiced: Sequence[Span] | None = None


NOTHING_KNOWN = Known()


def frame_span(
    path: Path,
    info: MediaInfo,
    span: Span,
    known: Known = NOTHING_KNOWN,
    *,
    overrides: Sequence[ShotOverride] = (),
    on_progress: Callable[[float], None] = ignore_progress,
) -> CropPath:
    """How the span fills a vertical picture, shot by shot.

    Decodes only the span, and nothing of a source that is vertical already.

    Args:
        path: The recording.
        info: What probing said of it.
        span: Which part; what lies behind the recording's end is left out.
        known: What was found out before.
        overrides: What a person chose; later ones win.
        on_progress: Called with the share done, 0-1.

    Raises:
        NoPicture: there is no picture, or none in this span.
        UnreadableMedia: the file cannot be read any more.
    """
    picture, part = info.picture, span.clamped(info.duration_ms)
    if picture is None:
        raise NoPicture(f"{path.name} has no picture, so there is nothing to frame.")
    if part is None:
        raise NoPicture(f"{path.name} ends at {info.duration_ms} ms, before this span.")
    cuts = [scene.span.start_ms for scene in known.scenes]
    if picture.is_vertical and not overrides:
        on_progress(1.0)
        return _passed_through(picture, scenes_between(cuts, part))
    looks, found = _look(path, info, part, find_cuts=not known.scenes, on_progress=on_progress)
    pieces = _pieces(part, cuts or found, overrides)
    frame = Frame(picture.width, picture.height)
    shots = tuple(
        _shot(frame, piece, looks, _chosen(piece, overrides), known.voiced) for piece in pieces
    )
    return CropPath(picture.width, picture.height, shots, _notes(shots))


def _passed_through(picture: Picture, shots: Iterable[Scene]) -> CropPath:
    note = "the source is vertical already"
    return CropPath(
        picture.width,
        picture.height,
        tuple(ShotCrop(shot.span, Layout.PASSTHROUGH, note=note) for shot in shots),
    )


def _look(
    path: Path,
    info: MediaInfo,
    span: Span,
    *,
    find_cuts: bool,
    on_progress: Callable[[float], None],
) -> tuple[list[_Look], tuple[int, ...]]:
    """What is seen at each looked-at moment, and the cuts where they are asked for."""
    assert info.picture is not None  # the caller looked
    faces, cuts = FaceWatch(), CutFinder()
    looks: list[_Look] = []
    every_ms = 0 if find_cuts else LOOK_EVERY_MS
    due_ms = span.start_ms
    reading = Reading(DETECTION_SIDE, span, every_ms, is_rough=not find_cuts)
    for frame in read_frames(path, info, reading):
        if find_cuts:
            cuts.feed(frame, thumbnail(frame))
        at_ms = max(span.start_ms, frame.at_ms)
        if at_ms >= due_ms:
            due_ms = max(due_ms + LOOK_EVERY_MS, at_ms + LOOK_EVERY_MS // 2)
            boxes = _in_source(at_ms, faces.look(frame.bgr), info.picture)
            looks.append(_Look(at_ms, boxes, grey_of(frame.bgr)))
            on_progress((at_ms - span.start_ms) / span.duration_ms)
    on_progress(1.0)
    return looks, cuts.cuts()


def _in_source(at_ms: int, faces: Iterable[Face], picture: Picture) -> tuple[FaceBox, ...]:
    width, height = picture.width, picture.height
    return tuple(
        FaceBox(at_ms, f.x * width, f.y * height, f.width * width, f.height * height, f.score)
        for f in faces
    )


def _pieces(span: Span, cuts: Iterable[int], overrides: Sequence[ShotOverride]) -> tuple[Span, ...]:
    """The shots of a span, divided also where a person's choice begins or ends inside one."""
    edges = [span.start_ms, *(c for c in cuts if span.start_ms < c < span.end_ms), span.end_ms]
    for override in overrides:
        for edge in (override.span.start_ms, override.span.end_ms):
            if all(abs(edge - known) > _SNAP_MS for known in edges):
                edges.append(edge)
    return tuple(scene.span for scene in scenes_between(edges, span))


def _chosen(piece: Span, overrides: Sequence[ShotOverride]) -> ShotOverride | None:
    """The last choice that covers most of a piece."""
    covering = [o for o in overrides if o.span.overlap_ms(piece) * 2 > piece.duration_ms]
    return covering[-1] if covering else None


def _shot(
    frame: Frame,
    span: Span,
    looks: Sequence[_Look],
    override: ShotOverride | None,
    voiced: Sequence[Span] | None,
) -> ShotCrop:
    seen = [look for look in looks if span.contains(look.at_ms)]
    least = 1 if len(seen) < _FEW_LOOKS else 3
    followed = follow_faces((look.boxes for look in seen), min_sightings=least)
    tracks = _with_speech(followed, seen, frame, voiced)
    greys = [look.grey for look in seen]
    writing = tuple((r.left * frame.width, r.right * frame.width) for r in writing_in(greys))
    times = tuple(look.at_ms for look in seen)
    faces = ShotFaces(span, times, tracks, writing, _things(frame, seen, tracks))
    return replace(frame_shot(frame, faces, override), faces=tuple(_remembered(tracks)))


def _with_speech(
    tracks: Sequence[FaceTrack],
    seen: Sequence[_Look],
    frame: Frame,
    voiced: Sequence[Span] | None,
) -> tuple[FaceTrack, ...]:
    """The tracks; where there are several, with how much each one speaks."""
    if len(tracks) < 2:
        return tuple(tracks)
    greys = {look.at_ms: look.grey for look in seen}
    return tuple(
        replace(track, speech=speech_of(track.boxes, greys, frame.width, voiced))
        for track in tracks
    )


def _remembered(tracks: Iterable[FaceTrack]) -> Iterator[FaceAt]:
    """The faces about once a second, in whole pixels."""
    for track in tracks:
        due_ms = 0
        for box in track.boxes:
            if box.at_ms >= due_ms:
                due_ms = box.at_ms + _REMEMBER_EVERY_MS
                x, y, width, height = map(round, (box.x, box.y, box.width, box.height))
                yield FaceAt(box.at_ms, x, y, width, height)


def _things(frame: Frame, seen: Sequence[_Look], tracks: Sequence[FaceTrack]) -> tuple[Thing, ...]:
    """What is held up beside the one person of a shot."""
    if len(tracks) != 1:
        return ()
    boxes = {box.at_ms: box for box in tracks[0].boxes}
    faces = [_in_shares(boxes.get(look.at_ms), frame) for look in seen]
    return tuple(
        Thing(
            Span(seen[held.looks[0]].at_ms, seen[held.looks[1]].at_ms + 1),
            held.region.left * frame.width,
            held.region.right * frame.width,
        )
        for held in held_up([look.grey for look in seen], faces)
    )


def _in_shares(box: FaceBox | None, frame: Frame) -> FaceBox | None:
    if box is None:
        return None
    x, y = box.x / frame.width, box.y / frame.height
    return FaceBox(box.at_ms, x, y, box.width / frame.width, box.height / frame.height, box.score)


def _notes(shots: Sequence[ShotCrop]) -> tuple[str, ...]:
    whole = sum(s.span.duration_ms for s in shots if s.layout is Layout.FIT)
    share = whole / sum(s.span.duration_ms for s in shots)
    if share == 0:
        return ()
    return (f"The whole picture is shown for {share:.0%} of the clip.",)
