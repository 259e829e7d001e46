"""A server in the form of a language model's that answers as a test tells it to, wrongly mostly."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class WrongServer(ThreadingHTTPServer):
    """Answers each request with what it was told, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.body: bytes = b""
        self.asked: list[dict[str, Any]] = []
        self.headers_seen: list[dict[str, str]] = []
        self.refuses_format = False
        self.released = threading.Event()
        self.hangs = False
        self.drips = False

    def says(self, content: str) -> None:
        """The next answers carry this text in OpenAI's wrapping."""
        value = {"choices": [{"message": {"role": "assistant", "content": content}}]}
        self.body = json.dumps(value).encode()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: WrongServer

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(length))
        self.server.asked.append({"path": self.path, **asked})
        self.server.headers_seen.append(dict(self.headers))
        if self.server.hangs:
            self.server.released.wait(30)
            return
        refused = self.server.refuses_format and "response_format" in asked
        self.send_response(400 if refused else self.server.status)
        self.end_headers()
        try:
            if self.server.drips:
                while not self.server.released.wait(0.1):
                    self.wfile.write(b" ")
            self.wfile.write(self.server.body)
        except OSError:
            pass  # the client has had enough

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextmanager
def wrong_model() -> Iterator[WrongServer]:
    """A running server, closed at the end."""
    opened = WrongServer()
    thread = threading.Thread(target=opened.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield opened
    opened.released.set()
    opened.shutdown()
    opened.server_close()
    thread.join(5)
