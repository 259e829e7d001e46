"""Which frames become covers."""

from __future__ import annotations

from dataclasses import replace

from clipping.cover import Frame, choose
from clipping.faces import Face
from transcripts.timeline import Span

FACE = Face(0.36, 0.3, 0.28, 0.28, 0.95)
PLAIN = Frame(0, 120, 50, 5.0)
SPAN = Span(0, 10_000)


def clip(*frames: Frame) -> list[Frame]:
    return [replace(frame, at_ms=i * 1000) for i, frame in enumerate(frames)]


def best(*frames: Frame) -> int:
    return choose(clip(*frames), SPAN)[0][0]


def test_a_sharp_frame_beats_a_blurred_one():
    assert best(PLAIN, replace(PLAIN, sharpness=6.5), PLAIN) == 1


def test_open_eyes_beat_closed_ones():
    closed, awake = replace(PLAIN, face=FACE, eyes=3.0), replace(PLAIN, face=FACE, eyes=5.0)

    assert best(closed, closed, awake, closed) == 2


def test_a_face_beats_no_face_of_like_sharpness():
    assert best(PLAIN, replace(PLAIN, face=FACE, eyes=4.0), PLAIN) == 1


def test_black_frames_and_frames_at_a_cut_are_avoided():
    black = replace(PLAIN, brightness=5, contrast=2, sharpness=9)
    at_cut = replace(PLAIN, sharpness=7, is_near_cut=True)

    assert best(black, at_cut, replace(PLAIN, sharpness=6), PLAIN) == 2


def test_the_choices_lie_apart():
    frames = clip(*(replace(PLAIN, sharpness=5 + i / 10) for i in range(10)))

    chosen = [frames[at].at_ms for at, _ in choose(frames, SPAN)]

    assert len(chosen) == 3
    assert all(abs(a - b) >= 1500 for a in chosen for b in chosen if a != b)


def test_a_clip_of_one_frame_has_one_cover():
    assert len(choose([PLAIN], Span(0, 40))) == 1
