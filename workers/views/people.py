"""Who acts, and with which right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person or key may do; each may do what those before it may."""

    VIEWER = "viewer"
    MARKETER = "marketer"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Whether this role is enough."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Every action is done inside this one's workspace and nowhere else.

    Attributes:
        workspace_id: Whose things are seen and changed.
        person_id: None for the program itself.
        name: For people.
        role: What may be done.
        is_program: Acts with a key; `name` is the key's.
    """

    workspace_id: str
    person_id: str | None
    name: str
    role: Role
    is_program: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser: who, and the token its forms must carry."""

    actor: Actor
    csrf_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account."""

    id: str
    name: str
    email: str
    role: Role
    has_password: bool


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for programs. The key itself is shown once, when it is made, and kept nowhere."""

    id: str
    name: str
    prefix: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None
