"""`afterlive scenes` and `afterlive frame`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workers.cli import console

Media = Annotated[Path, typer.Argument(metavar="MEDIA", show_default=False, help="Recording.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def scenes(
    media: Media,
    output: Annotated[Path, typer.Option("-o", "--output", help="scenes.json to write.")],
    as_json: AsJson = False,
) -> None:
    """Find the shots of a recording: a partition of it, cut where the picture is cut."""
    from clipping.probe import probe
    from clipping.scenes import study_picture
    from clipping.scenes_json import scenes_to_json

    info = probe(media)
    with console.progress("scenes") as report:
        study = study_picture(media, info, on_progress=report)
    written = scenes_to_json(study.scenes)
    console.write_json(output, written)
    console.result(written, as_json=as_json, text=f"{len(study.scenes)} scenes in {output}")


def frame(
    media: Media,
    start_ms: Annotated[int, typer.Option(min=0, help="Where the clip begins.")],
    end_ms: Annotated[int, typer.Option(min=1, help="Where it ends.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="crop.json to write.")],
    as_json: AsJson = False,
) -> None:
    """Frame a span for a vertical picture: a layout and a crop path for each shot."""
    from clipping.crop_json import crop_path_to_json
    from clipping.framing import frame_span
    from clipping.probe import probe
    from transcripts.timeline import Span

    if end_ms <= start_ms:
        raise typer.BadParameter("--end-ms must be after --start-ms")
    info = probe(media)
    with console.progress("frame") as report:
        path = frame_span(media, info, Span(start_ms, end_ms), on_progress=report)
    written = crop_path_to_json(path)
    console.write_json(output, written)
    layouts = ", ".join(shot.layout.value for shot in path.shots)
    console.result(written, as_json=as_json, text=f"{layouts} in {output}")
