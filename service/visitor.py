"""Who asks: a signed-in browser or a program with a key, in which language, with which rights."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from service.errors import BadCredentials, ForgedRequest, NotSignedIn
from service.i18n import COOKIE as LANGUAGE_COOKIE
from service.i18n import choose_language
from service.patience import Patience
from workers.actions import people
from workers.application import Application
from workers.errors import NotAllowed
from workers.views import Actor, Session

SESSION_COOKIE = "afterlive_session"
TOKEN_HEADER = "X-CSRF-Token"  # noqa: S105 - the name of a header, not a secret
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Cookies:
    """How this installation signs its cookies, and whether they need HTTPS."""

    signer: URLSafeSerializer
    secure: bool

    def put_session(self, response: Response, token: str, session: Session) -> None:
        """Give the browser its session."""
        response.set_cookie(
            SESSION_COOKIE,
            str(self.signer.dumps(token)),
            expires=session.expires_at,
            httponly=True,
            samesite="lax",
            secure=self.secure,
        )

    def session_token(self, request: Request) -> str | None:
        """The session's token, or None when there is none or it is forged."""
        cookie = request.cookies.get(SESSION_COOKIE)
        if not cookie:
            return None
        try:
            return str(self.signer.loads(cookie))
        except BadSignature:
            return None


def application(request: Request) -> Application:
    """The application this web process serves."""
    app: Application = request.app.state.application
    return app


def cookies(request: Request) -> Cookies:
    """How cookies are signed here."""
    out: Cookies = request.app.state.cookies
    return out


def language_of(request: Request) -> str:
    """The reader's language."""
    return choose_language(
        request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", "")
    )


def find_session(request: Request) -> Session | None:
    """The browser's session, or None."""
    token = cookies(request).session_token(request)
    return people.find_session(application(request), token) if token else None


def find_signed_in(
    request: Request, *, email: str = "", password: str = "", link: str = ""
) -> tuple[str, Session] | None:
    """A new session by one-time link or by password, with its token; None when neither holds.

    Raises:
        TooManyTries: too many passwords were tried.
    """
    app = application(request)
    patience: Patience = request.app.state.patience
    try:
        if link:
            return people.sign_in_with_link(app, link)
        with patience.comparing(email, app.clock()):
            signed_in = people.sign_in_with_password(app, email, password)
    except NotAllowed:
        return None
    patience.forget(email)
    return signed_in


def current_session(request: Request) -> Session:
    """The browser's session. Pages use this.

    Raises:
        NotSignedIn: there is none.
    """
    session = find_session(request)
    if session is None:
        raise NotSignedIn("no session")
    return session


def current_actor(request: Request) -> Actor:
    """Who asks, by key or by session. The API uses this.

    Raises:
        BadCredentials: a key was given that does not hold.
        NotSignedIn: neither a key nor a session.
        ForgedRequest: a browser's change without the session's token.
    """
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme:
        actor = people.find_api_key(application(request), key.strip())
        if scheme.lower() != "bearer" or actor is None:
            raise BadCredentials("the key is unknown or was revoked")
        return actor
    session = current_session(request)
    if request.method not in _SAFE_METHODS:
        check_token(session, request.headers.get(TOKEN_HEADER, ""))
    return session.actor


def check_token(session: Session, token: str) -> None:
    """Make sure a change comes from our own page.

    Raises:
        ForgedRequest: the token is not the session's.
    """
    if not hmac.compare_digest(session.csrf_token.encode(), token.encode()):
        raise ForgedRequest("the form's token is missing or old")


AppDep = Annotated[Application, Depends(application)]
ActorDep = Annotated[Actor, Depends(current_actor)]
SessionDep = Annotated[Session, Depends(current_session)]
CookiesDep = Annotated[Cookies, Depends(cookies)]
LanguageDep = Annotated[str, Depends(language_of)]
