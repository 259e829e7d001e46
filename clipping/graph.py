"""ffmpeg graphs of a clip, built with ffmpeg-python and only compiled here and in `meters`.

Nothing a user named is ever part of a filter: sources are inputs, captions and fonts have fixed
names in the folder that ffmpeg runs in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from clipping.dressing import NO_DRESSING, Dressing
from clipping.edit_list import EditList, whole
from clipping.encoders import X264, Encoder
from clipping.loudness import Filter, SoundPlan
from clipping.model import CropKey, CropPath, Layout, MediaInfo, Picture, Target
from clipping.shot_parts import FIT_TOP_SHARE, ShotPart, frame_count, is_moving, motion, parts_of
from transcripts.timeline import Span, seconds

CAPTIONS_FILE = "captions.ass"
FONTS_NAME = "fonts"
SAMPLE_RATE = 48_000
#: The AAC encoder puts this many samples before the sound. Starting the sound as much later in its
#: own track keeps it exact without an edit list, which Instagram refuses.
AAC_PRIMING = 1024
#: Containers that a recording may come in; a playlist must not make ffmpeg open other files.
FORMATS = "mov,matroska,flv,mpegts,mpeg,avi,asf,wav,w64,mp3,flac,ogg,aac,aiff,caf"
_CARD_COLOUR = "0x16181d"
_PREROLL_MS = 3000
_JOINT_MS = 20  # two sounds meet over this at a cut inside a clip
_SAME_SHAPE = 0.02  # pictures this close to the target's shape are stretched, not cut

Stream = Any  # ffmpeg-python has no types


@dataclass(frozen=True, slots=True)
class Cut:
    """What is cut from where.

    Attributes:
        source: The recording, as an absolute path.
        info: What probing said.
        path: The framing; None when there is no picture.
        span: The span of the recording, what is cut out of it included.
        target: What to make.
        edits: The pieces of the span that are shown; None for all of it.
        encoder: Makes the finished picture; where it fails, x264 does.
    """

    source: Path
    info: MediaInfo
    path: CropPath | None
    span: Span
    target: Target
    edits: EditList | None = None
    encoder: Encoder = X264
    dressing: Dressing = NO_DRESSING

    @property
    def shown(self) -> EditList:
        """The pieces that are shown."""
        return self.edits or whole(self.span)

    @property
    def preroll_ms(self) -> int:
        """Read before the span where frames are uneven: the one shown at its start may be old."""
        picture = self.info.picture
        uneven = picture is not None and picture.is_variable_rate
        return min(self.span.start_ms, _PREROLL_MS) if uneven else 0

    @property
    def frames(self) -> int:
        """Frames of the recording in the output."""
        return frame_count(self.shown.duration_ms, self.target.frame_rate)

    @property
    def all_frames(self) -> int:
        """Output frames, an end card among them."""
        return self.frames + self.dressing.card_ms * self.target.frame_rate // 1000

    @property
    def samples(self) -> int:
        """Output samples: exactly as long as the picture."""
        return self.all_frames * SAMPLE_RATE // self.target.frame_rate

    @property
    def shown_ms(self) -> int:
        """Length of what is shown of the recording."""
        return self.frames * 1000 // self.target.frame_rate

    @property
    def output_ms(self) -> int:
        """Length of what comes out."""
        return self.all_frames * 1000 // self.target.frame_rate


def clip_args(
    cut: Cut,
    sound: SoundPlan,
    options: dict[str, Any],
    output: str,
    *,
    device: Path | None = None,
) -> list[str]:
    """Arguments that make the whole clip, captions burnt in.

    Args:
        cut: What is cut from where.
        sound: What is done to the sound.
        options: Of the output.
        output: Where it goes.
        device: A VA-API device that the frames are uploaded to; None to keep them in memory.
    """
    picture = _dressed(with_captions(picture_stream(cut)), cut)
    if device is None:
        return compiled(ffmpeg.output(picture, sound_stream(cut, sound), output, **options))
    uploaded = picture.filter("format", "nv12").filter("hwupload")
    made = ffmpeg.output(uploaded, sound_stream(cut, sound), output, **options)
    return ["-vaapi_device", str(device), *compiled(made)]


def _dressed(picture: Stream, cut: Cut) -> Stream:
    """The picture with the shop's logo in the corner of the text box, and its end card behind."""
    target, dressing = cut.target, cut.dressing
    if dressing.logo is not None:
        share = target.width / 1080
        small = _png(dressing.logo).filter("scale", f"iw*{share:.4f}", -1)
        left, top = (round(edge * share) for edge in dressing.logo_at)
        picture = ffmpeg.overlay(picture, small, x=left, y=top).filter("format", "yuv420p")
    if dressing.card is None:
        return picture
    matrix = {"out_color_matrix": "bt709", "out_range": "tv"}
    card = _png(dressing.card).filter("scale", target.width, target.height, **matrix)
    card = card.filter("setsar", 1).filter("format", "yuv420p")
    card = _exactly(card, cut.all_frames - cut.frames, target.frame_rate)
    return _exactly(ffmpeg.concat(picture, card, v=1, a=0), cut.all_frames, target.frame_rate)


