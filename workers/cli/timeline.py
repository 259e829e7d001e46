"""`afterlive export timeline`: the suggestions as files that editing programs open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workers.cli import console, given
from workers.errors import WorkersError


def timeline(
    media: Annotated[Path, typer.Argument(metavar="RECORDING", show_default=False)],
    highlights: Annotated[Path, typer.Option(help="Suggestions: highlights.json.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder.")] = Path(),
    count: Annotated[int | None, typer.Option(min=1, help="Only the best so many.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write timeline.otio, timeline.edl and timeline.fcpxml of the suggested clips, best first."""
    from clipping.probe import probe
    from exporters.timeline_files import TimelineClip, write_timelines

    info = probe(media)
    if info.picture is None:
        raise WorkersError(f"{media} has no picture, so there are no frames to cut at.")
    clips = [
        TimelineClip(name=title or f"clip {rank}", span=span)
        for rank, (title, span) in enumerate(given.suggestions(highlights)[:count], 1)
    ]
    output.mkdir(parents=True, exist_ok=True)
    paths = write_timelines(media.name, info.picture.frame_rate, info.duration_ms, clips, output)
    files = [str(path) for path in paths]
    console.result({"clips": len(clips), "files": files}, as_json=as_json, text="\n".join(files))
