"""The processed folder: outputs of the stages laid out for people and programs (design 5.7)."""

from __future__ import annotations

import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from exporters.bundle import write_bundles
from exporters.faq_files import PUBLISHED
from exporters.replay import with_media
from exporters.report import ClipEntry, Report, render_report
from exporters.schedule import Posting, Slots, posting_of, schedule_csv
from exporters.timeline_files import TimelineClip, write_timelines
from transcripts.timeline import Span
from workers.process import MadeClip, Processed

_MANIFEST = "written.json"
_SLUG_LENGTH = 40
_PLAIN = {
    "transcript": ("transcript.json", "transcript.srt"),
    "scenes": ("scenes.json",),
    "chat": ("chat.jsonl",),
    "highlights": ("highlights.json",),
    "titles": ("highlights.json",),  # in the place of those before
    "qa": ("qa.json",),
}


@dataclass(frozen=True, slots=True)
class WrittenFolder:
    """What a processed folder holds, for the last words of a command.

    Attributes:
        folder: Where it is.
        clips: Folder of each clip, best first.
        report: The page to open.
        notes: What people should know.
    """

    folder: Path
    clips: tuple[Path, ...]
    report: Path
    notes: tuple[str, ...]


def write_folder(done: Processed, out: Path, work: Path) -> WrittenFolder:
    """Lay out all outputs in `out`. Files that are there already are left; ours of before go.

    Args:
        done: What was made.
        out: The folder; files of other people in it are never touched.
        work: Where the list of files written is kept.
    """
    out.mkdir(parents=True, exist_ok=True)
    before = _read_manifest(work)
    files: dict[str, Path | str] = {}
    for step, names in _PLAIN.items():
        files |= {name: path for name in names if (path := _file(done.outputs, step, name))}
    files |= {f"faq/{n}": path for n in PUBLISHED if (path := _file(done.outputs, "faq", n))}
    files |= dict(_product_pages(done))
    files |= dict(_replay(done, out))
    entries = []
    for clip in done.clips:
        folder = f"clips/{clip.rank:02}-{slug(str(clip.highlight.get('title', '')), 'clip')}"
        of_clip = dict(_clip_files(clip))
        files |= {f"{folder}/{name}": value for name, value in of_clip.items()}
        entries.append(_entry(clip, folder, sorted(of_clip)))
    notes = collect_notes(done)
    files["recording.json"] = _json(_recording(done, entries, notes))
    if postings := list(_postings(done, entries)):
        files["schedule.csv"] = schedule_csv(postings, Slots())
    files["report.html"] = render_report(_report(done, entries, notes))
    for name, value in files.items():
        _put(out / name, value)
    more = (*_timelines(done, out), *_bundles(out, files))
    _forget(out, before - set(files) - set(more))
    _write_manifest(work, sorted({*files, *more}))
    clips = tuple(out / entry.folder for entry in entries)
    return WrittenFolder(out, clips, out / "report.html", notes)


def slug(text: str, fallback: str) -> str:
    """A folder name from hostile text: letters and digits of any script, joined by dashes.

    >>> slug("오늘만 59,900원!! ../../etc", "clip")
    '오늘만-59-900원-etc'
    """
    plain = unicodedata.normalize("NFC", text).lower()
    joined = "-".join(re.findall(r"[^\W_]+", plain))[:_SLUG_LENGTH].strip("-")
    return joined or fallback


def collect_notes(done: Processed) -> tuple[str, ...]:
    """What people should know: notes of every stage, then what failed. Each once, in order."""
    notes: dict[str, None] = {}
    for step, name in (
        ("probe", "recording.json"),
        ("sound", "speech.json"),
        ("transcript", "transcript.json"),
        ("scenes", "picture.json"),
        ("chat", "report.json"),
        ("sales", "products.json"),
        ("highlights", "highlights.json"),
        ("titles", "highlights.json"),
        ("qa", "qa.json"),
        ("passages", "passages.json"),
    ):
        if path := _file(done.outputs, step, name):
            value = json.loads(path.read_text(encoding="utf-8"))
            notes |= dict.fromkeys(value.get("notes", []) if isinstance(value, dict) else [])
    failures = [*done.failures, *(f for clip in done.clips for f in clip.failures)]
    return (*notes, *dict.fromkeys(f"{f.step}: {f.reason}" for f in failures))


def _file(outputs: Mapping[str, Path], step: str, name: str) -> Path | None:
    path = outputs[step] / name if step in outputs else None
    return path if path is not None and path.is_file() else None


