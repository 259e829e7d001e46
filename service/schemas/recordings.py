"""Recordings over the API. Times are milliseconds from the first frame."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from service.schemas.forms import Form, StepOut
from workers.brief import PLATFORMS, Brief
from workers.views import Page, RecordingView

Platform = Literal["reels", "shorts", "tiktok", "naver"]


class SourceIn(Form):
    """A file that has been uploaded, and what it is."""

    kind: Literal[
        "media", "chat_file", "metrics_file", "offers_file", "products_file", "transcript_file"
    ]
    upload_id: str = Field(max_length=64)


class RecordingIn(Form):
    """A new recording: exactly one source is its media."""

    title: str = Field(default="", max_length=300)
    sources: list[SourceIn] = Field(min_length=1, max_length=6)
    language: str | None = Field(default=None, max_length=8, pattern="^[a-z]{2,3}$")
    platforms: list[Platform] = Field(default=list(PLATFORMS), min_length=1)  # type: ignore[arg-type]  # the same words
    clip_count: Annotated[int, Field(ge=1, le=100)] | None = None
    sound_track: str = Field(
        default="",
        pattern="^(|mix|[1-9][0-9]?)$",
        description="Sound track with the speech, 1 for the first, or mix for all of them; "
        "else the one in which most is said.",
    )
    chat_format: str = Field(default="auto", max_length=40)
    chat_shift_ms: Annotated[int, Field(ge=-86_400_000, le=86_400_000)] = 0
    tighten: bool = Field(
        default=False, description="Cut long pauses and hesitations out of clips."
    )
    recorded_on: date | None = Field(
        default=None, description="Day of the broadcast; else taken from the file's name."
    )

    def brief(self) -> Brief:
        """What is asked for of the recording."""
        return Brief(
            language=self.language,
            platforms=tuple(dict.fromkeys(self.platforms)),
            clip_count=self.clip_count,
            sound_track=self.sound_track,
            chat_format=self.chat_format,
            chat_shift_ms=self.chat_shift_ms,
            tighten=self.tighten,
            recorded_on=self.recorded_on.isoformat() if self.recorded_on else None,
        )


class TitleIn(Form):
    """A new name."""

    title: str = Field(min_length=1, max_length=300)


class SourceOut(BaseModel):
    """A file of a recording."""

    kind: str
    file_name: str
    sha256: str
    size_bytes: int
    added_at: datetime


class RecordingOut(BaseModel):
    """A recording and how far it is."""

    id: str
    title: str
    created_at: datetime
    state: str
    share: float
    remaining_s: int | None
    queue_position: int | None
    seen_at: datetime | None
    duration_ms: int | None
    language: str | None
    platforms: list[str]
    sources: list[SourceOut]
    steps: list[StepOut]
    notes: list[str]
    clip_count: int
    approved_count: int

    @staticmethod
    def of(recording: RecordingView) -> RecordingOut:
        """From the application's value."""
        same = ("id", "title", "created_at", "share", "remaining_s", "queue_position", "seen_at",
                "duration_ms", "clip_count", "approved_count")  # fmt: skip
        return RecordingOut(
            **{name: getattr(recording, name) for name in same},
            state=recording.state.value,
            language=recording.brief.language,
            platforms=list(recording.brief.platforms),
            sources=[
                SourceOut(
                    kind=source.kind,
                    file_name=source.file.file_name,
                    sha256=source.file.sha256,
                    size_bytes=source.file.size_bytes,
                    added_at=source.added_at,
                )
                for source in recording.sources
            ],
            steps=[StepOut.of(step) for step in recording.steps],
            notes=list(recording.notes),
        )


class RecordingsOut(BaseModel):
    """A part of the list of recordings."""

    items: list[RecordingOut]
    next_cursor: str | None

    @staticmethod
    def of(page: Page[RecordingView]) -> RecordingsOut:
        """From the application's value."""
        return RecordingsOut(
            items=[RecordingOut.of(item) for item in page.items], next_cursor=page.next_cursor
        )
