"""`afterlive chat`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from workers.cli import console
from workers.settings import load_settings

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
    started_at: Annotated[
        str | None,
        typer.Option(
            metavar="DATE TIME", help="When the recording starts, for calendar times; Korean time."
        ),
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
        started_at=started_at,
    )
    with console.writing(output) as draft, draft.open("w", encoding="utf-8") as out:
        out.writelines(write_messages(found.messages))
    report = report_to_json(found.report)
    console.result(report, as_json=as_json, text=_report_text(report, output))


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
