"""Speech heard by a service: the form of its API, by a local server, and what it may get wrong."""

from __future__ import annotations

import io
import json
import threading
import wave
from collections.abc import Iterator
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from transcripts.errors import ModelUnavailable
from transcripts.hearing import Hearing
from workers.settings import Settings
from workers.speech_service import SpeechService, find_speech_service

WINDOW = np.zeros(32_000, np.float32)
ANSWER: dict[str, Any] = {
    "language": "korean",
    "text": "오늘만 59,900원",
    "segments": [{"avg_logprob": -0.3, "no_speech_prob": 0.1, "compression_ratio": 1.2}],
    "words": [
        {"word": "오늘만", "start": 0.2, "end": 0.7},
        {"word": " 59,900원", "start": 0.8, "end": 99.0},
    ],
}


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, list[bytes]]] = []
        self.paths: list[str] = []
        self.answer: object = ANSWER
        self.statuses: list[int] = []

    @property
    def service(self) -> SpeechService:
        return SpeechService(f"http://127.0.0.1:{self.server_address[1]}/v1/", "w", "sesame", 5)


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        fields: dict[str, list[bytes]] = {}
        for part in BytesParser().parsebytes(head + body).walk():
            if not part.is_multipart():
                name = str(part.get_param("name", header="content-disposition"))
                fields.setdefault(name, []).append(part.get_payload(decode=True))
        fields["authorization"] = [self.headers.get("Authorization", "").encode()]
        self.server.asked.append(fields)
        self.server.paths.append(self.path)
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.end_headers()
        answer = self.server.answer
        self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    opened = Server()
    thread = threading.Thread(target=opened.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield opened
    opened.shutdown()
    opened.server_close()
    thread.join(5)


def test_a_window_is_sent_as_sound_and_comes_back_as_words_inside_it(server: Server) -> None:
    (heard,) = server.service.hear([WINDOW], Hearing("ko", hotwords="글로우 세럼"))

    asked = server.asked[0]
    assert server.paths == ["/v1/audio/transcriptions"]
    assert asked["authorization"] == [b"Bearer sesame"]
    assert asked["language"] == [b"ko"]
    assert asked["prompt"][0].decode() == "글로우 세럼"
    with wave.open(io.BytesIO(asked["file"][0])) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (16_000, 32_000)
    assert heard.language == "ko"
    assert [(w.text, w.start_ms, w.end_ms) for w in heard.words] == [
        ("오늘만", 200, 700), ("59,900원", 800, 2_000),
    ]  # fmt: skip
    assert (heard.confidence, heard.silence, heard.compression) == (-0.3, 0.1, 1.2)


def test_a_model_without_word_times_is_asked_for_its_text_alone(server: Server) -> None:
    server.statuses = [400]
    server.answer = {"text": "hello there"}

    (heard,) = server.service.hear([WINDOW], Hearing("en"))

    assert server.asked[1]["response_format"] == [b"json"]
    assert [(w.text, w.start_ms) for w in heard.words] == [("hello", 0), ("there", 1_000)]


def test_words_of_impossible_times_are_kept_and_get_others(server: Server) -> None:
    server.answer = {
        "text": "하나 둘",
        "words": [
            {"word": "하나", "start": 60.0, "end": 61.0},
            {"word": "둘", "start": 61.5, "end": 62.0},
        ],
    }

    (heard,) = server.service.hear([WINDOW], Hearing("ko"))

    assert [(w.text, w.start_ms, w.end_ms) for w in heard.words] == [
        ("하나", 0, 1_333), ("둘", 1_333, 2_000),
    ]  # fmt: skip


def test_no_text_is_no_word_and_signs_that_hide_or_turn_text_go(server: Server) -> None:
    server.answer = {"text": None}
    assert server.service.hear([WINDOW], Hearing("ko"))[0].words == ()

    server.answer = {"text": "안녕\x00\u202e 하세요"}
    assert server.service.hear([WINDOW], Hearing("ko"))[0].text == "안녕 하세요"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"[1]",
        {"words": [{"word": "a"}], "text": "a"},
        {"segments": [7], "text": ""},
        {"text": ["a"]},
        b'{"words": [{"word": "a", "start": 0, "end": 1e999}], "text": "a"}',
        b'{"text": "half a sign \\ud800"}',
    ],
    ids=[
        "nothing",
        "a page",
        "a list",
        "a word without times",
        "odd segments",
        "a list for a text",
        "an endless word",
        "half a sign",
    ],
)
def test_an_answer_of_another_form_is_an_error_with_its_reason(
    server: Server, answer: object
) -> None:
    server.answer = answer

    with pytest.raises(ModelUnavailable, match="speech service answered in a form"):
        server.service.hear([WINDOW], Hearing("ko"))


def test_a_refusal_and_an_absent_server_say_so(server: Server) -> None:
    server.statuses = [401]
    with pytest.raises(ModelUnavailable, match="status 401"):
        server.service.hear([WINDOW], Hearing("ko"))
    with pytest.raises(ModelUnavailable, match="could not be reached"):
        SpeechService("http://127.0.0.1:9/v1", "w", timeout_s=2).hear([WINDOW], Hearing("ko"))


def test_no_service_is_asked_unless_one_is_set() -> None:
    assert find_speech_service(Settings()) is None
    found = find_speech_service(Settings(speech_url="http://a/v1", speech_key="secret"))
    assert found is not None
    assert "secret" not in repr(found)
