"""The sound half of a clip's ffmpeg graph: its level, its cuts, exactly as long as the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ffmpeg

from clipping.cut import SAMPLE_RATE, Cut, Stream, compiled, copies, from_span, source_input
from clipping.dress_graph import dressed_sound
from clipping.loudness import Filter, SoundPlan
from transcripts.sound_file import MIXED
from transcripts.timeline import seconds

#: The AAC encoder puts this many samples before the sound. Starting the sound as much later in its
#: own track keeps it exact without an edit list, which Instagram refuses.
AAC_PRIMING = 1024
_JOINT_MS = 20  # two sounds meet over this at a cut inside a clip


def sound_args(cut: Cut, sound: SoundPlan, options: dict[str, Any], output: str) -> list[str]:
    """Arguments that make the sound of a clip alone."""
    return compiled(ffmpeg.output(sound_stream(cut, sound), output, **options))


def sound_stream(cut: Cut, plan: SoundPlan) -> Stream:
    """The sound: stereo, at its level, exactly as long as the picture."""
    if plan.track is None:
        silence = ffmpeg.input(f"anullsrc=r={SAMPLE_RATE}:cl=stereo", f="lavfi")
        return _cut_sound(silence, cut)
    sound = heard_stream(cut, plan.track)
    return _cut_sound(filtered(sound, plan.filters), cut)


def filtered(sound: Stream, filters: Sequence[Filter]) -> Stream:
    """The sound after filters in order."""
    for name, options in filters:
        sound = sound.filter(name, **options)
    return sound


def heard_stream(cut: Cut, track: int) -> Stream:
    """One sound track of the clip, or all of them mixed, as stereo on its clock without gaps."""
    if track != MIXED:
        return _pieced(_steady(cut, track), cut)
    tracks = [_steady(cut, sound.index) for sound in cut.info.sounds if sound.index != MIXED]
    mix = ffmpeg.filter(tracks, "amix", inputs=len(tracks), normalize=0, dropout_transition=0)
    return _pieced(mix, cut)


def _steady(cut: Cut, track: int) -> Stream:
    """One sound track as stereo, gaps filled with silence."""
    sound = from_span(source_input(cut)[str(track)], "asetpts", cut)
    steady = sound.filter("aresample", SAMPLE_RATE, **{"async": 1000, "first_pts": 0})
    return steady.filter("aformat", channel_layouts="stereo")


def _pieced(sound: Stream, cut: Cut) -> Stream:
    """The pieces that are heard, each faded into the next over the joint: no click, no gap."""
    if cut.shown.is_whole:
        return sound
    half, zero_ms, last = _JOINT_MS // 2, cut.span.start_ms, len(cut.shown.pieces) - 1
    joined: Stream = None
    # What is cut out is longer than the joint, so a piece may reach into it on both sides.
    padded = sound.filter("apad", whole_dur=seconds(cut.span.duration_ms))
    branches = copies(padded, last + 1, "asplit")
    for number, (copy, piece) in enumerate(zip(branches, cut.shown.pieces, strict=True)):
        start_ms = piece.start_ms - zero_ms - (half if number else 0)
        end_ms = piece.end_ms - zero_ms + (half if number < last else 0)
        first, end = (at_ms * SAMPLE_RATE // 1000 for at_ms in (start_ms, end_ms))
        part = copy.filter("atrim", start_sample=first, end_sample=end)
        part = part.filter("asetpts", "PTS-STARTPTS")
        joint = {"nb_samples": 2 * half * SAMPLE_RATE // 1000, "c1": "tri", "c2": "tri"}
        joined = part if joined is None else ffmpeg.filter((joined, part), "acrossfade", **joint)
    return joined


def _cut_sound(sound: Stream, cut: Cut) -> Stream:
    whole = dressed_sound(sound, cut.dressing, cut.frames, cut.target.frame_rate).filter("apad")
    exact = whole.filter("atrim", start_sample=AAC_PRIMING, end_sample=cut.samples)
    # When a stream changes its parameters, ffmpeg 5 forgets how much the encoder takes at once.
    return exact.filter("asetnsamples", n=1024, p=0)
