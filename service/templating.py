"""Templates: escaped by default, speaking the reader's language."""

from __future__ import annotations

import json
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from service import wording
from service.i18n import catalogue, translate
from service.visitor import find_session, language_of
from transcripts.timeline import clock

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["clock"] = clock
    environment.globals["json_block"] = json_block
    return environment


def render(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page or a part of one.

    Args:
        request: Whose language and session the page is for.
        template: File name below `templates/`.
        status: HTTP status.
        values: What the template shows.
    """
    language = language_of(request)
    html = (
        _environment()
        .get_template(template)
        .render(
            language=language,
            t=partial(translate, language),
            say=wording.Wording(language),
            page_words=_page_words(language),
            session=find_session(request),
            path=request.url.path,
            status=status,
            **values,
        )
    )
    return HTMLResponse(html, status, headers={"Content-Language": language, "Vary": "Cookie"})


def json_block(value: object) -> Markup:
    """A JSON value for a script block of JSON: nothing in it can end the block."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - every sign that could leave the block is escaped above


@cache
def _page_words(language: str) -> dict[str, str]:
    """The texts that scripts need."""
    wanted = ("js.", "kind.")
    return {key: text for key, text in catalogue(language).items() if key.startswith(wanted)}
