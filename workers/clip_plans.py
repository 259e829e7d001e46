"""What there is to do, done and given up for clips, from what the database says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from transcripts.timeline import Span
from workers.application import Application
from workers.asked import put_right_in
from workers.brand import kit_at
from workers.brief import ClipLook, ClipOrder
from workers.corrected_clips import corrected
from workers.plan import Step
from workers.store import attempts
from workers.store.database import Connection
from workers.store.rows import NO_HISTORY, ClipRow, History
from workers.worklist import RecordingPlan


class Finals(Enum):
    """For which clips the finished files are planned."""

    ALL = auto()
    WANTED = auto()
    """Those whose files are to be made."""
    NONE = auto()


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """A clip with its steps and their histories.

    Attributes:
        row: The clip.
        order: What will be cut.
        previews: Steps of the small video.
        finals: Steps of the finished files, as far as they were planned.
        wants_preview: The small video is to be made.
        wants_finals: The finished files are to be made.
        histories: By key, of all steps.
    """

    row: ClipRow
    order: ClipOrder
    previews: tuple[Step, ...]
    finals: tuple[Step, ...]
    wants_preview: bool
    wants_finals: bool
    histories: Mapping[str, History] = field(default_factory=dict)

    @property
    def wanted(self) -> tuple[Step, ...]:
        """The steps that are to be done, finished files first: a person waits for them."""
        finals = self.finals if self.wants_finals else ()
        return (*finals, *(self.previews if self.wants_preview else ()))

    @property
    def every(self) -> tuple[Step, ...]:
        """All planned steps, wanted or not."""
        return (*self.finals, *self.previews)

    def history(self, key: str) -> History:
        """What the attempts at a key say."""
        return self.histories.get(key, NO_HISTORY)


def plan_clips(
    connection: Connection,
    app: Application,
    plan: RecordingPlan,
    rows: Iterable[ClipRow],
    *,
    finals: Finals = Finals.ALL,
) -> tuple[ClipPlan, ...]:
    """The plans of a recording's clips, in the order given.

    Args:
        connection: Where to look.
        app: The application.
        plan: Of the recording.
        rows: The clips.
        finals: Which clips' finished files are planned, the most costly part of it.
    """
    drafts = []
    put_right = put_right_in(connection, plan.row.id)
    for row in rows:
        kit = kit_at(plan.kits, row.decided_at if row.decision == "approve" else None)
        order = replace(corrected(order_of(row), row, put_right), brand=kit)
        digests = {**plan.digests, **kit.digests()}
        is_rejected = row.decision == "reject"
        wants_finals = row.decision == "approve" or (plan.row.makes_all_finals and not is_rejected)
        drafts.append(
            ClipPlan(
                row=row,
                order=order,
                previews=app.planner.clip(plan.steps, digests, plan.brief, order, final=False),
                finals=app.planner.clip(plan.steps, digests, plan.brief, order, final=True)
                if finals is Finals.ALL or (finals is Finals.WANTED and wants_finals)
                else (),
                wants_preview=not is_rejected,
                wants_finals=wants_finals,
            )
        )
    keys = {step.key: plan.forgiven for d in drafts for step in d.every}
    known = attempts.histories(connection, keys)
    return tuple(
        replace(d, histories={s.key: known[s.key] for s in d.every if s.key in known})
        for d in drafts
    )


def order_of(row: ClipRow) -> ClipOrder:
    """What will be cut: the clip as first made, with all edits."""
    change = row.change or {}
    span = change.get("span", (row.start_ms, row.end_ms))
    return ClipOrder(
        span=Span(int(span[0]), int(span[1])),
        title=str(change.get("title", row.title)),
        product_ids=tuple(change.get("product_ids", row.product_ids)),
        caption_edits=tuple(change.get("caption_edits", ())),
        layouts=tuple(change.get("layouts", ())),
        look=ClipLook.from_params(change),
    )
