"""A worker: one process, one queue, a child process for each job, or one that stays for a while."""

from __future__ import annotations

import importlib
import logging
import os
import random
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
from rq.executions import Execution
from rq.job import Job

from clipping.ffmpeg import die_with_parent
from workers.application import Application, now, open_application
from workers.enqueue import connect
from workers.errands import Errands
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
#: A child that has done so many jobs is followed by a new one, so that nothing can pile up in it.
_MOST_JOBS = 100
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
    is_keeping = queue is Queue.SPEECH and settings.keep_model_s > 0
    worker = (KeepingWorker if is_keeping else StepWorker)(settings, queue, redis)
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


class KeepingWorker(StepWorker):
    """A worker whose child stays for the next job, with the model that it has loaded.

    A child in which a job failed unexpectedly or ran out of time does no other; one that has had
    nothing to do for a while goes, and its memory with it.
    """

    def __init__(self, settings: Settings, queue: Queue, redis: Redis) -> None:
        super().__init__(settings, queue, redis)
        self._errands: Errands | None = None
        self._kept_pid = 0
        self._idle_since = 0.0

    def fork_work_horse(self, job: Job, queue: RqQueue) -> None:
        """Give the job to the child that is there, or to a new one."""
        execution = self.execution
        if (
            self._errands is not None
            and execution is not None
            and self._errands.give(f"{job.id} {execution.id}")
        ):
            self._horse_pid = self._kept_pid
            return
        self.dismiss()
        self._errands = Errands()
        super().fork_work_horse(job, queue)
        self._errands.stay_as_parent()
        self._kept_pid = self.horse_pid

    def wait_for_horse(self) -> tuple[int | None, int | None, struct_rusage | None]:
        """Until the job is done or the child has ended; as RQ's, which knows only the end."""
        if self._errands is not None and self._errands.is_done():
            self._idle_since = time.monotonic()
            return self._kept_pid, os.EX_OK, None
        ended = super().wait_for_horse()
        self._forget()
        return ended

    def main_work_horse(self, job: Job, queue: RqQueue) -> NoReturn:
        """The child: this job and those that follow."""
        status = 1
        try:
            random.seed()
            self.setup_work_horse_signals()
            self._is_horse = True
            self._serve(job, queue)
            status = os.EX_OK
        finally:
            os._exit(status)  # as RQ does: the parent's own clean-up is not for the child

    def heartbeat(self, *args: object, **kwargs: object) -> None:
        """As ever; and the child goes when it has had nothing to do for long."""
        super().heartbeat(*args, **kwargs)
        if self.is_horse or self.horse_pid or self._errands is None:
            return
        if time.monotonic() - self._idle_since > self._settings.keep_model_s:
            self.dismiss()

    def say_goodbye(self) -> None:
        """Leave the list of workers; the child, which has no job, goes first."""
        self.dismiss()
        super().say_goodbye()

    def dismiss(self) -> None:
        """End the child, if there is one without a job."""
        if self._errands is None:
            return
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._kept_pid, signal.SIGKILL)
            os.waitpid(self._kept_pid, 0)
        self._forget()

    def _forget(self) -> None:
        if self._errands is not None:
            self._errands.close()
        self._errands, self._kept_pid = None, 0

    def _serve(self, job: Job, queue: RqQueue) -> None:
        errands, execution = self._errands, self.execution
        assert errands is not None  # made before the fork
        assert execution is not None  # as RQ has it
        errands.stay_as_child()
        for number in range(1, _MOST_JOBS + 1):
            if not self.perform_job(job, queue, execution) or number == _MOST_JOBS:
                return  # without a word: the parent sees the end and knows that this child has gone
            errands.say_done()
            if (errand := errands.take()) is None:
                return
            job_id, _, execution_id = errand.partition(" ")
            job = Job.fetch(job_id, connection=self.connection, serializer=self.serializer)
            execution = Execution.fetch(execution_id, job_id, connection=self.connection)
            self.executions = {execution.id: execution}


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
