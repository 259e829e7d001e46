"""Announcing through a real Valkey: once, in order, and again whenever Redis forgets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from rq.job import Job

from tests.system_parts import Clock, brought, ready_jobs, small_application
from workers.announce import BACKLOG_WINDOW
from workers.application import Application
from workers.enqueue import Doorbell, StepJob, connect_impatient
from workers.jobs import perform
from workers.pipeline import Queue
from workers.reconcile import Reconciler
from workers.store import attempts, clips
from workers.valkey import Valkey


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


def drain(app: Application, redis: Redis, queue: Queue = Queue.CPU) -> list[str]:
    """Do what a worker does with every waiting job."""
    done = []
    while (job_id := redis.lpop(f"rq:queue:{queue}")) is not None:
        job = Job.fetch(job_id.decode(), connection=redis, serializer="json")
        perform(app, StepJob(*job.args), "w")
        job.delete()
        done.append(job.args[2])
    return done


def work(app: Application, redis: Redis, reconciler: Reconciler) -> list[str]:
    """Passes and workers in turns until nothing is left."""
    done: list[str] = []
    for _ in range(30):
        reconciler.run_once()
        now = [key for queue in Queue for key in drain(app, redis, queue)]
        if not now and done:
            break
        done += now
    return done


def test_work_is_announced_once_however_often_one_looks(tmp_path: Path, redis: Redis) -> None:
    app = small_application(tmp_path)
    brought(app)
    reconciler = Reconciler(app, redis)

    assert [reconciler.run_once() for _ in range(3)] == [1, 0, 0]


def test_the_reconciler_alone_brings_a_recording_to_its_end(tmp_path: Path, redis: Redis) -> None:
    app = small_application(tmp_path)
    recording = brought(app)

    done = work(app, redis, Reconciler(app, redis))

    assert len(done) == len(set(done)) == 8  # six steps and two previews
    with app.store.read() as connection:
        assert len(clips.clips_of(connection, [recording.id])) == 2
        known = attempts.histories(connection, done)
    assert all(h.is_finished and h.attempts == 1 for h in known.values())


def test_a_flush_only_delays(tmp_path: Path, redis: Redis) -> None:
    app = small_application(tmp_path)
    brought(app)
    reconciler = Reconciler(app, redis)
    reconciler.run_once()

    redis.flushall()

    assert reconciler.run_once() == 1
    assert len(work(app, redis, reconciler)) == 8


def test_what_happens_now_goes_before_a_large_house_that_is_looked_through(
    tmp_path: Path, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = small_application(tmp_path)
    for number in range(45):
        brought(app, f"video {number}")
    monkeypatch.setattr("workers.reconcile._PASS_S", 0.0)
    reconciler = Reconciler(app, redis)

    first = reconciler.run_once()
    (waited_for,) = ready_jobs(app, brought(app, "somebody waits for this one").id)
    second = reconciler.run_once()
    announced = redis.lrange(f"rq:queue:{Queue.CPU}", 0, -1)

    jobs = [Job.fetch(id_.decode(), redis, serializer="json") for id_ in announced]
    assert waited_for.step_key in {job.args[2] for job in jobs}
    assert (first, second, reconciler.run_once(), reconciler.run_once()) == (20, 20, 6, 0)


def test_a_job_that_vanished_between_queue_and_worker_is_announced_again(
    tmp_path: Path, redis: Redis
) -> None:
    clock = Clock()
    app = small_application(tmp_path, clock)
    brought(app)
    reconciler = Reconciler(app, redis)
    reconciler._doorbell = Doorbell(redis, lost_after=timedelta(0))
    reconciler.run_once()

    assert redis.lpop("rq:queue:cpu") is not None  # as by a worker killed right after
    clock.pass_by(minutes=1)

    assert reconciler.run_once() == 1
    assert redis.llen("rq:queue:cpu") == 1


def test_a_silent_worker_loses_its_work_to_another(tmp_path: Path, redis: Redis) -> None:
    clock = Clock()
    app = small_application(tmp_path, clock)
    brought(app)
    reconciler = Reconciler(app, redis)
    reconciler.run_once()
    job_id = redis.lpop("rq:queue:cpu")
    assert job_id is not None
    job = StepJob(*Job.fetch(job_id.decode(), connection=redis, serializer="json").args)
    with app.store.write() as connection:
        wanted = attempts.Attempt(0, job.step_key, "probe", 1, job.recording_id, None, 0)
        attempts.begin(connection, wanted, "dead", clock(), app.settings.lease_s)

    assert reconciler.run_once() == 0
    clock.pass_by(seconds=app.settings.lease_s + 1)
    assert reconciler.run_once() == 1

    done = work(app, redis, reconciler)
    with app.store.read() as connection:
        history = attempts.histories(connection, done)[job.step_key]
    assert (history.attempts, history.deaths, history.is_finished) == (2, 1, True)


def test_people_go_before_the_backlog_and_behind_each_other(tmp_path: Path, redis: Redis) -> None:
    app = small_application(tmp_path)
    reconciler = Reconciler(app, redis)
    for number in range(3):
        brought(app, f"backlog {number}", lane="backlog")
    reconciler.run_once()
    first, second = brought(app, "first"), brought(app, "second")
    reconciler.run_once()

    waiting = Doorbell(redis).waiting(Queue.CPU)
    jobs = [Job.fetch(id_, connection=redis, serializer="json") for id_ in waiting]

    assert [job.args[0] for job in jobs[:2]] == [first.id, second.id]
    assert len(jobs) == 5


def test_a_backlog_waits_in_the_database_not_in_the_queue(tmp_path: Path, redis: Redis) -> None:
    app = small_application(tmp_path)
    for number in range(BACKLOG_WINDOW + 4):
        brought(app, f"backlog {number}", lane="backlog")
    reconciler = Reconciler(app, redis)

    reconciler.run_once()

    assert redis.llen("rq:queue:cpu") == BACKLOG_WINDOW


def test_while_redis_is_away_leases_are_still_freed(tmp_path: Path) -> None:
    clock = Clock()
    app = small_application(tmp_path, clock)
    recording = brought(app)
    with app.store.write() as connection:
        wanted = attempts.Attempt(0, "probe-x", "probe", 1, recording.id, None, 0)
        attempts.begin(connection, wanted, "dead", clock(), app.settings.lease_s)
    clock.pass_by(minutes=5)
    away = connect_impatient(f"unix://{tmp_path}/nobody.sock")

    with pytest.raises(RedisError):
        Reconciler(app, away).run_once()

    with app.store.read() as connection:
        assert attempts.running(connection) == ()


def test_what_was_announced_survives_a_kill_of_the_server(tmp_path: Path) -> None:
    valkey = Valkey(tmp_path / "queue")
    process = valkey.start()
    with connect_impatient(valkey.url) as client:
        client.set("a", "1")
        client.execute_command("WAITAOF", 1, 0, 2000)
    process.kill()
    process.wait()

    process = valkey.start()

    with connect_impatient(valkey.url) as client:
        assert client.get("a") == b"1"
    orphan = process
    process = Valkey(tmp_path / "queue").start()  # as after a SIGKILL of the supervisor
    assert orphan.wait(10) == 0
    process.terminate()
    process.wait(10)
