"""`afterlive transcribe`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli import console
from workers.cli.given import SoundTrack

if TYPE_CHECKING:
    from transcripts.model import Transcript
    from transcripts.sound import SoundCurve
    from workers.pipeline import JsonValue

#: Stages whose versions say whether parts that were kept are still what would be made.
_STAGES = ("sound", "transcript")


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
    """Write down what is said in a recording, word by word with its times.

    A run that is broken off goes on where it was when it is started again.
    """
    from transcripts import subtitles
    from transcripts.asr import known_language
    from transcripts.audio import describe_sound
    from transcripts.errors import UnreadableSound
    from transcripts.model import transcript_to_json

    code = known_language(language) if language else None
    file = describe_sound(media)
    try:
        stream = file.asked_track(track)
    except UnreadableSound as error:
        raise typer.BadParameter(str(error), param_hint="--track") from error
    writers = {
        TextFormat.JSON: subtitles.to_json_text,
        TextFormat.SRT: subtitles.to_srt,
        TextFormat.VTT: subtitles.to_vtt,
        TextFormat.TXT: subtitles.to_plain_text,
    }
    with _recognised(media, output, code, model, stream) as (curve, transcript):
        console.write_text(output, writers[text_format](transcript))
    choice = file.choice_note(curve.track, was_asked=stream is not None)
    for note in (*transcript.notes, *([choice] if choice else [])):
        console.say(note)
    text = f"{len(transcript.segments)} sentences ({transcript.language}) in {output}"
    console.result(transcript_to_json(transcript), as_json=as_json, text=text)


@contextmanager
def _recognised(
    media: Path, output: Path, language: str | None, model: str | None, track: int | None
) -> Iterator[tuple[SoundCurve, Transcript]]:
    """The sound and the speech of a recording; parts of them are kept until the block ends well."""
    from clipping.probe import probe
    from transcripts.speech import transcribe as recognise
    from workers.kept_parts import kept_until_done
    from workers.stages.speech import measured_sound, ready_transcriber
    from workers.stages.table import RECORDING_STAGES

    duration_ms, transcriber, stat = (
        probe(media).duration_ms,
        ready_transcriber(model),
        media.stat(),
    )
    file: list[JsonValue] = [str(media.resolve()), stat.st_size, stat.st_mtime_ns]
    versions: list[JsonValue] = [one.version for one in RECORDING_STAGES if one.name in _STAGES]
    how: list[JsonValue] = [language, track, transcriber.name]
    with kept_until_done(output, {"file": file, "how": how, "versions": versions}) as part:
        with console.progress("sound") as report, ThreadPoolExecutor(1) as beside:
            beside.submit(transcriber.get_ready)  # what fails there fails at the first window
            curve = measured_sound(media, duration_ms, track, report, part)
        with console.progress("speech") as report:
            transcript = recognise(
                media,
                duration_ms=duration_ms,
                curve=curve,
                transcriber=transcriber,
                language=language,
                on_progress=report,
                part=part,
            )
        yield curve, transcript
