"""Captions keep off faces, and do not jump about for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clipping.caption_places import placed
from clipping.caption_styles import caption_style
from clipping.captions import CaptionTrack, make_captions, with_hook
from clipping.model import CropKey, CropPath, FaceAt, Layout, ShotCrop, Target
from tests.clip_media import sentence, transcript
from transcripts.timeline import Span

TARGET, STYLE, CLIP = Target(), caption_style(None), Span(0, 8000)
#: The middle third of a 1280 by 720 picture.
KEY = CropKey(0, 438, 0, 404, 718)


def captions(at_ms: int = 500) -> CaptionTrack:
    said = transcript([sentence("오늘 방송에서만 무료배송", at_ms)])
    return make_captions(said, CLIP, TARGET, STYLE)


def shot(span: Span, face: tuple[float, float, float, float], layout=Layout.STATIC) -> ShotCrop:
    x, y, width, height = face
    keys = (replace(KEY, at_ms=span.start_ms),) if layout is Layout.STATIC else ()
    faces = tuple(FaceAt(at, x, y, width, height) for at in range(*span_ms(span), 1000))
    return ShotCrop(span, layout, keys, faces=faces)


def span_ms(span: Span) -> tuple[int, int]:
    return span.start_ms, span.end_ms


@pytest.mark.parametrize(
    ("face", "is_upper"),
    [
        ((540, 130, 160, 200), False),  # an ordinary host: the face is above the captions
        ((470, 270, 280, 330), True),  # a head low in the picture: its mouth would be covered
        ((440, 100, 400, 520), False),  # a face everywhere: nothing is gained above
    ],
)
def test_captions_go_up_where_a_face_is_below_and_the_top_is_free(face, is_upper):
    path = CropPath(1280, 720, (shot(CLIP, face),))

    track = placed(captions(), path, TARGET, STYLE)

    assert {caption.is_upper for caption in track.captions} == {is_upper}


def test_each_shot_has_its_own_place():
    low, high = (470, 270, 280, 330), (540, 100, 160, 200)
    path = CropPath(1280, 720, (shot(Span(0, 4000), low), shot(Span(4000, 8000), high)))
    said = transcript([sentence("첫 장면 입니다", 500), sentence("다음 장면 입니다", 5000)])

    track = placed(make_captions(said, CLIP, TARGET, STYLE), path, TARGET, STYLE)

    assert [caption.is_upper for caption in track.captions] == [True, False]


def test_a_hook_keeps_the_top_for_itself():
    path = CropPath(1280, 720, (shot(CLIP, (470, 270, 280, 330)),))
    said = transcript([sentence("첫 문장 입니다", 500), sentence("다음 문장 입니다", 5000)])
    track = make_captions(said, CLIP, TARGET, STYLE)

    track = placed(with_hook(track, "오늘만 이 가격", TARGET, STYLE), path, TARGET, STYLE)

    assert [caption.is_upper for caption in track.captions] == [False, True]


def test_a_face_in_a_picture_shown_whole_is_found_where_it_is_drawn():
    path = CropPath(1280, 720, (shot(CLIP, (540, 650, 200, 70), Layout.FIT),))

    assert placed(captions(), path, TARGET, STYLE).captions[0].is_upper


def test_without_a_picture_captions_stay_below():
    assert placed(captions(), None, TARGET, STYLE) == captions()
