"""A worker: one process, one queue, a child process for each job."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from resource import struct_rusage
from types import FrameType
from typing import NoReturn

from redis import Redis
from rq import Queue as RqQueue
from rq import Worker
from rq.job import Job

from clipping.ffmpeg import die_with_parent
from workers.application import Application, now, open_application
from workers.enqueue import connect
from workers.pipeline import Queue
from workers.settings import Settings
from workers.store import attempts
from workers.store.database import DatabaseAway
from workers.store.rows import WorkerRow

logger = logging.getLogger(__name__)

_SEEN_EVERY_S = 10.0
#: RQ waits for a job this long less 15 s, then looks after itself.
_WORKER_TTL_S = 25
_MONITORING_S = 5
_MAINTENANCE_S = 20
#: Imported before the first job, so that not every child pays for it. Models are loaded later, by
#: the child: what a library has started (threads, a GPU) does not survive a fork.
_WARM = {
    Queue.CPU: ("picture", "understanding", "questions", "clips"),
    Queue.SPEECH: ("speech",),
    Queue.RENDER: ("picture", "clips"),
}


def run_worker(settings: Settings, queue: Queue) -> None:
    """Serve a queue until told to stop.

    Raises:
        RedisError: Redis has been away for too long; the supervisor starts a new worker.
    """
    app = open_application(settings)
    app.store.migrate()
    app.close()
    _warm_up(queue)
    redis = connect(settings.redis_url)
    worker = StepWorker(settings, queue, redis)
    try:
        worker.work(with_scheduler=False, logging_level="WARNING")
    finally:
        worker.say_goodbye()


class StepWorker(Worker):
    """RQ's worker with what long work on one machine or many needs beside.

    Its child dies with it, is told to stop when it stops, and is noticed at once when it dies.
    """

    def __init__(self, settings: Settings, queue: Queue, redis: Redis) -> None:
        self._settings = settings
        self._seen_at = 0.0
        self._queue = queue
        super().__init__(
            [RqQueue(queue.value, connection=redis, serializer="json")],
            name=f"{queue.value}-{socket.gethostname()}-{os.getpid()}",
            connection=redis,
            serializer="json",
            worker_ttl=_WORKER_TTL_S,
            job_monitoring_interval=max(1, min(_MONITORING_S, settings.lease_s // 3)),
            maintenance_interval=_MAINTENANCE_S,
            default_result_ttl=0,
        )

    def heartbeat(self, *args: object, **kwargs: object) -> None:
        """RQ's sign of life, and ours: RQ's is gone when Redis is flushed.

        The lease is kept from here too: a library may hold the child's interpreter for longer than
        the lease lasts, and that is no death.
        """
        super().heartbeat(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        if self.is_horse:
            return
        is_due = time.monotonic() - self._seen_at > _SEEN_EVERY_S
        if is_due or self.horse_pid:
            self._see(row_too=is_due)

    def setup_work_horse_signals(self) -> None:
        """The child dies with this process, and a request to stop unwinds it."""
        parent = os.getppid()
        die_with_parent()
        if os.getppid() != parent:  # it died between the fork and the line above
            os._exit(1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _unwind)

    def handle_warm_shutdown_request(self) -> None:
        """Stop the child too: its step is announced again, and parts that are finished stay."""
        if self.horse_pid:
            self.kill_horse(signal.SIGTERM)

    def handle_work_horse_killed(
        self, job: Job, retpid: int, ret_val: int, rusage: struct_rusage
    ) -> None:
        """Give the lease of a child that died back at once, with the evidence."""
        del retpid
        reason = _death_of(ret_val, rusage)
        logger.warning("a worker's child died at %s: %s", job.id, reason)
        step_key = str(job.args[2])
        with suppress(DatabaseAway), _opened(self._settings) as app, app.store.write() as db:
            for lease in attempts.running(db):
                if lease.attempt.step_key == step_key and lease.worker == self.name:
                    attempts.end(db, lease.attempt.id, attempts.LOST, now(), reason=reason)

    def say_goodbye(self) -> None:
        """Leave the list of workers."""
        with suppress(DatabaseAway), _opened(self._settings) as app, app.store.write() as db:
            attempts.forget_worker(db, self.name)

    def _see(self, *, row_too: bool) -> None:
        moment = now()
        with suppress(DatabaseAway), _opened(self._settings) as app, app.store.write() as db:
            if row_too:
                self._seen_at = time.monotonic()
                row = WorkerRow(self.name, self._queue.value, os.getpid(), moment)
                attempts.see_worker(db, row)
            if self.horse_pid:
                attempts.keep_alive(db, self.name, moment, self._settings.lease_s)


def _warm_up(queue: Queue) -> None:
    for module in _WARM[queue]:
        try:
            importlib.import_module(f"workers.stages.{module}")
        except ImportError as error:
            # Only the steps that need it fail, and each says so; the others are done.
            logger.warning("some steps cannot be done: %s", error)


@contextmanager
def _opened(settings: Settings) -> Iterator[Application]:
    """An application for a moment: this process forks, and connections must not cross that."""
    app = open_application(settings)
    try:
        yield app
    finally:
        app.close()


def _unwind(signum: int, frame: FrameType | None) -> NoReturn:
    del frame
    sys.exit(128 + signum)


def _death_of(status: int, rusage: struct_rusage | None) -> str:
    """Why a child died, for people."""
    memory = f"; its memory peaked at {rusage.ru_maxrss // 1024} MB" if rusage else ""
    if not os.WIFSIGNALED(status):
        return f"The worker's process ended unexpectedly with status {status}{memory}."
    number = os.WTERMSIG(status)
    if number == signal.SIGKILL:
        return f"The worker's process was killed, perhaps for want of memory{memory}."
    return f"The worker's process died by {signal.Signals(number).name}{memory}."
