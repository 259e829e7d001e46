"""Sentences corrected in one clip, for the other clips and the answers that show them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from transcripts.corrections import Replacement
from transcripts.questions.misheard import Misheard
from transcripts.timeline import Span
from workers.pipeline import JsonValue

Edit = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class CaptionState:
    """The corrected sentences of a clip after an edit, and when it was made."""

    clip_id: str
    at: datetime
    edits: Sequence[Mapping[str, Any]]


def shared_edits(
    history: Iterable[CaptionState],
    clip_id: str,
    span: Span,
    own: Iterable[Edit],
    until: datetime | None = None,
) -> tuple[Edit, ...]:
    """Corrections of other clips for sentences that lie wholly in this one, in order of time.

    The clip's own corrections come before them, a later one before an earlier one. A caption that
    was taken away in another clip stays here.

    Args:
        history: Every state of the recording's clips, oldest first.
        clip_id: For which clip.
        span: Its start and end.
        own: Its own corrections.
        until: What was corrected later does not count: the moment of approval.
    """
    known: dict[str, dict[Span, tuple[datetime, str]]] = {}
    for state in history:
        if state.clip_id != clip_id and (until is None or state.at <= until):
            known[state.clip_id] = _since(state, known.get(state.clip_id, {}))
    newest = sorted(
        ((at, where, text) for of in known.values() for where, (at, text) in of.items()),
        key=lambda found: (found[0], found[1]),
        reverse=True,
    )
    taken = [_span(edit) for edit in own]
    out: list[tuple[Span, str]] = []
    for _, where, text in newest:
        is_inside = span.start_ms <= where.start_ms and where.end_ms <= span.end_ms
        if text and is_inside and not any(where.overlap_ms(other) for other in taken):
            taken.append(where)
            out.append((where, text))
    return tuple(
        {"start_ms": where.start_ms, "end_ms": where.end_ms, "text": text}
        for where, text in sorted(out)
    )


def misheard_words(
    history: Iterable[CaptionState], taught: Mapping[str, Sequence[Replacement]]
) -> tuple[Misheard, ...]:
    """Words that the corrected sentences of a recording's clips put right, in order of time.

    Args:
        history: Every state of the recording's clips, oldest first.
        taught: Of each clip the words that its corrections teach.
    """
    known: dict[str, dict[Span, tuple[datetime, str]]] = {}
    for state in history:
        known[state.clip_id] = _since(state, known.get(state.clip_id, {}))
    found = {
        Misheard(where, pair.heard, pair.meant, at.isoformat(timespec="seconds"))
        for clip_id, of in known.items()
        for where, (at, text) in of.items()
        for pair in taught.get(clip_id, ())
        if pair.meant in text
    }
    return tuple(sorted(found, key=lambda word: (word.at, word.span, word.heard, word.meant)))


def _since(
    state: CaptionState, before: Mapping[Span, tuple[datetime, str]]
) -> dict[Span, tuple[datetime, str]]:
    """Each correction with the moment since which it stands."""
    out: dict[Span, tuple[datetime, str]] = {}
    for edit in state.edits:
        where, text = _span(edit), str(edit["text"]).strip()
        old = before.get(where)
        out[where] = old if old and old[1] == text else (state.at, text)
    return out


def _span(edit: Mapping[str, Any]) -> Span:
    return Span(int(edit["start_ms"]), int(edit["end_ms"]))
