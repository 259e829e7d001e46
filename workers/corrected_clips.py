"""A clip with what people put right elsewhere in its recording. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transcripts.questions.misheard import Misheard, put_right
from workers.brief import ClipOrder
from workers.shared_captions import CaptionState, shared_edits
from workers.store.rows import ClipRow


@dataclass(frozen=True, slots=True)
class PutRight:
    """What people corrected in the captions of a recording's clips.

    Attributes:
        history: Every state of the clips, oldest first.
        words: The misheard words among it.
    """

    history: Sequence[CaptionState]
    words: Sequence[Misheard]


def corrected(order: ClipOrder, row: ClipRow, found: PutRight) -> ClipOrder:
    """The order with sentences and words corrected in other clips.

    What a person wrote stays: own captions, and a title of their own. After the approval nothing
    changes any more.
    """
    until = row.decided_at if row.decision == "approve" else None
    shared = shared_edits(found.history, row.id, order.span, order.caption_edits, until)
    title = order.title
    if "title" not in (row.change or {}):
        last = until.isoformat(timespec="seconds") if until else None
        words = [word for word in found.words if last is None or word.at <= last]
        title = put_right(title, order.span, words)
    return replace(order, shared_edits=shared, title=title)
