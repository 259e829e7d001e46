"""The brand kit of a workspace: what its clips are dressed in."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, File, UploadFile
from starlette.responses import Response

from service.delivery import give_file
from service.routes.files import KnownSenderRoute, copy_upload, give_and_head
from service.schemas.brand import BrandOut, ColoursIn
from service.visitor import ActorDep, AppDep
from workers.actions import brand

router = APIRouter(prefix="/brand", tags=["brand"], route_class=KnownSenderRoute)

Kind = Literal["font", "logo", "card", "intro", "outro"]
Shown = Literal["logo", "card", "intro", "outro"]


@router.get("")
def get_brand(app: AppDep, actor: ActorDep) -> BrandOut:
    """The kit that clips get from now on; approved clips keep that of their approval."""
    return BrandOut.of(brand.brand_kit(app, actor))


@router.put("/colours")
def set_colours(wanted: ColoursIn, app: AppDep, actor: ActorDep) -> BrandOut:
    """Colours of captions, six hex digits each; "" for those of the style."""
    return BrandOut.of(brand.set_colours(app, actor, wanted.plain, wanted.accent))


@router.put("/files/{kind}")
def set_brand_file(
    kind: Kind, app: AppDep, actor: ActorDep, file: Annotated[UploadFile, File()]
) -> BrandOut:
    """A font (TTF, OTF), a logo or end card (PNG, JPEG, WebP), an intro or outro (video).

    Each is checked and written anew.
    """
    path = brand.place_for_file(app, actor)
    copy_upload(file, path)
    return BrandOut.of(brand.set_file(app, actor, kind, path, file.filename or kind))


@router.delete("/files/{kind}")
def remove_brand_file(kind: Kind, app: AppDep, actor: ActorDep) -> BrandOut:
    """Take a file out of the kit."""
    return BrandOut.of(brand.remove_file(app, actor, kind))


@give_and_head(router, "/files/{kind}")
def get_brand_file(kind: Shown, app: AppDep, actor: ActorDep) -> Response:
    """A picture or film of the kit, as it is put on clips."""
    return give_file(brand.open_file(app, actor, kind), as_download=False)
