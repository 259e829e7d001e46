"""Somebody else's client sends a file, the server is killed half-way, and the file is whole."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tusclient.client import TusClient

from workers.actions import people, uploads
from workers.application import Application, open_application
from workers.settings import Settings
from workers.views import Actor, Role

SIZE = 24_000_000


class Server:
    """The page in a process of its own, that can be killed and started again."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.data = data
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        env = {
            **os.environ,
            "AFTERLIVE_DATA_DIR": str(self.data),
            "AFTERLIVE_PORT": str(self.port),
        }
        command = [sys.executable, "-m", "workers.cli.main", "serve"]
        self.process = subprocess.Popen(command, env=env)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError("the page does not answer")

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Application, Actor, Server]]:
    app = open_application(Settings(data_dir=tmp_path / "data", secret="s" * 32))
    app.store.migrate()
    admin = people.ensure_default_workspace_and_admin(app)
    server = Server(tmp_path / "data")
    server.start()
    yield app, admin, server
    server.stop()
    app.close()


def test_an_upload_goes_on_after_the_server_was_killed(
    house: tuple[Application, Actor, Server],
) -> None:
    app, admin, server = house
    key, _ = people.new_api_key(app, admin, "tus", Role.MARKETER)
    content = os.urandom(1_000_000) * (SIZE // 1_000_000)
    client = TusClient(f"{server.url}/api/v1/uploads", headers={"Authorization": f"Bearer {key}"})
    sender = client.uploader(
        file_stream=io.BytesIO(content),
        chunk_size=5_000_000,
        metadata={"filename": "긴 방송.mp4", "kind": "media"},
    )
    sender.upload_chunk()
    sender.upload_chunk()
    url = sender.url

    server.stop(signal.SIGKILL)
    server.start()
    again = client.uploader(file_stream=io.BytesIO(content), url=url, chunk_size=5_000_000)

    assert again.offset == 10_000_000
    again.upload()
    upload = uploads.get_upload(app, admin, str(url).rsplit("/", 1)[-1])
    assert upload.file is not None
    assert upload.file.sha256 == hashlib.sha256(content).hexdigest()
    assert upload.file_name == "긴 방송.mp4"


def test_what_came_before_the_line_broke_is_kept(
    house: tuple[Application, Actor, Server],
) -> None:
    app, admin, server = house
    key, _ = people.new_api_key(app, admin, "tus", Role.MARKETER)
    upload = uploads.start_upload(app, admin, "live.mp4", SIZE, {})
    head = (
        f"PATCH /api/v1/uploads/{upload.id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
        f"Content-Length: {SIZE}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(head.encode() + b"x" * 11_500_000)
        time.sleep(1)

    deadline = time.monotonic() + 20
    while uploads.get_upload(app, admin, upload.id).offset_bytes < 11_500_000:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert uploads.upload_path(app, upload.id).stat().st_size == 11_500_000
