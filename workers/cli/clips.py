"""`afterlive clip` and `afterlive verify`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli import console

if TYPE_CHECKING:
    from clipping.caption_styles import CaptionStyle
    from clipping.captions import CaptionTrack
    from clipping.cut import Cut
    from clipping.edit_list import EditList
    from clipping.encoders import Encoder
    from clipping.ffmpeg import Ffmpeg
    from clipping.model import CropPath, MediaInfo
    from clipping.verification import Verification
    from transcripts.model import Transcript
    from transcripts.timeline import Span
    from workers.brand_folder import LocalBrand

Platform = Annotated[str, typer.Option(help="reels, shorts, tiktok or naver.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def clip(
    media: Annotated[Path, typer.Argument(metavar="MEDIA", show_default=False, help="Recording.")],
    start_ms: Annotated[int, typer.Option(min=0, help="Where the clip begins.")],
    end_ms: Annotated[int, typer.Option(min=1, help="Where it ends.")],
    platform: Platform,
    output: Annotated[Path, typer.Option("-o", "--output", help="MP4 file to write.")],
    transcript: Annotated[
        Path | None, typer.Option(help="Transcript for captions: JSON, SRT or VTT.")
    ] = None,
    brand: Annotated[
        Path | None, typer.Option(help="Folder of a brand kit, as for process.")
    ] = None,
    style: Annotated[
        str, typer.Option(help="Captions: bold, calm, plate, trail, light or plain.")
    ] = "bold",
    hook: Annotated[str, typer.Option(help="Title over the first three seconds.")] = "",
    tighten: Annotated[
        bool, typer.Option("--tighten", help="Cut out long pauses and hesitations.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a vertical clip of a span: framed, with captions, its sound brought to level."""
    from clipping.caption_styles import STYLE_NAMES
    from clipping.cut import Cut
    from clipping.edit_list import whole
    from clipping.probe import probe
    from clipping.render import render_clip, report_to_json
    from exporters.presets import find_preset
    from workers.brand_look import dressing_of, style_of

    if style not in STYLE_NAMES:
        raise typer.BadParameter(f"choose one of {', '.join(STYLE_NAMES)}", param_hint="--style")
    info = probe(media)
    span = _span(start_ms, end_ms, info)
    said = _spoken(transcript)
    shown = _tightened(media, info, said, span) if tighten and said else whole(span)
    path = _framed(media, info, span)
    with _brand(brand) as kit:
        look, dressing = style_of(style, kit.kit, kit.files), dressing_of(kit.files)
        target = dressing.room_in(find_preset(platform).target)
        cut = Cut(media.absolute(), info, path, shown.span, target, shown, _encoder(), dressing)
        captions = _captions(said, cut, look, hook)
        with console.progress("clip") as report, console.writing(output) as draft:
            made = render_clip(cut, captions, look, draft, ffmpeg=_ffmpeg(), on_progress=report)
    for note in made.notes:
        console.say(f"note: {note}")
    text = f"{output}: {made.duration_ms / 1000:.1f} s"
    console.result(report_to_json(made, cut), as_json=as_json, text=text)


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="Clip.")],
    platform: Platform,
    as_json: AsJson = False,
) -> None:
    """Measure a finished file against a platform. Ends with status 1 when it does not pass."""
    from clipping.verify import verification_to_json, verify_file
    from exporters.presets import find_preset

    preset = find_preset(platform)
    verification = verify_file(
        file,
        platform=platform,
        limits=preset.limits,
        target=preset.target,
        planned_ms=None,
        ffmpeg=_ffmpeg(),
    )
    value = verification_to_json(verification)
    console.result(value, as_json=as_json, text=_told(file, preset.label, verification))
    if not verification.passed:
        raise typer.Exit(1)


def _told(file: Path, label: str, verification: Verification) -> str:
    failed = [check for check in verification.checks if not check.passed]
    if not failed:
        return f"{file.name} can be posted to {label}: {len(verification.checks)} checks passed."
    lines = [f"{file.name} cannot be posted to {label} as it is:"]
    lines += [f"  {c.name}: {c.measured}, required {c.required}. {c.remedy}" for c in failed]
    return "\n".join(lines)


def _span(start_ms: int, end_ms: int, info: MediaInfo) -> Span:
    from transcripts.timeline import Span

    if end_ms <= start_ms:
        raise typer.BadParameter("the end must come after the start", param_hint="--end-ms")
    span = Span(start_ms, end_ms).clamped(info.duration_ms)
    if span is None:
        raise typer.BadParameter(
            f"the recording ends at {info.duration_ms} ms, before this", param_hint="--start-ms"
        )
    return span


def _framed(media: Path, info: MediaInfo, span: Span) -> CropPath | None:
    """The framing; None for sound alone, which gets a plain card."""
    if info.picture is None:
        return None
    from clipping.framing import frame_span

    with console.progress("frame") as report:
        return frame_span(media, info, span, on_progress=report)


def _captions(said: Transcript | None, cut: Cut, look: CaptionStyle, hook: str) -> CaptionTrack:
    from clipping.caption_cuts import on_clip, said_in
    from clipping.caption_places import placed
    from clipping.captions import make_captions, with_hook
    from transcripts.phrases import phrases_of

    heard = said_in(said, cut.shown) if said else None
    phrases = phrases_of(heard) if heard else {}
    track = make_captions(heard, cut.span, cut.target, look, phrases=phrases)
    track = with_hook(track, hook, cut.target, look)
    return on_clip(placed(track, cut.path, cut.target, look), cut.shown)


@contextmanager
def _brand(folder: Path | None) -> Iterator[LocalBrand]:
    """The kit in a folder, its files written anew for as long as the block runs."""
    from workers.brand_folder import LocalBrand, read_brand
    from workers.settings import load_settings

    with TemporaryDirectory(prefix="afterlive-brand-") as kept:
        ffmpeg = load_settings().ffmpeg
        yield read_brand(folder, Path(kept), ffmpeg) if folder else LocalBrand()


def _ffmpeg() -> Ffmpeg:
    from clipping.ffmpeg import find_ffmpeg
    from workers.settings import load_settings

    return find_ffmpeg(load_settings().ffmpeg)


def _encoder() -> Encoder:
    from clipping.encoders import find_encoder
    from workers.settings import load_settings

    return find_encoder(_ffmpeg(), load_settings().encoder)[0]


def _tightened(media: Path, info: MediaInfo, said: Transcript, span: Span) -> EditList:
    from clipping.tightening import tightened
    from transcripts.listening import measure_sound

    with console.progress("sound") as report:
        curve = measure_sound(media, duration_ms=info.duration_ms, on_progress=report)
    return tightened(said, curve, span)


def _spoken(transcript: Path | None) -> Transcript | None:
    if transcript is None:
        return None
    from transcripts.subtitles import load_transcript

    return load_transcript(transcript)
