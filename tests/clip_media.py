"""Recordings with known content, made by ffmpeg's own sources, and the values around them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clipping.ffmpeg import find_ffmpeg
from clipping.model import MediaInfo, Picture, SoundTrack
from transcripts.model import Segment, Transcript, Word
from transcripts.timeline import Span


def make(out: Path, *args: str) -> Path:
    """Run ffmpeg with these arguments."""
    program = str(find_ffmpeg().path)
    subprocess.run(
        [program, "-hide_banner", "-loglevel", "error", "-y", *args, str(out)], check=True
    )
    return out


def recording(
    out: Path, *, picture: str, sound: str | None, seconds: float, rate: int = 25
) -> Path:
    """A recording from two lavfi descriptions."""
    inputs = ["-f", "lavfi", "-i", f"{picture}:r={rate}:d={seconds}"]
    if sound is not None:
        inputs += ["-f", "lavfi", "-t", str(seconds), "-i", sound]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    return make(out, *inputs, *codecs)


def frames(path: Path, width: int, height: int) -> NDArray[np.uint8]:
    """All frames as uint8 RGB, shape (frames, height, width, 3)."""
    program = str(find_ffmpeg().path)
    args = [program, "-v", "error", "-i", str(path), "-vf", f"scale={width}:{height}"]
    raw = subprocess.run(
        [*args, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], check=True, capture_output=True
    ).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)


def samples(path: Path) -> NDArray[np.float32]:
    """All sound as float32, mono, 48 kHz."""
    program = str(find_ffmpeg().path)
    raw = subprocess.run(
        [program, "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "1", "-ar", "48000", "-"],
        check=True,
        capture_output=True,
    ).stdout
    return np.frombuffer(raw, np.float32)


def media_info(
    width: int = 320, height: int = 180, *, duration_ms: int = 10_000, rate: int = 25
) -> MediaInfo:
    """What probing would say of an ordinary recording."""
    picture = Picture(0, width, height, Fraction(rate), "h264", 0, width, height)
    return MediaInfo(duration_ms, "mov,mp4,m4a,3gp,3g2,mj2", picture, (SoundTrack(1, 1, 48_000),))


def sentence(text: str, start_ms: int, word_ms: int = 300) -> Segment:
    """A sentence whose words follow each other, each as long as the others."""
    words = tuple(
        Word(Span(start_ms + i * word_ms, start_ms + (i + 1) * word_ms), word)
        for i, word in enumerate(text.split())
    )
    return Segment(Span(start_ms, start_ms + len(words) * word_ms), text, words)


def transcript(segments: Sequence[Segment], language: str = "ko") -> Transcript:
    """A transcript of these sentences."""
    return Transcript(language, max(s.span.end_ms for s in segments) + 1000, tuple(segments))