def _png(path: Path) -> Stream:
    """A still of ours; its name has no ending that would tell what it is."""
    return ffmpeg.input(str(path), f="png_pipe", protocol_whitelist="file,pipe")


def sound_args(
    cut: Cut, sound: SoundPlan, clip: str, options: dict[str, Any], output: str
) -> list[str]:
    """Arguments that give a finished clip another sound; its picture is kept as it is."""
    picture = ffmpeg.input(clip)["v:0"]
    return compiled(ffmpeg.output(picture, sound_stream(cut, sound), output, **options))


def still_args(cut: Cut, options: dict[str, Any], output: str) -> list[str]:
    """Arguments that write pictures of the clip without captions."""
    return compiled(ffmpeg.output(picture_stream(cut), output, **options))


def compiled(output: Stream) -> list[str]:
    """The arguments after the program's name."""
    return [str(part) for part in ffmpeg.compile(output, cmd="ffmpeg")[1:]]


def source_input(cut: Cut) -> Stream:
    """The recording from the span on, its clock starting at the span.

    Sought by the file's own clock: streams may start anywhere, and before the first picture.
    """
    return ffmpeg.input(
        str(cut.source),
        protocol_whitelist="file,pipe",
        format_whitelist=FORMATS,
        seek_timestamp=1,
        ss=seconds(cut.info.start_ms + cut.span.start_ms - cut.preroll_ms),
        t=seconds(cut.preroll_ms + cut.span.duration_ms),
        # A picture that changes on the way (joined recordings) would start all filters anew, the
        # sound's too, and lose count of the frames. The first scale copes with it by itself.
        **{"reinit_filter:v": 0},
    )


def picture_stream(cut: Cut) -> Stream:
    """The vertical picture without captions: exact number of frames, square pixels, 8 bits."""
    if cut.info.picture is None or cut.path is None:
        return _card(cut)
    parts = parts_of(cut.path, cut.shown, cut.target.frame_rate)
    read = _from_span(source_input(cut)[str(cut.info.picture.index)], "setpts", cut)
    source = _normal(read, cut.info.picture)
    if len(parts) == 1:
        return _drawn(source, parts[0], cut)
    drawn = [
        _drawn(_only(branch, part, cut), part, cut)
        for branch, part in zip(_copies(source, len(parts)), parts, strict=True)
    ]
    joined = ffmpeg.concat(*drawn, v=1, a=0)
    return _exactly(joined, cut.frames, cut.target.frame_rate)


def with_captions(picture: Stream) -> Stream:
    """The picture with the captions of the working folder burnt in."""
    return picture.filter("ass", CAPTIONS_FILE, fontsdir=FONTS_NAME).filter("format", "yuv420p")


def sound_stream(cut: Cut, plan: SoundPlan) -> Stream:
    """The sound: stereo, at its level, exactly as long as the picture."""
    if plan.track is None:
        silence = ffmpeg.input(f"anullsrc=r={SAMPLE_RATE}:cl=stereo", f="lavfi")
        return _cut_sound(silence, cut)
    sound = heard_stream(cut, plan.track)
    return _cut_sound(filtered(sound, plan.filters).filter("apad"), cut)


def filtered(sound: Stream, filters: Sequence[Filter]) -> Stream:
    """The sound after filters in order."""
    for name, options in filters:
        sound = sound.filter(name, **options)
    return sound


def heard_stream(cut: Cut, track: int) -> Stream:
    """One sound track of the clip as stereo on its clock, gaps filled with silence."""
    sound = _from_span(source_input(cut)[str(track)], "asetpts", cut)
    steady = sound.filter("aresample", SAMPLE_RATE, **{"async": 1000, "first_pts": 0})
    return _pieced(steady.filter("aformat", channel_layouts="stereo"), cut)


