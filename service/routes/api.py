"""The API: `/api/v1`."""

from __future__ import annotations

from fastapi import APIRouter

from service.routes import accounts, clips, faq, live, recordings, uploads

router = APIRouter(prefix="/api/v1")
for part in (accounts, uploads, recordings, clips, faq, live):
    router.include_router(part.router)
