"""Clips, their files, and FAQ entries: what people decide on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from exporters.decided import EntryState
from transcripts.questions.model import Check
from transcripts.timeline import Span
from workers.brief import ClipOrder, ClipRequest
from workers.pipeline import JsonValue
from workers.views.recordings import StepState, StepView


class ClipState(StrEnum):
    """What a person decided."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it was made. `kind`: "approve", "reject", "reopen" (or "edit" for FAQ)."""

    kind: str
    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClipView:
    """A suggestion or a person's own clip.

    Attributes:
        id: Outlives re-runs.
        recording_id: Whose clip it is.
        order: What will be cut: the suggestion with all edits.
        version: Number of edits; pass it back to change what you have seen.
        state: What was decided.
        rank: 1 for the best suggestion, None for own clips and for those no longer suggested.
        score: 0-1; 0 for own clips.
        kind: Strongest reason, "" for own clips.
        because: Reasons as in `highlights.json`, strongest first.
        is_own: Made by a person.
        is_edited: A person changed something.
        decision: The last one, or None.
        preview: State of the small video.
        suggested_span: What was suggested at first.
        explores: Chosen without regard to what was learned of taste.
        request_id: The request that it answers, None when it was suggested by itself.
    """

    id: str
    recording_id: str
    order: ClipOrder
    version: int
    state: ClipState
    rank: int | None
    score: float
    kind: str
    because: tuple[Mapping[str, JsonValue], ...]
    is_own: bool
    is_edited: bool
    decision: Decision | None
    preview: StepState
    suggested_span: Span
    explores: bool = False
    request_id: int | None = None


@dataclass(frozen=True, slots=True)
class RequestView:
    """Clips that somebody asked for.

    Attributes:
        id: Grows.
        wanted: What was asked for.
        state: Where it is.
        reason: One sentence when it failed.
        notes: What people should know of the answer.
        person: Who asked, "" for a program.
        at: When.
    """

    id: int
    wanted: ClipRequest
    state: StepState
    reason: str
    notes: tuple[str, ...]
    person: str
    at: datetime


class FileState(StrEnum):
    """Where a finished file of a clip is."""

    NONE = "none"
    """Not asked for: the clip is not approved."""
    MAKING = "making"
    READY = "ready"
    """Measured and within the platform's limits."""
    REFUSED = "refused"
    """Made, measured and outside the limits; never given out as final."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PlatformFile:
    """A clip for one platform.

    Attributes:
        platform: Name of a preset.
        state: Where it is.
        share: Done, 0-1.
        is_stale: An older version exists; what was edited since is being made or not approved.
        checks: As in `verify.json`.
        reason: One sentence when it failed.
    """

    platform: str
    state: FileState
    share: float = 0.0
    is_stale: bool = False
    checks: tuple[Mapping[str, JsonValue], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClipFiles:
    """All files of a clip.

    Attributes:
        clip: Which.
        preview: State of the small video; open it with `open_clip_output(…, "preview", …)`.
        preview_share: Done, 0-1.
        covers: Names of the covers there are ("cover.jpg", …).
        platforms: One for each platform of the brief.
        steps: Every step, for those who look closer.
        pieces: What of the recording the small video shows; more than one where pauses are cut out.
    """

    clip: ClipView
    preview: StepState
    preview_share: float
    covers: tuple[str, ...]
    platforms: tuple[PlatformFile, ...]
    steps: tuple[StepView, ...] = field(default=())
    pieces: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class FaqEntryView:
    """A question with its answer, and what was decided.

    Attributes:
        id: As in `qa.json`.
        question: The text that leaves the house.
        answer: The same of the answer; "" for unanswered ones.
        evidence: The pair as in `qa.json`: spans, confidence, flags, who asked.
        state: What was decided.
        is_edited: A person changed the text.
        product_ids: Products it belongs to.
        flags: Reasons to look twice, of the text as it now is.
        decision: The last one, or None.
        checks: The reasons with the words that say so.
        asked_by: How many asked, with those of joined entries.
        proof: When the answer is said; None for a person's own answer.
        may_leave: Goes into the documents as it is.
        merged: Ids of entries joined to it.
        into: The entry it was joined to, or "".
        origin: The entry it was split from, or "".
        confidence: That question and answer belong together, 0-1.
    """

    id: str
    question: str
    answer: str
    evidence: Mapping[str, JsonValue]
    state: EntryState
    is_edited: bool
    product_ids: tuple[str, ...]
    flags: tuple[str, ...]
    decision: Decision | None
    checks: tuple[Check, ...] = ()
    asked_by: int = 1
    proof: Span | None = None
    may_leave: bool = False
    merged: tuple[str, ...] = ()
    into: str = ""
    origin: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Faq:
    """The questions of a recording. `is_ready` is False until they have been looked for."""

    is_ready: bool
    entries: tuple[FaqEntryView, ...] = ()
    unanswered: tuple[Mapping[str, JsonValue], ...] = ()
    notes: tuple[str, ...] = ()
