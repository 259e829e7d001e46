"""Workspaces, people, sessions and keys. Secrets are kept only as hashes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, insert, select, update

from workers.store import schema
from workers.store.database import AnyRow, Connection
from workers.store.rows import PersonRow

_P, _S, _L, _K, _W = (
    schema.people,
    schema.sessions,
    schema.sign_in_links,
    schema.api_keys,
    schema.workspaces,
)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session and whose it is."""

    person: PersonRow
    csrf_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An API key as it is kept."""

    id: str
    workspace_id: str
    person_id: str | None
    name: str
    key_hash: str
    prefix: str
    role: str
    created_at: datetime
    revoked_at: datetime | None = None


def first_workspace(connection: Connection) -> str | None:
    """The oldest workspace."""
    return connection.execute(select(_W.c.id).order_by(_W.c.created_at, _W.c.id).limit(1)).scalar()


def insert_workspace(connection: Connection, id_: str, name: str, at: datetime) -> None:
    """Add a workspace."""
    connection.execute(insert(_W).values(id=id_, name=name, created_at=at))


def insert_person(connection: Connection, row: PersonRow, at: datetime) -> None:
    """Add a person."""
    connection.execute(
        insert(_P).values(
            id=row.id,
            workspace_id=row.workspace_id,
            name=row.name,
            email=row.email,
            role=row.role,
            password_hash=row.password_hash,
            created_at=at,
        )
    )


def find_person(connection: Connection, email: str) -> PersonRow | None:
    """A person by address, any case."""
    row = connection.execute(select(_P).where(_P.c.email == email.strip().lower())).first()
    return None if row is None else _person(row)


def list_people(connection: Connection, workspace_id: str) -> tuple[PersonRow, ...]:
    """The people of a workspace, oldest first."""
    query = select(_P).where(_P.c.workspace_id == workspace_id).order_by(_P.c.created_at, _P.c.id)
    return tuple(_person(row) for row in connection.execute(query))


def set_password_hash(connection: Connection, person_id: str, password_hash: str) -> None:
    """Keep a new password; every session of the person ends."""
    connection.execute(update(_P).where(_P.c.id == person_id).values(password_hash=password_hash))
    connection.execute(_S.delete().where(_S.c.person_id == person_id))


def has_credentials(connection: Connection) -> bool:
    """Whether somebody can sign in from afar: a password or a valid key exists."""
    passwords = select(func.count()).where(_P.c.password_hash.is_not(None))
    keys = select(func.count()).where(_K.c.revoked_at.is_(None))
    return any(int(connection.execute(query).scalar_one()) for query in (passwords, keys))


def insert_link(
    connection: Connection, token_hash: str, person_id: str, expires_at: datetime
) -> None:
    """Add a one-time link; older unused ones of the person lose their power."""
    connection.execute(_L.delete().where(_L.c.person_id == person_id, _L.c.used_at.is_(None)))
    connection.execute(
        insert(_L).values(token_hash=token_hash, person_id=person_id, expires_at=expires_at)
    )


def use_link(connection: Connection, token_hash: str, now: datetime) -> PersonRow | None:
    """The person whose link this is, once."""
    used = connection.execute(
        update(_L)
        .where(_L.c.token_hash == token_hash, _L.c.used_at.is_(None), _L.c.expires_at > now)
        .values(used_at=now)
    )
    if used.rowcount != 1:
        return None
    query = select(_P).join(_L, _L.c.person_id == _P.c.id).where(_L.c.token_hash == token_hash)
    return _person(connection.execute(query.with_only_columns(*_P.c)).one())


def insert_session(
    connection: Connection, token_hash: str, csrf_token: str, person_id: str,
    now: datetime, expires_at: datetime,
) -> None:  # fmt: skip
    """Add a session; long expired ones are cleared on the way."""
    connection.execute(_S.delete().where(_S.c.expires_at < now))
    connection.execute(
        insert(_S).values(
            token_hash=token_hash,
            csrf_token=csrf_token,
            person_id=person_id,
            created_at=now,
            expires_at=expires_at,
        )
    )


def find_session(connection: Connection, token_hash: str, now: datetime) -> SessionRow | None:
    """A session that has not expired."""
    row = connection.execute(
        select(*_P.c, _S.c.csrf_token, _S.c.expires_at)
        .join(_S, _S.c.person_id == _P.c.id)
        .where(_S.c.token_hash == token_hash, _S.c.expires_at > now)
    ).first()
    return None if row is None else SessionRow(_person(row), row.csrf_token, row.expires_at)


def delete_session(connection: Connection, token_hash: str) -> None:
    """End a session."""
    connection.execute(_S.delete().where(_S.c.token_hash == token_hash))


def insert_key(connection: Connection, row: KeyRow) -> None:
    """Add a key."""
    connection.execute(
        insert(_K).values(
            id=row.id,
            workspace_id=row.workspace_id,
            person_id=row.person_id,
            name=row.name,
            key_hash=row.key_hash,
            prefix=row.prefix,
            role=row.role,
            created_at=row.created_at,
        )
    )


def find_key(connection: Connection, key_hash: str) -> KeyRow | None:
    """A key that has not been revoked."""
    row = connection.execute(
        select(_K).where(_K.c.key_hash == key_hash, _K.c.revoked_at.is_(None))
    ).first()
    return None if row is None else _key(row)


def list_keys(connection: Connection, workspace_id: str) -> tuple[KeyRow, ...]:
    """The keys of a workspace, newest first."""
    query = select(_K).where(_K.c.workspace_id == workspace_id)
    return tuple(_key(row) for row in connection.execute(query.order_by(_K.c.created_at.desc())))


def revoke_key(connection: Connection, workspace_id: str, key_id: str, now: datetime) -> bool:
    """End a key; one that has ended stays as it is. False when there is no such key."""
    mine = and_(_K.c.id == key_id, _K.c.workspace_id == workspace_id)
    connection.execute(update(_K).where(mine, _K.c.revoked_at.is_(None)).values(revoked_at=now))
    return connection.execute(select(_K.c.id).where(mine)).first() is not None


def _person(row: AnyRow) -> PersonRow:
    return PersonRow(row.id, row.workspace_id, row.name, row.email, row.role, row.password_hash)


def _key(row: AnyRow) -> KeyRow:
    return KeyRow(
        row.id,
        row.workspace_id,
        row.person_id,
        row.name,
        row.key_hash,
        row.prefix,
        row.role,
        row.created_at,
        row.revoked_at,
    )
