"""The stages of pages with pictures: passages of products, and the replay page."""

from __future__ import annotations

from pathlib import Path

from clipping.ffmpeg import find_ffmpeg
from clipping.media_json import media_info_from_json
from clipping.model import MediaInfo
from clipping.passage_clip import write_passage, write_poster, write_still
from exporters.chapters import chapters_vtt, find_chapters
from exporters.escape import json_ld
from exporters.passages import Passage, find_passages
from exporters.product_page import CLIP, COVER, page_folders
from exporters.replay import (
    MEDIA,
    Addresses,
    Replay,
    publishable,
    replay_data,
    replay_html,
    spoken_lines,
)
from exporters.video_data import UNKNOWN_SITE, Moment, address
from transcripts.progress import Progress, between
from transcripts.timeline import Span
from workers.pipeline import Work
from workers.settings import load_settings
from workers.stages.clips import with_heard_track
from workers.stages.json_files import read_json, write_json
from workers.stages.questions import (
    faq_sheet,
    offered_products,
    pins_of,
    said_on,
    transcript_of,
)

#: More would take longer than the clips; products spoken of first come first.
MOST_PASSAGES = 24
POSTER = "poster.jpg"
_REPLAY = {"ko": "다시보기", "en": "Replay"}
_SUFFIXES = {"matroska,webm": ".mkv", "mpegts": ".ts", "flv": ".flv"}


def run_passages(work: Work) -> None:
    """media, probe, sound, transcript, sales → passages.json; clips and stills, and a poster."""
    info = with_heard_track(_info(work), work)
    transcript, products = transcript_of(work), offered_products(work)
    found = find_passages(transcript, products, pins_of(work)) if transcript else {}
    chosen = sorted(found.items(), key=lambda item: item[1].span)[:MOST_PASSAGES]
    folders = page_folders(products)
    if info.picture is not None:
        ffmpeg = find_ffmpeg(load_settings().ffmpeg)
        write_poster(work.inputs["media"], info, work.draft / POSTER, ffmpeg=ffmpeg)
        all_ms, done_ms = sum(p.span.duration_ms for _, p in chosen), 0
        for id_, passage in chosen:
            share = passage.span.duration_ms / all_ms
            told = between(done_ms / all_ms, done_ms / all_ms + share, work.progress)
            _write_clip(work, info, passage, work.draft / folders[id_], told)
            done_ms += passage.span.duration_ms
    else:
        chosen = []
    listed = [
        {"id": id_, "folder": folders[id_], "start_ms": p.span.start_ms, "end_ms": p.span.end_ms}
        for id_, p in chosen
    ]
    notes = []
    if len(found) > len(chosen):
        notes.append(f"{len(found) - len(chosen)} products have an explaining passage but no clip.")
    write_json(work.draft / "passages.json", {"schema": 1, "passages": listed, "notes": notes})


def run_replay(work: Work) -> None:
    """probe, transcript, highlights, qa, sales, passages → replay.html, .jsonld, chapters.vtt."""
    info, transcript, sheet = _info(work), transcript_of(work), faq_sheet(work)
    moments = publishable(_moments(work))
    chapters = find_chapters(transcript, sheet.products, pins_of(work), moments, info.duration_ms)
    title = str(work.params.get("show_title") or "")
    replay = Replay(
        title=title or _REPLAY[sheet.language],
        duration_ms=info.duration_ms,
        chapters=chapters,
        moments=moments,
        lines=spoken_lines(transcript),
        sheet=sheet,
    )
    addresses = replay_addresses(work, info)
    site, day = work.params.get("site_url"), said_on(work)
    html = replay_html(replay, addresses, day if site else None)
    (work.draft / "replay.html").write_bytes(html.encode("utf-8"))
    data = replay_data(replay, addresses, day)
    (work.draft / "replay.jsonld").write_bytes(json_ld(data).encode("utf-8"))
    (work.draft / "chapters.vtt").write_bytes(chapters_vtt(chapters).encode("utf-8"))


def replay_addresses(work: Work, info: MediaInfo) -> Addresses:
    """Files beside the page, and below the site that was given."""
    media = f"{MEDIA}{_SUFFIXES.get(info.container, '.mp4')}"
    passages = work.inputs.get("passages")
    has_poster = passages is not None and (passages / POSTER).is_file()
    site = str(work.params.get("site_url") or UNKNOWN_SITE)
    return Addresses(
        media=media,
        poster=POSTER if has_poster else "",
        page_url=address(site, "replay.html"),
        media_url=address(site, media),
        poster_url=address(site, POSTER),
    )


def _moments(work: Work) -> list[Moment]:
    folder = work.inputs.get("highlights")
    if folder is None:
        return []
    found = read_json(folder / "highlights.json")["highlights"]
    return [
        Moment(str(one.get("title", "")), Span(int(one["start_ms"]), int(one["end_ms"])))
        for one in found
    ]


def _write_clip(
    work: Work, info: MediaInfo, passage: Passage, folder: Path, on_progress: Progress
) -> None:
    folder.mkdir()
    ffmpeg = find_ffmpeg(load_settings().ffmpeg)
    media = work.inputs["media"]
    write_passage(media, info, passage.span, folder / CLIP, ffmpeg=ffmpeg, on_progress=on_progress)
    write_still(media, info, passage.span, folder / COVER, ffmpeg=ffmpeg)


def _info(work: Work) -> MediaInfo:
    return media_info_from_json(read_json(work.inputs["probe"] / "recording.json"))
