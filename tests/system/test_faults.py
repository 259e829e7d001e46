"""The whole system while its processes are killed: the work ends, and nothing is done twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from clipping.ffmpeg import find_ffmpeg
from workers.actions import clips, finals, recordings, uploads
from workers.actions.people import ensure_default_workspace_and_admin
from workers.application import Application, open_application
from workers.brief import Brief
from workers.settings import Settings
from workers.store import attempts
from workers.supervisor import free_port
from workers.valkey import Valkey
from workers.views import Actor, FileState, RecordingState, StepState

pytestmark = [
    pytest.mark.system, pytest.mark.ffmpeg, pytest.mark.model, pytest.mark.slow,
    pytest.mark.timeout(900),
]  # fmt: skip

ROOT = Path(__file__).parents[2]
LEASE_S = 3
PLATFORMS = ("reels", "naver")
CHAT = "time,author,text\n" + "".join(
    f"{20 + n % 9},시청자{n},가격이 얼마예요? {n}\n" for n in range(40)
)
OFFERS = "start,end,kind,label,product_id\n00:15,00:35,discount,오늘만 할인,p1\n"


class System:
    """`afterlive up` on a folder, with its database open beside it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.settings = Settings(data_dir=data, lease_s=LEASE_S)
        self.process: subprocess.Popen[bytes] | None = None
        self.app: Application = open_application(self.settings)
        self.app.store.migrate()
        self.who: Actor = ensure_default_workspace_and_admin(self.app)

    def start(self, workers: int = 3) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workers.cli.main", "up", "--data", str(self.data),
             "--port", str(free_port()), "--workers", str(workers)],
            cwd=ROOT, env={**os.environ, "AFTERLIVE_LEASE_S": str(LEASE_S)},
            start_new_session=True,
        )  # fmt: skip

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        assert self.process.wait(60) == 0

    def bring(self, media: Path) -> str:
        folder = media.parent
        (folder / "chat.csv").write_text(CHAT, encoding="utf-8")
        (folder / "offers.csv").write_text(OFFERS, encoding="utf-8")
        kept = {
            p.name: uploads.store_file(self.app, p, p.name) for p in folder.iterdir() if p.is_file()
        }
        return recordings.create_recording(
            self.app, self.who, kept[media.name], brief=Brief(platforms=PLATFORMS, clip_count=2),
            sources={"chat_file": kept["chat.csv"], "offers_file": kept["offers.csv"]},
        ).id  # fmt: skip

    def running(self) -> list[attempts.LeaseRow]:
        with self.app.store.read() as connection:
            return list(attempts.running(connection))

    def state(self, recording_id: str) -> RecordingState:
        return recordings.get_recording(self.app, self.who, recording_id).state

    def attempts(self) -> dict[str, list[str]]:
        """Outcomes of all attempts, by key."""
        query = (
            "SELECT step_key, coalesce(kind, 'running') FROM attempts "
            "LEFT JOIN outcomes ON attempt_id = id ORDER BY id"
        )
        found: dict[str, list[str]] = {}
        with self.app.store.read() as connection:
            for key, kind in connection.exec_driver_sql(query):
                found.setdefault(key, []).append(kind)
        return found


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty seconds of moving picture with Korean speech."""
    path = tmp_path_factory.mktemp("show") / "방송 1.mp4"
    ffmpeg = find_ffmpeg()
    ffmpeg.run(
        ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=30", "-stream_loop", "-1",
         "-i", str(ROOT / "demo/pieces/project-ko.flac"), "-t", "40",
         "-c:v", "libx264", "-preset", "ultrafast", "-g", "60", "-c:a", "aac", str(path)],
        duration_ms=40_000,
    )  # fmt: skip
    return path


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    one = System(tmp_path / "data")
    yield one
    one.app.close()
    if one.process is not None and one.process.poll() is None:
        one.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            one.process.wait(40)
            return
        one.process.kill()


def wait_until(is_so: Callable[[], bool], within_s: float = 300) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.05)


def kill_worker_of(lease: attempts.LeaseRow) -> bool:
    """SIGKILL to the worker that holds a lease, as the kernel would."""
    with suppress(ProcessLookupError):
        os.kill(int(lease.worker.rpartition("-")[2]), signal.SIGKILL)
        return True
    return False


def alive(pid: int) -> bool:
    with suppress(OSError):
        return "zombie" not in Path(f"/proc/{pid}/status").read_text().split("State:")[1][:20]
    return False


def test_a_worker_killed_in_the_middle_of_each_stage(system: System, show: Path) -> None:
    recording_id = system.bring(show)
    system.start()
    killed: set[str] = set()

    def kill_each_once() -> None:
        for lease in system.running():
            if lease.attempt.step not in killed and kill_worker_of(lease):
                killed.add(lease.attempt.step)

    def analysed() -> bool:
        kill_each_once()
        return system.state(recording_id) is RecordingState.DONE

    wait_until(analysed)
    clip = clips.list_clips(system.app, system.who, recording_id).items[0]
    clips.approve(system.app, system.who, clip.id)

    def rendered() -> bool:
        kill_each_once()
        files = finals.clip_files(system.app, system.who, clip.id)
        ready = {file.state for file in files.platforms} == {FileState.READY}
        return ready and files.preview is StepState.DONE and not system.running()

    wait_until(rendered)
    view = recordings.get_recording(system.app, system.who, recording_id)
    known = system.attempts()
    assert view.failures == ()
    assert all(kinds.count("finished") == 1 for kinds in known.values()), known
    assert sum("lost" in kinds for kinds in known.values()) >= 8, known
    assert {"transcript", "scenes", "preview"} & killed
    system.stop()


def test_queue_killed_and_flushed_and_supervisor_killed(system: System, show: Path) -> None:
    recording_id = system.bring(show)
    system.start()
    wait_until(lambda: len(system.running()) > 0)
    queue = Valkey(system.data / "queue")
    pid = json.loads((system.data / "queue/state.json").read_text())["pid"]

    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not alive(pid), 10)
    wait_until(lambda: _flushed(queue.url), 60)
    assert system.process is not None
    workers = {int(lease.worker.rpartition("-")[2]) for lease in system.running()}
    system.process.send_signal(signal.SIGKILL)
    system.process.wait()
    wait_until(lambda: not any(alive(worker) for worker in workers), 10)
    system.start()

    wait_until(lambda: system.state(recording_id) is RecordingState.DONE)
    view = recordings.get_recording(system.app, system.who, recording_id)
    known = system.attempts()
    assert view.failures == ()
    assert all(kinds.count("finished") <= 1 for kinds in known.values()), known
    system.stop()
    assert not alive(json.loads((system.data / "queue/state.json").read_text())["pid"])


def _flushed(url: str) -> bool:
    try:
        with Redis.from_url(url, socket_timeout=1) as redis:
            return bool(redis.flushall())
    except RedisError:
        return False
