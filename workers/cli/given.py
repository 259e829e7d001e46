"""Files and options that several commands take, read into values."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transcripts.foreign_json import parse_json

if TYPE_CHECKING:
    from transcripts.messages import ChatMessage
    from transcripts.model import Transcript
    from transcripts.products import Product
    from transcripts.questions.model import QaList
    from transcripts.timeline import Span

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
ProductsFile = Annotated[Path | None, typer.Option("--products", help="Product list, CSV or JSON.")]
SoundTrack = Annotated[
    str,
    typer.Option(
        "--track", help="Sound track with the speech, from 1, or mix for all; else it is found."
    ),
]
Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="Day of the broadcast: dates its offers."),
]


def questions(path: Path) -> QaList:
    """A `qa.json`.

    Raises:
        UnreadableTranscript: it is none.
    """
    from transcripts.errors import UnreadableTranscript
    from transcripts.questions.model import qa_from_json

    try:
        return qa_from_json(parse_json(path.read_text(encoding="utf-8-sig")))
    except (ValueError, UnreadableTranscript) as error:
        raise UnreadableTranscript(
            f"{path}: {error}. `afterlive qa` writes such a file."
        ) from error


def transcript(path: Path) -> Transcript:
    """A transcript in any known form."""
    from transcripts.subtitles import load_transcript

    return load_transcript(path)


def chat(path: Path | None, duration_ms: int) -> tuple[ChatMessage, ...]:
    """A chat in any known form; nothing where none is given."""
    if path is None:
        return ()
    from clipping.chat.reading import read_chat
    from workers.settings import load_settings

    return read_chat(path, key=load_settings().author_key, duration_ms=duration_ms or None).messages


def products(path: Path | None) -> tuple[Product, ...]:
    """A product list; nothing where none is given."""
    if path is None:
        return ()
    from clipping.catalogue import read_products

    return read_products(path).products


def suggestions(path: Path) -> list[tuple[str, Span]]:
    """Titles and spans of a `highlights.json`, best first.

    Raises:
        WorkersError: it is none.
    """
    from transcripts.timeline import Span
    from workers.errors import WorkersError

    try:
        return [
            (str(one.get("title") or ""), Span(int(one["start_ms"]), int(one["end_ms"])))
            for one in parse_json(path.read_text(encoding="utf-8-sig"))["highlights"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WorkersError(
            f"{path} is no list of suggestions ({type(error).__name__}: {error}). "
            "`afterlive highlights` writes one."
        ) from error