def _product_pages(done: Processed) -> Iterator[tuple[str, Path]]:
    """Texts and clips of the products."""
    for step in ("pages", "passages"):
        if root := done.outputs.get(step):
            for path in sorted(root.glob("*/*")):
                yield f"products/{path.parent.name}/{path.name}", path


def _replay(done: Processed, out: Path) -> Iterator[tuple[str, Path | str]]:
    """The replay page, linked to the recording where it lies."""
    if poster := _file(done.outputs, "passages", "poster.jpg"):
        yield "poster.jpg", poster
    for name in ("replay.jsonld", "chapters.vtt"):
        if path := _file(done.outputs, "replay", name):
            yield name, path
    if path := _file(done.outputs, "replay", "replay.html"):
        media = quote(os.path.relpath(done.media.absolute(), out.absolute()))
        yield "replay.html", with_media(path.read_text(encoding="utf-8"), media)


def _bundles(out: Path, names: Iterable[str]) -> Iterator[str]:
    """Of each product a page in one file and an archive of everything."""
    for folder in sorted({name.split("/")[1] for name in names if name.startswith("products/")}):
        home = out / "products" / folder
        yield from (f"products/{name}" for name in write_bundles(home, folder))


def _clip_files(clip: MadeClip) -> Iterator[tuple[str, Path | str]]:
    """Videos that passed verification, with what belongs to them."""
    posts: dict[str, Any] = {}
    checks: dict[str, Any] = {}
    for step, folder in clip.outputs.items():
        kind, _, platform = step.partition(":")
        if kind == "verify":
            checks[platform] = json.loads((folder / "verify.json").read_text(encoding="utf-8"))
        if kind == "package":
            posts[platform] = json.loads((folder / "post.json").read_text(encoding="utf-8"))
    for platform, check in checks.items():
        if check["passed"]:
            yield f"{platform}.mp4", clip.outputs[f"render:{platform}"] / "clip.mp4"
    if any(captions := [_file(clip.outputs, f"render:{p}", "captions.srt") for p in checks]):
        srt = next(path for path in captions if path)
        yield "captions.srt", srt
        yield "captions.vtt", srt.with_suffix(".vtt")
    if covers := clip.outputs.get("cover"):
        yield from ((path.name, path) for path in sorted(covers.glob("cover*.jpg")))
    yield "post.json", _json({"schema": 1, "platforms": posts})
    passed = bool(checks) and all(check["passed"] for check in checks.values())
    yield "verify.json", _json({"schema": 1, "passed": passed, "platforms": checks})


def _postings(done: Processed, entries: list[ClipEntry]) -> Iterator[Posting]:
    """Every file that passed, with its post."""
    for clip, entry in zip(done.clips, entries, strict=True):
        for step, made in clip.outputs.items():
            kind, _, platform = step.partition(":")
            if kind == "package" and f"{platform}.mp4" in entry.videos:
                post = json.loads((made / "post.json").read_text(encoding="utf-8"))
                yield posting_of(post, clip=entry.title or entry.folder, folder=entry.folder)


def _entry(clip: MadeClip, folder: str, names: list[str]) -> ClipEntry:
    highlight = clip.highlight
    return ClipEntry(
        id=str(highlight["id"]),
        rank=clip.rank,
        folder=folder,
        span=Span(int(highlight["start_ms"]), int(highlight["end_ms"])),
        title=str(highlight.get("title", "")),
        score=float(highlight["score"]),
        because=tuple(highlight.get("because", ())),
        product_ids=tuple(highlight.get("product_ids", ())),
        videos=tuple(name for name in names if name.endswith(".mp4")),
        failures=tuple(f"{f.step}: {f.reason}" for f in clip.failures) + _failed_checks(clip),
    )


def _failed_checks(clip: MadeClip) -> tuple[str, ...]:
    out = []
    for step, folder in clip.outputs.items():
        if step.startswith("verify:"):
            value = json.loads((folder / "verify.json").read_text(encoding="utf-8"))
            platform = step.partition(":")[2]
            failed = (check for check in value["checks"] if not check["passed"])
            out += [f"{platform}: {check['name']} {check['measured']}" for check in failed]
    return tuple(out)


