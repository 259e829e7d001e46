"""The picture half of a clip's ffmpeg graph, and the whole, built with ffmpeg-python.

Graphs are only compiled, here and in `sound_graph`, `dress_graph` and `meters`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ffmpeg

from clipping.cut import Cut, Stream, compiled, copies, exactly, from_span, source_input
from clipping.dress_graph import dressed
from clipping.loudness import SoundPlan
from clipping.model import CropKey, Layout, Picture
from clipping.shot_parts import FIT_TOP_SHARE, ShotPart, is_moving, motion, parts_of
from clipping.sound_graph import sound_stream

CAPTIONS_FILE = "captions.ass"
FONTS_NAME = "fonts"
_CARD_COLOUR = "0x16181d"
_FEW_FRAMES = 3
_SAME_SHAPE = 0.02  # pictures this close to the target's shape are stretched, not cut


def clip_args(cut: Cut, sound: SoundPlan, options: dict[str, Any], output: str) -> list[str]:
    """Arguments that make the whole clip, captions burnt in.

    Args:
        cut: What is cut from where.
        sound: What is done to the sound.
        options: Of the output.
        output: Where it goes.
    """
    return compiled(ffmpeg.output(_shown(cut), sound_stream(cut, sound), output, **options))


def picture_args(
    cut: Cut, options: dict[str, Any], output: str, *, device: Path | None = None
) -> list[str]:
    """Arguments that make the picture of the clip alone, captions burnt in.

    Args:
        cut: What is cut from where.
        options: Of the output.
        output: Where it goes.
        device: A VA-API device that the frames are uploaded to; None to keep them in memory.
    """
    if device is None:
        return compiled(ffmpeg.output(_shown(cut), output, **options))
    uploaded = _shown(cut).filter("format", "nv12").filter("hwupload")
    return ["-vaapi_device", str(device), *compiled(ffmpeg.output(uploaded, output, **options))]


def still_args(cut: Cut, options: dict[str, Any], output: str) -> list[str]:
    """Arguments that write pictures of the clip without captions."""
    return compiled(ffmpeg.output(picture_stream(cut), output, **options))


def picture_stream(cut: Cut) -> Stream:
    """The vertical picture without captions: exact number of frames, square pixels, 8 bits."""
    if cut.info.picture is None or cut.path is None:
        return _card(cut)
    parts = parts_of(cut.path, cut.shown, cut.target.frame_rate)
    read = from_span(source_input(cut)[str(cut.info.picture.index)], "setpts", cut)
    source = _normal(read, cut.info.picture)
    if cut.frames < _FEW_FRAMES:  # of a single one laid over another ffmpeg 5 makes none at all
        source = source.filter("tpad", stop=_FEW_FRAMES, stop_mode="clone")
    if len(parts) == 1:
        return _drawn(source, parts[0], cut)
    drawn = [
        _drawn(_only(branch, part, cut), part, cut)
        for branch, part in zip(copies(source, len(parts)), parts, strict=True)
    ]
    joined = ffmpeg.concat(*drawn, v=1, a=0)
    return exactly(joined, cut.frames, cut.target.frame_rate)


def with_captions(picture: Stream) -> Stream:
    """The picture with the captions of the working folder burnt in."""
    return picture.filter("ass", CAPTIONS_FILE, fontsdir=FONTS_NAME).filter("format", "yuv420p")


def _shown(cut: Cut) -> Stream:
    """The picture as people see it: captions and what the shop puts on it."""
    return dressed(with_captions(picture_stream(cut)), cut.dressing, cut.target, cut.frames)


def _card(cut: Cut) -> Stream:
    target = cut.target
    size = f"{target.width}x{target.height}"
    card = ffmpeg.input(f"color=c={_CARD_COLOUR}:s={size}:r={target.frame_rate}", f="lavfi")
    return card.filter("trim", end_frame=cut.frames).filter("setsar", 1)


def _normal(stream: Stream, picture: Picture) -> Stream:
    """Frames, square pixels, standard range, 8 bits. ffmpeg has turned the picture already."""
    if picture.is_interlaced:
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    if picture.is_hdr:
        stream = _tone_mapped(stream)
    # Small pictures without a label use the old colour matrix; the clip uses the new one.
    is_old = min(picture.width, picture.height) <= 576 and not picture.is_hdr
    matrix = {"out_color_matrix": "bt709"} if is_old else {}
    stream = stream.filter("scale", picture.width, picture.height, out_range="tv", **matrix)
    return stream.filter("setsar", 1).filter("format", "yuv420p")


def _tone_mapped(stream: Stream) -> Stream:
    """PQ or HLG as BT.709: what is as bright as paper white keeps its look, lights are pressed.

    Paper white of HDR pictures lies at 203 nits (ITU-R BT.2408). Files that name no primaries
    have those of BT.2020 all the same.
    """
    named = stream.filter("setparams", color_primaries="bt2020", colorspace="bt2020nc")
    linear = named.filter("zscale", t="linear", npl=203).filter("format", "gbrpf32le")
    mapped = linear.filter("zscale", p="bt709").filter("tonemap", "mobius", desat=0)
    return mapped.filter("zscale", t="bt709", m="bt709", r="tv")


def _only(branch: Stream, part: ShotPart, cut: Cut) -> Stream:
    """The frames of one shot. A cut lies half a frame before its first frame: times are rounded."""
    assert cut.info.picture is not None  # there are parts only where there is a picture
    half_frame_ms = 500 / float(cut.info.picture.frame_rate or 30)
    limits = {}
    if part.start_ms > 0:
        limits["start"] = f"{(part.start_ms - half_frame_ms) / 1000:.4f}"
    if part.end_ms < cut.span.duration_ms:
        limits["end"] = f"{(part.end_ms - half_frame_ms) / 1000:.4f}"
    return branch.filter("trim", **limits)


def _drawn(frames: Stream, part: ShotPart, cut: Cut) -> Stream:
    """The frames of a shot as the clip shows them: as many as planned, from 0 on its clock."""
    assert cut.info.picture is not None  # there are parts only where there is a picture
    rate = cut.target.frame_rate
    # Scaling a crop that is not exactly 9:16 leaves pixels that are not square.
    if rate < cut.info.picture.frame_rate:  # frames that are not shown need not be drawn
        steady = _part(_on_grid(frames, part, rate), part, cut).filter("setsar", 1)
    else:
        steady = _on_grid(_part(frames, part, cut).filter("setsar", 1), part, rate)
    return exactly(steady, part.frame_count, rate)


def _on_grid(stream: Stream, part: ShotPart, rate: int) -> Stream:
    """The frames on the output's grid, still on the recording's clock."""
    start = f"{part.first_frame / rate + part.cut_out_ms / 1000:.6f}"
    return stream.filter("fps", fps=rate, start_time=start)


def _part(stream: Stream, part: ShotPart, cut: Cut) -> Stream:
    size = (cut.target.width, cut.target.height)
    if part.layout in {Layout.TRACK, Layout.STATIC}:
        return _cropped(stream, part.pane(part.keys[0].pane), size)
    if part.layout is Layout.SPLIT:
        half = (size[0], size[1] // 2)
        upper, lower = copies(stream, 2)
        panes = (_cropped(upper, part.pane(0), half), _cropped(lower, part.pane(1), half))
        return ffmpeg.filter(panes, "vstack", inputs=2)
    assert cut.path is not None  # there are parts only where there is a path
    shape = cut.path.source_width / cut.path.source_height
    if part.layout is Layout.PASSTHROUGH and _is_close(shape, size):
        return stream.filter("scale", *size)
    return _fitted(stream, size)


def _cropped(stream: Stream, keys: tuple[CropKey, ...], size: tuple[int, int]) -> Stream:
    """The crop, scaled to fill `size`. It moves in output pixels, where steps are finer."""
    width, height = _even(keys[0].width), _even(keys[0].height)
    if not is_moving(keys):
        x, y = round(keys[0].x), round(keys[0].y)
        return _filled(stream.filter("crop", width, height, x, y), width / height, size)
    left, top = _even_down(min(k.x for k in keys)), _even_down(min(k.y for k in keys))
    reach_x = width + _even_down(max(k.x for k in keys) - left)
    reach_y = height + _even_down(max(k.y for k in keys) - top)
    zoom_x, zoom_y = size[0] / width, size[1] / height
    area = stream.filter("crop", reach_x, reach_y, left, top)
    area = area.filter("scale", _even(reach_x * zoom_x), _even(reach_y * zoom_y))
    x_of_t = motion([(k.at_ms, k.x) for k in keys], left, zoom_x)
    y_of_t = motion([(k.at_ms, k.y) for k in keys], top, zoom_y)
    return area.filter("crop", *size, x_of_t, y_of_t)


def _filled(stream: Stream, shape: float, size: tuple[int, int]) -> Stream:
    if _is_close(shape, size):
        return stream.filter("scale", *size)
    grown = stream.filter("scale", *size, force_original_aspect_ratio="increase")
    return grown.filter("crop", *size)


def _fitted(stream: Stream, size: tuple[int, int]) -> Stream:
    """The whole picture over a blurred, darker copy of itself that fills the frame."""
    width, height = size
    behind, front = copies(stream, 2)
    small = (_even(width / 6), _even(height / 6))
    behind = (
        behind.filter(
            "scale", *small, force_original_aspect_ratio="increase", flags="fast_bilinear"
        )
        .filter("crop", *small)
        .filter("boxblur", max(1, small[0] // 22), 2)
        .filter("lutyuv", y="val*0.72")
        .filter("scale", *size, flags="bilinear")
    )
    front = front.filter(
        "scale", *size, force_original_aspect_ratio="decrease", force_divisible_by=2
    )
    return ffmpeg.overlay(behind, front, x="(W-w)/2", y=f"(H-h)*{FIT_TOP_SHARE}")


def _is_close(shape: float, size: tuple[int, int]) -> bool:
    wanted = size[0] / size[1]
    return abs(shape - wanted) <= _SAME_SHAPE * wanted


def _even(value: float) -> int:
    return max(2, round(value / 2) * 2)


def _even_down(value: float) -> int:
    return max(0, int(value) // 2 * 2)
