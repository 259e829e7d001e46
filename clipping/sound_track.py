"""Makes the sound of a clip as a file of its own: planned, encoded, measured, mended once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipping.cut import SAMPLE_RATE, Cut
from clipping.ffmpeg import Ffmpeg
from clipping.loudness import Loudness, SoundPlan, corrected, parse_loudness, with_fades
from clipping.meters import file_meter_args
from clipping.parts import part_to_cut
from clipping.sound_graph import sound_args
from clipping.sound_level import plan_sound
from transcripts.timeline import Span

AAC = {"c:a": "aac", "ac": 2, "ar": SAMPLE_RATE}


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """The sound of a clip.

    Attributes:
        plan: What was done to it.
        finished: Loudness measured after the encoder.
        corrections: Times it was made again to meet level and peak.
    """

    plan: SoundPlan
    finished: Loudness
    corrections: int


def make_sound(
    cut: Cut, spoken: Sequence[Span], output: Path, options: dict[str, Any], ffmpeg: Ffmpeg
) -> SoundTrack:
    """Write the sound of a clip and measure what came out of the encoder; a miss is mended once.

    Args:
        cut: What is cut from where, and what to make.
        spoken: Words on the clip's clock: fades keep off them.
        output: The file to write.
        options: Of ffmpeg for the container.
        ffmpeg: Does the work.

    Raises:
        FfmpegFailed: the sound cannot be decoded here, or the disk is full.
    """
    with part_to_cut(cut, output, with_pictures=False) as heard:
        plan = with_fades(plan_sound(heard, ffmpeg), spoken, cut.shown_ms)
        finished = _made(heard, plan, output, options, ffmpeg)
        better = corrected(plan, finished, cut.target)
        if better is None:
            return SoundTrack(plan, finished, 0)
        return SoundTrack(better, _made(heard, better, output, options, ffmpeg), 1)


def _made(
    cut: Cut, plan: SoundPlan, output: Path, options: dict[str, Any], ffmpeg: Ffmpeg
) -> Loudness:
    """Loudness of the sound as it was written."""
    written = {**AAC, "b:a": f"{cut.target.audio_kbps}k", **options}
    args = sound_args(cut, plan, written, str(output.absolute()))
    ffmpeg.run(args, duration_ms=cut.output_ms)
    meter = file_meter_args(str(output.absolute()))
    return parse_loudness(ffmpeg.run(meter, duration_ms=cut.output_ms))
