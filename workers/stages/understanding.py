"""The stages that make sense of a broadcast: chat, sales, signals, highlights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from clipping.catalogue import read_products
from clipping.chat import ChatImport, ChatReport, read_chat, report_to_json
from clipping.evidence import Evidence
from clipping.exploration import with_exploration
from clipping.highlights import find_highlights
from clipping.highlights_json import highlights_to_json, signals_from_json, signals_to_json
from clipping.model import HighlightList, Signal
from clipping.picture_curve import picture_curve_from_json
from clipping.policy import Length, Policy
from clipping.said_before import where_said
from clipping.sales import read_metrics, read_offers
from clipping.sales_json import (
    metrics_from_json,
    metrics_to_json,
    offers_from_json,
    offers_to_json,
    products_from_json,
    products_to_json,
)
from clipping.scenes_json import scenes_from_json
from clipping.score_weights import DEFAULT_WEIGHTS
from clipping.signals.families import find_signals
from clipping.taste import taste_from_json
from transcripts.messages import ChatMessage, read_messages, write_messages
from transcripts.model import Transcript, transcript_from_json
from transcripts.timeline import Span
from workers.brief import ClipRequest
from workers.pipeline import Work
from workers.settings import load_settings
from workers.stages.json_files import read_json, write_json

Value = TypeVar("Value")

_NO_CHAT = ChatImport((), ChatReport("none", "line", 0, 0, notes=("No chat file was given.",)))


def run_chat(work: Work) -> None:
    """From the chat file, if there is one: chat.jsonl and report.json."""
    found = _NO_CHAT
    if (path := work.inputs.get("chat_file")) is not None:
        found = read_chat(
            path,
            key=load_settings().author_key,
            format=str(work.params.get("chat_format") or "auto"),
            shift_ms=_whole(work, "chat_shift_ms") or 0,
            duration_ms=_duration_ms(work),
        )
    with (work.draft / "chat.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(write_messages(found.messages))
    write_json(work.draft / "report.json", report_to_json(found.report))


def run_sales(work: Work) -> None:
    """From the shop's files, as far as there are any: metrics.json, offers.json, products.json."""
    duration_ms = _duration_ms(work)
    metrics = _given(work, "metrics_file", lambda p: read_metrics(p, duration_ms=duration_ms))
    rows, notes = (metrics.rows, metrics.notes) if metrics else ((), ("No metrics were given.",))
    write_json(work.draft / "metrics.json", metrics_to_json(rows, notes))
    offers = _given(work, "offers_file", lambda p: read_offers(p, duration_ms=duration_ms))
    windows, notes = (offers.windows, offers.notes) if offers else ((), ("No offers were given.",))
    write_json(work.draft / "offers.json", offers_to_json(windows, notes))
    catalogue = _given(work, "products_file", read_products)
    products, notes = (
        (catalogue.products, catalogue.notes) if catalogue else ((), ("No products were given.",))
    )
    write_json(work.draft / "products.json", products_to_json(products, notes))


def run_signals(work: Work) -> None:
    """From everything known: signals.json."""
    found = find_signals(load_evidence(work), _whole(work, "channel_lag_s"))
    write_json(work.draft / "signals.json", signals_to_json(found))


def run_highlights(work: Work) -> None:
    """From signals and everything known: highlights.json."""
    found = signals_from_json(read_json(work.inputs["signals"] / "signals.json"))
    count, asked = _whole(work, "clip_count"), work.params.get("asked")
    policy = Policy(count=count)
    if isinstance(asked, Mapping):
        policy = replace(requested_policy(asked, _duration_ms(work)), count=count)
    evidence = load_evidence(work)
    policy = _without_used(policy, work.params.get("used_elsewhere"), evidence)
    chosen = _chosen(work, evidence, policy, found.signals)
    chosen = replace(chosen, notes=(*found.notes, *chosen.notes))
    write_json(work.draft / "highlights.json", highlights_to_json(chosen))


