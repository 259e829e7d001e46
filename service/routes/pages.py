"""The pages people see. They only show; every change goes through the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from service import review
from service.archives import approved_clips, page_products
from service.i18n import COOKIE as LANGUAGE_COOKIE
from service.i18n import LANGUAGES
from service.report import broadcast_report
from service.schemas.accounts import SignInForm
from service.templating import render
from service.visitor import (
    SESSION_COOKIE,
    AppDep,
    CookiesDep,
    SessionDep,
    check_token,
    find_session,
    find_signed_in,
)
from workers.actions import (
    brand,
    clips,
    faq,
    faq_list,
    finals,
    learning,
    people,
    recordings,
    requests,
    system,
)
from workers.application import Application
from workers.views import Actor, ClipState, ClipView, RecordingView, Role

router = APIRouter(include_in_schema=False)

_YEAR_S = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Shown:
    """Which clips of a recording the list shows."""

    state: ClipState | None
    product: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The list of clips as the page shows it."""

    recording: RecordingView
    clips: tuple[ClipView, ...]
    products: Mapping[str, str]
    state: str
    product: str


def shown_clips(
    state: Annotated[str, Query(max_length=20)] = "",
    product: Annotated[str, Query(max_length=200)] = "",
) -> Shown:
    """The filter of the list; a form sends an empty state for all of them."""
    return Shown(state=ClipState(state) if state in set(ClipState) else None, product=product)


ShownDep = Annotated[Shown, Depends(shown_clips)]


@router.get("/sign-in")
def show_sign_in(request: Request, next: str = "/") -> Response:
    """The sign-in form."""
    return render(request, "sign_in.html", target=_local(next), failed=False, link="")


@router.get("/sign-in/{token}")
def show_link(request: Request, token: str) -> Response:
    """A one-time link. Looking at it does not use it: mail programs look at links too."""
    return render(request, "sign_in.html", target="/", failed=False, link=token)


@router.post("/sign-in")
def sign_in(request: Request, cookies: CookiesDep, form: Annotated[SignInForm, Form()]) -> Response:
    """Sign in by link or by password."""
    where = _local(form.target)
    signed_in = find_signed_in(request, email=form.email, password=form.password, link=form.link)
    if signed_in is None:
        return render(request, "sign_in.html", status=401, target=where, failed=True, link="")
    response = RedirectResponse(where, 303)
    cookies.put_session(response, *signed_in)
    return response


@router.post("/sign-out")
def sign_out(
    request: Request,
    app: AppDep,
    cookies: CookiesDep,
    csrf_token: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Sign this browser out."""
    response = RedirectResponse("/sign-in", 303)
    session, token = find_session(request), cookies.session_token(request)
    if session is not None and token is not None:
        check_token(session, csrf_token)
        people.sign_out(app, token)
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.post("/language")
def choose_language(
    language: Annotated[str, Form(max_length=5)],
    target: Annotated[str, Form(max_length=1000)] = "/",
) -> Response:
    """Remember the reader's language. It changes nothing but words, so it needs no token."""
    response = RedirectResponse(_local(target), 303)
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR_S, samesite="lax")
    return response


