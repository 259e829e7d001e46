"""Signing in: links work once, secrets are not kept, keys end when they are revoked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.system_parts import Clock, admin, small_application
from workers.actions import people
from workers.errors import Conflict, NotAllowed
from workers.views import Role


def token_of(link: str) -> str:
    return link.rpartition("/")[2]


def test_a_link_signs_in_once(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    admin(app)
    link = people.new_sign_in_link(app, people.ADMIN_EMAIL, "http://127.0.0.1:8710/")

    secret, session = people.sign_in_with_link(app, token_of(link))

    assert link.startswith("http://127.0.0.1:8710/sign-in/")
    assert session.actor.role is Role.ADMIN
    found = people.find_session(app, secret)
    assert found is not None
    assert found.csrf_token == session.csrf_token
    with pytest.raises(NotAllowed):
        people.sign_in_with_link(app, token_of(link))


def test_a_new_link_takes_the_power_of_the_old_one(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    admin(app)
    old = people.new_sign_in_link(app, people.ADMIN_EMAIL, "")
    people.new_sign_in_link(app, people.ADMIN_EMAIL, "")

    with pytest.raises(NotAllowed):
        people.sign_in_with_link(app, token_of(old))


def test_a_link_and_a_session_end(tmp_path: Path) -> None:
    clock = Clock()
    app = small_application(tmp_path, clock)
    admin(app)
    used = people.new_sign_in_link(app, people.ADMIN_EMAIL, "")
    secret, _ = people.sign_in_with_link(app, token_of(used))
    link = people.new_sign_in_link(app, people.ADMIN_EMAIL, "")

    clock.pass_by(hours=25)
    with pytest.raises(NotAllowed):
        people.sign_in_with_link(app, token_of(link))
    assert people.find_session(app, secret) is not None
    clock.pass_by(days=14)
    assert people.find_session(app, secret) is None


def test_a_password_signs_in_and_changing_it_ends_every_session(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who = admin(app)
    people.set_password(app, who, "correct horse")
    secret, _ = people.sign_in_with_password(app, "ADMIN@localhost ", "correct horse")

    with pytest.raises(NotAllowed):
        people.sign_in_with_password(app, people.ADMIN_EMAIL, "wrong")
    with pytest.raises(NotAllowed):
        people.sign_in_with_password(app, "nobody@example.com", "correct horse")
    people.set_password(app, who, "another horse")
    assert people.find_session(app, secret) is None


def test_no_secret_is_in_the_database(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who = admin(app)
    link = people.new_sign_in_link(app, people.ADMIN_EMAIL, "")
    secret, session = people.sign_in_with_link(app, token_of(link))
    key, _ = people.new_api_key(app, who, "n8n", Role.MARKETER)
    people.set_password(app, who, "correct horse")
    app.close()

    kept = b"".join(p.read_bytes() for p in (tmp_path / "data").glob("afterlive.sqlite*"))

    for hidden in (token_of(link), secret, key, "correct horse"):
        assert hidden.encode() not in kept
    assert session.csrf_token


def test_a_key_acts_in_its_workspace_until_it_is_revoked(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who = admin(app)
    key, listed = people.new_api_key(app, who, "n8n", Role.VIEWER)

    found = people.find_api_key(app, key)

    assert found is not None
    assert (found.workspace_id, found.role) == (who.workspace_id, Role.VIEWER)
    assert people.find_api_key(app, key[:-1]) is None
    people.revoke_api_key(app, who, listed.id)
    assert people.find_api_key(app, key) is None
    (ended,) = people.list_api_keys(app, who)
    people.revoke_api_key(app, who, listed.id)
    assert people.list_api_keys(app, who) == (ended,)
    assert ended.revoked_at is not None


@pytest.mark.parametrize("role", list(Role))
def test_a_key_cannot_change_the_password_of_who_made_it(tmp_path: Path, role: Role) -> None:
    app = small_application(tmp_path)
    who = admin(app)
    people.set_password(app, who, "correct horse")
    program = people.find_api_key(app, people.new_api_key(app, who, "n8n", role)[0])
    assert program is not None

    with pytest.raises(NotAllowed):
        people.set_password(app, program, "taken over!")

    assert people.sign_in_with_password(app, people.ADMIN_EMAIL, "correct horse")


def test_an_address_belongs_to_one_person(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who = admin(app)
    people.add_person(app, who, "민지", "minji@example.com", Role.MARKETER)

    with pytest.raises(Conflict):
        people.add_person(app, who, "다른 민지", "Minji@example.com", Role.VIEWER)
    with pytest.raises(NotAllowed):
        people.add_person(app, replace(who, role=Role.MARKETER), "x", "x@example.com", Role.ADMIN)


def test_the_password_of_the_settings_is_taken_once(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    secured = replace(
        app, settings=app.settings.model_copy(update={"admin_password": "from env!!"})
    )

    assert not people.has_credentials(app)
    admin(secured)
    assert people.has_credentials(app)
    people.sign_in_with_password(app, people.ADMIN_EMAIL, "from env!!")
