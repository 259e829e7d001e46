"""What is put together into archives: finished files under names a person recognises."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from exporters.bundle import in_one_file
from exporters.escape import csv_cell
from exporters.faq_files import PUBLISHED
from exporters.schedule import Posting, Slots, posting_of, schedule_csv
from service.delivery import ZipMember, safe_name
from workers.actions import clips, finals, recordings
from workers.application import Application
from workers.errors import Conflict, NotFound
from workers.views import Actor, ClipState, ClipView, FileState, OpenedFile, RecordingView

#: The replay page with what it shows, by step; the recording itself is fetched by itself.
REPLAY_FILES = (
    ("replay", "replay.html"),
    ("replay", "replay.jsonld"),
    ("replay", "chapters.vtt"),
    ("passages", "poster.jpg"),
)
_MOST_PAGES = 20


def clip_members(app: Application, actor: Actor, clip: ClipView) -> list[ZipMember]:
    """The finished files of an approved clip.

    Raises:
        Conflict: nothing of it is finished.
    """
    members = list(_of_clip(app, actor, clip))
    if not members:
        raise Conflict("no file of this clip is finished")
    return members


def recording_members(app: Application, actor: Actor, recording: RecordingView) -> list[ZipMember]:
    """Everything approved of a recording: clips, FAQ and product pages.

    Raises:
        Conflict: nothing is finished.
    """
    out: list[ZipMember] = []
    for clip, folder in _with_folders(app, actor, recording.id):
        out += [replace(m, name=f"{folder}/{m.name}") for m in _of_clip(app, actor, clip)]
    if out:
        sheet = schedule_csv(postings_of(app, actor, recording.id), Slots())
        out.append(ZipMember("schedule.csv", text=sheet))
        out += [ZipMember(name, text=text) for name, text in timelines_of(app, actor, recording)]
    if recording.output_ready("faq"):
        for name in PUBLISHED:
            out += _opened(f"faq/{name}", app, actor, recording.id, "faq", name)
    for product in page_products(app, actor, recording.id):
        files = product_members(app, actor, recording.id, product)
        out += [ZipMember(f"products/{m.name}", m.path) for m in files]
    for step, name in REPLAY_FILES:
        out += _opened(name, app, actor, recording.id, step, name)
    if not out:
        raise Conflict("nothing of this recording is finished")
    return out


def product_members(
    app: Application, actor: Actor, recording_id: str, product: str
) -> list[ZipMember]:
    """Everything of one product: texts, clip, still and captions, in a folder of its name."""
    out: list[ZipMember] = []
    for step in ("pages", "passages"):
        for path in recordings.list_output(app, actor, recording_id, step):
            if path.startswith(f"{product}/"):
                out += _opened(path, app, actor, recording_id, step, path)
    return out


def one_file_page(app: Application, actor: Actor, recording_id: str, product: str) -> str:
    """A product's page with its clip inside.

    Raises:
        NotFound: there is no such page.
    """
    files = {
        member.name.partition("/")[2]: member.path
        for member in product_members(app, actor, recording_id, product)
        if member.path
    }
    if "page.html" not in files:
        raise NotFound(f"page of {product}")
    return in_one_file(files["page.html"].read_text(encoding="utf-8"), files)


def numbers_table(app: Application, actor: Actor) -> str:
    """Approved clips of all recordings as a table to fill in, newest first."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("clip_id", "title", "views", "likes", "clicks"))
    cursor = None
    for _ in range(_MOST_PAGES):
        page = clips.list_clips(app, actor, state=ClipState.APPROVED, limit=500, cursor=cursor)
        for clip in page.items:
            rows.writerow((clip.id, csv_cell(clip.order.title), "", "", ""))
        if (cursor := page.next_cursor) is None:
            break
    return "\ufeff" + out.getvalue()  # the mark tells Excel that it is UTF-8


def postings_of(app: Application, actor: Actor, recording_id: str) -> list[Posting]:
    """Every finished file of the approved clips with its post, in order."""
    out = []
    for clip, folder in _with_folders(app, actor, recording_id):
        for file in finals.clip_files(app, actor, clip.id).platforms:
            step = f"package:{file.platform}"
            post = clips.read_clip_output(app, actor, clip.id, step, "post.json")
            if file.state is FileState.READY and post is not None:
                out.append(posting_of(post, clip=clip.order.title or folder, folder=folder))
    return out


