"""What is put together into archives: finished files under names a person recognises."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from exporters.faq_files import PUBLISHED
from service.delivery import ZipMember, safe_name
from workers.actions import clips, finals, recordings
from workers.application import Application
from workers.errors import Conflict, NotFound
from workers.views import Actor, ClipState, ClipView, FileState, OpenedFile, RecordingView


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
    for place, clip in enumerate(approved_clips(app, actor, recording.id), 1):
        folder = f"clips/{place:02}-{_slug(clip)}"
        out += [ZipMember(f"{folder}/{m.name}", m.path) for m in _of_clip(app, actor, clip)]
    if recording.output_ready("faq"):
        for name in PUBLISHED:
            out += _opened(f"faq/{name}", app, actor, recording.id, "faq", name)
    for product in page_products(app, actor, recording.id):
        for name in ("page.html", "page.md", "snippet.jsonld"):
            member = f"products/{product}/{name}"
            out += _opened(member, app, actor, recording.id, "pages", f"{product}/{name}")
    if not out:
        raise Conflict("nothing of this recording is finished")
    return out


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
    beside += [(f"render:{ready[0]}", name) for name in ("captions.srt", "captions.vtt")]
    for step, name in beside:
        if opened := _find(app, actor, clip.id, step, name):
            yield ZipMember(name, opened.path)


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
