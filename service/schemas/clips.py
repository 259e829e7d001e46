"""Clips over the API. Times are milliseconds from the recording's first frame."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, NaiveDatetime, field_validator

from exporters.errors import UnknownTimeZone
from exporters.schedule import DEFAULT_ZONE, Slots, find_zone
from service.schemas.forms import DecisionOut, Form, Milliseconds, SpanOut
from workers.brief import ClipLook
from workers.views import ClipFiles, ClipState, ClipView, Page, PlatformFile


class CaptionEdit(Form):
    """A corrected sentence; times are the recording's."""

    start_ms: Milliseconds
    end_ms: Milliseconds
    text: str = Field(max_length=500)


class LayoutChoice(Form):
    """How a shot fills the picture; `x` is the left edge of a still crop, in source pixels."""

    start_ms: Milliseconds
    end_ms: Milliseconds
    layout: Literal["track", "static", "fit", "split", "passthrough"]
    x: Annotated[float, Field(ge=0, le=20_000)] | None = None


class LookIn(Form):
    """How a clip looks: caption style, title over its start, chosen cover, text on the covers.

    What is "" is as for the whole recording, or absent. `tighten` cuts long pauses and
    hesitations out.
    """

    style: Literal["", "bold", "calm", "plate", "trail", "light", "plain"] = ""
    hook: str = Field(default="", max_length=80)
    cover: Literal["", "cover.jpg", "cover-2.jpg", "cover-3.jpg"] = ""
    cover_text: str = Field(default="", max_length=80)
    tighten: Literal["", "on", "off"] = ""

    def look(self) -> ClipLook:
        """As the application's value."""
        hook, cover_text = self.hook.strip(), self.cover_text.strip()
        return ClipLook(self.style, hook, self.cover, cover_text, self.tighten)


class ClipFilter(BaseModel):
    """Which clips to list."""

    state: ClipState | None = None
    product_id: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 100
    cursor: Annotated[str, Field(max_length=200)] | None = None


class ClipIn(Form):
    """A clip of one's own."""

    start_ms: Milliseconds
    end_ms: Milliseconds
    title: str = Field(default="", max_length=200)
    product_ids: list[str] = Field(default=[], max_length=50)


class ClipEdit(Form):
    """What to change of a clip; what is left out stays. `version` as it was seen."""

    version: int | None = None
    start_ms: Milliseconds | None = None
    end_ms: Milliseconds | None = None
    title: Annotated[str, Field(max_length=200)] | None = None
    product_ids: Annotated[list[str], Field(max_length=50)] | None = None
    caption_edits: Annotated[list[CaptionEdit], Field(max_length=500)] | None = None
    layouts: Annotated[list[LayoutChoice], Field(max_length=200)] | None = None
    look: LookIn | None = None

    def changes(self) -> dict[str, Any]:
        """As arguments of `workers.actions.clips.edit_clip`; absent ones are left out."""
        plain = {"version": self.version, "title": self.title, "product_ids": self.product_ids}
        out: dict[str, Any] = {name: value for name, value in plain.items() if value is not None}
        for name in ("caption_edits", "layouts"):
            entries = getattr(self, name)
            if entries is not None:
                out[name] = tuple(entry.model_dump(exclude_none=True) for entry in entries)
        if self.look is not None:
            out["look"] = self.look.look()
        if "product_ids" in out:
            out["product_ids"] = tuple(out["product_ids"])
        return out


class ScheduleQuery(BaseModel):
    """When clips are posted: `first` on the clock of `zone`; without it times stay open."""

    first: NaiveDatetime | None = None
    every_minutes: Annotated[int, Field(ge=0, le=366 * 1440)] = 1440
    zone: Annotated[str, Field(max_length=64)] = DEFAULT_ZONE

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            find_zone(zone)
        except UnknownTimeZone as error:
            raise ValueError(str(error)) from error
        return zone

    def slots(self) -> Slots:
        """As the sheet wants it."""
        return Slots(self.first, timedelta(minutes=self.every_minutes), self.zone)


class BulkDecision(Form):
    """One decision on several clips."""

    clip_ids: list[str] = Field(min_length=1, max_length=200)
    decision: Literal["approve", "reject", "reopen"]
    reason: str = Field(default="", max_length=500)


class BulkOut(BaseModel):
    """What was done, and what could not be: clip id and why."""

    done: list[str]
    refused: dict[str, str]


class ClipOut(BaseModel):
    """A suggestion or a clip of one's own."""

    id: str
    recording_id: str
    version: int
    state: str
    rank: int | None
    score: float
    kind: str
    title: str
    start_ms: int
    end_ms: int
    suggested: SpanOut
    product_ids: list[str]
    because: list[dict[str, Any]]
    caption_edits: list[dict[str, Any]]
    layouts: list[dict[str, Any]]
    look: dict[str, str]
    is_own: bool
    is_edited: bool
    explores: bool
    request_id: int | None
    decision: DecisionOut | None
    preview: str

    @staticmethod
    def of(clip: ClipView) -> ClipOut:
        """From the application's value."""
        same = ("id", "recording_id", "version", "rank", "score", "kind", "is_own", "is_edited",
                "explores", "request_id")  # fmt: skip
        return ClipOut(
            **{name: getattr(clip, name) for name in same},
            state=clip.state.value,
            title=clip.order.title,
            start_ms=clip.order.span.start_ms,
            end_ms=clip.order.span.end_ms,
            suggested=SpanOut.of(clip.suggested_span),
            product_ids=list(clip.order.product_ids),
            because=[dict(reason) for reason in clip.because],
            caption_edits=[dict(edit) for edit in clip.order.caption_edits],
            layouts=[dict(layout) for layout in clip.order.layouts],
            look=asdict(clip.order.look),
            decision=DecisionOut.of(clip.decision),
            preview=clip.preview.value,
        )


class ClipsOut(BaseModel):
    """A part of the list of clips."""

    items: list[ClipOut]
    next_cursor: str | None

    @staticmethod
    def of(page: Page[ClipView]) -> ClipsOut:
        """From the application's value."""
        return ClipsOut(
            items=[ClipOut.of(item) for item in page.items], next_cursor=page.next_cursor
        )


class PlatformOut(BaseModel):
    """A clip for one platform, with what was measured on the finished file."""

    platform: str
    state: str
    share: float
    is_stale: bool
    reason: str
    checks: list[dict[str, Any]]

    @staticmethod
    def of(file: PlatformFile) -> PlatformOut:
        """From the application's value."""
        return PlatformOut(
            platform=file.platform,
            state=file.state.value,
            share=file.share,
            is_stale=file.is_stale,
            reason=file.reason,
            checks=[dict(check) for check in file.checks],
        )


class ClipFilesOut(BaseModel):
    """The files of a clip."""

    clip: ClipOut
    preview: str
    preview_share: float
    covers: list[str]
    platforms: list[PlatformOut]

    @staticmethod
    def of(files: ClipFiles) -> ClipFilesOut:
        """From the application's value."""
        return ClipFilesOut(
            clip=ClipOut.of(files.clip),
            preview=files.preview.value,
            preview_share=files.preview_share,
            covers=list(files.covers),
            platforms=[PlatformOut.of(file) for file in files.platforms],
        )
