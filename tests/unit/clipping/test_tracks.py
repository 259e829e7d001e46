"""Faces of single frames become one track for each person."""

from __future__ import annotations

from clipping.tracks import FaceBox, follow_faces


def face(at_ms: int, x: float, y: float = 300, size: float = 200) -> FaceBox:
    return FaceBox(at_ms, x, y, size, size * 1.3, 0.93)


def test_two_people_who_stand_apart_are_two_tracks() -> None:
    frames = [(face(t, 200), face(t, 1400)) for t in range(0, 4000, 200)]

    tracks = follow_faces(frames)

    assert sorted({box.x for track in tracks for box in track.boxes}) == [200, 1400]
    assert [len(track.boxes) for track in tracks] == [20, 20]
    assert all(len({box.x for box in track.boxes}) == 1 for track in tracks)


def test_somebody_who_walks_fast_stays_one_person() -> None:
    frames = [(face(t, 100 + 0.7 * t),) for t in range(0, 2000, 200)]

    assert len(follow_faces(frames)) == 1


def test_people_who_pass_each_other_keep_their_tracks() -> None:
    frames = [
        (face(t, 200 + 0.3 * t, y=250), face(t, 1400 - 0.3 * t, y=420, size=260))
        for t in range(0, 4000, 200)
    ]

    tracks = follow_faces(frames)

    assert len(tracks) == 2
    assert {len({box.width for box in track.boxes}) for track in tracks} == {1}


def test_a_face_hidden_for_a_moment_is_the_same_person() -> None:
    times = [t for t in range(0, 4000, 200) if not 1600 <= t < 2400]

    assert len(follow_faces([(face(t, 500),) for t in times])) == 1


def test_a_single_sighting_is_a_mistake() -> None:
    frames = [
        (face(t, 500), face(t, 1500)) if t == 400 else (face(t, 500),) for t in range(0, 2000, 200)
    ]

    assert len(follow_faces(frames)) == 1


def test_no_faces_give_no_tracks() -> None:
    assert follow_faces([(), ()]) == ()
