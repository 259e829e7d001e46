"""A small system for tests: real store and files, tiny stages, a clock that is moved by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workers.actions.people import ensure_default_workspace_and_admin
from workers.actions.recordings import create_recording
from workers.actions.uploads import store_file
from workers.announce import outlook
from workers.application import Application, open_application
from workers.brief import Brief, ClipOrder, merged_params
from workers.enqueue import StepJob
from workers.jobs import perform
from workers.pipeline import Params, Queue, Stage, Work, stage_key
from workers.plan import Step
from workers.settings import Settings
from workers.store import recordings
from workers.views import Actor, RecordingView, StoredFile
from workers.worklist import plan_recordings

HIGHLIGHTS = [
    {"id": "a", "start_ms": 1000, "end_ms": 21_000, "score": 0.9, "kind": "price", "title": "하나"},
    {"id": "b", "start_ms": 30_000, "end_ms": 50_000, "score": 0.5, "kind": "offer", "title": "둘"},
]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment; each look is a millisecond later, so that things have an order."""
        self.now += timedelta(milliseconds=1)
        return self.now

    def pass_by(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


Run = Callable[[Work], None]


def write(name: str, value: object) -> Run:
    """A stage that writes one JSON file."""

    def run(work: Work) -> None:
        (work.draft / name).write_text(json.dumps(value), encoding="utf-8")

    return run


def stage(
    name: str,
    needs: tuple[str, ...],
    run: Run,
    reads: tuple[str, ...] = (),
    queue: Queue = Queue.CPU,
) -> Stage:
    """A stage of a minute."""
    return Stage(name, 1, needs, queue, 60, run, reads)


def small_stages() -> dict[str, Stage]:
    """The shape of the real ones: a first step, two branches, suggestions, a clip's files."""
    probe = {"duration_ms": 60_000, "notes": ["짧은 방송입니다."]}
    checks = {"passed": True, "checks": [{"name": "size", "passed": True}]}
    every = (
        stage("probe", ("media",), write("recording.json", probe)),
        stage("chat", ("probe", "chat_file"), write("report.json", {})),
        stage("scenes", ("probe",), write("picture.json", {"notes": ["컷이 없습니다."]})),
        stage("highlights", ("probe", "scenes", "chat"),
              write("highlights.json", {"highlights": HIGHLIGHTS, "notes": []})),
        stage("qa", ("probe", "chat"), write("qa.json", {"pairs": [PAIR], "unanswered": []})),
        stage("faq", ("qa",), write("faq.json", {}), ("faq_decisions",)),
        stage("preview", ("probe",), write("preview.mp4", {}), ("span",), Queue.RENDER),
        stage("render", ("probe",), write("clip.mp4", {}), ("span", "title"), Queue.RENDER),
        stage("verify", ("render",), write("verify.json", checks), ("platform",), Queue.RENDER),
        stage("cover", ("probe",), write("cover.jpg", {}), ("span",), Queue.RENDER),
    )  # fmt: skip
    return {one.name: one for one in every}


PAIR = {
    "id": "q1",
    "question": {"text": "세탁기 돼요?", "start_ms": 1, "end_ms": 2, "from": "chat", "asked_by": 3},
    "answer": {"text": "네, 찬물로요.", "start_ms": 3, "end_ms": 4},
    "product_ids": ["p1"],
    "confidence": 0.8,
    "flags": ["price"],
}
_RECORDING = ("probe", "transcript", "chat", "scenes", "highlights", "qa", "faq")


class SmallPlanner:
    """Plans with a table of its own; stages may be replaced, and a transcript added."""

    def __init__(self, **replaced: Run) -> None:
        self.stages = small_stages()
        if "transcript" in replaced:
            self.stages["transcript"] = stage("transcript", ("probe",), replaced["transcript"])
        for name, run in replaced.items():
            self.stages[name] = replace(self.stages[name], run=run)

    def recording(
        self,
        digests: Mapping[str, str],
        brief: Brief,
        extra: Params | None,
        without: Collection[str],
    ) -> tuple[Step, ...]:
        params = merged_params(brief.params(), extra or {})
        names = [n for n in _RECORDING if n in self.stages and n not in without]
        return self._chain(names, dict(digests), params)

    def clip(
        self,
        steps: Sequence[Step],
        digests: Mapping[str, str],
        brief: Brief,
        order: ClipOrder,
        *,
        final: bool,
    ) -> tuple[Step, ...]:
        known = {**digests, **{step.name: step.key for step in steps}}
        params = merged_params(brief.params(), order.params())
        if not final:
            return self._chain(["preview"], known, params)
        out = list(self._chain(["cover"], known, params))
        for platform in brief.platforms:
            mine = self._chain(["render", "verify"], dict(known), {**params, "platform": platform})
            out += [replace(step, name=f"{step.name}:{platform}") for step in mine]
        return tuple(out)

    def _chain(
        self, names: Sequence[str], known: dict[str, str], params: Params
    ) -> tuple[Step, ...]:
        out = []
        for name in names:
            one = self.stages[name]
            key = known[name] = stage_key(one, known, params)
            out.append(Step(name, one, key, params, {n: known[n] for n in one.needs if n in known}))
        return tuple(out)


def small_application(folder: Path, clock: Clock | None = None, **replaced: Run) -> Application:
    """A system with tiny stages on a folder."""
    settings = Settings(data_dir=folder / "data")
    app = open_application(settings)
    app.store.migrate()
    return replace(app, planner=SmallPlanner(**replaced), clock=clock or Clock())


def admin(app: Application) -> Actor:
    """The administrator of the first workspace."""
    return ensure_default_workspace_and_admin(app)


def stored(app: Application, text: str = "video", name: str = "여름 방송.mp4") -> StoredFile:
    """A file that was brought."""
    app.incoming.mkdir(parents=True, exist_ok=True)
    path = app.incoming / "file"
    path.write_text(text, encoding="utf-8")
    try:
        return store_file(app, path, name)
    finally:
        path.unlink()


def brought(app: Application, text: str = "video", **options: object) -> RecordingView:
    """A recording that was brought."""
    return create_recording(app, admin(app), stored(app, text), **options)  # type: ignore[arg-type]


def ready_jobs(app: Application, recording_id: str) -> list[StepJob]:
    """What would be announced for a recording now."""
    with app.store.read() as connection:
        rows = recordings.find_recordings(connection, [recording_id])
        plan = plan_recordings(connection, app, rows)[0]
        return [a.job for a in outlook(connection, app, plan).ready]


def work_until_settled(app: Application, recording_id: str, worker: str = "w") -> list[str]:
    """Do everything there is to do, one job after the other. Returns the keys worked on."""
    keys = []
    while jobs := ready_jobs(app, recording_id):
        for job in jobs:
            perform(app, job, worker)
            keys.append(job.step_key)
        if len(keys) > 200:
            raise AssertionError("the work does not end")
    return keys
