"""A backlog through the queue: brought in portions, resumable, with a report at the end."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workers.actions import program_of
from workers.actions.people import ensure_default_workspace_and_admin
from workers.actions.recordings import create_recording, whole_brief
from workers.announce import outlook
from workers.application import Application, open_application
from workers.backlog import BacklogItem
from workers.brief import Brief
from workers.clip_plans import ClipPlan, Finals, plan_clips
from workers.digests import RememberedDigests
from workers.folder import slug, write_folder
from workers.plan import Step
from workers.process import WORK_FOLDER, Failure, MadeClip, Processed
from workers.settings import Settings
from workers.store import clips, recordings
from workers.store.database import Connection
from workers.store.rows import History
from workers.supervisor import Supervisor, is_running
from workers.views import StoredFile
from workers.worklist import RecordingPlan, plan_recordings

#: Recordings brought but not finished at a time; the rest stays where it is.
_AT_ONCE = 6
_LOOK_EVERY_S = 1.0
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What became of a recording.

    Attributes:
        name: As in the backlog.
        state: "done", "partly" (something could not be made), "failed" or "open".
        folder: Its results, "" when there are none.
        clips: Clips with at least one finished file.
        detail: What people should know, one sentence.
    """

    name: str
    state: str
    folder: str = ""
    clips: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of a backlog. `path` is where the report was written."""

    rows: tuple[BatchRow, ...]
    path: Path

    @property
    def failed(self) -> bool:
        """Whether a recording failed."""
        return any(row.state == "failed" for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        """As a JSON value."""
        return {
            "schema": 1,
            "recordings": [
                {
                    "name": row.name,
                    "state": row.state,
                    "folder": row.folder,
                    "clips": row.clips,
                    "detail": row.detail,
                }
                for row in self.rows
            ],
        }


@dataclass(slots=True)
class _Batch:
    app: Application
    brief: Brief
    out: Path
    say: Say
    workspace_id: str
    digests: RememberedDigests
    rows: dict[str, BatchRow] = field(default_factory=dict)
    open: dict[str, BacklogItem] = field(default_factory=dict)

    def bring(self, item: BacklogItem) -> None:
        """Bring a recording, or find the one brought by a run before."""
        try:
            stored = {kind: self._stored(path) for kind, path in item.sources.items()}
        except OSError as error:
            reason = f"{error.strerror or error}: {error.filename or item.sources['media']}"
            self._close(item, BatchRow(item.name, "failed", detail=reason))
            return
        known = self._brought_before(item.name, stored)
        if known is None:
            known = create_recording(
                self.app,
                program_of(self.workspace_id),
                stored["media"],
                title=item.name,
                brief=self.brief,
                sources={kind: file for kind, file in stored.items() if kind != "media"},
                lane="backlog",
                makes_all_finals=True,
            ).id
        self.open[known] = item

    def look(self) -> None:
        """Write the results of what has ended since."""
        with self.app.store.read() as connection:
            rows = recordings.find_recordings(connection, list(self.open))
            plans = plan_recordings(connection, self.app, rows)
            ended = [p for p in plans if outlook(connection, self.app, p).is_settled]
            results = [(p, _clip_plans(connection, self.app, p)) for p in ended]
        for plan, clip_plans in results:
            item = self.open.pop(plan.row.id)
            self._close(item, self._written(item, plan, clip_plans))

    def _written(
        self, item: BacklogItem, plan: RecordingPlan, clip_plans: Sequence[ClipPlan]
    ) -> BatchRow:
        failures = [
            Failure(s.name, plan.with_file_names(plan.history(s.key).reason)) for s in plan.lost
        ]
        if plan.is_broken:
            return BatchRow(item.name, "failed", detail=failures[0].reason)
        folder = self.out / slug(item.name.replace("/", " "), "recording")
        done = Processed(
            media=item.sources["media"],
            sources=item.sources,
            brief=plan.brief,
            outputs=self._outputs(plan.steps, plan.histories),
            keys={step.name: step.key for step in plan.steps},
            failures=tuple(failures),
            clips=tuple(self._made(rank, clip) for rank, clip in enumerate(clip_plans, 1)),
        )
        written = write_folder(done, folder, folder / WORK_FOLDER)
        made = sum(1 for clip in written.clips if any(clip.glob("*.mp4")))
        lost = [*failures, *(failure for clip in done.clips for failure in clip.failures)]
        detail = f"{lost[0].step}: {lost[0].reason}" if lost else ""
        return BatchRow(item.name, "partly" if lost else "done", str(folder), made, detail)

    def _made(self, rank: int, clip: ClipPlan) -> MadeClip:
        highlight = {
            "id": clip.row.id,
            "start_ms": clip.order.span.start_ms,
            "end_ms": clip.order.span.end_ms,
            "score": clip.row.score,
            "kind": clip.row.kind,
            "title": clip.order.title,
            "product_ids": list(clip.order.product_ids),
            "because": list(clip.row.because),
        }
        failures = tuple(
            Failure(step.name, history.reason)
            for step in clip.finals
            if not (history := clip.history(step.key)).is_finished and history.reason
        )
        return MadeClip(rank, highlight, self._outputs(clip.finals, clip.histories), failures)

    def _outputs(self, steps: Sequence[Step], histories: Mapping[str, History]) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for step in steps:
            history = histories.get(step.key)
            if history is None or not history.is_finished:
                continue
            if (folder := self.app.artifacts.find(step.key)) is not None:
                found[step.name] = folder
        return found

    def _stored(self, path: Path) -> StoredFile:
        """The file's bytes kept, and not read again when a run before has kept them."""
        digest = self.digests.digest(path)
        name = f"uploads/{digest}"
        if self.app.blobs.exists(name):
            return StoredFile(path.name, digest, name, path.stat().st_size)
        before = path.stat()
        self.app.blobs.put_file(name, path)
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            self.app.blobs.delete(name)
            raise OSError(5, "The file changed while it was read", str(path))
        return StoredFile(path.name, digest, name, after.st_size)

    def _brought_before(self, name: str, stored: Mapping[str, StoredFile]) -> str | None:
        brief = whole_brief(self.app, self.brief, stored["media"].file_name, name)
        wanted = {kind: file.sha256 for kind, file in stored.items()}
        with self.app.store.read() as connection:
            ids = recordings.recordings_with_media(connection, wanted["media"])
            rows = recordings.find_recordings(connection, ids, self.workspace_id)
            sources = recordings.newest_sources(connection, ids)
        for row in rows:
            same_files = {s.kind: s.sha256 for s in sources[row.id]} == wanted
            same_brief = Brief.from_json(row.brief) == brief
            if same_files and same_brief and row.makes_all_finals and row.id not in self.open:
                return row.id
        return None

    def _close(self, item: BacklogItem, row: BatchRow) -> None:
        self.rows[item.name] = row
        self.say(f"{row.state}: {row.name}{f' — {row.detail}' if row.detail else ''}")


