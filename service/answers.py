"""How errors are answered: problem documents for programs, a page or the sign-in for people."""

from __future__ import annotations

import logging
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from clipping.errors import BrandFileRefused, UnreadableSidecar
from exporters.notes import note_sentence
from service.errors import Answer, NotSignedIn, ServiceError, answer_of, code_of_status, problem
from service.i18n import translate
from service.templating import render
from service.visitor import language_of
from workers.errors import WorkersError

logger = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Make the application answer every error in one form."""
    app.add_exception_handler(WorkersError, _known)
    app.add_exception_handler(ServiceError, _known)
    app.add_exception_handler(UnreadableSidecar, _known)
    app.add_exception_handler(BrandFileRefused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _unexpected)


async def _known(request: Request, error: Exception) -> Response:
    answer = answer_of(error)
    if isinstance(error, NotSignedIn) and not _is_api(request):
        return _to_sign_in(request)
    return _answer(request, answer, str(error))


async def _refused(request: Request, error: Exception) -> Response:
    sentence = note_sentence(str(error), language_of(request))
    return _answer(request, answer_of(error), str(error), sentence)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    places = [".".join(str(part) for part in item["loc"]) for item in error.errors()]
    reasons = [f"{p}: {e['msg']}" for p, e in zip(places, error.errors(), strict=True)]
    return _answer(request, Answer(422, "invalid"), "; ".join(reasons[:5]))


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = Answer(error.status_code, code_of_status(error.status_code))
    response = _answer(request, answer, "")
    response.headers.update(error.headers or {})
    return response


async def _unexpected(request: Request, error: Exception) -> Response:
    logger.error("%s %r failed", request.method, request.url.path, exc_info=error)
    return _answer(request, Answer(500, "unexpected"), "")


def _answer(request: Request, answer: Answer, reason: str, sentence: str = "") -> Response:
    language = language_of(request)
    sentence = sentence or translate(language, f"error.{answer.code}")
    if _is_api(request):
        return JSONResponse(
            problem(answer.code, answer.status, sentence, reason),
            answer.status,
            media_type="application/problem+json",
            headers={"Content-Language": language},
        )
    return render(request, "error.html", status=answer.status, sentence=sentence)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _to_sign_in(request: Request) -> Response:
    if request.headers.get("hx-request"):
        return Response(status_code=200, headers={"HX-Redirect": "/sign-in"})
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(target)}", 303)
