"""Routes that give out files answer HEAD as well as GET; files that come are put on disk.

Nothing of a form with files is read before it is known who sends it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, ParamSpec

from anyio import to_thread
from fastapi import APIRouter, Request, UploadFile
from fastapi.routing import APIRoute
from starlette.responses import Response

from service.visitor import current_actor

Arguments = ParamSpec("Arguments")
#: What the framework reads as a form.
_FORMS = ("multipart/", "application/x-www-form-urlencoded")


class KnownSenderRoute(APIRoute):
    """A route that asks who sends a form with files before a byte of it is kept.

    The framework reads a form before it resolves dependencies, files into temporary ones and plain
    fields into memory, so strangers could fill both.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler behind the check."""
        answer = super().get_route_handler()

        async def checked(request: Request) -> Response:
            if request.headers.get("content-type", "").lower().startswith(_FORMS):
                await to_thread.run_sync(current_actor, request)
            return await answer(request)

        return checked


def copy_upload(file: UploadFile, path: Path) -> None:
    """Write a file that came in one piece to a place of ours, piece by piece."""
    with path.open("wb") as target:
        while chunk := file.file.read(1 << 20):
            target.write(chunk)


def give_and_head(
    router: APIRouter, path: str
) -> Callable[[Callable[Arguments, Response]], Callable[Arguments, Response]]:
    """Register a function for GET, and for HEAD beside it (not shown twice in OpenAPI)."""

    def register(give: Callable[Arguments, Response]) -> Callable[Arguments, Response]:
        router.get(path, response_class=Response)(give)
        router.head(path, include_in_schema=False)(give)
        return give

    return register
