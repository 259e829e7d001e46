"""People, keys and the installation over the API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from service.schemas.forms import Form
from workers.views import ApiKey, Person, Role, SystemState


class MeOut(BaseModel):
    """Who asks."""

    name: str
    role: str
    csrf_token: str | None = None


class SignInIn(Form):
    """An account's e-mail and password."""

    email: str = Field(max_length=320)
    password: str = Field(max_length=1000)


class SignInForm(BaseModel):
    """The sign-in page's form: a one-time link, or an address and a password."""

    email: str = Field(default="", max_length=320)
    password: str = Field(default="", max_length=1000)
    link: str = Field(default="", max_length=200)
    target: str = Field(default="/", max_length=1000)


class PasswordIn(Form):
    """A new password."""

    password: str = Field(min_length=10, max_length=1000)


class PersonIn(Form):
    """Somebody new in the workspace."""

    name: str = Field(min_length=1, max_length=100)
    email: str = Field(max_length=320, pattern=r"^[^@\s]+@[^@\s]+$")
    role: Role = Role.MARKETER


class PersonOut(BaseModel):
    """Somebody in the workspace. `link` is shown once, when the account is made."""

    id: str
    name: str
    email: str
    role: str
    has_password: bool
    link: str | None = None

    @staticmethod
    def of(person: Person, link: str | None = None) -> PersonOut:
        """From the application's value."""
        return PersonOut(
            id=person.id,
            name=person.name,
            email=person.email,
            role=person.role.value,
            has_password=person.has_password,
            link=link,
        )


class KeyIn(Form):
    """A key for a program."""

    name: str = Field(min_length=1, max_length=100)
    role: Role = Role.MARKETER


class KeyOut(BaseModel):
    """A key. `key` is shown once, when it is made."""

    id: str
    name: str
    prefix: str
    role: str
    created_at: datetime
    revoked_at: datetime | None
    key: str | None = None

    @staticmethod
    def of(api_key: ApiKey, key: str | None = None) -> KeyOut:
        """From the application's value."""
        same = ("id", "name", "prefix", "created_at", "revoked_at")
        return KeyOut(
            **{name: getattr(api_key, name) for name in same}, role=api_key.role.value, key=key
        )


class SystemOut(BaseModel):
    """The state of the installation."""

    workers: list[dict[str, Any]]
    queues: list[dict[str, Any]]
    queue_reachable: bool
    free_bytes: int
    total_bytes: int
    set_aside: list[dict[str, Any]]

    @staticmethod
    def of(state: SystemState) -> SystemOut:
        """From the application's value."""
        return SystemOut(**asdict(state))