def _pieced(sound: Stream, cut: Cut) -> Stream:
    """The pieces that are heard, each faded into the next over the joint: no click, no gap."""
    if cut.shown.is_whole:
        return sound
    half, zero_ms, last = _JOINT_MS // 2, cut.span.start_ms, len(cut.shown.pieces) - 1
    joined: Stream = None
    # What is cut out is longer than the joint, so a piece may reach into it on both sides.
    padded = sound.filter("apad", whole_dur=seconds(cut.span.duration_ms))
    copies = _copies(padded, last + 1, "asplit")
    for number, (copy, piece) in enumerate(zip(copies, cut.shown.pieces, strict=True)):
        start_ms = piece.start_ms - zero_ms - (half if number else 0)
        end_ms = piece.end_ms - zero_ms + (half if number < last else 0)
        first, end = (at_ms * SAMPLE_RATE // 1000 for at_ms in (start_ms, end_ms))
        part = copy.filter("atrim", start_sample=first, end_sample=end)
        part = part.filter("asetpts", "PTS-STARTPTS")
        joint = {"nb_samples": 2 * half * SAMPLE_RATE // 1000, "c1": "tri", "c2": "tri"}
        joined = part if joined is None else ffmpeg.filter((joined, part), "acrossfade", **joint)
    return joined


def _from_span(stream: Stream, clock_filter: str, cut: Cut) -> Stream:
    if not cut.preroll_ms:
        return stream
    return stream.filter(clock_filter, f"PTS-{seconds(cut.preroll_ms)}/TB")


def _cut_sound(sound: Stream, cut: Cut) -> Stream:
    exact = sound.filter("atrim", start_sample=AAC_PRIMING, end_sample=cut.samples)
    # When a stream changes its parameters, ffmpeg 5 forgets how much the encoder takes at once.
    return exact.filter("asetnsamples", n=1024, p=0)


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
        stream = (
            stream.filter("zscale", t="linear", npl=100)
            .filter("format", "gbrpf32le")
            .filter("zscale", p="bt709")
            .filter("tonemap", "hable", desat=0)
            .filter("zscale", t="bt709", m="bt709", r="tv")
        )
    # Small pictures without a label use the old colour matrix; the clip uses the new one.
    is_old = min(picture.width, picture.height) <= 576 and not picture.is_hdr
    matrix = {"out_color_matrix": "bt709"} if is_old else {}
    stream = stream.filter("scale", picture.width, picture.height, out_range="tv", **matrix)
    return stream.filter("setsar", 1).filter("format", "yuv420p")


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
    return _exactly(steady, part.frame_count, rate)


def _on_grid(stream: Stream, part: ShotPart, rate: int) -> Stream:
    """The frames on the output's grid, still on the recording's clock."""
    start = f"{part.first_frame / rate + part.cut_out_ms / 1000:.6f}"
    return stream.filter("fps", fps=rate, start_time=start)


def _exactly(stream: Stream, frames: int, frame_rate: int) -> Stream:
    """This many frames at this rate; the last is repeated where some are missing."""
    padded = stream.filter("tpad", stop=-1, stop_mode="clone")
    return padded.filter("trim", end_frame=frames).filter("setpts", f"N/{frame_rate}/TB")


def _part(stream: Stream, part: ShotPart, cut: Cut) -> Stream:
    size = (cut.target.width, cut.target.height)
    if part.layout in {Layout.TRACK, Layout.STATIC}:
        return _cropped(stream, part.pane(part.keys[0].pane), size)
    if part.layout is Layout.SPLIT:
        half = (size[0], size[1] // 2)
        upper, lower = _copies(stream, 2)
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
    behind, front = _copies(stream, 2)
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


def _copies(stream: Stream, count: int, splitter: str = "split") -> list[Stream]:
    split = stream.filter_multi_output(splitter, count)
    return [split[i] for i in range(count)]


def _is_close(shape: float, size: tuple[int, int]) -> bool:
    wanted = size[0] / size[1]
    return abs(shape - wanted) <= _SAME_SHAPE * wanted


def _even(value: float) -> int:
    return max(2, round(value / 2) * 2)


def _even_down(value: float) -> int:
    return max(0, int(value) // 2 * 2)
