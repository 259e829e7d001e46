"""`afterlive qa`: what was asked, and what the host answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workers.cli import console, given


def qa(
    transcript: Annotated[Path, typer.Option(help="transcript.json, SRT or VTT.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="qa.json to write.")],
    chat: Annotated[Path | None, typer.Option(help="Chat, any known format.")] = None,
    products: given.ProductsFile = None,
    day: given.Day = None,
    as_json: given.AsJson = False,
) -> None:
    """Find what was asked, in speech and chat, and what the host answered."""
    from transcripts.questions.checks import with_checks
    from transcripts.questions.finding import find_qa
    from transcripts.questions.model import qa_to_json

    spoken = given.transcript(transcript)
    written_in_chat = given.chat(chat, spoken.duration_ms)
    found = find_qa(spoken, written_in_chat, given.products(products))
    found = with_checks(found, day.date() if day else None)
    written = qa_to_json(found)
    console.write_json(output, written)
    text = f"{len(found.pairs)} answered, {len(found.unanswered)} unanswered in {output}"
    console.result(written, as_json=as_json, text=text)
