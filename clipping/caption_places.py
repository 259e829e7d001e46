"""Where captions stand: at the bottom of the text box, or at its top where a face is below. Pure.

The place is chosen shot by shot, so that captions do not jump while nothing else moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from clipping.caption_lines import Caption, line_text
from clipping.caption_styles import CaptionStyle
from clipping.captions import CaptionTrack, scale_of, text_area
from clipping.model import CropKey, CropPath, FaceAt, Layout, ShotCrop, Target
from clipping.shot_parts import FIT_TOP_SHARE

#: Share of a face that captions may cover before the other place is looked at.
_LITTLE = 0.04
#: The other place must cover less than this share of what the first covers.
_CLEARLY_LESS = 0.6
_LINE_HEIGHT = 1.2


@dataclass(frozen=True, slots=True)
class _View:
    """A shot as it is seen in the clip."""

    shot: ShotCrop
    path: CropPath
    target: Target


@dataclass(frozen=True, slots=True)
class _Area:
    """A rectangle in pixels of the clip."""

    left: float
    top: float
    right: float
    bottom: float

    def covered_by(self, other: _Area) -> float:
        """Share of this area that the other covers, 0-1."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        size = (self.right - self.left) * (self.bottom - self.top)
        return max(0.0, width) * max(0.0, height) / size if size > 0 else 0.0


def placed(
    track: CaptionTrack, path: CropPath | None, target: Target, style: CaptionStyle
) -> CaptionTrack:
    """The captions, those of a shot at the top of the text box where that hides less of faces.

    Args:
        track: The captions; those under a hook stay below.
        path: The framing with the faces that were seen; None without a picture.
        target: Size and text box of the clip.
        style: Decides how much room the text takes.
    """
    if path is None:
        return track
    upper: set[int] = set()
    for shot in path.shots:
        mine = [c for c in track.captions if shot.span.contains(_middle(c, track))]
        view = _View(shot, path, target)
        if mine and _belongs_above(mine, view, style):
            upper |= {id(caption) for caption in mine}
    hook_end = track.clip.start_ms + track.hook.length_ms if track.hook else -1
    captions = tuple(
        replace(c, is_upper=True) if id(c) in upper and c.span.start_ms >= hook_end else c
        for c in track.captions
    )
    return replace(track, captions=captions)


def _middle(caption: Caption, track: CaptionTrack) -> int:
    return max(track.clip.start_ms, caption.span.middle_ms)


def _belongs_above(captions: Sequence[Caption], view: _View, style: CaptionStyle) -> bool:
    below = above = 0.0
    for caption in captions:
        faces = list(_faces_during(caption, view))
        below += _hidden(faces, _text(caption, view.target, style, is_upper=False))
        above += _hidden(faces, _text(caption, view.target, style, is_upper=True))
    return below > _LITTLE * len(captions) and above < _CLEARLY_LESS * below


def _hidden(faces: Sequence[_Area], text: _Area) -> float:
    """Mean share of the faces that the text covers."""
    return sum(face.covered_by(text) for face in faces) / len(faces) if faces else 0.0


def _text(caption: Caption, target: Target, style: CaptionStyle, *, is_upper: bool) -> _Area:
    area, scale = text_area(target), scale_of(target)
    size = style.font_size * scale * caption.size_share
    width = max(style.fonts.width(line_text(line), size) for line in caption.lines)
    height = len(caption.lines) * size * _LINE_HEIGHT
    middle = (area.left + area.right) / 2
    top = area.top if is_upper else area.bottom - height
    return _Area(middle - width / 2, top, middle + width / 2, top + height)


def _faces_during(caption: Caption, view: _View) -> Iterator[_Area]:
    near = [face for face in view.shot.faces if caption.span.contains(face.at_ms)]
    for face in near or view.shot.faces:
        yield from _shown(face, view)


def _shown(face: FaceAt, view: _View) -> Iterator[_Area]:
    """Where a face of the recording lies in the clip; twice at most, in a split."""
    shot, width, height = view.shot, view.target.width, view.target.height
    if shot.layout in {Layout.TRACK, Layout.STATIC} and shot.keys:
        yield _through(face, _crop_at(shot.keys, face.at_ms), _Area(0, 0, width, height))
    elif shot.layout is Layout.SPLIT:
        for pane, top in ((0, 0.0), (1, height / 2)):
            if keys := [key for key in shot.keys if key.pane == pane]:
                area = _Area(0, top, width, top + height / 2)
                yield _clipped(_through(face, _crop_at(keys, face.at_ms), area), area)
    else:
        source_width, source_height = view.path.source_width, view.path.source_height
        zoom = min(width / source_width, height / source_height)
        left, top = (width - source_width * zoom) / 2, (height - source_height * zoom)
        top *= FIT_TOP_SHARE
        area = _Area(left, top, left + source_width * zoom, top + source_height * zoom)
        yield _through(face, CropKey(face.at_ms, 0, 0, source_width, source_height), area)


def _through(face: FaceAt, crop: CropKey, area: _Area) -> _Area:
    """A face seen through a crop that fills an area."""
    zoom_x = (area.right - area.left) / crop.width
    zoom_y = (area.bottom - area.top) / crop.height
    left, top = area.left + (face.x - crop.x) * zoom_x, area.top + (face.y - crop.y) * zoom_y
    return _Area(left, top, left + face.width * zoom_x, top + face.height * zoom_y)


def _clipped(face: _Area, area: _Area) -> _Area:
    return _Area(
        max(face.left, area.left),
        max(face.top, area.top),
        min(face.right, area.right),
        min(face.bottom, area.bottom),
    )


def _crop_at(keys: Iterable[CropKey], at_ms: int) -> CropKey:
    """The crop at a moment: linear between keys, held outside them."""
    ordered = sorted(keys, key=lambda key: key.at_ms)
    if at_ms <= ordered[0].at_ms:
        return ordered[0]
    for before, after in pairwise(ordered):
        if at_ms < after.at_ms:
            share = (at_ms - before.at_ms) / (after.at_ms - before.at_ms)
            x = before.x + (after.x - before.x) * share
            y = before.y + (after.y - before.y) * share
            return replace(before, at_ms=at_ms, x=x, y=y)
    return ordered[-1]
