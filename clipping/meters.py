"""ffmpeg graphs that measure and draw beside the clip itself, built with ffmpeg-python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ffmpeg

from clipping.cut import FORMATS, Cut, Stream, compiled
from clipping.graph import CAPTIONS_FILE, FONTS_NAME
from clipping.loudness import Filter
from clipping.model import MediaInfo, Target
from clipping.sound_graph import filtered, heard_stream


def meter_args(cut: Cut, track: int, filters: Sequence[Filter]) -> list[str]:
    """Arguments that measure a sound track of the span after some filters. Nothing is written."""
    sound = filtered(heard_stream(cut, track), filters)
    sound = sound.filter("astats", measure_perchannel="RMS_level", measure_overall="none")
    meter = sound.filter("ebur128", peak="true", framelog="verbose")
    return compiled(ffmpeg.output(meter, "-", f="null"))


def file_meter_args(path: str) -> list[str]:
    """Arguments that measure the sound of a finished file. Nothing is written."""
    meter = _file_input(path)["a:0"].filter("ebur128", peak="true", framelog="verbose")
    return compiled(ffmpeg.output(meter, "-", f="null"))


def header_args(path: str) -> list[str]:
    """Arguments that make ffmpeg say what a file is. Nothing is decoded or written."""
    return compiled(ffmpeg.output(_file_input(path), "-", f="null", t=0))


def watch_args(path: str, info: MediaInfo) -> list[str]:
    """Arguments that watch and listen to a finished file: black, frozen, silent, loudness.

    Every frame is decoded, but not smoothed: neither black nor stillness is seen better by that.
    """
    source, streams = _file_input(path, skip_loop_filter="all"), []
    if info.picture is not None:
        seen = source["v:0"].filter("scale", 270, -2, flags="fast_bilinear")
        seen = seen.filter("blackdetect", d=0.03, pix_th=0.08)
        streams.append(seen.filter("freezedetect", n="-60dB", d=2))
    if info.sounds:
        heard = source["a:0"].filter("silencedetect", n="-50dB", d=1)
        streams.append(heard.filter("ebur128", peak="true", framelog="verbose"))
    return compiled(ffmpeg.output(*streams, "-", f="null"))


def text_args(target: Target, count: int) -> list[str]:
    """Arguments that draw the captions of the working folder alone, one frame a second.

    The log says of each frame where its ink lies. Nothing is written.
    """
    size = f"{target.width}x{target.height}"
    clear = ffmpeg.input(f"color=c=black@0.0:s={size}:r=1:d={count},format=rgba", f="lavfi")
    drawn = clear.filter("ass", CAPTIONS_FILE, fontsdir=FONTS_NAME, alpha=1)
    ink = drawn.filter("alphaextract").filter("bbox", min_val=8)
    return compiled(ffmpeg.output(ink, "-", f="null"))


def titled_args(picture: str, output: str) -> list[str]:
    """Arguments that draw the captions of the working folder onto a still picture."""
    still = ffmpeg.input(picture, f="image2", protocol_whitelist="file")
    drawn = still.filter("ass", CAPTIONS_FILE, fontsdir=FONTS_NAME)
    return compiled(
        ffmpeg.output(
            drawn, output, f="image2", vframes=1, update=1, pix_fmt="yuvj420p", **{"q:v": 2}
        )
    )


def joined_args(picture: str, sound: str, options: dict[str, Any], output: str) -> list[str]:
    """Arguments that put the picture of one file and the sound of another into a third, as is."""
    streams = _file_input(picture)["v:0"], _file_input(sound)["a:0"]
    return compiled(ffmpeg.output(*streams, output, c="copy", **options))


def _file_input(path: str, **options: str) -> Stream:
    return ffmpeg.input(path, protocol_whitelist="file,pipe", format_whitelist=FORMATS, **options)
