"""`afterlive up` and its parts: `serve`, `worker`, `scheduler`; and `batch`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from workers.brief import Brief
from workers.cli import console
from workers.errors import BadSettings, WorkersError
from workers.pipeline import Queue
from workers.settings import Settings, load_settings

Data = Annotated[Path | None, typer.Option(help="Folder for everything that is kept.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port of the page; 0: any.")]


def up(
    data: Data = None,
    port: Port = None,
    workers: Annotated[int, typer.Option(min=0, help="Worker processes; 0: by cores.")] = 0,
) -> None:
    """Run the whole system on one data folder, until Ctrl-C."""
    from workers.supervisor import Supervisor

    settings = _settings(data, port)
    supervisor = Supervisor(settings, workers or _default_workers())
    with stopping() as stop:
        try:
            link = supervisor.start()
            if supervisor.wait_until_served():
                console.show(f"Afterlive runs at {supervisor.address}")
                console.show(f"Sign in once with  {link}")
            else:
                console.say("error: The page does not answer; its reason is above.")
            supervisor.run(stop.is_set)
        finally:
            supervisor.stop()


def serve() -> None:
    """Serve the page and the API: one part of a system on many machines."""
    import uvicorn

    from workers.actions.people import ensure_default_workspace_and_admin, has_credentials
    from workers.application import open_application
    from workers.supervisor import is_loopback

    settings = load_settings()
    app = open_application(settings)
    app.store.migrate()
    ensure_default_workspace_and_admin(app)
    if not is_loopback(settings.host) and not has_credentials(app):
        raise BadSettings(
            f"Listening on {settings.host} would let anybody in: set AFTERLIVE_ADMIN_PASSWORD."
        )
    app.close()
    # By name: workers may not import the page, it imports them.
    uvicorn.run(
        "service.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level.lower(),
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,  # live pages never end by themselves
    )


def worker(
    queue: Annotated[Queue, typer.Option(help="Which work it takes.")],
) -> None:
    """Take work from one queue: one part of a system on many machines."""
    from workers.worker import run_worker

    run_worker(_with_queue(load_settings()), queue)


def scheduler() -> None:
    """Announce work and free what was lost: one part of a system on many machines, once."""
    from workers.application import open_application
    from workers.enqueue import connect_impatient
    from workers.reconcile import Reconciler

    settings = _with_queue(load_settings())
    app = open_application(settings)
    app.store.migrate()
    with stopping() as stop:
        Reconciler(app, connect_impatient(settings.redis_url)).run(stop)
    app.close()


def batch(
    backlog: Annotated[Path, typer.Argument(metavar="DIR|MANIFEST.csv", show_default=False)],
    out: Annotated[Path | None, typer.Option(help="Folder for results.")] = None,
    data: Data = None,
    platforms: Annotated[str, typer.Option(help="Comma-separated; empty: all.")] = "",
    clips: Annotated[int | None, typer.Option(min=1, max=100, help="Clips a recording.")] = None,
    language: Annotated[str | None, typer.Option(help="Of the speech.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Process a backlog of recordings through the queue. Run it again to go on where it stopped."""
    from workers.backlog import read_backlog
    from workers.batch import run_batch
    from workers.cli.mainjob import chosen_platforms

    brief = Brief(language=language, clip_count=clips)
    if platforms:
        brief = Brief(language=language, clip_count=clips, platforms=chosen_platforms(platforms))
    items = read_backlog(backlog)
    folder = out or Path("batch-out")
    with stopping() as stop:
        report = run_batch(
            items, brief, folder, _settings(data, None), stop.is_set, console.say,
            workers=_default_workers(),
        )  # fmt: skip
    text = "\n".join(f"{row.state:9} {row.name}  {row.detail}".rstrip() for row in report.rows)
    console.result(report.to_json(), as_json=as_json, text=f"{text}\n{report.path}")
    if stop.is_set():
        raise WorkersError("The batch was stopped. Run the same command again to go on.")
    if report.failed:
        raise typer.Exit(1)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set, so that the block can end in order."""
    stop = threading.Event()

    def ask(signum: int, frame: FrameType | None) -> None:
        del signum, frame
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _settings(data: Path | None, port: int | None) -> Settings:
    from workers.supervisor import free_port

    changes: dict[str, object] = {}
    if data is not None:
        changes["data_dir"] = data
    if port is not None:
        changes["port"] = port or free_port()
    return load_settings().model_copy(update=changes)


def _with_queue(settings: Settings) -> Settings:
    if not settings.redis_url:
        raise BadSettings(
            "AFTERLIVE_REDIS_URL is not set. `afterlive up` brings a queue of its own; the parts "
            "need one they share."
        )
    return settings


def _default_workers() -> int:
    import os

    return max(3, os.cpu_count() or 1)
