"""`afterlive highlights`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.cli import console
from workers.errors import WorkersError
from workers.settings import load_settings

if TYPE_CHECKING:
    from clipping.evidence import Evidence
    from clipping.policy import Policy
    from clipping.score_weights import Weights
    from transcripts.messages import ChatMessage
    from transcripts.timeline import Span

LENGTHS = "teaser (under 15 s), short (15-60 s), explain (1-3 min)"


def highlights(
    output: Annotated[Path, typer.Option("-o", "--output", help="highlights.json to write.")],
    duration_ms: Annotated[int, typer.Option(min=1, help="Length of the recording.")],
    transcript: Annotated[Path | None, typer.Option(help="transcript.json, SRT or VTT.")] = None,
    scenes: Annotated[Path | None, typer.Option(help="scenes.json.")] = None,
    sound: Annotated[Path | None, typer.Option(help="sound.json of a processed recording.")] = None,
    picture: Annotated[
        Path | None, typer.Option(help="picture.json of a processed recording.")
    ] = None,
    chat: Annotated[Path | None, typer.Option(help="Chat file, any known format.")] = None,
    metrics: Annotated[Path | None, typer.Option(help="Viewers and orders, CSV.")] = None,
    offers: Annotated[Path | None, typer.Option(help="Coupons, discounts and pins, CSV.")] = None,
    products: Annotated[Path | None, typer.Option(help="Product list, CSV or JSON.")] = None,
    count: Annotated[int | None, typer.Option(min=1, max=100, help="How many.")] = None,
    min_gap_ms: Annotated[int, typer.Option(min=0, help="Least distance between starts.")] = 0,
    length: Annotated[
        list[str] | None, typer.Option(help=f"Kind of clip; may be repeated: {LENGTHS}.")
    ] = None,
    shortest_ms: Annotated[int | None, typer.Option(min=1_000, help="Least length.")] = None,
    longest_ms: Annotated[int | None, typer.Option(min=1_000, help="Greatest length.")] = None,
    product: Annotated[
        list[str] | None, typer.Option(help="Only about this product id; may be repeated.")
    ] = None,
    keyword: Annotated[
        list[str] | None, typer.Option(help="Only where this is said; may be repeated.")
    ] = None,
    from_ms: Annotated[int | None, typer.Option(min=0, help="Only after this moment.")] = None,
    to_ms: Annotated[int | None, typer.Option(min=1, help="Only before this moment.")] = None,
    used: Annotated[
        Path | None, typer.Option(help="highlights.json of what was approved or published before.")
    ] = None,
    weights: Annotated[Path | None, typer.Option(help="What reasons are worth, JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Choose the moments worth showing, from whatever is given, and say why."""
    from clipping.highlights import find_highlights
    from clipping.highlights_json import highlights_to_json
    from clipping.policy import Policy

    evidence = _evidence(
        duration_ms,
        transcript=transcript,
        scenes=scenes,
        sound=sound,
        picture=picture,
        chat=chat,
        sales=(metrics, offers, products),
    )
    policy = Policy(
        count=count,
        min_gap_ms=min_gap_ms,
        lengths=chosen_lengths(length),
        shortest_ms=shortest_ms,
        longest_ms=longest_ms,
        product_ids=tuple(product or ()),
        keywords=tuple(keyword or ()),
        within=_part(from_ms, to_ms, duration_ms),
        used=() if used is None else _used(used),
    )
    found = find_highlights(evidence, policy, weights=_read_weights(weights))
    written = highlights_to_json(found)
    console.write_json(output, written)
    console.result(written, as_json=as_json, text=_text(written, evidence, policy, output))


def chosen_lengths(names: list[str] | None) -> tuple[Any, ...]:
    """The kinds of clips by name; short ones where nothing is said.

    Raises:
        typer.BadParameter: a name is not known.
    """
    from clipping.policy import Length

    if not names:
        return (Length.SHORT,)
    wrong = [name for name in names if name not in list(Length)]
    if wrong:
        raise typer.BadParameter(f"{wrong[0]!r} is no kind of clip: use {LENGTHS}.")
    return tuple(dict.fromkeys(Length(name) for name in names))


