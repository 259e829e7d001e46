"""The API: `/api/v1`."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.security import APIKeyCookie, HTTPBearer

from service.routes import (
    accounts,
    brand,
    clips,
    faq,
    faq_list,
    learning,
    live,
    recordings,
    requests,
    uploads,
)
from service.visitor import SESSION_COOKIE

#: Both only describe themselves in OpenAPI; `service.visitor.current_actor` is who checks them.
_KEY = HTTPBearer(auto_error=False, description="A key from POST /api/v1/keys.")
_COOKIE = APIKeyCookie(
    name=SESSION_COOKIE,
    auto_error=False,
    description="A signed-in browser; its changes carry the token of GET /api/v1/me.",
)

router = APIRouter(prefix="/api/v1", dependencies=[Depends(_KEY), Depends(_COOKIE)])
for part in (accounts, brand, uploads, recordings, clips, faq, faq_list, learning, live, requests):
    router.include_router(part.router)
