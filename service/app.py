"""The web process: one application, its API under `/api/v1`, and the review page."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from itsdangerous import URLSafeSerializer
from starlette.staticfiles import StaticFiles

import clipping
from service import answers
from service.guard import BodyLimit, SafeHeaders
from service.patience import Patience
from service.routes import api, pages
from service.routes.uploads import SMALL_BYTES
from service.visitor import Cookies
from workers.application import Application, open_application
from workers.settings import Settings, kept_secret, load_settings

logger = logging.getLogger(__name__)

_STATIC = Path(__file__).parent / "static"
_FONTS = Path(clipping.__file__).parent / "assets" / "fonts"
_MAX_BODY_BYTES = 2_000_000
#: Resumable uploads have their own limits, checked while they stream.
_FILE_PATHS = ("/api/v1/uploads",)
#: A little more than the largest file, so that what is too large is refused with a sentence.
_LARGER_BODIES = {
    "/api/v1/brand/files": 41_000_000,
    "/api/v1/files": SMALL_BYTES + 1_000_000,
}


def create_app(settings: Settings | None = None, application: Application | None = None) -> FastAPI:
    """The web application.

    Args:
        settings: Of this process; read from the environment when not given.
        application: An application opened by the caller, who closes it; else one is opened here.
    """
    settings = settings or load_settings()
    opened = application or open_application(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        del app
        yield
        if application is None:
            opened.close()

    app = FastAPI(
        title="Afterlive",
        version="1",
        description="Recordings in; reviewed clips, questions and product pages out.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.application = opened
    app.state.settings = settings
    app.state.cookies = _cookies(settings)
    app.state.patience = Patience()
    app.include_router(api.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.mount("/assets/fonts", StaticFiles(directory=_FONTS), name="fonts")
    answers.install(app)
    app.add_middleware(
        BodyLimit, max_bytes=_MAX_BODY_BYTES, larger=_LARGER_BODIES, unlimited=_FILE_PATHS
    )
    app.add_middleware(SafeHeaders)
    return app


def _cookies(settings: Settings) -> Cookies:
    secret = settings.secret.encode() or kept_secret(settings.data_dir / "session.key")
    return Cookies(
        signer=URLSafeSerializer(secret, salt="afterlive.session"),
        secure=settings.public_url.startswith("https://"),
    )
