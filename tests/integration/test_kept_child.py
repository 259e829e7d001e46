"""A worker whose child stays: which process does which job, and what ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue as RqQueue
from rq.job import Job, JobStatus
from rq.registry import StartedJobRegistry

from tests import kept_jobs
from workers.enqueue import connect_impatient
from workers.valkey import Valkey

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    valkey = Valkey(tmp_path_factory.mktemp("queue"))
    process = valkey.start()
    yield valkey
    process.terminate()
    process.wait(10)


@pytest.fixture
def redis(server: Valkey) -> Iterator[Redis]:
    with connect_impatient(server.url) as client:
        client.flushall()
        yield client


@contextmanager
def worker(server: Valkey, data: Path, keep_s: int) -> Iterator[subprocess.Popen[bytes]]:
    """`afterlive worker --queue speech`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workers.cli.main", "worker", "--queue", "speech"],
        cwd=ROOT,
        env={**os.environ, "AFTERLIVE_DATA_DIR": str(data), "AFTERLIVE_REDIS_URL": server.url,
             "AFTERLIVE_KEEP_MODEL_S": str(keep_s)},
    )  # fmt: skip
    try:
        yield process
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()


def ask(redis: Redis, job: Callable[..., object], number: int = 0, timeout_s: int = 60) -> Job:
    queue = RqQueue("speech", connection=redis, serializer="json")
    return queue.enqueue(
        job, "recording", "", "step", number, result_ttl=60, job_timeout=timeout_s
    )  # fmt: skip


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.05)


def ended(job: Job) -> JobStatus:
    wait_until(lambda: job.get_status() in (JobStatus.FINISHED, JobStatus.FAILED))
    return job.get_status()


def child_of_next_job(redis: Redis) -> int:
    job = ask(redis, kept_jobs.own_pid)
    assert ended(job) is JobStatus.FINISHED
    return int(job.return_value())


def test_a_child_does_one_job_after_the_other_until_one_fails(
    tmp_path: Path, server: Valkey, redis: Redis
) -> None:
    with worker(server, tmp_path, keep_s=60) as process:
        first = child_of_next_job(redis)
        assert first != process.pid
        assert child_of_next_job(redis) == first
        assert ended(ask(redis, kept_jobs.fail)) is JobStatus.FAILED
        second = child_of_next_job(redis)
        assert second != first
        assert ended(ask(redis, kept_jobs.wait, 30, timeout_s=1)) is JobStatus.FAILED
        third = child_of_next_job(redis)
        assert third != second
        assert child_of_next_job(redis) == third


def test_a_killed_child_is_followed_by_another_with_or_without_a_job(
    tmp_path: Path, server: Valkey, redis: Redis
) -> None:
    with worker(server, tmp_path, keep_s=60):
        first = child_of_next_job(redis)
        os.kill(first, signal.SIGKILL)
        second = child_of_next_job(redis)
        long = ask(redis, kept_jobs.wait, 30)
        started = StartedJobRegistry("speech", connection=redis, serializer="json")
        wait_until(lambda: long.get_status() is JobStatus.STARTED)
        os.kill(second, signal.SIGKILL)
        assert ended(long) is JobStatus.FAILED
        third = child_of_next_job(redis)
        assert len({first, second, third}) == 3
        assert started.get_job_ids() == []


def test_with_nothing_kept_every_job_has_its_own_child(
    tmp_path: Path, server: Valkey, redis: Redis
) -> None:
    with worker(server, tmp_path, keep_s=0):
        assert child_of_next_job(redis) != child_of_next_job(redis)


def test_a_stopped_worker_takes_its_idle_child_with_it(
    tmp_path: Path, server: Valkey, redis: Redis
) -> None:
    with worker(server, tmp_path, keep_s=60):
        child = child_of_next_job(redis)

    wait_until(lambda: not Path(f"/proc/{child}").exists())


def test_an_idle_child_goes_after_its_time_and_the_worker_goes_on(
    tmp_path: Path, server: Valkey, redis: Redis
) -> None:
    with worker(server, tmp_path, keep_s=1):
        child = child_of_next_job(redis)
        wait_until(lambda: not Path(f"/proc/{child}").exists())
        assert child_of_next_job(redis) != child
