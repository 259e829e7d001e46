"""Nobody sees or changes what is not theirs: every route is walked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from service.patience import MOST_WRONG
from service.routes import (
    accounts,
    brand,
    clips,
    faq,
    faq_list,
    learning,
    live,
    pages,
    recordings,
    requests,
    uploads,
)
from tests.unit.service.showroom import Showroom
from workers.actions import clips as clip_actions
from workers.actions import faq_list as faq_list_actions
from workers.actions import people
from workers.store import people as people_rows
from workers.store.rows import PersonRow, new_id
from workers.views import RecordingView, Role

API = (accounts, brand, clips, faq, faq_list, learning, live, recordings, requests, uploads)
#: Anybody may ask these: signing in, what uploads can do, and the reader's language.
OPEN = {
    ("POST", "/session"),
    ("OPTIONS", "/uploads"),
    ("GET", "/sign-in"),
    ("GET", "/sign-in/{token}"),
    ("POST", "/sign-in"),
    ("POST", "/sign-out"),
    ("POST", "/language"),
}
#: Every person may do these to their own account, whatever their role.
OWN = {("DELETE", "/session"), ("PUT", "/me/password")}
SAFE = {"GET", "HEAD", "OPTIONS"}


def api_routes() -> Iterator[tuple[str, str]]:
    for module in API:
        for route in module.router.routes:
            assert isinstance(route, APIRoute)
            for method in sorted(route.methods):
                if (method, route.path) not in OPEN:
                    yield method, route.path


def page_routes() -> Iterator[tuple[str, str]]:
    for route in pages.router.routes:
        assert isinstance(route, APIRoute)
        for method in sorted(route.methods):
            if (method, route.path) not in OPEN:
                yield method, route.path


def filled(path: str, ids: dict[str, str]) -> str:
    if path.startswith("/brand"):
        return path.format(kind="logo")
    return re.sub(r"\{(\w+)\}", lambda m: ids[m.group(1)], path)


@pytest.fixture(scope="module")
def ids(room: Showroom, finished: RecordingView) -> dict[str, str]:
    clip = clip_actions.list_clips(room.app, room.admin, finished.id).items[0]
    headers = {"Upload-Length": "10", "Tus-Resumable": "1.0.0"}
    upload = room.browser.post("/api/v1/uploads", headers=headers).headers["Location"]
    return {
        "recording_id": finished.id,
        "clip_id": clip.id,
        "entry_id": "q1",
        "kind": "otio",
        "listed_id": faq_list_actions.list_all(room.app, room.admin).entries[0].id,
        "upload_id": upload.rsplit("/", 1)[-1],
        "key_id": people.new_api_key(room.app, room.admin, "a", Role.VIEWER)[1].id,
        "platform": "reels",
        "name": "cover.jpg",
        "step": "qa",
        "file_name": "qa.json",
        "product": "cream",
        "token": "x",
    }


@pytest.fixture(scope="module")
def neighbour(room: Showroom) -> TestClient:
    """A program of another workspace, allowed everything there."""
    workspace, person = new_id(), new_id()
    with room.app.store.write() as connection:
        now = room.app.clock()
        people_rows.insert_workspace(connection, workspace, "Next door", now)
        row = PersonRow(person, workspace, "Neighbour", "n@example.com", Role.ADMIN, None)
        people_rows.insert_person(connection, row, now)
    link = people.new_sign_in_link(room.app, "n@example.com", "http://testserver")
    _, session = people.sign_in_with_link(room.app, link.rsplit("/", 1)[-1])
    key, _ = people.new_api_key(room.app, session.actor, "all", Role.ADMIN)
    return room.with_key(key)


@pytest.mark.parametrize(("method", "path"), list(api_routes()))
def test_the_api_answers_nobody_who_does_not_say_who_they_are(
    room: Showroom, ids: dict[str, str], method: str, path: str
) -> None:
    answer = room.stranger().request(method, "/api/v1" + filled(path, ids))

    assert answer.status_code == 401
    if method != "HEAD":
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "not_signed_in"


@pytest.mark.parametrize(("method", "path"), list(page_routes()))
def test_a_page_sends_a_stranger_to_the_sign_in(
    room: Showroom, ids: dict[str, str], method: str, path: str
) -> None:
    answer = room.stranger().request(method, filled(path, ids))

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


BODIES: dict[tuple[str, str], dict[str, object]] = {
    ("PATCH", "/recordings/{recording_id}"): {"title": "taken"},
    ("POST", "/recordings/{recording_id}/sources"): {"kind": "chat_file", "upload_id": "0" * 32},
    ("POST", "/recordings/{recording_id}/clips"): {"start_ms": 0, "end_ms": 9000},
    ("POST", "/recordings/{recording_id}/requests"): {"count": 1},
    ("PATCH", "/clips/{clip_id}"): {"title": "taken"},
    ("POST", "/clips/{clip_id}/reject"): {"reason": "x"},
    ("PATCH", "/recordings/{recording_id}/faq/{entry_id}"): {"question": "taken?"},
    ("POST", "/recordings/{recording_id}/faq/{entry_id}/reject"): {"reason": "x"},
    ("POST", "/recordings/{recording_id}/faq/{entry_id}/merge"): {"into": "q2"},
    ("POST", "/faq/{listed_id}/join"): {"into": "f-0"},
    ("POST", "/faq/{listed_id}/part"): {"key": "x/q1"},
    ("POST", "/faq/{listed_id}/choose"): {"key": "x/q1"},
    ("POST", "/recordings/{recording_id}/faq/{entry_id}/split"): {"question": "a?", "answer": "b"},
}


@pytest.mark.parametrize(("method", "path"), [each for each in api_routes() if "_id}" in each[1]])
def test_another_workspace_finds_none_of_ours(
    neighbour: TestClient, ids: dict[str, str], method: str, path: str
) -> None:
    sent: dict[str, object] = {"json": BODIES.get((method, path))}
    if (method, path) == ("PATCH", "/uploads/{upload_id}"):
        headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
        sent = {"content": b"0123456789", "headers": headers}

    answer = neighbour.request(method, "/api/v1" + filled(path, ids), **sent)  # type: ignore[arg-type]

    assert answer.status_code == 404


def test_lists_of_another_workspace_are_empty(neighbour: TestClient, ids: dict[str, str]) -> None:
    assert neighbour.get("/api/v1/recordings").json()["items"] == []
    decided = neighbour.post(
        "/api/v1/clips/decisions", json={"clip_ids": [ids["clip_id"]], "decision": "approve"}
    ).json()
    assert decided["done"] == []
    assert list(decided["refused"]) == [ids["clip_id"]]


@pytest.mark.parametrize(("method", "path"), [each for each in api_routes() if each[0] not in SAFE])
def test_a_change_from_a_browser_needs_the_pages_token(
    room: Showroom, ids: dict[str, str], method: str, path: str
) -> None:
    answer = room.browser.request(
        method, "/api/v1" + filled(path, ids), headers={"X-CSRF-Token": "guessed"}
    )

    assert answer.status_code == 403
    assert answer.json()["code"] == "forged_request"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        each
        for each in api_routes()
        if each[0] not in SAFE
        and each not in OWN
        and each[1] not in ("/files", "/recordings", "/learning/numbers")
        and each != ("PUT", "/brand/files/{kind}")
    ],
)
def test_a_viewer_changes_nothing(
    room: Showroom, ids: dict[str, str], method: str, path: str
) -> None:
    sent: dict[str, object] = {"json": BODIES.get((method, path)) or MORE.get((method, path))}
    headers = {"Upload-Length": "10"}
    if method == "PATCH" and path.startswith("/uploads"):
        headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
        sent = {"content": b"0123456789"}

    answer = room.program(Role.VIEWER).request(
        method,
        "/api/v1" + filled(path, ids),
        headers=headers,
        **sent,  # type: ignore[arg-type]
    )

    if path == "/clips/decisions":
        assert answer.json()["done"] == []
    else:
        assert answer.status_code == 403
        assert answer.json()["code"] == "not_allowed"


MORE: dict[tuple[str, str], dict[str, object]] = {
    ("POST", "/clips/decisions"): {"clip_ids": ["0" * 32], "decision": "approve"},
    ("POST", "/people"): {"name": "x", "email": "x@example.com"},
    ("POST", "/keys"): {"name": "x", "role": "admin"},
    ("PUT", "/brand/colours"): {"plain": "FFFFFF", "accent": "FFE14D"},
}


def test_a_revoked_key_opens_nothing(room: Showroom) -> None:
    key, made = people.new_api_key(room.app, room.admin, "short", Role.ADMIN)
    program = room.with_key(key)
    assert program.get("/api/v1/me").status_code == 200

    people.revoke_api_key(room.app, room.admin, made.id)

    assert program.get("/api/v1/me").json()["code"] == "bad_credentials"


def test_every_route_of_the_api_is_walked(room: Showroom) -> None:
    served = {path.removeprefix("/api/v1") for path in room.web.openapi()["paths"]}

    assert served <= {path for _, path in api_routes()} | {path for _, path in OPEN}


def test_an_address_with_many_wrong_passwords_has_to_wait_but_a_link_still_lets_in(
    room: Showroom,
) -> None:
    wrong = {"email": "Minji@example.com", "password": "guessed"}
    guesses = [room.stranger().post("/api/v1/session", json=wrong) for _ in range(MOST_WRONG + 1)]

    assert [guess.status_code for guess in guesses] == [401] * MOST_WRONG + [429]
    on_the_page = {**wrong, "email": "minji@example.com "}
    assert room.stranger().post("/sign-in", data=on_the_page).status_code == 429
    other = {**wrong, "email": "hana@example.com"}
    assert room.stranger().post("/api/v1/session", json=other).status_code == 401
    link = people.new_sign_in_link(room.app, people.ADMIN_EMAIL, "http://x").rsplit("/", 1)[-1]
    by_link = {**wrong, "link": link}
    assert room.stranger().post("/sign-in", data=by_link).status_code == 303


def test_a_forged_cookie_is_nobody(room: Showroom) -> None:
    stranger = room.stranger()
    stranger.cookies.set("afterlive_session", "abc.def")

    assert stranger.get("/api/v1/me").status_code == 401


def test_looking_at_a_link_does_not_use_it_and_using_it_uses_it_up(room: Showroom) -> None:
    token = people.new_sign_in_link(room.app, people.ADMIN_EMAIL, "http://x").rsplit("/", 1)[-1]
    first, second = room.stranger(), room.stranger()

    assert first.get(f"/sign-in/{token}").status_code == 200
    assert first.post("/sign-in", data={"link": token}).status_code == 303
    assert second.post("/sign-in", data={"link": token}).status_code == 401


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_never_leads_away(room: Showroom, target: str) -> None:
    token = people.new_sign_in_link(room.app, people.ADMIN_EMAIL, "http://x").rsplit("/", 1)[-1]

    answer = room.stranger().post("/sign-in", data={"link": token, "target": target})

    assert answer.headers["location"] == "/"


def test_the_session_cookie_is_out_of_reach_of_scripts(room: Showroom) -> None:
    token = people.new_sign_in_link(room.app, people.ADMIN_EMAIL, "http://x").rsplit("/", 1)[-1]

    cookie = room.stranger().post("/sign-in", data={"link": token}).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.parametrize("cursor", ["9" * 15 + ".x", "1", ".x", "²." + "0" * 32])
def test_a_cursor_that_is_none_of_ours_is_no_page(room: Showroom, cursor: str) -> None:
    assert room.browser.get("/api/v1/recordings", params={"cursor": cursor}).status_code == 404
