"""What every answer carries and every request keeps to. Plain ASGI: streams stay streams."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: No script, style, frame or request but our own; nothing inline.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class SafeHeaders:
    """Adds the headers that keep pages to themselves; an answer's own policy is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Content-Security-Policy", PAGE_POLICY)
                headers.setdefault("Cache-Control", _cache_rule(scope["path"]))
            await send(message)

        await self.app(scope, receive, with_headers)


def _cache_rule(path: str) -> str:
    """Fonts stay; our scripts and styles are asked for again each time; pages are never kept."""
    if path.startswith("/assets/"):
        return "public, max-age=604800"
    return "no-cache" if path.startswith("/static/") else "no-store"


class BodyLimit:
    """Refuses bodies larger than `max_bytes`, announced or not, except where files are taken.

    Args:
        app: What answers.
        max_bytes: Of a body.
        larger: Beginnings of paths and what a body may have there instead.
        unlimited: Beginnings of paths whose routes count for themselves.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int,
        larger: Mapping[str, int],
        unlimited: tuple[str, ...],
    ) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.larger = larger
        self.unlimited = unlimited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"].startswith(self.unlimited):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        larger = (most for start, most in self.larger.items() if path.startswith(start))
        most = next(larger, self.max_bytes)
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)
