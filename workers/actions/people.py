"""Signing in, people, sessions and keys. Secrets leave here once and are kept as hashes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from workers.actions.access import require
from workers.application import Application
from workers.errors import Conflict, NotAllowed, NotFound
from workers.store import people
from workers.store.database import Connection
from workers.store.people import KeyRow
from workers.store.rows import PersonRow, new_id
from workers.views import Actor, ApiKey, Person, Role, Session

ADMIN_EMAIL = "admin@localhost"
KEY_PREFIX = "al_"
SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 1000
_SESSION_LIVES = timedelta(days=14)
_LINK_LIVES = timedelta(hours=24)
_hasher = PasswordHasher()
#: Compared with when there is no such person, so that the answer takes as long.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$4ybeGov5Slb/26NdGJCi2A"
    "$ZWEeM49QHLHnQaNBFOwc+e+bTPmXWS8BIncBhso2K9E"
)


def ensure_default_workspace_and_admin(app: Application) -> Actor:
    """The first workspace's first administrator, made when there is none.

    A password in the settings becomes the administrator's when there is none yet.
    """
    with app.store.write() as connection:
        workspace_id = people.first_workspace(connection)
        if workspace_id is None:
            workspace_id = new_id()
            people.insert_workspace(connection, workspace_id, "Afterlive", app.clock())
        admins = [p for p in people.list_people(connection, workspace_id) if p.role == Role.ADMIN]
        if not admins:
            row = PersonRow(new_id(), workspace_id, "Admin", ADMIN_EMAIL, Role.ADMIN, None)
            people.insert_person(connection, row, app.clock())
            admins = [row]
        first = admins[0]
        if first.password_hash is None and app.settings.admin_password:
            hashed = _hashed(app.settings.admin_password)
            people.set_password_hash(connection, first.id, hashed)
    return _actor(first)


def has_credentials(app: Application) -> bool:
    """Whether somebody can prove from afar who they are."""
    with app.store.read() as connection:
        return people.has_credentials(connection)


def new_sign_in_link(app: Application, email: str, public_url: str) -> str:
    """A link that signs a person in once, within a day. Older unused links lose their power.

    Raises:
        NotFound: there is no such person.
    """
    token = secrets.token_urlsafe(32)
    with app.store.write() as connection:
        row = people.find_person(connection, email)
        if row is None:
            raise NotFound("There is no such person.")
        people.insert_link(connection, _digest(token), row.id, app.clock() + _LINK_LIVES)
    return f"{public_url.rstrip('/')}/sign-in/{token}"


def sign_in_with_link(app: Application, token: str) -> tuple[str, Session]:
    """Use a one-time link: the session's secret for the cookie, and the session.

    Raises:
        NotAllowed: the link was used, has expired or never was.
    """
    with app.store.write() as connection:
        row = people.use_link(connection, _digest(token), app.clock())
        if row is None:
            raise NotAllowed("This link has been used or has expired. Ask for a new one.")
        return _new_session(connection, app, row)


def sign_in_with_password(app: Application, email: str, password: str) -> tuple[str, Session]:
    """Sign in: the session's secret for the cookie, and the session.

    Raises:
        NotAllowed: address and password do not belong together.
    """
    with app.store.read() as connection:
        row = people.find_person(connection, email)
    known = row.password_hash if row is not None else None
    if not _matches(known or _NOBODY, password) or row is None or known is None:
        raise NotAllowed("Address and password do not belong together.")
    with app.store.write() as connection:
        return _new_session(connection, app, row)


def find_session(app: Application, token: str) -> Session | None:
    """The session of a cookie, or None."""
    with app.store.read() as connection:
        found = people.find_session(connection, _digest(token), app.clock())
    return None if found is None else Session(
        _actor(found.person), found.csrf_token, found.expires_at
    )  # fmt: skip


def sign_out(app: Application, token: str) -> None:
    """End a session."""
    with app.store.write() as connection:
        people.delete_session(connection, _digest(token))


def set_password(app: Application, actor: Actor, password: str) -> None:
    """Give the actor a new password; all sessions end.

    Raises:
        NotAllowed: it is too short, or the actor is no person who is signed in.
    """
    if actor.person_id is None or actor.is_program:
        raise NotAllowed("A key has no password, and cannot change its maker's.")
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise NotAllowed(f"A password needs at least {SHORTEST_PASSWORD} characters.")
    hashed = _hashed(password)
    with app.store.write() as connection:
        people.set_password_hash(connection, actor.person_id, hashed)


def add_person(app: Application, actor: Actor, name: str, email: str, role: Role) -> Person:
    """Add a person to the workspace; a sign-in link lets them in.

    Raises:
        Conflict: the address is taken.
    """
    require(actor, Role.ADMIN)
    address = email.strip().lower()
    if "@" not in address or len(address) > 320:
        raise NotAllowed("This is no mail address.")
    row = PersonRow(new_id(), actor.workspace_id, name.strip() or address, address, role, None)
    with app.store.write() as connection:
        if people.find_person(connection, address) is not None:
            raise Conflict("This address is taken.")
        people.insert_person(connection, row, app.clock())
    return _person(row)


def list_people(app: Application, actor: Actor) -> tuple[Person, ...]:
    """The people of the workspace, oldest first."""
    require(actor, Role.ADMIN)
    with app.store.read() as connection:
        return tuple(map(_person, people.list_people(connection, actor.workspace_id)))


def new_api_key(app: Application, actor: Actor, name: str, role: Role) -> tuple[str, ApiKey]:
    """A key for programs, shown this once, and how it is listed."""
    require(actor, Role.ADMIN)
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    row = KeyRow(
        new_id(),
        actor.workspace_id,
        actor.person_id,
        name.strip() or "key",
        _digest(key),
        key[:9],
        role,
        app.clock(),
    )
    with app.store.write() as connection:
        people.insert_key(connection, row)
    return key, _api_key(row)


def list_api_keys(app: Application, actor: Actor) -> tuple[ApiKey, ...]:
    """The keys of the workspace, newest first, revoked ones included."""
    require(actor, Role.ADMIN)
    with app.store.read() as connection:
        return tuple(map(_api_key, people.list_keys(connection, actor.workspace_id)))


def revoke_api_key(app: Application, actor: Actor, key_id: str) -> None:
    """End a key."""
    require(actor, Role.ADMIN)
    with app.store.write() as connection:
        if not people.revoke_key(connection, actor.workspace_id, key_id, app.clock()):
            raise NotFound("There is no such key.")


def find_api_key(app: Application, key: str) -> Actor | None:
    """Who acts with this key, or None when it is none of ours."""
    if not key.startswith(KEY_PREFIX):
        return None
    with app.store.read() as connection:
        row = people.find_key(connection, _digest(key))
    return None if row is None else Actor(
        row.workspace_id, row.person_id, row.name, Role(row.role), is_program=True
    )  # fmt: skip


def _new_session(connection: Connection, app: Application, row: PersonRow) -> tuple[str, Session]:
    token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    now = app.clock()
    expires_at = now + _SESSION_LIVES
    people.insert_session(connection, _digest(token), csrf_token, row.id, now, expires_at)
    return token, Session(_actor(row), csrf_token, expires_at)


def _hashed(password: str) -> str:
    return _hasher.hash(password)


def _matches(known: str, password: str) -> bool:
    try:
        return _hasher.verify(known, password[:_LONGEST_PASSWORD])
    except VerificationError:
        return False


def _digest(secret: str) -> str:
    """Tokens are long and random, so a plain hash hides them well."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _actor(row: PersonRow) -> Actor:
    return Actor(row.workspace_id, row.id, row.name, Role(row.role))


def _person(row: PersonRow) -> Person:
    return Person(row.id, row.name, row.email, Role(row.role), row.password_hash is not None)


def _api_key(row: KeyRow) -> ApiKey:
    return ApiKey(row.id, row.name, row.prefix, Role(row.role), row.created_at, row.revoked_at)
