"""Routes that give out files answer HEAD as well as GET."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from fastapi import APIRouter
from starlette.responses import Response

Arguments = ParamSpec("Arguments")


def give_and_head(
    router: APIRouter, path: str
) -> Callable[[Callable[Arguments, Response]], Callable[Arguments, Response]]:
    """Register a function for GET, and for HEAD beside it (not shown twice in OpenAPI)."""

    def register(give: Callable[Arguments, Response]) -> Callable[Arguments, Response]:
        router.get(path, response_class=Response)(give)
        router.head(path, include_in_schema=False)(give)
        return give

    return register
