"""The brand kit over the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from service.schemas.forms import Form
from workers.brand import BrandKit

Colour = Annotated[str, Field(pattern="^([0-9A-Fa-f]{6})?$")]


class ColoursIn(Form):
    """Colours of captions, six hex digits; "" for those of the style."""

    plain: Colour = ""
    accent: Colour = ""


class BrandOut(BaseModel):
    """What clips get. `files` names each file there is, by kind, as its owner called it."""

    plain: str
    accent: str
    files: dict[str, str]

    @staticmethod
    def of(kit: BrandKit) -> BrandOut:
        """From the application's value."""
        files = {kind: file.file_name for kind, file in kit.files}
        return BrandOut(plain=kit.plain, accent=kit.accent, files=files)
