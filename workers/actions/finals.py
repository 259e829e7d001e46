"""The finished files of a clip: where each is, and giving out what passed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from transcripts.timeline import Span
from workers.actions.access import own_clip, own_plan, require
from workers.actions.recordings import open_step_file
from workers.application import Application
from workers.clip_plans import ClipPlan, plan_clips
from workers.errors import NotAllowed, NotFound
from workers.overview import clip_step_views, clip_view, preview_state
from workers.pipeline import JsonValue
from workers.plan import Step
from workers.store import attempts, faq
from workers.store.database import Connection
from workers.views import (
    Actor,
    ClipFiles,
    FileState,
    OpenedFile,
    PlatformFile,
    Role,
    StepState,
    StepView,
)
from workers.worklist import RecordingPlan


def clip_files(app: Application, actor: Actor, clip_id: str) -> ClipFiles:
    """All files of a clip and where each is."""
    with app.store.read() as connection:
        plan, clip = _plans(connection, app, actor, clip_id)
        has_older = attempts.has_finished(connection, clip_id, "render")
    steps = clip_step_views(plan, clip)
    state, share = preview_state(plan, clip)
    return ClipFiles(
        clip=clip_view(clip, state),
        preview=state,
        preview_share=share,
        covers=_covers(app, clip),
        platforms=tuple(
            _platform_file(app, clip, platform, steps, has_older=has_older)
            for platform in plan.brief.platforms
        ),
        steps=steps,
        pieces=_pieces(app, clip) if state is StepState.DONE else (),
    )


def open_final(app: Application, actor: Actor, clip_id: str, platform: str) -> OpenedFile:
    """The finished video of an approved clip for a platform, noted as having left the house.

    Raises:
        NotAllowed: it has not been made, has not been approved, or has not passed.
        NotFound: there is no such platform.
    """
    require(actor, Role.VIEWER)
    with app.store.read() as connection:
        plan, clip = _plans(connection, app, actor, clip_id)
    if platform not in plan.brief.platforms:
        raise NotFound("This clip is not made for that platform.")
    if not clip.wants_finals:
        raise NotAllowed("Approve the clip first.")
    render, verify = (_final(clip, f"{name}:{platform}") for name in ("render", "verify"))
    if not clip.history(render.key).is_finished or not clip.history(verify.key).is_finished:
        raise NotAllowed("The file is still being made.")
    if not _passed(app, clip, verify):
        raise NotAllowed("The file did not pass the platform's limits and is not given out.")
    opened = open_step_file(app, render, "clip.mp4")
    with app.store.write() as connection:
        faq.insert_export(
            connection, plan.row.id, clip_id, platform, render.key, actor.person_id, app.clock()
        )
    return OpenedFile(opened.path, f"{clip.order.title or 'clip'} {platform}.mp4")


def _plans(
    connection: Connection, app: Application, actor: Actor, clip_id: str
) -> tuple[RecordingPlan, ClipPlan]:
    row = own_clip(connection, actor, clip_id)
    plan = own_plan(connection, app, actor, row.recording_id)
    return plan, plan_clips(connection, app, plan, [row])[0]


def _platform_file(
    app: Application,
    clip: ClipPlan,
    platform: str,
    steps: tuple[StepView, ...],
    *,
    has_older: bool,
) -> PlatformFile:
    render, verify = (_final(clip, f"{name}:{platform}") for name in ("render", "verify"))
    is_current = clip.history(render.key).is_finished
    is_stale = has_older and not is_current
    if not clip.wants_finals:
        return PlatformFile(platform, FileState.NONE, is_stale=is_stale)
    views = {view.name: view for view in steps}
    mine = (views[render.name], views[verify.name])
    failed = next((view for view in mine if view.state is StepState.FAILED), None)
    if failed is not None:
        return PlatformFile(platform, FileState.FAILED, is_stale=is_stale, reason=failed.reason)
    if any(view.state is not StepState.DONE for view in mine):
        share = 0.9 * mine[0].share + 0.1 * mine[1].share
        return PlatformFile(platform, FileState.MAKING, share=share, is_stale=is_stale)
    checks = _checks(app, verify)
    state = FileState.READY if _passed(app, clip, verify) else FileState.REFUSED
    return PlatformFile(platform, state, share=1.0, checks=checks)


def _final(clip: ClipPlan, name: str) -> Step:
    return next(step for step in clip.finals if step.name == name)


def _passed(app: Application, clip: ClipPlan, verify: Step) -> bool:
    said = (clip.history(verify.key).summary or {}).get("passed")
    if isinstance(said, bool):
        return said
    checks = _checks(app, verify)
    return bool(checks) and all(check.get("passed") is True for check in checks)


def _checks(app: Application, verify: Step) -> tuple[Mapping[str, JsonValue], ...]:
    folder = app.artifacts.find(verify.key)
    if folder is None:
        return ()
    value = json.loads((folder / "verify.json").read_text(encoding="utf-8"))
    return tuple(value["checks"])


def _pieces(app: Application, clip: ClipPlan) -> tuple[Span, ...]:
    folder = app.artifacts.find(clip.previews[-1].key)
    file = folder / "preview.json" if folder else None
    if file is None or not file.is_file():
        return ()
    pieces = json.loads(file.read_text(encoding="utf-8")).get("pieces", ())
    return tuple(Span(piece["start_ms"], piece["end_ms"]) for piece in pieces)


def _covers(app: Application, clip: ClipPlan) -> tuple[str, ...]:
    step = next((step for step in clip.finals if step.name == "cover"), None)
    if step is None or not clip.history(step.key).is_finished:
        return ()
    folder = app.artifacts.find(step.key)
    return tuple(sorted(p.name for p in folder.glob("*.jpg"))) if folder else ()
