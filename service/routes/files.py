"""Routes that give out files answer HEAD as well as GET; files that come are put on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

from fastapi import APIRouter, UploadFile
from starlette.responses import Response

Arguments = ParamSpec("Arguments")


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
