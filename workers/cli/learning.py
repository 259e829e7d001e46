"""`afterlive learn`: what was learned from decisions, a step further, a step back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.cli import console
from workers.errors import WorkersError
from workers.settings import load_settings

if TYPE_CHECKING:
    from workers.application import Application
    from workers.views import Actor, Learning

learn_app = typer.Typer(
    no_args_is_help=True,
    help="Learn from approvals, rejections, trims and numbers of posts; see it, take it back.",
)

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Data = Annotated[Path | None, typer.Option(help="Data folder of the system.")]


@learn_app.command()
def status(data: Data = None, as_json: AsJson = False) -> None:
    """Say what has been learned and what could be."""
    from workers.actions.learning import learning

    with _system(data) as (app, actor):
        found = learning(app, actor)
    console.result(_status_json(found), as_json=as_json, text=_status_text(found))


@learn_app.command()
def apply(data: Data = None, as_json: AsJson = False) -> None:
    """Take one step with everything decided since the last, and say what changed and why."""
    from workers.actions.learning import apply_learning

    with _system(data) as (app, actor):
        found = apply_learning(app, actor)
    lines = [f"version {found.version}", *_lesson_lines(found.history[0].lessons)]
    console.result(_status_json(found), as_json=as_json, text="\n".join(lines))


@learn_app.command()
def undo(data: Data = None, as_json: AsJson = False) -> None:
    """Go back to the version before; again goes back further."""
    from workers.actions.learning import undo_learning

    with _system(data) as (app, actor):
        found = undo_learning(app, actor)
    back = found.history[0].same_as
    text = f"version {found.version}: " + (f"as version {back}" if back else "nothing is learned")
    console.result(_status_json(found), as_json=as_json, text=text)


@learn_app.command()
def history(data: Data = None, as_json: AsJson = False) -> None:
    """Every version, newest first: what changed and why."""
    from workers.actions.learning import learning

    with _system(data) as (app, actor):
        found = learning(app, actor)
    lines = []
    for version in found.history:
        what = "learned" if version.kind == "learn" else f"went back to version {version.same_as}"
        who = version.person or "Afterlive"
        lines.append(f"version {version.number}  {version.at:%Y-%m-%d %H:%M}  {who} {what}")
        lines += [f"    {line}" for line in _lesson_lines(version.lessons)]
    console.result(
        _status_json(found), as_json=as_json, text="\n".join(lines) or "Nothing is learned."
    )


@learn_app.command("import")
def import_numbers(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", show_default=False)],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Read how posts did: columns clip_id and views, likes or clicks."""
    from workers.actions.learning import import_numbers as read

    with _system(data) as (app, actor):
        known, table = read(app, actor, file)
    unknown = len({row.clip_id for row in table.rows}) - known
    value = {"clips": known, "unknown_clips": unknown, "unreadable_lines": list(table.unreadable)}
    text = f"numbers of {known} clips"
    if unknown:
        text += f"\n{unknown} clips are not known here"
    if table.unreadable:
        text += f"\nnot understood: lines {', '.join(map(str, table.unreadable[:10]))}"
    console.result(value, as_json=as_json, text=text)


@learn_app.command()
def folder(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER…", help="Processed folders.", show_default=False)
    ],
    decisions: Annotated[
        Path, typer.Option(help="CSV: id, decision (approve or reject); folder, reason.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Weights to write, JSON.")],
    start: Annotated[
        Path | None, typer.Option("--from", help="Weights that this command wrote before.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Learn without a system: from processed folders and a table of decisions on them."""
    from workers.folder_learning import learn_from_folders

    written = learn_from_folders(folders, decisions, start)
    console.write_json(output, written)
    lines = _lesson_lines(written["lessons"]) or ["Nothing is learned: too few decisions differ."]
    console.result(written, as_json=as_json, text="\n".join([*lines, f"weights in {output}"]))


@contextmanager
def _system(data: Path | None) -> Iterator[tuple[Application, Actor]]:
    """The system on a data folder, running or not, and the program acting in it."""
    from workers.actions import program_of
    from workers.actions.people import ensure_default_workspace_and_admin
    from workers.application import open_application

    settings = load_settings()
    if data is not None:
        settings = settings.model_copy(update={"data_dir": data})
    if not settings.database_url and not (settings.data_dir / "afterlive.sqlite").is_file():
        raise WorkersError(f"There is no system in {settings.data_dir}; give its folder by --data.")
    app = open_application(settings)
    try:
        app.store.migrate()
        yield app, program_of(ensure_default_workspace_and_admin(app).workspace_id)
    finally:
        app.close()


def _status_json(found: Learning) -> dict[str, Any]:
    return {
        "version": found.version,
        "factors": dict(found.factors),
        "new_decisions": found.new_decisions,
        "new_numbers": found.new_numbers,
        "history": [
            {
                "version": version.number,
                "kind": version.kind,
                "same_as": version.same_as,
                "factors": dict(version.factors),
                "lessons": [dict(lesson) for lesson in version.lessons],
                "person": version.person,
                "at": version.at.isoformat(),
            }
            for version in found.history
        ],
    }


def _status_text(found: Learning) -> str:
    lines = [f"version {found.version}" if found.version else "Nothing has been learned yet."]
    lines += [f"{kind:16} {factor - 1:+.0%}" for kind, factor in sorted(found.factors.items())]
    lines.append(f"decided since: {found.new_decisions} clips; new numbers: {found.new_numbers}")
    return "\n".join(lines)


def _lesson_lines(lessons: Iterable[Mapping[str, Any]]) -> list[str]:
    return [
        f"{one['kind']:16} {one['before']:.2f} -> {one['after']:.2f} "
        f"({one['after'] / one['before'] - 1:+.0%}): in {one['liked']} of {one['liked_of']} liked, "
        f"{one['disliked']} of {one['disliked_of']} disliked"
        for one in lessons
    ]
