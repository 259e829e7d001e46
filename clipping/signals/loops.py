"""Speech that plays again word for word, as the sound of a waiting loop does. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clipping.model import Signal, SignalKind
from transcripts.model import Segment
from transcripts.timeline import Span, merged

#: People say a sentence again; only a recording says three in a row at the same distances.
_SENTENCES = 3
_LETTERS = 30
#: Recognised times of one sound differ by less than this.
_OFF_MS = 250
#: Waiting loops are what a recording begins or ends with, give or take a few sentences.
_EDGE = 2
#: Pauses between the sentences of a loop belong to it.
_PAUSE_MS = 5_000


def find_loops(segments: Sequence[Segment]) -> Iterator[Signal]:
    """Where a recording begins or ends with sentences that come round at the same distances.

    Args:
        segments: Sentences in order of start.
    """
    said = [_plain(segment.text) for segment in segments]
    again = _next_same(said)
    spans: list[Span] = []
    run: list[int] = []
    for index, later in enumerate(again):
        if run and not _goes_on(run[-1], index, again, segments):
            spans.extend(_rounds(run, again, said, segments))
            run = []
        if later is not None:
            run.append(index)
    spans.extend(_rounds(run, again, said, segments))
    for span in merged(spans, max_gap_ms=_PAUSE_MS):
        yield Signal(SignalKind.REPEAT, span, 1.0, f"seconds={span.duration_ms // 1000}")


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _next_same(said: Sequence[str]) -> list[int | None]:
    """For each text the place at which it is said next; None where it is not."""
    places: dict[str, int] = {}
    out: list[int | None] = [None] * len(said)
    for index in range(len(said) - 1, -1, -1):
        if said[index]:
            out[index] = places.get(said[index])
            places[said[index]] = index
    return out


def _goes_on(
    before: int, index: int, again: Sequence[int | None], segments: Sequence[Segment]
) -> bool:
    """Whether two neighbours come again as neighbours, as far apart."""
    then, now = again[before], again[index]
    if then is None or now is None or now != then + 1:
        return False
    first, second = _later_ms(before, then, segments), _later_ms(index, now, segments)
    return abs(first - second) <= _OFF_MS


def _later_ms(index: int, later: int, segments: Sequence[Segment]) -> int:
    return segments[later].span.start_ms - segments[index].span.start_ms


def _rounds(
    run: Sequence[int],
    again: Sequence[int | None],
    said: Sequence[str],
    segments: Sequence[Segment],
) -> list[Span]:
    """From the first round of a run to the end of its last, if it is long enough for a loop."""
    if len(run) < _SENTENCES or sum(len(said[index]) for index in run) < _LETTERS:
        return []
    first, last = again[run[0]], again[run[-1]]
    # In a third round the second is itself what comes again; twice may be chance.
    if first is None or last is None or first > run[-1]:
        return []
    if run[0] > _EDGE and last < len(segments) - 1 - _EDGE:
        return []
    return [segments[run[0]].span.union(segments[last].span)]
