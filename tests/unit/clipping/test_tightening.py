"""Cutting out pauses and hesitations, and what captions make of it."""

from __future__ import annotations

from clipping.caption_cuts import on_clip, said_in
from clipping.caption_styles import caption_style
from clipping.captions import make_captions
from clipping.edit_list import without
from clipping.model import Target
from clipping.tightening import tightened
from transcripts.model import Segment, Transcript, Word
from transcripts.sound import SoundCurve
from transcripts.timeline import Span

CLIP = Span(1_000, 11_000)
STYLE = caption_style(None)


def said(*words: tuple[str, int, int]) -> Transcript:
    spoken = tuple(Word(Span(start, end), text) for text, start, end in words)
    span = Span(spoken[0].span.start_ms, spoken[-1].span.end_ms)
    return Transcript("ko", 12_000, (Segment(span, " ".join(w.text for w in spoken), spoken),))


def sound(transcript: Transcript, *, between_db: float = -60.0) -> SoundCurve:
    voices = tuple(word.span for word in transcript.words)
    levels = [
        -20.0 if any(voice.contains(at) for voice in voices) else between_db
        for at in range(0, 12_000, 100)
    ]
    return SoundCurve(100, tuple(levels), voices, (), audible=voices)


def test_a_long_pause_is_shortened_and_no_word_is_touched():
    talk = said(("안녕하세요", 1_200, 2_000), ("여러분", 6_000, 6_800))

    edits = tightened(talk, sound(talk), CLIP)

    assert edits.pieces == (Span(1_000, 2_220), Span(5_780, 11_000))
    assert all(edits.kept_ms(word.span) == word.span.duration_ms for word in talk.words)


def test_a_short_pause_and_the_ends_of_the_clip_stay():
    talk = said(("안녕하세요", 3_000, 4_000), ("여러분", 4_800, 5_600))

    assert tightened(talk, sound(talk), CLIP).is_whole


def test_a_pause_with_music_in_it_stays():
    talk = said(("안녕하세요", 1_200, 2_000), ("여러분", 6_000, 6_800))

    assert tightened(talk, sound(talk, between_db=-24.0), CLIP).is_whole


def test_a_pause_in_which_a_voice_is_heard_stays_though_no_word_is_known():
    talk = said(("안녕하세요", 1_200, 2_000), ("여러분", 6_000, 6_800))
    curve = sound(talk)
    voices = (*curve.audible, Span(2_500, 5_800))

    assert tightened(
        talk, SoundCurve(100, curve.level_db, voices, (), audible=voices), CLIP
    ).is_whole


def test_a_hesitation_that_stands_apart_goes_and_one_that_runs_into_a_word_stays():
    apart = said(("이게", 2_000, 2_400), ("음", 2_600, 3_100), ("오늘", 3_300, 3_800))
    near = said(("이게", 2_000, 2_400), ("음", 2_430, 3_100), ("오늘", 3_300, 3_800))

    assert tightened(apart, sound(apart), CLIP).pieces == (
        Span(1_000, 2_555),
        Span(3_145, 11_000),
    )
    assert tightened(near, sound(near), CLIP).is_whole


def test_captions_lose_what_is_cut_out_and_move_up():
    talk = said(("이게", 2_000, 2_400), ("음", 2_600, 3_100), ("오늘만", 3_300, 3_800))
    edits = without(CLIP, [Span(2_555, 3_145)])

    track = make_captions(said_in(talk, edits), edits.span, Target(), STYLE)
    shown = on_clip(track, edits)

    words = [(word.text, word.span) for caption in shown.captions for word in caption.words]
    assert words == [("이게", Span(1_000, 1_400)), ("오늘만", Span(1_710, 2_210))]
    assert shown.clip == Span(0, edits.duration_ms)