@router.get("/")
def show_recordings(
    request: Request,
    app: AppDep,
    session: SessionDep,
    query: Annotated[str, Query(max_length=200)] = "",
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """All recordings, and where new ones are brought."""
    page = recordings.list_recordings(app, session.actor, limit=30, cursor=cursor, query=query)
    name = "parts/recordings.html" if _is_part(request) else "recordings.html"
    return render(request, name, page=page, query=query, cursor=cursor)


@router.get("/recordings/{recording_id}")
def show_recording(recording_id: str, app: AppDep, session: SessionDep) -> Response:
    """A recording opens on its clips."""
    recordings.get_recording(app, session.actor, recording_id)
    return RedirectResponse(f"/recordings/{recording_id}/clips", 303)


@router.get("/recordings/{recording_id}/head")
def show_head(recording_id: str, request: Request, app: AppDep, session: SessionDep) -> Response:
    """How far a recording is."""
    recording = recordings.get_recording(app, session.actor, recording_id)
    return render(request, "parts/head.html", recording=recording)


@router.get("/recordings/{recording_id}/clips")
def show_clips(
    recording_id: str,
    request: Request,
    app: AppDep,
    session: SessionDep,
    shown: ShownDep,
) -> Response:
    """The clips of a recording; a wide screen shows the best one beside the list."""
    with app.store.one_moment():
        return _clips(
            request, app, session.actor, _listing(app, session.actor, recording_id, shown)
        )


@router.get("/recordings/{recording_id}/clip-list")
def show_clip_list(
    recording_id: str,
    request: Request,
    app: AppDep,
    session: SessionDep,
    shown: ShownDep,
) -> Response:
    """The list of clips alone."""
    with app.store.one_moment():
        listing = _listing(app, session.actor, recording_id, shown)
        return render(request, "parts/clip_list.html", listing=listing, selected="")


@router.get("/recordings/{recording_id}/requests")
def show_requests(
    recording_id: str, request: Request, app: AppDep, session: SessionDep
) -> Response:
    """What was asked for, and the form to ask."""
    with app.store.one_moment():
        return render(
            request,
            "parts/requests.html",
            recording=recordings.get_recording(app, session.actor, recording_id),
            requests=requests.list_requests(app, session.actor, recording_id),
            products=review.product_names(app, session.actor, recording_id),
            clips_shown=True,
        )


@router.get("/recordings/{recording_id}/clips/{clip_id}")
def show_clip(
    recording_id: str,
    clip_id: str,
    request: Request,
    app: AppDep,
    session: SessionDep,
    shown: ShownDep,
) -> Response:
    """One clip: watched, trimmed, decided."""
    with app.store.one_moment():
        if _is_part(request):
            page = review.clip_page(app, session.actor, clip_id)
            recording = recordings.get_recording(app, session.actor, recording_id)
            return render(request, "parts/clip.html", page=page, recording=recording)
        listing = _listing(app, session.actor, recording_id, shown)
        return _clips(request, app, session.actor, listing, clip_id)


@router.get("/clips/{clip_id}/status")
def show_clip_status(clip_id: str, request: Request, app: AppDep, session: SessionDep) -> Response:
    """What is being made of a clip."""
    files = finals.clip_files(app, session.actor, clip_id)
    return render(request, "parts/clip_status.html", files=files)


@router.get("/recordings/{recording_id}/faq")
def show_faq(recording_id: str, request: Request, app: AppDep, session: SessionDep) -> Response:
    """Questions and answers, each beside the moment that proves it."""
    with app.store.one_moment():
        found = faq.list_faq(app, session.actor, recording_id)
        recording = recordings.get_recording(app, session.actor, recording_id)
        names = review.product_names(app, session.actor, recording_id)
        name = "parts/faq.html" if _is_part(request) else "faq.html"
        return render(request, name, recording=recording, faq=found, products=names)


@router.get("/faq")
def show_faq_list(
    request: Request,
    app: AppDep,
    session: SessionDep,
    product: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """The questions of all broadcasts, answers side by side."""
    found = faq_list.list_all(app, session.actor, product or None)
    name = "parts/faq_list.html" if _is_part(request) else "faq_list.html"
    return render(request, name, found=found, product=product or "")


@router.get("/recordings/{recording_id}/report")
def show_report(recording_id: str, request: Request, app: AppDep, session: SessionDep) -> Response:
    """What the broadcast was like."""
    with app.store.one_moment():
        return render(
            request,
            "report.html",
            recording=recordings.get_recording(app, session.actor, recording_id),
            report=broadcast_report(app, session.actor, recording_id),
        )


@router.get("/recordings/{recording_id}/downloads")
def show_downloads(
    recording_id: str, request: Request, app: AppDep, session: SessionDep
) -> Response:
    """Everything that is ready to leave the house."""
    with app.store.one_moment():
        actor = session.actor
        approved = approved_clips(app, actor, recording_id)
        name = "parts/downloads.html" if _is_part(request) else "downloads.html"
        return render(
            request,
            name,
            recording=recordings.get_recording(app, actor, recording_id),
            clips=[finals.clip_files(app, actor, clip.id) for clip in approved],
            pages=page_products(app, actor, recording_id),
            products=review.product_names(app, actor, recording_id),
        )


@router.get("/learning")
def show_learning(request: Request, app: AppDep, session: SessionDep) -> Response:
    """What was learned of the workspace's taste, and why."""
    name = "parts/learning.html" if _is_part(request) else "learning.html"
    return render(request, name, learning=learning.learning(app, session.actor))


@router.get("/account")
def show_account(request: Request, app: AppDep, session: SessionDep) -> Response:
    """The person's own account, and the brand kit of the workspace."""
    kit = brand.brand_kit(app, session.actor)
    return render(request, "account.html", person=session.actor, kit=kit)


@router.get("/system")
def show_system(request: Request, app: AppDep, session: SessionDep) -> Response:
    """Workers, queues, disk, people and keys."""
    state = system.system_state(app, session.actor)
    if _is_part(request):
        return render(request, "parts/system.html", state=state)
    return render(
        request,
        "system.html",
        state=state,
        people=people.list_people(app, session.actor),
        keys=people.list_api_keys(app, session.actor),
        roles=list(Role),
    )


def _clips(
    request: Request, app: Application, actor: Actor, listing: Listing, clip_id: str | None = None
) -> Response:
    shown = clip_id or (listing.clips[0].id if listing.clips else None)
    return render(
        request,
        "clips.html",
        listing=listing,
        recording=listing.recording,
        page=review.clip_page(app, actor, shown) if shown else None,
        selected=shown or "",
        is_chosen=clip_id is not None,
        rejected=review.left_out(app, actor, listing.recording.id),
        coverage=review.coverage(app, actor, listing.recording.id),
        requests=requests.list_requests(app, actor, listing.recording.id),
        products=listing.products,
        clips_shown=bool(listing.clips),
        has_other_taste=learning.has_other_taste(app, actor, listing.recording.id),
    )


def _listing(app: Application, actor: Actor, recording_id: str, shown: Shown) -> Listing:
    page = clips.list_clips(
        app, actor, recording_id, state=shown.state, product_id=shown.product or None, limit=200
    )
    return Listing(
        recording=recordings.get_recording(app, actor, recording_id),
        clips=page.items,
        products=review.product_names(app, actor, recording_id),
        state=shown.state.value if shown.state else "",
        product=shown.product,
    )


def _is_part(request: Request) -> bool:
    """Whether only a part of the page is asked for."""
    return request.headers.get("hx-request") == "true"


def _local(target: str) -> str:
    """A path of ours to go to; anything else is the start page."""
    is_ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_ours and target.isprintable() else "/"