def run_batch(  # noqa: PLR0913 - a command's options
    items: Sequence[BacklogItem],
    brief: Brief,
    out: Path,
    settings: Settings,
    is_stopping: Callable[[], bool],
    say: Say,
    *,
    workers: int,
) -> BatchReport:
    """Process a backlog; one bad recording never stops the rest.

    Uses the system that runs on the data folder; starts one without a page when there is none.

    Args:
        items: The recordings.
        brief: What is wanted of each.
        out: Folder for results: one folder a recording, and the report.
        settings: With the data folder.
        is_stopping: Asked often; True ends the run early, and the next one goes on.
        say: Told what has ended.
        workers: Worker processes, where a system is started.
    """
    out.mkdir(parents=True, exist_ok=True)
    with _system(settings, workers) as tick:
        app = open_application(settings)
        app.store.migrate()
        workspace_id = ensure_default_workspace_and_admin(app).workspace_id
        digests = RememberedDigests(out / WORK_FOLDER / "digests.json")
        batch = _Batch(app, brief, out, say, workspace_id, digests)
        waiting = list(reversed(items))
        try:
            while (waiting or batch.open) and not is_stopping():
                while waiting and len(batch.open) < _AT_ONCE and not is_stopping():
                    batch.bring(waiting.pop())
                    tick()
                batch.look()
                tick()
                time.sleep(_LOOK_EVERY_S)
        finally:
            app.close()
            report = _write_report(items, batch.rows, out)
    return report


@contextmanager
def _system(settings: Settings, workers: int) -> Iterator[Callable[[], None]]:
    """A running system; what is given must be called often to look after it."""
    if settings.redis_url or is_running(settings.data_dir.resolve()):
        yield lambda: None
        return
    supervisor = Supervisor(settings, workers, with_web=False)
    supervisor.start()
    try:
        yield supervisor.tick
    finally:
        supervisor.stop()


def _clip_plans(
    connection: Connection, app: Application, plan: RecordingPlan
) -> tuple[ClipPlan, ...]:
    found = clips.clips_of(connection, [plan.row.id])
    return tuple(
        clip
        for clip in plan_clips(connection, app, plan, found, finals=Finals.WANTED)
        if clip.wants_finals
    )


def _write_report(
    items: Sequence[BacklogItem], rows: Mapping[str, BatchRow], out: Path
) -> BatchReport:
    every = tuple(rows.get(item.name, BatchRow(item.name, "open")) for item in items)
    report = BatchReport(every, out / "report.csv")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("recording", "state", "clips", "folder", "detail"))
    for row in every:
        cells = (row.name, row.state, str(row.clips), row.folder, row.detail)
        writer.writerow([_plain(cell) for cell in cells])
    _replace(report.path, "\ufeff" + text.getvalue())
    value = json.dumps(report.to_json(), ensure_ascii=False, indent=1)
    _replace(out / "report.json", value + "\n")
    return report


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".draft-{path.name}")
    draft.write_text(text, encoding="utf-8", newline="")
    draft.replace(path)
