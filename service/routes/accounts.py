"""Signing in and out, people, and keys for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from service.errors import BadCredentials
from service.schemas.accounts import (
    KeyIn,
    KeyOut,
    MeOut,
    PasswordIn,
    PersonIn,
    PersonOut,
    SignInIn,
)
from service.visitor import (
    SESSION_COOKIE,
    ActorDep,
    AppDep,
    CookiesDep,
    LanguageDep,
    find_session,
    find_signed_in,
)
from workers.actions import people

router = APIRouter(tags=["accounts"])


@router.post("/session", openapi_extra={"security": []})
def sign_in(
    wanted: SignInIn, request: Request, cookies: CookiesDep, language: LanguageDep
) -> Response:
    """Sign a browser in. Its changes carry the token in `X-CSRF-Token`."""
    signed_in = find_signed_in(request, email=wanted.email, password=wanted.password)
    if signed_in is None:
        raise BadCredentials("address and password do not belong together")
    token, session = signed_in
    me = MeOut(
        name=session.actor.name, role=session.actor.role.value, csrf_token=session.csrf_token
    )
    response = JSONResponse(me.model_dump(), headers={"Content-Language": language})
    cookies.put_session(response, token, session)
    return response


@router.delete("/session", status_code=204)
def sign_out(request: Request, app: AppDep, actor: ActorDep, cookies: CookiesDep) -> Response:
    """Sign this browser out."""
    del actor  # asked for so that the token is checked
    token = cookies.session_token(request)
    if token is None:
        raise BadCredentials("a key has no session")
    people.sign_out(app, token)
    response = Response(status_code=204)
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.get("/me")
def get_me(request: Request, actor: ActorDep) -> MeOut:
    """Who asks."""
    keyed = "authorization" in request.headers
    session = None if keyed else find_session(request)
    return MeOut(
        name=actor.name,
        role=actor.role.value,
        csrf_token=session.csrf_token if session else None,
    )


@router.put("/me/password", status_code=204)
def set_password(wanted: PasswordIn, app: AppDep, actor: ActorDep) -> None:
    """Choose a password."""
    people.set_password(app, actor, wanted.password)


@router.get("/people")
def list_people(app: AppDep, actor: ActorDep) -> list[PersonOut]:
    """Everybody in the workspace."""
    return [PersonOut.of(person) for person in people.list_people(app, actor)]


@router.post("/people", status_code=201)
def add_person(wanted: PersonIn, request: Request, app: AppDep, actor: ActorDep) -> PersonOut:
    """Give somebody an account. The answer holds the link for the first sign-in, once."""
    person = people.add_person(app, actor, wanted.name, wanted.email, wanted.role)
    address = app.settings.public_url or str(request.base_url).rstrip("/")
    return PersonOut.of(person, people.new_sign_in_link(app, person.email, address))


@router.get("/keys")
def list_keys(app: AppDep, actor: ActorDep) -> list[KeyOut]:
    """Keys of the workspace, without the keys themselves."""
    return [KeyOut.of(key) for key in people.list_api_keys(app, actor)]


@router.post("/keys", status_code=201)
def add_key(wanted: KeyIn, app: AppDep, actor: ActorDep) -> KeyOut:
    """Make a key for a program. It is shown this once."""
    key, made = people.new_api_key(app, actor, wanted.name, wanted.role)
    return KeyOut.of(made, key)


@router.delete("/keys/{key_id}", status_code=204)
def revoke_key(key_id: str, app: AppDep, actor: ActorDep) -> None:
    """Make a key useless."""
    people.revoke_api_key(app, actor, key_id)
