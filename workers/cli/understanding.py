"""`afterlive chat` and `afterlive highlights`."""

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
    from clipping.score_weights import Weights
    from transcripts.messages import ChatMessage

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
_FIELDS = ("time", "text", "user", "type")


def chat(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="Chat file.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="chat.jsonl to write.")],
    format: Annotated[str, typer.Option(help="Name of the format.")] = "auto",
    shift_ms: Annotated[int, typer.Option(help="Added to every time.")] = 0,
    map: Annotated[
        str | None, typer.Option(metavar="time=…,text=…", help="Columns: time, text, user, type.")
    ] = None,
    duration_ms: Annotated[
        int | None, typer.Option(min=1, help="Length of the recording, to compare with.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Turn a chat file of any known format into one form, without names, and say what was lost."""
    from clipping.chat import read_chat, report_to_json
    from transcripts.messages import write_messages

    found = read_chat(
        file,
        key=load_settings().author_key,
        format=format,
        shift_ms=shift_ms,
        columns=_columns(map),
        duration_ms=duration_ms,
    )
    with console.writing(output) as draft, draft.open("w", encoding="utf-8") as out:
        out.writelines(write_messages(found.messages))
    report = report_to_json(found.report)
    console.result(report, as_json=as_json, text=_report_text(report, output))


def highlights(
    output: Annotated[Path, typer.Option("-o", "--output", help="highlights.json to write.")],
    duration_ms: Annotated[int, typer.Option(min=1, help="Length of the recording.")],
    transcript: Annotated[Path | None, typer.Option(help="transcript.json, SRT or VTT.")] = None,
    scenes: Annotated[Path | None, typer.Option(help="scenes.json.")] = None,
    chat: Annotated[Path | None, typer.Option(help="Chat file, any known format.")] = None,
    metrics: Annotated[Path | None, typer.Option(help="Viewers and orders, CSV.")] = None,
    offers: Annotated[Path | None, typer.Option(help="Coupons, discounts and pins, CSV.")] = None,
    products: Annotated[Path | None, typer.Option(help="Product list, CSV or JSON.")] = None,
    count: Annotated[int | None, typer.Option(min=1, max=100, help="How many.")] = None,
    min_gap_ms: Annotated[int, typer.Option(min=0, help="Least distance between starts.")] = 0,
    weights: Annotated[Path | None, typer.Option(help="What reasons are worth, JSON.")] = None,
    as_json: AsJson = False,
) -> None:
    """Choose the moments worth showing, from whatever is given, and say why."""
    from clipping.catalogue import Catalogue, read_products
    from clipping.evidence import Evidence
    from clipping.highlights import Policy, find_highlights
    from clipping.highlights_json import highlights_to_json
    from clipping.sales import Metrics, Offers, read_metrics, read_offers
    from clipping.scenes_json import scenes_from_json
    from transcripts.subtitles import load_transcript

    sales = Metrics() if metrics is None else read_metrics(metrics, duration_ms=duration_ms)
    windows = Offers() if offers is None else read_offers(offers, duration_ms=duration_ms)
    catalogue = Catalogue() if products is None else read_products(products)
    for note in (*sales.notes, *windows.notes, *catalogue.notes):
        console.say(note)
    evidence = Evidence(
        duration_ms=duration_ms,
        transcript=None
        if transcript is None
        else load_transcript(transcript, duration_ms=duration_ms),
        scenes=() if scenes is None else scenes_from_json(_read_scenes(scenes)),
        chat=() if chat is None else _read_chat(chat, duration_ms),
        metrics=sales.rows,
        offers=windows.windows,
        products=catalogue.products,
    )
    policy = Policy(count=count, min_gap_ms=min_gap_ms)
    found = find_highlights(evidence, policy, weights=_read_weights(weights))
    written = highlights_to_json(found)
    console.write_json(output, written)
    console.result(written, as_json=as_json, text=_highlights_text(written, evidence, output))


def _columns(text: str | None) -> dict[str, str] | None:
    """`time=A,text=B` as a mapping."""
    if not text:
        return None
    out = {}
    for part in text.split(","):
        name, mark, column = part.partition("=")
        if not mark or name.strip() not in _FIELDS or not column.strip():
            raise typer.BadParameter(
                f"{part!r}: write time=COLUMN,text=COLUMN and if you like user= and type=."
            )
        out[name.strip()] = column.strip()
    return out


def _read_chat(path: Path, duration_ms: int) -> tuple[ChatMessage, ...]:
    from clipping.chat import read_chat

    return read_chat(path, key=load_settings().author_key, duration_ms=duration_ms).messages


def _read_weights(path: Path | None) -> Weights:
    from clipping.score_weights import DEFAULT_WEIGHTS, weights_from_json

    return DEFAULT_WEIGHTS if path is None else weights_from_json(_read_json(path))


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise WorkersError(f"{path} is no valid JSON: {error}.") from error


def _read_scenes(path: Path) -> dict[str, Any]:
    value = _read_json(path)
    if not isinstance(value, dict) or not isinstance(value.get("scenes"), list):
        raise WorkersError(f"{path} is no scenes.json: it has no list of scenes.")
    return value


def _report_text(report: dict[str, Any], output: Path) -> str:
    from transcripts.timeline import clock

    lines = [
        f"{report['parsed']} messages in {output} ({report['format']}, {report['read']} "
        f"{report['unit']}s read)"
    ]
    if report["parsed"]:
        lines.append(f"from {clock(report['first_ms'])} to {clock(report['last_ms'])}")
    if report["in_recording"] is not None:
        lines.append(f"{report['in_recording']} of them lie inside the recording")
    for one in report["dropped"]:
        where = ", ".join(map(str, one["examples"]))
        lines.append(f"dropped {one['count']}: {one['reason']} ({report['unit']} {where})")
    if report["suggested_shift_ms"] is not None:
        lines.append(f"they would fit with --shift-ms {report['suggested_shift_ms']}")
    return "\n".join((*lines, *report["notes"]))


def _highlights_text(written: dict[str, Any], evidence: Evidence, output: Path) -> str:
    from clipping.highlights_json import signal_from_json
    from clipping.reasons import reason_sentence
    from transcripts.timeline import clock

    language = evidence.transcript.language if evidence.transcript else "en"
    lines = [f"{len(written['highlights'])} highlights in {output}"]
    for one in written["highlights"]:
        because = [reason_sentence(signal_from_json(s), language) for s in one["because"][:3]]
        lines.append(
            f"{clock(one['start_ms'])}-{clock(one['end_ms'])}  {one['score']:.2f}  {one['title']}"
        )
        lines.append(f"    {'; '.join(because)}")
    return "\n".join((*lines, *written["notes"]))
