"""A creation that is asked for twice happens once: answers are kept by the caller's key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import BaseModel

from workers.actions import uploads
from workers.application import Application
from workers.views import Actor


@dataclass(slots=True)
class Memory:
    """What was answered before, and the answer to keep now."""

    answer: object | None = None
    kept: list[tuple[int, BaseModel]] = field(default_factory=list)

    def keep(self, status: int, answer: BaseModel) -> None:
        """Answer the same when the same is asked again."""
        self.kept.append((status, answer))


@contextmanager
def remembered(
    app: Application, actor: Actor, key: str | None, request: BaseModel
) -> Iterator[Memory]:
    """What is known of this key; what is kept inside the block is remembered when it ends well.

    Raises:
        Conflict: the key was used for another request.
    """
    if not key:
        yield Memory()
        return
    asked = request.model_dump(mode="json")
    known = uploads.remembered_answer(app, actor, key, asked)
    memory = Memory(answer=known[1] if known else None)
    yield memory
    for status, answer in memory.kept:
        uploads.remember_answer(app, actor, key, asked, status, answer.model_dump(mode="json"))
