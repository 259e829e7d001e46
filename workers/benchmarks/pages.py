"""Pages and lists of an installation with a thousand recordings while workers write.

A piece of two minutes stands for a thousand recordings with fifty clips each, a shorter one for
less.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from workers.actions import people
from workers.application import Application, open_application
from workers.benchmarks.made_house import CLIPS, fill
from workers.benchmarks.running import BenchResult, Material
from workers.settings import Settings
from workers.store import attempts
from workers.store.rows import Attempt

#: Longest that 95 of 100 requests may take, in seconds.
BUDGET_S = 0.1
_RECORDINGS_A_MINUTE = 500
_ASKED, _SEED = 40, 7
#: A worker tells how far it is so often, in seconds.
_BEAT_S = 0.02
_ADDRESS = "http://127.0.0.1"
_PATHS = {
    "page recordings": "/",
    "page search": "/?query=7",
    "page clips": "/recordings/{id}/clips",
    "page report": "/recordings/{id}/report",
    "page downloads": "/recordings/{id}/downloads",
    "page faq": "/recordings/{id}/faq",
    "page system": "/system",
    "api recordings": "/api/v1/recordings",
    "api clips": "/api/v1/recordings/{id}/clips",
}

_Headers = list[tuple[bytes, bytes]]
_Web = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


def pages(material: Material, rounds: int) -> list[BenchResult]:
    """How long pages and lists take in the process, against what they may."""
    count = max(2, round(material.info.duration_ms / 60_000 * _RECORDINGS_A_MINUTE))
    settings = Settings(data_dir=material.scratch / "house", secret="s" * 32)
    app = open_application(settings)
    try:
        app.store.migrate()
        admin = people.ensure_default_workspace_and_admin(app)
        ids = fill(app, admin.workspace_id, count)
        link = people.new_sign_in_link(app, people.ADMIN_EMAIL, _ADDRESS).rpartition("/")[2]
        # By name, as the server finds it: the web process stands above this package.
        web: _Web = import_module("service.app").create_app(settings, app)
        with _busy_worker(settings.data_dir):
            took = asyncio.run(_ask_all(web, link, ids, _ASKED * rounds))
    finally:
        app.close()
    house = f"{count} recordings with {CLIPS} clips, a worker writing"
    return [_figure(name, house, rounds, each) for name, each in took.items()]


def _figure(name: str, house: str, rounds: int, took_s: Sequence[float]) -> BenchResult:
    median_ms = 1000 * statistics.median(took_s)
    p95_s = statistics.quantiles(took_s, n=20)[-1]
    return BenchResult(
        name=name,
        against="the most for 95 of 100",
        budget=1.0,
        minutes=0.0,
        rounds=rounds,
        ours_s=p95_s,
        reference_s=BUDGET_S,
        detail=f"median {median_ms:.0f} ms of {len(took_s)} requests; {house}",
    )


async def _ask_all(web: _Web, link: str, ids: Sequence[str], times: int) -> dict[str, list[float]]:
    """Seconds of every request, by page. The first of each is not counted: it compiles."""
    chance = random.Random(_SEED)  # noqa: S311 - which page comes next is no secret
    form = urlencode({"link": link}).encode()
    _, headers = await _ask(web, "POST", "/sign-in", [], form)
    cookies = [value.split(b";")[0] for name, value in headers if name == b"set-cookie"]
    signed_in: _Headers = [(b"cookie", b"; ".join(cookies))]
    took: dict[str, list[float]] = {}
    for name, path in _PATHS.items():
        seconds = []
        for _ in range(times + 1):
            begin = time.perf_counter()
            status, _ = await _ask(web, "GET", path.format(id=chance.choice(ids)), signed_in)
            seconds.append(time.perf_counter() - begin)
            assert status == 200, (name, status)
        took[name] = seconds[1:]
    return took


async def _ask(
    web: _Web, method: str, target: str, headers: _Headers, body: bytes = b""
) -> tuple[int, _Headers]:
    """One request to the application, without a network. Its status and headers."""
    path, _, query = target.partition("?")
    form = [(b"content-type", b"application/x-www-form-urlencoded")] if body else []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), *form, *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    answer: dict[str, Any] = {}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.update(message)

    await web(scope, receive, send)
    return answer["status"], list(answer["headers"])


@contextmanager
def _busy_worker(data: Path) -> Iterator[None]:
    """A process that takes, tells of and ends attempts all the time."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    process = context.Process(target=_write, args=(data, stop))
    process.start()
    try:
        yield
    finally:
        stop.set()
        process.join()


def _write(data: Path, stop: Event) -> None:
    app = open_application(Settings(data_dir=data))
    number = 0
    while not stop.wait(_BEAT_S):
        number += 1
        _attempt(app, f"busy-{number}", stop)
    app.close()


def _attempt(app: Application, key: str, stop: Event) -> None:
    wanted = Attempt(0, key, "scenes", 1, "made-up", None, 0)
    with app.store.write() as connection:
        begun = attempts.begin(connection, wanted, "busy", app.clock(), lease_s=60)
    assert begun is not None  # nobody else takes this key
    for tenth in range(10):
        if stop.wait(_BEAT_S):
            break
        with app.store.write() as connection:
            attempts.beat(connection, begun.id, tenth / 10, app.clock(), lease_s=60)
    with app.store.write() as connection:
        attempts.end(connection, begun.id, attempts.FINISHED, app.clock(), seconds=1.0)
