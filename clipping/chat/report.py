"""What became of a chat file: counts, reasons, and how it lies on the recording. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clipping.chat.record import NO_MESSAGE, REPEATED, Unusable

_EXAMPLES = 3
#: A share of losses that is worth a note.
_MANY_LOST = 0.02


@dataclass(frozen=True, slots=True)
class Dropped:
    """Lines that gave no message for one reason. `examples` are their numbers, never contents."""

    reason: str
    count: int
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChatReport:
    """The report of one import.

    Attributes:
        format: Name of the format.
        unit: What was counted: "line" or "entry".
        read: How many of them there were.
        parsed: How many messages came out.
        dropped: The rest, most frequent reason first.
        first_ms: Time of the first message, None without messages.
        last_ms: Time of the last message.
        in_recording: Messages between the recording's start and end; None when its length is
            unknown.
        suggested_shift_ms: A shift that would bring the messages onto the recording, or None.
        notes: What a person should know.
    """

    format: str
    unit: str
    read: int
    parsed: int
    dropped: tuple[Dropped, ...] = ()
    first_ms: int | None = None
    last_ms: int | None = None
    in_recording: int | None = None
    suggested_shift_ms: int | None = None
    notes: tuple[str, ...] = ()


def make_report(
    name: str,
    unit: str,
    times: Sequence[int],
    unusable: Sequence[Unusable],
    *,
    notes: tuple[str, ...],
    duration_ms: int | None,
) -> ChatReport:
    """The report of an import.

    Args:
        name: Of the format.
        unit: What was counted.
        times: Of the messages, in order, at least one.
        unusable: What gave none.
        notes: What the parsers had to say.
        duration_ms: Length of the recording where known.
    """
    report = ChatReport(
        format=name,
        unit=unit,
        read=len(times) + len({one.number for one in unusable}),
        parsed=len(times),
        dropped=group_dropped(unusable),
        first_ms=times[0],
        last_ms=times[-1],
        notes=notes,
    )
    if duration_ms is not None:
        report = replace(
            report,
            in_recording=sum(0 <= at < duration_ms for at in times),
            suggested_shift_ms=suggest_shift(times, duration_ms),
        )
    after = 0 if duration_ms is None else sum(at >= duration_ms for at in times)
    return replace(report, notes=(*notes, *_notes(report, after)))


def _notes(report: ChatReport, after: int) -> Iterator[str]:
    """What the counts mean for whoever brought the file."""
    if report.in_recording == 0:
        yield "No message lies inside the recording."
    if report.suggested_shift_ms is not None:
        shift_s = round(report.suggested_shift_ms / 1000)
        yield f"Most of the chat lies outside the recording: moved by {shift_s} s it would fit."
    elif after:
        yield (
            f"{after} messages come after the recording's end: questions among them are used, "
            "for moments they do not count."
        )
    lost = [one for one in report.dropped if one.reason not in (NO_MESSAGE, REPEATED)]
    count = sum(one.count for one in lost)
    if count > _MANY_LOST * report.read:
        yield f"{count} of {report.read} chat entries gave no message, mostly: {lost[0].reason}."


def group_dropped(unusable: Iterable[Unusable]) -> tuple[Dropped, ...]:
    """Reasons with counts and a few numbers each, most frequent first."""
    counts: dict[str, int] = {}
    examples: dict[str, list[int]] = {}
    for one in unusable:
        counts[one.reason] = counts.get(one.reason, 0) + 1
        known = examples.setdefault(one.reason, [])
        if len(known) < _EXAMPLES:
            known.append(one.number)
    ordered = sorted(counts, key=lambda reason: (-counts[reason], reason))
    return tuple(Dropped(reason, counts[reason], tuple(examples[reason])) for reason in ordered)


def suggest_shift(times: Sequence[int], duration_ms: int) -> int | None:
    """A shift for messages most of which lie outside the recording; None when they fit.

    Args:
        times: Message times in order.
        duration_ms: Length of the recording.
    """
    inside = sum(0 <= at < duration_ms for at in times)
    if not times or inside * 2 >= len(times):
        return None
    middle = times[len(times) // 10 : len(times) - len(times) // 10] or times
    if middle[-1] - middle[0] > duration_ms * 1.1:
        return None
    return -times[0] if times[-1] - times[0] <= duration_ms * 1.1 else -middle[0]


def report_to_json(report: ChatReport) -> dict[str, Any]:
    """For `report.json`."""
    return {
        "schema": 1,
        "format": report.format,
        "unit": report.unit,
        "read": report.read,
        "parsed": report.parsed,
        "dropped": [
            {"reason": one.reason, "count": one.count, "examples": list(one.examples)}
            for one in report.dropped
        ],
        "first_ms": report.first_ms,
        "last_ms": report.last_ms,
        "in_recording": report.in_recording,
        "suggested_shift_ms": report.suggested_shift_ms,
        "notes": list(report.notes),
    }
