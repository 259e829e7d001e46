"""`afterlive export replay`: the page for those who missed the show."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from workers.cli import console, given
from workers.cli.exports import By, Folder, Language, Title, sheet_of

if TYPE_CHECKING:
    from clipping.model import MediaInfo
    from exporters.replay import Addresses

_POSTER = "poster.jpg"


def replay(
    media: Annotated[Path, typer.Argument(metavar="RECORDING", show_default=False)],
    qa_file: Annotated[Path, typer.Option("--qa", help="Questions: qa.json.")],
    output: Folder,
    transcript: Annotated[
        Path | None, typer.Option(help="transcript.json, SRT or VTT: search and chapters.")
    ] = None,
    highlights: Annotated[Path | None, typer.Option(help="Key moments: highlights.json.")] = None,
    products: given.ProductsFile = None,
    approve: Annotated[list[str] | None, typer.Option(help="Id of an approved entry.")] = None,
    by: By = "",
    language: Language = None,
    title: Title = "",
    site_url: Annotated[str, typer.Option(help="Where the files will be on the web.")] = "",
    day: given.Day = None,
    as_json: given.AsJson = False,
) -> None:
    """Write the whole recording as a page with chapters, key moments, answers and search."""
    from clipping.probe import probe
    from exporters.chapters import chapters_vtt, find_chapters
    from exporters.escape import json_ld
    from exporters.replay import (
        Replay,
        publishable,
        replay_data,
        replay_html,
        spoken_lines,
        with_media,
    )
    from exporters.video_data import Moment

    info = probe(media)
    sheet = sheet_of(qa_file, products, (approve or [], by), language, title)
    spoken = given.transcript(transcript) if transcript else None
    moments = publishable(
        [Moment(*one) for one in given.suggestions(highlights)] if highlights else []
    )
    chapters = find_chapters(spoken, sheet.products, (), moments, info.duration_ms)
    page = Replay(
        title or _stem(media), info.duration_ms, chapters, moments, spoken_lines(spoken), sheet
    )
    addresses, held_on = _addresses(media, info, site_url), day.date() if day else None
    html = replay_html(page, addresses, held_on if site_url else None)
    beside = quote(os.fsencode(os.path.relpath(media.absolute(), output.absolute())))
    files = {
        "replay.html": with_media(html, beside),
        "replay.jsonld": json_ld(replay_data(page, addresses, held_on)),
        "chapters.vtt": chapters_vtt(chapters),
    }
    for name, text in files.items():
        console.write_text(output / name, text)
    if addresses.poster:
        _write_poster(media, info, output)
    names = [*files, *([_POSTER] if addresses.poster else [])]
    value = {"chapters": len(chapters), "files": [str(output / name) for name in names]}
    console.result(value, as_json=as_json, text="\n".join(str(output / name) for name in names))


def _stem(media: Path) -> str:
    """The name without its ending; what is no text in it shows as a question mark."""
    return media.stem.encode(errors="replace").decode()


def _addresses(media: Path, info: MediaInfo, site_url: str) -> Addresses:
    from exporters.replay import MEDIA, Addresses
    from exporters.video_data import UNKNOWN_SITE, address

    site = site_url or UNKNOWN_SITE
    return Addresses(
        media=f"{MEDIA}.mp4",
        poster=_POSTER if info.picture else "",
        page_url=address(site, "replay.html"),
        media_url=address(site, media.name),
        poster_url=address(site, _POSTER),
    )


def _write_poster(media: Path, info: MediaInfo, output: Path) -> None:
    from clipping.ffmpeg import find_ffmpeg
    from clipping.passage_clip import write_poster
    from workers.settings import load_settings

    with console.writing(output / _POSTER) as draft:
        write_poster(media, info, draft, ffmpeg=find_ffmpeg(load_settings().ffmpeg))