def _part(from_ms: int | None, to_ms: int | None, duration_ms: int) -> Span | None:
    from transcripts.timeline import Span

    if from_ms is None and to_ms is None:
        return None
    start_ms, end_ms = from_ms or 0, min(to_ms or duration_ms, duration_ms)
    if start_ms >= end_ms:
        raise typer.BadParameter("--from-ms must lie before --to-ms and inside the recording")
    return Span(start_ms, end_ms)


def _evidence(
    duration_ms: int,
    *,
    transcript: Path | None,
    scenes: Path | None,
    sound: Path | None,
    picture: Path | None,
    chat: Path | None,
    sales: tuple[Path | None, Path | None, Path | None],
) -> Evidence:
    from clipping.catalogue import Catalogue, read_products
    from clipping.evidence import Evidence
    from clipping.picture_curve import picture_curve_from_json
    from clipping.sales import Metrics, Offers, read_metrics, read_offers
    from clipping.scenes_json import scenes_from_json
    from transcripts.sound import sound_from_json
    from transcripts.subtitles import load_transcript

    metrics, offers, products = sales
    counted = Metrics() if metrics is None else read_metrics(metrics, duration_ms=duration_ms)
    windows = Offers() if offers is None else read_offers(offers, duration_ms=duration_ms)
    catalogue = Catalogue() if products is None else read_products(products)
    for note in (*counted.notes, *windows.notes, *catalogue.notes):
        console.say(note)
    return Evidence(
        duration_ms=duration_ms,
        transcript=None
        if transcript is None
        else load_transcript(transcript, duration_ms=duration_ms),
        scenes=() if scenes is None else scenes_from_json(_read_list(scenes, "scenes")),
        chat=() if chat is None else _read_chat(chat, duration_ms),
        metrics=counted.rows,
        offers=windows.windows,
        products=catalogue.products,
        sound=None if sound is None else sound_from_json(_read_list(sound, "level_db")),
        picture=None if picture is None else picture_curve_from_json(_read_list(picture, "motion")),
    )


def _read_chat(path: Path, duration_ms: int) -> tuple[ChatMessage, ...]:
    from clipping.chat import read_chat

    return read_chat(path, key=load_settings().author_key, duration_ms=duration_ms).messages


def _read_weights(path: Path | None) -> Weights:
    from clipping.score_weights import DEFAULT_WEIGHTS, weights_from_json

    return DEFAULT_WEIGHTS if path is None else weights_from_json(_read_json(path))


def _used(path: Path) -> tuple[Span, ...]:
    from transcripts.timeline import Span

    try:
        entries = _read_list(path, "highlights")["highlights"]
        return tuple(Span(int(one["start_ms"]), int(one["end_ms"])) for one in entries)
    except (KeyError, TypeError, ValueError) as error:
        raise WorkersError(f"{path} has an entry without start_ms and end_ms.") from error


def _read_list(path: Path, name: str) -> dict[str, Any]:
    """A JSON file that must hold a list of this name."""
    value = _read_json(path)
    if not isinstance(value, dict) or not isinstance(value.get(name), list):
        raise WorkersError(f"{path} is not the file that is wanted: it has no list {name!r}.")
    return value


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise WorkersError(f"{path} is no valid JSON: {error}.") from error


def _text(written: dict[str, Any], evidence: Evidence, policy: Policy, output: Path) -> str:
    from clipping.highlights_json import signal_from_json
    from clipping.reasons import reason_sentence, rejection_sentence
    from exporters.notes import note_sentence
    from transcripts.timeline import clock

    language = evidence.transcript.language if evidence.transcript else "en"
    lines = [f"{len(written['highlights'])} highlights in {output}"]
    for one in written["highlights"]:
        because = [reason_sentence(signal_from_json(s), language) for s in one["because"][:3]]
        kind = f"  [{one['kind']}]" if len(policy.lengths) > 1 else ""
        when = f"{clock(one['start_ms'])}-{clock(one['end_ms'])}"
        lines.append(f"{when}  {one['score']:.2f}{kind}  {one['title']}")
        lines.append(f"    {'; '.join(because)}")
    lines += [
        f"{one['product_id']}: {rejection_sentence(one['reason'], language)}"
        for one in written["coverage"]
        if one["reason"]
    ]
    notes = [note_sentence(note, language) for note in written["notes"]]
    return "\n".join((*lines, *notes))
