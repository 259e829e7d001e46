"""The stages that make a clip: preview, render, cover, measure, verify, package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clipping.caption_ass import ass_text
from clipping.caption_cuts import on_clip, said_in
from clipping.caption_places import placed
from clipping.caption_styles import CaptionStyle
from clipping.caption_words import CaptionEdit
from clipping.captions import CaptionTrack, make_captions, srt_text, vtt_text, with_hook
from clipping.cover import covers_to_json, make_covers
from clipping.cover_text import write_title
from clipping.crop_json import crop_path_from_json
from clipping.cut import Cut
from clipping.edit_list import EditList, whole
from clipping.encoders import find_encoder
from clipping.errors import UnreadableMedia
from clipping.ffmpeg import Ffmpeg, find_ffmpeg
from clipping.measure import measure_clip
from clipping.measures_json import measures_from_json, measures_to_json
from clipping.media_json import media_info_from_json
from clipping.model import MediaInfo, Target, mix_of
from clipping.render import render_clip, render_preview, report_to_json
from clipping.sales_json import products_from_json
from clipping.text_box import box_from_json, box_to_json, measure_text
from clipping.tightening import tightened
from clipping.verification import Verification
from clipping.verify import checks_of, verification_to_json
from exporters.package import package_to_json
from exporters.post_text import ClipWords
from exporters.presets import find_preset, target_from_json
from transcripts.model import Transcript, transcript_from_json
from transcripts.phrases import Phrases, phrases_from_json
from transcripts.products import Product
from transcripts.sound import sound_from_json
from transcripts.sound_file import MIXED
from transcripts.timeline import Span
from workers.brand import BrandKit
from workers.brand_look import dressing_of, style_of
from workers.pipeline import JsonValue, Work
from workers.settings import load_settings
from workers.stages.json_files import read_json, write_json

_NO_TRANSCRIPT = "There is no transcript, so the clip has no captions unless people write them."


def run_render(work: Work) -> None:
    """media, probe, frame, transcript, sales, brand, … → clip.mp4, captions.*, render.json."""
    cut, style = _cut(work, _target(work)), _style(work)
    track = _captions(work, cut, style)
    output = work.draft / "clip.mp4"
    ffmpeg = _ffmpeg()
    encoder, _ = find_encoder(ffmpeg, load_settings().encoder)
    cut = replace(cut, encoder=encoder)
    report = render_clip(cut, track, style, output, ffmpeg=ffmpeg, on_progress=work.progress)
    (work.draft / "captions.ass").write_text(ass_text(track, cut.target, style), encoding="utf-8")
    after_ms = cut.dressing.before_ms
    (work.draft / "captions.srt").write_text(srt_text(track, after_ms), encoding="utf-8")
    (work.draft / "captions.vtt").write_text(vtt_text(track, after_ms), encoding="utf-8")
    text = measure_text(track, cut.target, style, _ffmpeg())
    made = report_to_json(report, cut) | {"text_box": box_to_json(text)}
    write_json(work.draft / "render.json", made)


def run_preview(work: Work) -> None:
    """media, probe, frame, transcript, sales → preview.mp4, preview.json."""
    cut, style = _cut(work, Target()), _style(work)
    track = _captions(work, cut, style)
    output = work.draft / "preview.mp4"
    report = render_preview(cut, track, style, output, ffmpeg=_ffmpeg(), on_progress=work.progress)
    write_json(work.draft / "preview.json", report_to_json(report, cut))


def run_cover(work: Work) -> None:
    """media, probe, frame → up to three covers and cover.json; without a picture, none."""
    cut = _cut(work, Target())
    if cut.info.picture is None:
        note = "The recording has no picture, so there is no cover to take from it."
        write_json(work.draft / "cover.json", covers_to_json((), [note]))
        return
    covers = make_covers(cut, work.draft, ffmpeg=_ffmpeg(), on_progress=work.progress)
    if text := str(work.params.get("cover_text") or ""):
        for cover in covers:
            write_title(work.draft / cover.file, text, cut.target, _style(work), _ffmpeg())
    write_json(work.draft / "cover.json", covers_to_json(covers))


def run_measure(work: Work) -> None:
    """From render to measured.json: decoded once, whatever the number of platforms."""
    measures = measure_clip(work.inputs["render"] / "clip.mp4", _ffmpeg())
    write_json(work.draft / "measured.json", measures_to_json(measures))


def run_verify(work: Work) -> None:
    """From render and measure to verify.json. A clip that fails is a result, not an error."""
    preset = find_preset(str(work.params["platform"]))
    rendered = read_json(work.inputs["render"] / "render.json")
    measures = measures_from_json(read_json(work.inputs["measure"] / "measured.json"))
    planned_ms = int(rendered["planned_ms"])
    text = box_from_json(rendered.get("text_box"))
    checks = tuple(checks_of(measures, preset.limits, _target(work), planned_ms, text))
    limits = preset.limits
    verification = Verification(preset.platform, checks, limits.source, limits.checked_on)
    write_json(work.draft / "verify.json", verification_to_json(verification))


def run_package(work: Work) -> None:
    """probe, transcript, sales, render → post.json."""
    span, transcript = _span(work), _transcript(work)
    wanted = dict.fromkeys(str(product) for product in _list(work.params.get("product_ids")))
    products = {product.id: product for product in _products(work)}
    said = transcript.within(span) if transcript else ()
    words = ClipWords(
        title=str(work.params.get("title") or ""),
        said=tuple(s.text for s in said if span.contains(s.span.middle_ms)),
        products=tuple(products[i] for i in wanted if i in products),
        language=transcript.language if transcript else "und",
    )
    preset = find_preset(str(work.params["platform"]))
    length_ms = int(read_json(work.inputs["render"] / "render.json")["planned_ms"])
    write_json(work.draft / "post.json", package_to_json(words, preset, length_ms))


def _cut(work: Work, target: Target) -> Cut:
    info = media_info_from_json(read_json(work.inputs["probe"] / "recording.json"))
    span = _span(work).clamped(info.duration_ms)
    if span is None:
        raise UnreadableMedia("The clip lies behind the end of the recording. Choose another span.")
    crop = work.inputs["frame"] / "crop.json" if "frame" in work.inputs else None
    path = None
    if info.picture is not None and crop is not None and crop.is_file():
        path = crop_path_from_json(read_json(crop))
    shown, media = _shown(work, span), work.inputs["media"].absolute()
    heard, dressing = with_heard_track(info, work), dressing_of(work.inputs)
    target = dressing.room_in(target)
    return Cut(media, heard, path, shown.span, target, shown, dressing=dressing)


def _shown(work: Work, span: Span) -> EditList:
    """The pieces of the clip: without long pauses and hesitations where "tighten" is set."""
    transcript = _transcript(work)
    if not work.params.get("tighten") or transcript is None or "sound" not in work.inputs:
        return whole(span)
    return tightened(
        transcript, sound_from_json(read_json(work.inputs["sound"] / "sound.json")), span
    )


def with_heard_track(info: MediaInfo, work: Work) -> MediaInfo:
    """Only the sound track that was listened to, so that captions and sound belong together."""
    if "sound" not in work.inputs:
        return info
    chosen = read_json(work.inputs["sound"] / "sound.json").get("track")
    if chosen == MIXED:
        return replace(info, sounds=(mix_of(info.sounds), *info.sounds))
    return replace(info, sounds=tuple(t for t in info.sounds if t.index == chosen) or info.sounds)


def _captions(work: Work, cut: Cut, style: CaptionStyle) -> CaptionTrack:
    names = [name for product in _products(work) for name in (product.name, *product.aliases)]
    transcript = _transcript(work)
    track = make_captions(
        said_in(transcript, cut.shown) if transcript else None,
        *(cut.span, cut.target, style),
        edits=_edits(work),
        product_names=names,
        phrases=_phrases(work),
    )
    track = with_hook(track, str(work.params.get("hook") or ""), cut.target, style)
    track = on_clip(placed(track, cut.path, cut.target, style), cut.shown)
    if transcript is not None:
        return track
    return replace(track, notes=(_NO_TRANSCRIPT, *track.notes))


def _edits(work: Work) -> tuple[CaptionEdit, ...]:
    """The parameter "caption_edits": [{"start_ms","end_ms","text"}], recording time."""
    return tuple(
        CaptionEdit(Span(int(edit["start_ms"]), int(edit["end_ms"])), str(edit["text"]))
        for edit in _list(work.params.get("caption_edits"))
    )


def _style(work: Work) -> CaptionStyle:
    """The style by name, in the workspace's colours and font."""
    name = work.params.get("caption_style")
    plain, accent = (str(work.params.get(f"brand_{c}") or "") for c in ("plain", "accent"))
    return style_of(None if name is None else str(name), BrandKit(plain, accent), work.inputs)


def _target(work: Work) -> Target:
    value = work.params.get("target")
    return target_from_json(value) if isinstance(value, Mapping) else Target()


def _transcript(work: Work) -> Transcript | None:
    folder = work.inputs.get("transcript")
    return transcript_from_json(read_json(folder / "transcript.json")) if folder else None


def _phrases(work: Work) -> Phrases:
    folder = work.inputs.get("phrases")
    return phrases_from_json(read_json(folder / "phrases.json")) if folder else {}


def _products(work: Work) -> tuple[Product, ...]:
    folder = work.inputs.get("sales")
    return products_from_json(read_json(folder / "products.json")) if folder else ()


def _span(work: Work) -> Span:
    """The parameter "span": [start_ms, end_ms]."""
    start_ms, end_ms = (int(edge) for edge in _list(work.params["span"]))
    return Span(start_ms, end_ms)


def _ffmpeg() -> Ffmpeg:
    return find_ffmpeg(load_settings().ffmpeg)


def _list(value: JsonValue) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {value!r}")
    return value
