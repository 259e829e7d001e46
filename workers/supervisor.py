"""The whole system on one data folder: starts its processes, restarts those that die, stops all."""

from __future__ import annotations

import fcntl
import ipaddress
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from clipping.ffmpeg import die_with_parent
from workers.actions.people import (
    ADMIN_EMAIL,
    ensure_default_workspace_and_admin,
    has_credentials,
    new_sign_in_link,
)
from workers.application import open_application
from workers.errors import BadSettings, Conflict, WorkersError
from workers.pipeline import Queue
from workers.settings import Settings
from workers.valkey import Valkey

logger = logging.getLogger(__name__)

LOCK_FILE = "up.lock"
_TICK_S = 0.3
_STOPS_WITHIN_S = 12.0
_LONGEST_PAUSE_S = 10.0
#: A process that ran this long has recovered: its next death counts as the first.
_STEADY_S = 10.0
_ANSWERS_WITHIN_S = 60.0


@dataclass(slots=True)
class Child:
    """A process that must run.

    Attributes:
        name: For people.
        start: Starts it.
        process: The running one.
        deaths: In a row.
        started_at: On the monotonic clock.
        start_at: Not before this.
    """

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started_at: float = 0.0
    start_at: float = 0.0

    def keep_running(self) -> None:
        """Start it when it does not run, later and later when it keeps dying."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            steady = now - self.started_at > _STEADY_S
            self.deaths = 1 if steady else self.deaths + 1
            pause_s = self._pause_s()
            logger.warning(
                "%s ended with status %s; starting it again in %.1f s",
                self.name, self.process.returncode, pause_s,
            )  # fmt: skip
            self.process, self.start_at = None, now + pause_s
        if now >= self.start_at:
            self.started_at = now
            try:
                self.process = self.start()
            except (WorkersError, OSError) as error:
                self.deaths += 1
                self.start_at = now + self._pause_s()
                logger.warning("%s does not start: %s", self.name, error)

    def _pause_s(self) -> float:
        return min(_LONGEST_PAUSE_S, 0.2 * 2.0**self.deaths)

    def ask_to_stop(self) -> None:
        """Let it finish by itself."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_or_kill(self, deadline: float) -> None:
        """Wait for its end; at the deadline end it, and all of its group."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("%s did not stop; it is killed", self.name)
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(slots=True)
class Supervisor:
    """One system on one data folder.

    Attributes:
        settings: Of all processes; the queue's address is filled in.
        workers: How many worker processes in all; every queue has at least one.
        with_web: Also serve the page.
    """

    settings: Settings
    workers: int
    with_web: bool = True
    children: list[Child] = field(default_factory=list)
    _lock: IO[str] | None = None
    _valkey: Child | None = None

    @property
    def address(self) -> str:
        """Where people find the page."""
        host = self.settings.host
        shown = f"[{host}]" if ":" in host else host
        return self.settings.public_url or f"http://{shown}:{self.settings.port}"

    def start(self) -> str:
        """Start everything. Returns the administrator's one-time link.

        Raises:
            Conflict: another system runs on this data folder, or the port is taken.
            BadSettings: it would listen beyond this machine without credentials.
        """
        data = self.settings.data_dir.resolve()
        data.mkdir(parents=True, exist_ok=True)
        self._lock = lock_data_folder(data)
        link = self._prepare()
        self._start_queue(data)
        commands = [("scheduler", ["scheduler"])]
        if self.with_web:
            commands.insert(0, ("page", ["serve"]))
        for number, queue in enumerate(worker_queues(self.workers), 1):
            commands.append((f"worker {number} ({queue})", ["worker", "--queue", queue.value]))
        self.children = [Child(name, self._command(args)) for name, args in commands]
        self._write_state()
        self.tick()
        return link

    def tick(self) -> None:
        """Look after everything once. Never blocks for long."""
        for child in (self._valkey, *self.children):
            if child is not None:
                child.keep_running()

    def wait_until_served(self) -> bool:
        """Look after everything until the page answers. False when it does not within a minute."""
        deadline = time.monotonic() + _ANSWERS_WITHIN_S
        while time.monotonic() < deadline:
            self.tick()
            try:
                with socket.create_connection(
                    (_reachable(self.settings.host), self.settings.port), timeout=1
                ):
                    return True
            except OSError:
                time.sleep(_TICK_S)
        return False

    def run(self, is_stopping: Callable[[], bool]) -> None:
        """Look after everything until told to stop."""
        while not is_stopping():
            self.tick()
            time.sleep(_TICK_S)

    def stop(self) -> None:
        """Stop everything: what uses the queue first, the queue last."""
        deadline = time.monotonic() + _STOPS_WITHIN_S
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.wait_or_kill(deadline)
        if self._valkey is not None:
            self._valkey.ask_to_stop()
            self._valkey.wait_or_kill(deadline + _STOPS_WITHIN_S)
        if self._lock is not None:
            self._lock.truncate(0)
            self._lock.close()

    def _prepare(self) -> str:
        if self.with_web:
            _check_port(self.settings.host, self.settings.port)
        app = open_application(self.settings)
        try:
            app.store.migrate()
            ensure_default_workspace_and_admin(app)
            if self.with_web and not is_loopback(self.settings.host) and not has_credentials(app):
                raise BadSettings(
                    f"Listening on {self.settings.host} would let anybody in. Set "
                    "AFTERLIVE_ADMIN_PASSWORD first, or listen on 127.0.0.1."
                )
            # Nobody else works on this folder: whatever is half-made belongs to the dead.
            app.artifacts.remove_stale_drafts(0)
            return new_sign_in_link(app, ADMIN_EMAIL, self.address)
        finally:
            app.close()

    def _start_queue(self, data: Path) -> None:
        if self.settings.redis_url:
            return
        valkey = Valkey(data / "queue")
        self._valkey = Child("queue", valkey.start, valkey.start(), started_at=time.monotonic())
        self.settings = self.settings.model_copy(update={"redis_url": valkey.url})

    def _command(self, args: list[str]) -> Callable[[], subprocess.Popen[bytes]]:
        environment = child_environment(self.settings)

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "-m", "workers.cli.main", *args],
                stdin=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # Ctrl-C is for us; we stop them in order
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, takes no lock
            )

        return start

    def _write_state(self) -> None:
        assert self._lock is not None  # taken in start()
        self._lock.truncate(0)
        self._lock.seek(0)
        json.dump({"pid": os.getpid(), "address": self.address}, self._lock)
        self._lock.flush()


def lock_data_folder(data: Path) -> IO[str]:
    """The lock of a data folder, held as long as the file is open.

    Raises:
        Conflict: another system runs on it.
    """
    file = (data / LOCK_FILE).open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise Conflict(
            f"Afterlive already runs on {data}. Stop it first, or choose another folder."
        ) from error
    return file


def is_running(data: Path) -> bool:
    """Whether a system runs on the data folder."""
    if not (data / LOCK_FILE).is_file():
        return False
    try:
        lock_data_folder(data).close()
    except Conflict:
        return True
    return False


def worker_queues(count: int) -> tuple[Queue, ...]:
    """Which queue each worker serves: one each, then rendering and speech in turns."""
    first = (Queue.CPU, Queue.SPEECH, Queue.RENDER)
    more = (Queue.RENDER, Queue.SPEECH, Queue.CPU)
    rest = [more[i % len(more)] for i in range(max(0, count - len(first)))]
    return (*first, *rest)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host name or address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def child_environment(settings: Settings) -> Mapping[str, str]:
    """The environment of our processes: this one's, with what was decided here."""
    return {
        **os.environ,
        "AFTERLIVE_DATA_DIR": str(settings.data_dir.resolve()),
        "AFTERLIVE_REDIS_URL": settings.redis_url,
        "AFTERLIVE_HOST": settings.host,
        "AFTERLIVE_PORT": str(settings.port),
    }


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(
                f"Port {port} on {host} cannot be used ({error.strerror}). Choose another one "
                "with --port."
            ) from error


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound here
