"""What a shop puts on its clips, in ffmpeg graphs: logo, intro, end card, outro."""

from __future__ import annotations

from pathlib import Path

import ffmpeg

from clipping.cut import SAMPLE_RATE, Stream, exactly
from clipping.dressing import BrandClip, Dressing
from clipping.model import Target


def dressed(picture: Stream, dressing: Dressing, target: Target, frames: int) -> Stream:
    """The picture with the logo in the corner of the text box, and the rest before and behind.

    Args:
        picture: The clip, captions burnt in.
        dressing: What to put on it.
        target: Its size and rate.
        frames: How many frames the picture has.
    """
    rate = target.frame_rate
    if dressing.logo is not None:
        picture = _with_logo(picture, dressing.logo, dressing.logo_at, target)
    if not dressing.frames(rate):
        return picture
    parts = [] if dressing.intro is None else [_film(dressing.intro, target)]
    parts.append(picture)
    if dressing.card is not None:
        parts.append(exactly(_card(dressing.card, target), dressing.card_frames(rate), rate))
    if dressing.outro is not None:
        parts.append(_film(dressing.outro, target))
    joined = ffmpeg.concat(*parts, v=1, a=0)
    return exactly(joined, frames + dressing.frames(rate), rate)


def dressed_sound(sound: Stream, dressing: Dressing, frames: int, frame_rate: int) -> Stream:
    """The sound with that of intro and outro; a card is silent. Its end is not padded.

    Args:
        sound: The clip's, stereo at 48 kHz.
        dressing: What is put on it.
        frames: How many frames the clip's picture has.
        frame_rate: Of the picture.
    """
    if dressing.intro is None and dressing.outro is None:
        return sound
    parts = [] if dressing.intro is None else [_film_sound(dressing.intro, frame_rate)]
    parts.append(_long(sound, frames + dressing.card_frames(frame_rate), frame_rate))
    if dressing.outro is not None:
        parts.append(_film_sound(dressing.outro, frame_rate))
    return ffmpeg.concat(*parts, v=0, a=1)


def _with_logo(picture: Stream, logo: Path, logo_at: tuple[int, int], target: Target) -> Stream:
    share = target.width / 1080
    small = _png(logo).filter("scale", f"iw*{share:.4f}", -1)
    left, top = (round(edge * share) for edge in logo_at)
    return ffmpeg.overlay(picture, small, x=left, y=top).filter("format", "yuv420p")


def _card(card: Path, target: Target) -> Stream:
    matrix = {"out_color_matrix": "bt709", "out_range": "tv"}
    still = _png(card).filter("scale", target.width, target.height, **matrix)
    return still.filter("setsar", 1).filter("format", "yuv420p")


def _film(film: BrandClip, target: Target) -> Stream:
    rate = target.frame_rate
    picture = _mp4(film.path)["v:0"].filter("scale", target.width, target.height)
    picture = picture.filter("setsar", 1).filter("format", "yuv420p").filter("fps", fps=rate)
    return exactly(picture, film.frames(rate), rate)


def _film_sound(film: BrandClip, frame_rate: int) -> Stream:
    sound = _mp4(film.path)["a:0"].filter("aresample", SAMPLE_RATE)
    stereo = sound.filter("aformat", sample_fmts="fltp", channel_layouts="stereo")
    return _long(stereo, film.frames(frame_rate), frame_rate)


def _long(sound: Stream, frames: int, frame_rate: int) -> Stream:
    """Exactly as many samples as the frames take."""
    exact = sound.filter("apad").filter("atrim", end_sample=frames * SAMPLE_RATE // frame_rate)
    return exact.filter("asetpts", "N/SR/TB")


def _png(path: Path) -> Stream:
    """A still of ours; its name has no ending that would tell what it is."""
    return ffmpeg.input(str(path), f="png_pipe", protocol_whitelist="file,pipe")


def _mp4(path: Path) -> Stream:
    """A film of ours, likewise."""
    return ffmpeg.input(str(path), f="mov", protocol_whitelist="file,pipe")
