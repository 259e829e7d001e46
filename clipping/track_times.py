"""Where the tracks of a file end, and how far its frames lie apart, from a few looks into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Stream

from clipping.container import WHOLE, open_media, packets
from transcripts.partial_file import Kept

_TAIL_S = 10.0
#: A stated length that is this near to what is there is believed.
TRUST_S = 0.15
_SAMPLED_PACKETS = 250
_SAMPLED_AT = (0.0, 0.5, 0.9)
#: Frames lie at most so far before or after the times they are looked for.
_BEFORE_S, _AFTER_S = 5.0, 60.0


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file says of its length.

    Attributes:
        origin_s: Where it begins, on its own clock.
        length_s: How long it is; 0 where it does not say.
    """

    origin_s: float
    length_s: float

    @classmethod
    def of(cls, container: InputContainer) -> Stated:
        """As the opened file says."""
        origin = max(0.0, (container.start_time or 0) / av.time_base)
        return cls(origin, (container.duration or 0) / av.time_base)


@dataclass(frozen=True, slots=True)
class TrackTimes:
    """What was seen of the times in a file.

    Attributes:
        ends_s: Where each stream ends, by its index, on the file's own clock.
        was_measured: All of the file was read for that, as it does not say so itself.
        steps_s: Between frames that follow each other, at the start, in the middle and at the end.
    """

    ends_s: dict[int, float]
    was_measured: bool
    steps_s: tuple[float, ...]


def look_at_times(
    path: Path, stated: Stated, indexes: Sequence[int], picture: int | None
) -> TrackTimes:
    """The ends of some streams, and the steps of one of pictures.

    A few places are looked at; all of the file is read, without decoding, only where its end is not
    where it says.

    Raises:
        UnreadableMedia: the file cannot be read any more.
    """
    with open_media(path, _looked_at(stated)) as container:
        streams = [container.streams[index] for index in indexes]
        ends = _stated_ends(container, streams, stated)
        steps = [] if picture is None else _steps(container, container.streams[picture], stated)
    if ends:
        return TrackTimes(ends, was_measured=False, steps_s=tuple(steps))
    with open_media(path) as container:
        ends = _ends_from(container, [container.streams[index] for index in indexes], None)
    return TrackTimes(ends, was_measured=True, steps_s=tuple(steps))


def _looked_at(stated: Stated) -> Kept:
    if stated.length_s <= 0:
        return WHOLE
    places = [stated.origin_s + share * stated.length_s for share in _SAMPLED_AT]
    places.append(stated.origin_s + stated.length_s - _TAIL_S)
    stretches = tuple((max(0.0, at - _BEFORE_S), at + _AFTER_S) for at in places)
    return Kept(pictures=stretches, sounds=stretches, with_ends=True)


def _stated_ends(
    container: InputContainer, streams: Sequence[Stream], stated: Stated
) -> dict[int, float]:
    """Where the streams end by the file's tail; nothing where that disagrees with what is said."""
    if stated.length_s <= 0:
        return {}
    end = stated.origin_s + stated.length_s
    tail = _ends_from(container, streams, end - _TAIL_S)
    if not tail or abs(max(tail.values()) - end) > TRUST_S:
        return {}
    # A track that ends long before the others has nothing in the tail.
    known = {stream.index: _stated_end_s(stream) for stream in streams}
    return {**{index: end for index, end in known.items() if end}, **tail}


def _stated_end_s(stream: Stream) -> float:
    if stream.duration is None or stream.time_base is None:
        return 0.0
    return stream_start_s(stream) + float(stream.duration * stream.time_base)


def stream_start_s(stream: Stream) -> float:
    """Where a stream says that it begins, on the file's own clock; 0 where it does not."""
    if stream.start_time is None or stream.time_base is None:
        return 0.0
    return float(stream.start_time * stream.time_base)


def _ends_from(
    container: InputContainer, streams: Sequence[Stream], from_s: float | None
) -> dict[int, float]:
    """The latest end among the packets after a time, for each stream; None reads everything."""
    try:
        container.seek(int(max(0.0, from_s or 0.0) * av.time_base))
    except av.error.FFmpegError:
        if from_s is not None:
            return {}
    ends: dict[int, float] = {}
    for packet in packets(container, *streams):
        if packet.pts is None:
            continue
        end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
        ends[packet.stream_index] = max(ends.get(packet.stream_index, end), end)
    return ends


def _steps(container: InputContainer, stream: Stream, stated: Stated) -> list[float]:
    steps: list[float] = []
    for share in _SAMPLED_AT if stated.length_s > _TAIL_S else (0.0,):
        try:
            container.seek(int((stated.origin_s + share * stated.length_s) * av.time_base))
        except av.error.FFmpegError:
            continue
        times = _shown_times(container, stream)
        steps += [b - a for a, b in pairwise(times) if b > a]
    return steps


def _shown_times(container: InputContainer, stream: Stream) -> list[float]:
    """Times of some packets in showing order, those of the last reordering left out."""
    sampled: Iterable[av.Packet[Stream]] = islice(packets(container, stream), _SAMPLED_PACKETS)
    times = [
        float(packet.pts * packet.time_base)
        for packet in sampled
        if packet.pts is not None and not packet.is_discard
    ]
    return sorted(times)[: max(2, len(times) - 8)] if len(times) > 2 else sorted(times)