def run_requested(work: Work) -> None:
    """From signals and a request: highlights.json with what was asked for, by the taste of now."""
    found = signals_from_json(read_json(work.inputs["signals"] / "signals.json"))
    factors = work.params.get("taste")
    weights = (
        taste_from_json(factors).weights() if isinstance(factors, Mapping) else DEFAULT_WEIGHTS
    )
    request = work.params.get("request")
    wanted = request if isinstance(request, Mapping) else {}
    evidence = load_evidence(work)
    policy = requested_policy(wanted, evidence.duration_ms)
    policy = _without_used(policy, wanted.get("used_elsewhere"), evidence)
    chosen = find_highlights(evidence, policy, found.signals, weights)
    write_json(work.draft / "highlights.json", highlights_to_json(chosen))


def requested_policy(wanted: Mapping[str, Any], duration_ms: int) -> Policy:
    """What a request asks of the choice. Pure.

    Args:
        wanted: As `ClipRequest.to_json` writes it, with `used`: spans approved by then.
        duration_ms: Of the recording.
    """
    request = ClipRequest.from_json(wanted)
    start_ms, end_ms = request.start_ms or 0, min(request.end_ms or duration_ms, duration_ms)
    is_part = request.start_ms is not None or request.end_ms is not None
    return Policy(
        count=request.count,
        lengths=(Length(request.length),) if request.length else (Length.SHORT,),
        product_ids=(request.product_id,) if request.product_id else (),
        keywords=(request.keyword,) if request.keyword else (),
        within=Span(start_ms, end_ms) if is_part and start_ms < end_ms else None,
        used=tuple(Span(start, end) for start, end in wanted.get("used", ())),
    )


def _without_used(policy: Policy, used: Any, evidence: Evidence) -> Policy:
    """The same without what was approved of other uploads: `spans` of this file, or `texts`."""
    if not isinstance(used, Mapping):
        return policy
    spans = [Span(start, end) for start, end in used.get("spans", ())]
    said = where_said(used.get("texts", ()), evidence.transcript)
    return replace(policy, used_elsewhere=(*spans, *said))


def _chosen(
    work: Work, evidence: Evidence, policy: Policy, signals: Sequence[Signal]
) -> HighlightList:
    """By the taste of the workspace, where there is one, and a tenth without regard to it."""
    usual = find_highlights(evidence, policy, signals)
    factors = work.params.get("taste")
    if not isinstance(factors, Mapping):
        return usual
    weights = taste_from_json(factors).weights()
    learned = find_highlights(evidence, policy, signals, weights)
    return with_exploration(learned, usual, str(work.params.get("explore")))


def load_evidence(work: Work) -> Evidence:
    """Everything the finished stages know of a recording; what is absent stays empty."""
    # The module of the sound curve brings a decoder with it, so it is loaded late.
    from transcripts.sound import sound_from_json

    def output(stage: str, name: str) -> Any:
        folder = work.inputs.get(stage)
        return None if folder is None else read_json(folder / name)

    sound, picture = output("sound", "sound.json"), output("scenes", "picture.json")
    return Evidence(
        duration_ms=_duration_ms(work),
        transcript=_transcript(output("transcript", "transcript.json")),
        scenes=scenes_from_json(output("scenes", "scenes.json") or {"scenes": []}),
        chat=_messages(work),
        metrics=metrics_from_json(output("sales", "metrics.json") or {"metrics": []}),
        offers=offers_from_json(output("sales", "offers.json") or {"offers": []}),
        products=products_from_json(output("sales", "products.json") or {"products": []}),
        sound=None if sound is None else sound_from_json(sound),
        picture=None if picture is None else picture_curve_from_json(picture),
    )


def _transcript(value: Any) -> Transcript | None:
    return None if value is None else transcript_from_json(value)


def _messages(work: Work) -> tuple[ChatMessage, ...]:
    if "chat" not in work.inputs:
        return ()
    with (work.inputs["chat"] / "chat.jsonl").open(encoding="utf-8") as file:
        return tuple(read_messages(file))


def _given(work: Work, source: str, read: Callable[[Path], Value]) -> Value | None:
    path = work.inputs.get(source)
    return None if path is None else read(path)


def _whole(work: Work, name: str) -> int | None:
    value = work.params.get(name)
    return value if isinstance(value, int) else None


def _duration_ms(work: Work) -> int:
    return int(read_json(work.inputs["probe"] / "recording.json")["duration_ms"])
