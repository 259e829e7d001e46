"""Uploads: what came is kept, nothing is kept that is wrong, and nobody disturbs a sender."""

from __future__ import annotations

import asyncio
import base64
import fcntl
import hashlib

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from service import tus
from service.errors import BadRequest
from tests.unit.service.showroom import Showroom
from workers.actions import uploads

TYPE = "application/offset+octet-stream"
BYTES = bytes(range(256)) * 8


def begin(program: TestClient, size: int = len(BYTES), name: str = "방송 1부.mp4") -> str:
    encoded = base64.b64encode(name.encode()).decode()
    answer = program.post(
        "/api/v1/uploads",
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(size),
            "Upload-Metadata": f"filename {encoded},kind bWVkaWE=",
        },
    )
    assert answer.status_code == 201
    return answer.headers["Location"]


def send(program: TestClient, url: str, offset: int, body: bytes, **more: str) -> int:
    headers = {"Content-Type": TYPE, "Upload-Offset": str(offset), **more}
    return program.patch(url, content=body, headers=headers).status_code


@pytest.fixture(scope="module")
def program(room: Showroom) -> TestClient:
    return room.program()


def test_a_file_sent_in_two_parts_is_stored_under_its_hash(
    room: Showroom, program: TestClient
) -> None:
    url = begin(program)

    assert send(program, url, 0, BYTES[:1000]) == 204
    assert program.head(url).headers["Upload-Offset"] == "1000"
    assert send(program, url, 1000, BYTES[1000:]) == 204

    upload = program.get(url).json()
    assert upload["sha256"] == hashlib.sha256(BYTES).hexdigest()
    assert upload["file_name"] == "방송 1부.mp4"
    assert upload["is_complete"]


def test_after_a_restart_the_hash_is_that_of_the_whole_file(
    room: Showroom, program: TestClient
) -> None:
    from service.routes import uploads as routes

    url = begin(program)
    send(program, url, 0, BYTES[:700])
    routes._hashes.running.clear()  # what a new process knows

    send(program, url, 700, BYTES[700:])

    assert program.get(url).json()["sha256"] == hashlib.sha256(BYTES).hexdigest()


def test_bytes_a_killed_server_wrote_but_never_counted_are_written_again(
    room: Showroom, program: TestClient
) -> None:
    url = begin(program)
    send(program, url, 0, BYTES[:512])
    path = uploads.upload_path(room.app, url.rsplit("/", 1)[-1])
    path.write_bytes(path.read_bytes() + b"half a block that was never counted")

    send(program, url, 512, BYTES[512:])

    assert program.get(url).json()["sha256"] == hashlib.sha256(BYTES).hexdigest()


def test_sending_at_another_place_is_refused(program: TestClient) -> None:
    url = begin(program)
    send(program, url, 0, BYTES[:100])

    assert send(program, url, 50, BYTES[50:]) == 409
    assert program.head(url).headers["Upload-Offset"] == "100"


def test_more_than_was_announced_is_refused(program: TestClient) -> None:
    url = begin(program, size=10)

    assert send(program, url, 0, BYTES) == 400


def test_a_second_sender_waits_while_the_first_one_sends(
    room: Showroom, program: TestClient
) -> None:
    url = begin(program)
    path = uploads.upload_path(room.app, url.rsplit("/", 1)[-1])
    with path.open("r+b") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        assert send(program, url, 0, BYTES) == 423

    assert send(program, url, 0, BYTES) == 204


def test_bytes_with_a_wrong_checksum_are_not_kept(program: TestClient) -> None:
    url = begin(program)
    wrong = base64.b64encode(hashlib.sha256(b"else").digest()).decode()
    right = base64.b64encode(hashlib.sha256(BYTES).digest()).decode()

    assert send(program, url, 0, BYTES, **{"Upload-Checksum": f"sha256 {wrong}"}) == 460
    assert program.head(url).headers["Upload-Offset"] == "0"
    assert send(program, url, 0, BYTES, **{"Upload-Checksum": f"sha256 {right}"}) == 204
    assert program.get(url).json()["sha256"] == hashlib.sha256(BYTES).hexdigest()


def test_a_file_that_is_too_large_is_refused_before_a_byte_is_sent(program: TestClient) -> None:
    answer = program.post("/api/v1/uploads", headers={"Upload-Length": str(10**14)})

    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_a_dropped_upload_is_gone_with_its_bytes(room: Showroom, program: TestClient) -> None:
    url = begin(program)
    send(program, url, 0, BYTES[:100])
    path = uploads.upload_path(room.app, url.rsplit("/", 1)[-1])

    assert program.delete(url).status_code == 204

    assert program.head(url).status_code == 404
    assert not path.exists()


def test_another_version_of_the_protocol_is_refused(program: TestClient) -> None:
    headers = {"Upload-Length": "5", "Tus-Resumable": "0.2.2"}

    assert program.post("/api/v1/uploads", headers=headers).status_code == 412


