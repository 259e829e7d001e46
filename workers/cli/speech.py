"""`afterlive transcribe`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from workers.cli import console
from workers.cli.given import SoundTrack


class TextFormat(StrEnum):
    """How a transcript is written."""

    JSON = "json"
    SRT = "srt"
    VTT = "vtt"
    TXT = "txt"


def transcribe(
    media: Annotated[Path, typer.Argument(metavar="MEDIA", help="Recording.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")],
    language: Annotated[
        str | None, typer.Option(help="Code such as ko or en; else it is found.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Speech model: a name or folder; else the best found.")
    ] = None,
    track: SoundTrack = "",
    text_format: Annotated[
        TextFormat, typer.Option("--format", help="Form of the file.")
    ] = TextFormat.JSON,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write down what is said in a recording, word by word with its times."""
    from clipping.probe import probe
    from transcripts import subtitles
    from transcripts.asr import known_language
    from transcripts.audio import describe_sound
    from transcripts.errors import UnreadableSound
    from transcripts.listening import measure_sound
    from transcripts.model import transcript_to_json
    from transcripts.speech import transcribe as recognise
    from workers.stages.speech import ready_transcriber

    code = known_language(language) if language else None
    duration_ms = probe(media).duration_ms
    file = describe_sound(media)
    try:
        stream = file.asked_track(track)
    except UnreadableSound as error:
        raise typer.BadParameter(str(error), param_hint="--track") from error
    transcriber = ready_transcriber(model)
    with console.progress("sound") as report, ThreadPoolExecutor(1) as beside:
        beside.submit(transcriber.get_ready)  # what fails there fails when the first window comes
        curve = measure_sound(media, duration_ms=duration_ms, track=stream, on_progress=report)
    with console.progress("speech") as report:
        transcript = recognise(
            media,
            duration_ms=duration_ms,
            curve=curve,
            transcriber=transcriber,
            language=code,
            on_progress=report,
        )
    writers = {
        TextFormat.JSON: subtitles.to_json_text,
        TextFormat.SRT: subtitles.to_srt,
        TextFormat.VTT: subtitles.to_vtt,
        TextFormat.TXT: subtitles.to_plain_text,
    }
    console.write_text(output, writers[text_format](transcript))
    choice = file.choice_note(curve.track, was_asked=stream is not None)
    for note in (*transcript.notes, *([choice] if choice else [])):
        console.say(note)
    text = f"{len(transcript.segments)} sentences ({transcript.language}) in {output}"
    console.result(transcript_to_json(transcript), as_json=as_json, text=text)