def timelines_of(app: Application, actor: Actor, recording: RecordingView) -> list[tuple[str, str]]:
    """Name and text of each timeline file over the approved clips; none without a picture."""
    # Editing formats are only wanted now and then, and their library is large.
    from exporters.timeline_files import TimelineClip, timeline_texts

    path = recordings.open_output(app, actor, recording.id, "probe", "recording.json").path
    picture = json.loads(path.read_text(encoding="utf-8")).get("picture")
    chosen = [
        TimelineClip(clip.order.title or folder, piece)
        for clip, folder in _with_folders(app, actor, recording.id)
        for piece in finals.clip_files(app, actor, clip.id).pieces or (clip.order.span,)
    ]
    if not picture or not chosen:
        return []
    rate = Fraction(picture["frame_rate"])
    media = next(s.file.file_name for s in recording.sources if s.kind == "media")
    return list(timeline_texts(media, rate, recording.duration_ms or 1, chosen).items())


def _with_folders(
    app: Application, actor: Actor, recording_id: str
) -> Iterator[tuple[ClipView, str]]:
    for place, clip in enumerate(approved_clips(app, actor, recording_id), 1):
        yield clip, f"clips/{place:02}-{_slug(clip)}"


def approved_clips(app: Application, actor: Actor, recording_id: str) -> list[ClipView]:
    """All approved clips of a recording, in order."""
    out: list[ClipView] = []
    cursor = None
    while True:
        page = clips.list_clips(
            app, actor, recording_id, state=ClipState.APPROVED, limit=200, cursor=cursor
        )
        out += page.items
        if (cursor := page.next_cursor) is None:
            return out


def page_products(app: Application, actor: Actor, recording_id: str) -> list[str]:
    """Folder names of the product pages, as the stage made them; empty while there are none."""
    paths = recordings.list_output(app, actor, recording_id, "pages")
    return sorted(path.split("/")[0] for path in paths if path.endswith("/page.html"))


def _of_clip(app: Application, actor: Actor, clip: ClipView) -> Iterator[ZipMember]:
    files = finals.clip_files(app, actor, clip.id)
    ready = [f.platform for f in files.platforms if f.state is FileState.READY]
    for platform in ready:
        yield ZipMember(f"{platform}.mp4", finals.open_final(app, actor, clip.id, platform).path)
        for step, name, member in (
            (f"package:{platform}", "post.json", f"{platform}-post.json"),
            (f"verify:{platform}", "verify.json", f"{platform}-verify.json"),
        ):
            if opened := _find(app, actor, clip.id, step, name):
                yield ZipMember(member, opened.path)
    if not ready:
        return
    beside = [("cover", name) for name in files.covers]
    chosen = clip.order.look.cover
    beside += [(f"render:{ready[0]}", name) for name in ("captions.srt", "captions.vtt")]
    for step, name in beside:
        if opened := _find(app, actor, clip.id, step, name):
            yield ZipMember(_swapped(name, chosen), opened.path)


def _swapped(name: str, chosen: str) -> str:
    """The chosen cover goes out as `cover.jpg`, and that one under the chosen one's name."""
    if not chosen:
        return name
    return {chosen: "cover.jpg", "cover.jpg": chosen}.get(name, name)


def _find(app: Application, actor: Actor, clip_id: str, step: str, name: str) -> OpenedFile | None:
    try:
        return clips.open_clip_output(app, actor, clip_id, step, name)
    except NotFound:
        return None


def _opened(
    member: str, app: Application, actor: Actor, recording_id: str, step: str, name: str
) -> list[ZipMember]:
    try:
        path: Path = recordings.open_output(app, actor, recording_id, step, name).path
    except NotFound:
        return []
    return [ZipMember(member, path)]


def _slug(clip: ClipView) -> str:
    return safe_name(clip.order.title.replace(" ", "-"))[:40]
