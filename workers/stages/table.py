"""The declared stages, each after its needs. Reading this table is reading what Afterlive does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from exporters.presets import PRESETS, target_to_json
from workers.pipeline import JsonValue, Queue, Stage, Work

#: Files people bring. Only "media" is required.
SOURCES = (
    "media",
    "chat_file",
    "metrics_file",
    "offers_file",
    "products_file",
    "transcript_file",
)


#: A workspace's own font and pictures, which its clips' stages need where there are any.
BRAND_FILES = ("brand_font", "brand_logo", "brand_card")
#: Only on finished files: the clock of a preview is that of the clip.
BRAND_FILMS = ("brand_intro", "brand_outro")


def _run(module: str, name: str) -> Callable[[Work], None]:
    """The stage's function, imported when it runs: planning must not load decoders or models."""

    def run(work: Work) -> None:
        getattr(import_module(f"workers.stages.{module}"), name)(work)

    return run


def _part(module: str, name: str) -> Callable[[Work, int], None]:
    def run(work: Work, number: int) -> None:
        getattr(import_module(f"workers.stages.{module}"), name)(work, number)

    return run


def _speech(name: str) -> Callable[[Work], None]:
    return _run("speech", name)


def _picture(name: str) -> Callable[[Work], None]:
    return _run("picture", name)


def _understanding(name: str) -> Callable[[Work], None]:
    return _run("understanding", name)


def _questions(name: str) -> Callable[[Work], None]:
    return _run("questions", name)


def _passages(name: str) -> Callable[[Work], None]:
    return _run("passages", name)


def _clips(name: str) -> Callable[[Work], None]:
    return _run("clips", name)


_CPU, _SPEECH, _RENDER = Queue.CPU, Queue.SPEECH, Queue.RENDER

_FAQ_PARAMS = ("faq_decisions", "misheard", "product_corrections", "recorded_on")

RECORDING_STAGES = (
    Stage("probe", 1, ("media",), _CPU, 300, _picture("run_probe"), (), 60),
    Stage("sales", 2, ("probe", "metrics_file", "offers_file", "products_file"), _CPU, 300,
          _understanding("run_sales")),
    Stage("chat", 2, ("probe", "chat_file"), _CPU, 600, _understanding("run_chat"),
          ("chat_format", "chat_shift_ms")),
    Stage("sound", 4, ("media", "probe"), _SPEECH, 600, _speech("run_sound"), ("sound_track",),
          900),
    Stage("transcript", 16, ("media", "probe", "sound", "sales", "transcript_file"), _SPEECH, 1800,
          _speech("run_transcript"), ("language", "model", "vocabulary"), 14_400, ("sales",),
          "sound", "transcript_file", _part("speech", "run_chunk")),
    Stage("phrases", 1, ("transcript",), _CPU, 600, _run("phrases", "run_phrases"), (), 60),
    Stage("scenes", 6, ("media", "probe"), _CPU, 1200, _picture("run_scenes"), (), 3600),
    Stage("signals", 12, ("probe", "transcript", "scenes", "sound", "chat", "sales"), _CPU, 600,
          _understanding("run_signals"), ("channel_lag_s",), 300,
          ("transcript", "scenes", "sound", "chat", "sales")),
    Stage("highlights", 17,
          ("probe", "signals", "transcript", "scenes", "sound", "chat", "sales"), _CPU, 600,
          _understanding("run_highlights"),
          ("clip_count", "asked", "taste", "explore", "used_elsewhere"), 300,
          ("transcript", "scenes", "sound", "chat", "sales")),
    Stage("titles", 1, ("highlights", "transcript", "sales"), _CPU, 1500,
          _run("titles", "run_titles"), ("language_model",), 0, ("transcript", "sales"),
          only_with="language_model"),
    Stage("qa", 26, ("probe", "transcript", "chat", "sales"), _CPU, 1500,
          _questions("run_qa"), ("recorded_on", "language_model"), 300, ("chat", "sales")),
    Stage("faq", 5, ("probe", "qa", "sales"), _CPU, 300, _questions("run_faq"),
          _FAQ_PARAMS, can_miss=("sales",)),
    Stage("passages", 4, ("media", "probe", "sound", "transcript", "sales"), _RENDER, 1800,
          _passages("run_passages"), (), 600, ("sound", "sales")),
    Stage("pages", 6, ("probe", "qa", "sales", "transcript", "passages"), _CPU, 300,
          _questions("run_pages"), (*_FAQ_PARAMS, "site_url"), 0, ("sales", "passages")),
    Stage("replay", 6, ("probe", "transcript", "highlights", "qa", "sales", "passages"), _CPU, 300,
          _passages("run_replay"), (*_FAQ_PARAMS, "site_url", "show_title"), 0,
          ("transcript", "highlights", "qa", "sales", "passages")),
)  # fmt: skip

#: Once for each request for clips.
REQUESTED = Stage(
    "requested", 5, ("probe", "signals", "transcript", "scenes", "sound", "chat", "sales"), _CPU,
    600, _understanding("run_requested"), ("request", "taste"), 300,
    ("transcript", "scenes", "sound", "chat", "sales"),
)  # fmt: skip

_FRAME = Stage("frame", 3, ("media", "probe", "scenes", "sound"), _RENDER, 900,
               _picture("run_frame"), ("span", "layouts"))  # fmt: skip

_CLIP_NEEDS = ("media", "probe", "sound", "frame", "transcript", "phrases", "sales")
_COLOURS = ("brand_plain", "brand_accent")

#: Small and early, for every suggestion.
PREVIEW_STAGES = (
    _FRAME,
    Stage("preview", 6, (*_CLIP_NEEDS, *BRAND_FILES), _RENDER, 900,
          _clips("run_preview"),
          ("span", "caption_style", "caption_edits", "tighten", "hook", *_COLOURS)),
)  # fmt: skip

#: Once for each approved clip.
CLIP_STAGES = (
    _FRAME,
    Stage("cover", 5, ("media", "probe", "frame", "brand_font"), _RENDER, 900, _clips("run_cover"),
          ("span", "cover_text", "caption_style", *_COLOURS)),
)  # fmt: skip

#: For each platform. Platforms with equal targets have equal render keys, so they share the encode.
PLATFORM_STAGES = (
    Stage("render", 7, (*_CLIP_NEEDS, *BRAND_FILES, *BRAND_FILMS), _RENDER, 3600,
          _clips("run_render"),
          ("span", "target", "caption_style", "caption_edits", "tighten", "hook", *_COLOURS)),
    Stage("measure", 3, ("render",), _RENDER, 900, _clips("run_measure")),
    Stage("verify", 2, ("render", "measure"), _CPU, 300, _clips("run_verify"),
          ("platform", "span", "target")),
    Stage("package", 3, ("probe", "transcript", "sales", "render"), _CPU, 300,
          _clips("run_package"), ("platform", "span", "title", "product_ids")),
)  # fmt: skip


@cache
def target_params(platform: str) -> dict[str, JsonValue]:
    """What the encoder must make for a platform, as a stage parameter."""
    return {"target": target_to_json(PRESETS[platform].target)}