def _recording(done: Processed, entries: list[ClipEntry], notes: tuple[str, ...]) -> dict[str, Any]:
    probed = _read(done.outputs, "probe", "recording.json")
    return {
        **probed,
        "schema": 1,
        "id": done.keys["probe"].rpartition("-")[2],
        "file": done.media.name,
        "sources": {name: path.name for name, path in done.sources.items()},
        "platforms": list(done.brief.platforms),
        "steps": {name: name in done.outputs for name in done.keys},
        "clips": [
            {
                "id": entry.id,
                "rank": entry.rank,
                "folder": entry.folder,
                "start_ms": entry.span.start_ms,
                "end_ms": entry.span.end_ms,
                "files": list(entry.videos),
            }
            for entry in entries
        ],
        "notes": list(notes),
    }


def _report(done: Processed, entries: list[ClipEntry], notes: tuple[str, ...]) -> Report:
    transcript = _read(done.outputs, "transcript", "transcript.json")
    highlights = _read(done.outputs, "highlights", "highlights.json")
    qa = _read(done.outputs, "qa", "qa.json")
    listed = _product_folders(done)
    return Report(
        title=done.media.stem,
        language=str(transcript.get("language", "en")),
        duration_ms=int(_read(done.outputs, "probe", "recording.json").get("duration_ms", 0)),
        clips=tuple(entries),
        rejected=tuple(highlights.get("rejected", ())),
        pairs=tuple(qa.get("pairs", ())),
        unanswered=tuple(u for u in qa.get("unanswered", ()) if _is_for_people(u)),
        products=tuple((folder, name) for folder, name, is_told in listed if is_told),
        notes=notes,
        quiet=tuple(name for _, name, is_told in listed if not is_told),
    )


def _product_folders(done: Processed) -> tuple[tuple[str, str, bool], ...]:
    """Folder and name of each product, in the order of the list, and whether its page says much."""
    listed = _read(done.outputs, "pages", "pages.json").get("products", ())
    return tuple(
        (str(one["folder"]), str(one["name"]), bool(one.get("has_content", True))) for one in listed
    )


def _is_for_people(entry: Mapping[str, Any]) -> bool:
    """Whether a shop has to answer it; small talk is kept in `qa.json` alone."""
    return "small_talk" not in entry.get("flags", ())


def _timelines(done: Processed, out: Path) -> tuple[str, ...]:
    """Timelines for editing programs; only a picture has frames to cut at."""
    probed = _read(done.outputs, "probe", "recording.json")
    if not done.clips or not probed.get("picture"):
        return ()
    from clipping.media_json import media_info_from_json

    info = media_info_from_json(probed)
    assert info.picture is not None  # asked above
    chosen = [
        TimelineClip(str(clip.highlight.get("title", "")) or f"clip {clip.rank}", piece)
        for clip in done.clips
        for piece in _pieces(clip)
    ]
    written = write_timelines(
        done.media.name, info.picture.frame_rate, info.duration_ms, chosen, out
    )
    return tuple(path.name for path in written)


def _pieces(clip: MadeClip) -> Iterator[Span]:
    """What of the recording a clip shows: all of its span, but for pauses that were cut out."""
    rendered = (name for name in clip.outputs if name.startswith("render:"))
    made = _read(clip.outputs, next(rendered, ""), "render.json")
    for piece in made.get("pieces") or [clip.highlight]:
        yield Span(int(piece["start_ms"]), int(piece["end_ms"]))


def _read(outputs: Mapping[str, Path], step: str, name: str) -> dict[str, Any]:
    path = _file(outputs, step, name)
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path else {}


def _put(path: Path, value: Path | str) -> None:
    """Bring a file to its place whole; an equal copy made before is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".draft-{path.name}")
    if isinstance(value, str):
        draft.write_text(value, encoding="utf-8")
    elif _is_copy(value, path):
        return
    else:
        shutil.copy2(value, draft)
    draft.replace(path)


def _is_copy(source: Path, path: Path) -> bool:
    if not path.is_file():
        return False
    ours, theirs = source.stat(), path.stat()
    return (ours.st_size, ours.st_mtime_ns) == (theirs.st_size, theirs.st_mtime_ns)


def _forget(out: Path, names: set[str]) -> None:
    for name in names:
        path = out / name
        if path.resolve().is_relative_to(out.resolve()):
            path.unlink(missing_ok=True)
            if path.parent != out and path.parent.is_dir() and not any(path.parent.iterdir()):
                path.parent.rmdir()


def _read_manifest(work: Path) -> set[str]:
    try:
        return set(json.loads((work / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return set()


def _write_manifest(work: Path, names: list[str]) -> None:
    work.mkdir(parents=True, exist_ok=True)
    _put(work / _MANIFEST, _json(names))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