def test_what_uploads_can_do_is_told_to_everybody(room: Showroom) -> None:
    answer = room.stranger().options("/api/v1/uploads")

    assert answer.headers["Tus-Extension"] == "creation,termination,expiration,checksum"
    assert answer.headers["Tus-Max-Size"] == str(room.app.settings.max_upload_bytes)


def test_a_small_file_goes_in_one_piece(program: TestClient) -> None:
    answer = program.post(
        "/api/v1/files", files={"file": ("../../chat.csv", b"at,text\n1,hi\n")}, data={"kind": "x"}
    )

    assert answer.status_code == 201
    assert answer.json()["sha256"] == hashlib.sha256(b"at,text\n1,hi\n").hexdigest()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/files"),
        ("PUT", "/api/v1/brand/files/font"),
        ("POST", "/api/v1/learning/numbers"),
    ],
)
@pytest.mark.parametrize(
    "form", [b"Multipart/form-data; boundary=x", b"application/x-www-form-urlencoded"]
)
def test_nothing_is_read_of_a_form_that_a_stranger_sends(
    room: Showroom, method: str, path: str, form: bytes
) -> None:
    statuses: list[int] = []

    async def receive() -> Message:
        raise AssertionError("the body was asked for")

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"content-type", form)],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "app": room.web,
    }
    asyncio.run(room.web(scope, receive, send))

    assert statuses == [401]


@pytest.mark.parametrize("header", ["filename ###", "filename /w=="])
def test_metadata_that_is_no_text_is_refused(header: str) -> None:
    with pytest.raises(BadRequest):
        tus.parse_metadata(header)


def test_metadata_is_read_as_it_was_written() -> None:
    values = {"filename": "여름, 특집 (1).mp4", "kind": "media", "empty": ""}

    assert tus.parse_metadata(tus.format_metadata(values)) == values
    assert all(part == part.strip() for part in tus.format_metadata(values).split(","))


@pytest.mark.parametrize("length", [None, "", "-1", "1e3", "٣", "9" * 19])
def test_a_length_is_a_whole_number_of_bytes(length: str | None) -> None:
    with pytest.raises(BadRequest):
        tus.parse_length(length, "Upload-Length")


def test_a_recording_asked_for_twice_with_one_key_is_made_once(
    room: Showroom, program: TestClient
) -> None:
    url = begin(program)
    send(program, url, 0, BYTES)
    wanted = {"title": "한 번", "sources": [{"kind": "media", "upload_id": url.rsplit("/", 1)[-1]}]}
    headers = {"Idempotency-Key": "k-1"}

    first = program.post("/api/v1/recordings", json=wanted, headers=headers)
    second = program.post("/api/v1/recordings", json=wanted, headers=headers)
    other = program.post("/api/v1/recordings", json={**wanted, "title": "두 번"}, headers=headers)

    assert first.status_code == second.status_code == 201
    assert first.json()["id"] == second.json()["id"]
    assert other.status_code == 409


def test_a_file_whose_server_was_killed_after_the_last_byte_still_makes_a_recording(
    room: Showroom, program: TestClient
) -> None:
    url = begin(program)
    upload_id = url.rsplit("/", 1)[-1]
    send(program, url, 0, BYTES[:-1])
    with uploads.upload_path(room.app, upload_id).open("ab") as file:
        file.write(BYTES[-1:])
    uploads.save_offset(room.app, room.admin, upload_id, len(BYTES))  # the last thing that it did

    wanted = {"sources": [{"kind": "media", "upload_id": upload_id}]}
    assert program.post("/api/v1/recordings", json=wanted).status_code == 201
    assert program.get(url).json()["sha256"] == hashlib.sha256(BYTES).hexdigest()


def test_bytes_that_are_no_longer_there_are_asked_for_again(
    room: Showroom, program: TestClient
) -> None:
    url = begin(program)
    send(program, url, 0, BYTES[:1000])
    uploads.upload_path(room.app, url.rsplit("/", 1)[-1]).unlink()

    assert send(program, url, 1000, BYTES[1000:]) == 409
    assert program.head(url).headers["Upload-Offset"] == "0"
    assert send(program, url, 0, BYTES) == 204
    assert program.get(url).json()["sha256"] == hashlib.sha256(BYTES).hexdigest()


def test_a_recording_needs_exactly_one_video(program: TestClient) -> None:
    url = begin(program)
    send(program, url, 0, BYTES)
    source = {"kind": "chat_file", "upload_id": url.rsplit("/", 1)[-1]}

    answer = program.post("/api/v1/recordings", json={"sources": [source]})

    assert answer.json()["code"] == "bad_request"


def test_an_unfinished_upload_makes_no_recording(program: TestClient) -> None:
    source = {"kind": "media", "upload_id": begin(program).rsplit("/", 1)[-1]}

    answer = program.post("/api/v1/recordings", json={"sources": [source]})

    assert answer.json()["code"] == "conflict"
