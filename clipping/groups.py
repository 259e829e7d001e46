"""A recording read once, group of pictures by group of pictures, and decoded only where one looks.

A group is a key frame and what follows it. A glance decodes its first fifth of a second, a look all
of it. Decoders work beside each other, one thread each.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from typing import Literal

import av
from av.packet import Packet
from av.stream import Stream
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clipping.container import open_media, picture_packets
from clipping.errors import NoPicture
from clipping.frames import RoughReducer, SmallFrame
from clipping.model import MediaInfo, Picture
from transcripts.partial_file import Kept

#: Key frames nearer than this are one group: where every frame is one, one a second is looked at.
SHORTEST_MS = 1_000
#: What lies this far behind a key frame is compared with it to see how much moves.
GLANCE_MS = 200
#: Frames of the next group that a look needs to judge a cut at the very end of its own.
_LEAD_MS = 240
#: Frames that a cut has to be followed by to be judged, its own among them.
_JUDGED_BY = 3
#: Larger groups are not held; so a few of them stay below 300 MB, decoded small.
_MOST_PACKETS = 600
_MOST_DECODERS = 4
#: Enough to know how the picture is coded.
_BEGINNING = Kept(pictures=((0.0, 60.0),), sounds=())


_Skip = Literal["NONREF", "DEFAULT"]
_Timed = tuple[int, VideoFrame]


class NoGroups(Exception):
    """The key frames of this file do not divide it: too far apart, or without times."""


@dataclass(frozen=True, slots=True)
class Group:
    """Packets from a key frame up to the next that counts, in the order of the file.

    Attributes:
        start_ms: When the key frame is shown, from the recording's first frame.
        packets: Not empty; the first is the key frame's.
    """

    start_ms: int
    packets: tuple[Packet[Stream], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames that follow each other, of one group.

    Attributes:
        start_ms: When its key frame is shown.
        frames: In order of time, none before the key frame. After a glance, the key frame and what
            had to be decoded for the one about `GLANCE_MS` later; after a look, every frame that
            may be a cut or lies around one, and those of the next group's first quarter second.
        is_whole: Whether all of the group was looked at.
        sizes: Bytes of its packets in the order of the file, the key frame's first.
    """

    start_ms: int
    frames: tuple[SmallFrame, ...]
    is_whole: bool
    sizes: tuple[int, ...] = ()


#: Says of the glances at two neighbouring groups whether all of the first has to be looked at.
NeedsLook = Callable[[Stretch, Stretch], bool]
#: Says of a stretch, and of the places before which frames were left out, whether one of those may
#: have been a cut.
HidesCut = Callable[[Stretch, Sequence[int]], bool]


def see_groups(
    path: Path, info: MediaInfo, long_side: int, needs_look: NeedsLook, hides_cut: HidesCut
) -> Iterator[Stretch]:
    """Every group of a recording in order: a glance at each, a look where one is needed.

    Memory does not grow with the length: a few groups are held at a time.

    Raises:
        NoPicture: there is no picture.
        NoGroups: the key frames do not divide it. May come after some groups.
        UnreadableMedia: the file cannot be read any more.
    """
    if info.picture is None:
        raise NoPicture(f"{path.name} has no picture.")
    threads = min(_MOST_DECODERS, len(os.sched_getaffinity(0)))
    with ExitStack() as stack:
        decoders: SimpleQueue[_Decoder] = SimpleQueue()
        for _ in range(threads):
            decoders.put(_Decoder(path, info, info.picture, long_side))
        pool = _Pool(ThreadPoolExecutor(threads), decoders, hides_cut)
        stack.callback(pool.stop)
        source = stack.enter_context(closing(picture_packets(path, info.picture.index)))
        groups = read_groups(source, info.start_ms)
        yield from pool.see(groups, needs_look, threads)


def read_groups(source: Iterator[Packet[Stream]], start_ms: int) -> Iterator[Group]:
    """Packets gathered to groups of at least `SHORTEST_MS`, from the first key frame on.

    Raises:
        NoGroups: a group grows too large to be held, or a key frame has no time.
    """
    held: list[Packet[Stream]] = []
    began_ms = 0
    for packet in source:
        if packet.is_keyframe and packet.size:
            at_ms = _time(packet, start_ms)
            if not held:
                began_ms = _first_start(at_ms)
            elif at_ms - began_ms >= SHORTEST_MS:
                yield Group(began_ms, tuple(held))
                held, began_ms = [], at_ms
        if packet.size and (held or packet.is_keyframe):
            held.append(packet)
            if len(held) > _MOST_PACKETS:
                raise NoGroups
    if not held:
        raise NoGroups
    yield Group(began_ms, tuple(held))


def _first_start(at_ms: int) -> int:
    if at_ms > SHORTEST_MS:  # what lies before it would never be seen
        raise NoGroups
    return at_ms


def _time(packet: Packet[Stream], start_ms: int) -> int:
    base = packet.time_base
    if packet.pts is None or base is None:
        raise NoGroups
    return packet.pts * 1000 * base.numerator // base.denominator - start_ms


class _Pool:
    """Hands groups to decoders and gives back what they saw, in order."""

    def __init__(
        self, threads: ThreadPoolExecutor, decoders: SimpleQueue[_Decoder], hides_cut: HidesCut
    ) -> None:
        self._threads = threads
        self._decoders = decoders
        self._hides_cut = hides_cut

    def stop(self) -> None:
        """Wait for what runs, start nothing more."""
        self._threads.shutdown(cancel_futures=True)

    def see(self, groups: Iterator[Group], needs_look: NeedsLook, ahead: int) -> Iterator[Stretch]:
        """Glances first; what lies between two that differ is looked at, and so is the end."""
        due: deque[Future[Stretch]] = deque()
        for seen, following in _with_next(self._glances(groups, 2 * ahead)):
            if following is None or needs_look(seen.stretch, following.stretch):
                due.append(self._look(seen.group, following))
            else:
                due.append(_known(seen.stretch))
            while len(due) > ahead:
                yield due.popleft().result()
        while due:
            yield due.popleft().result()

    def _glances(self, groups: Iterator[Group], ahead: int) -> Iterator[_Glanced]:
        due: deque[tuple[Group, Future[Stretch]]] = deque()
        for group in groups:
            due.append((group, self._glance(group)))
            if len(due) > ahead:
                first, glance = due.popleft()
                yield _Glanced(first, glance.result())
        for group, glance in due:
            yield _Glanced(group, glance.result())

    def _glance(self, group: Group) -> Future[Stretch]:
        return self._threads.submit(self._run, lambda decoder: decoder.glance(group))

    def _look(self, group: Group, following: _Glanced | None) -> Future[Stretch]:
        return self._threads.submit(
            self._run, lambda decoder: decoder.look(group, following, self._hides_cut)
        )

    def _run(self, task: Callable[[_Decoder], Stretch]) -> Stretch:
        decoder = self._decoders.get()
        try:
            return task(decoder)
        finally:
            self._decoders.put(decoder)


@dataclass(frozen=True, slots=True)
class _Glanced:
    group: Group
    stretch: Stretch


def _with_next(seen: Iterator[_Glanced]) -> Iterator[tuple[_Glanced, _Glanced | None]]:
    last: _Glanced | None = None
    for each in seen:
        if last is not None:
            yield last, each
        last = each
    if last is not None:
        yield last, None


def _known(stretch: Stretch) -> Future[Stretch]:
    done: Future[Stretch] = Future()
    done.set_result(stretch)
    return done


class _Decoder:
    """One thread's decoder of the recording's picture. Fed with packets that somebody else read."""

    def __init__(self, path: Path, info: MediaInfo, picture: Picture, long_side: int) -> None:
        self._start_ms = info.start_ms
        self._reduced = RoughReducer(picture, long_side)
        # Opened for the decoder's parameters alone. An index of hours is not kept for each thread.
        with open_media(path, _BEGINNING) as container:
            stream = container.streams[picture.index]
            assert isinstance(stream, VideoStream)  # probing chose it
            self._time_base = stream.time_base
            self._codec: VideoCodecContext = stream.codec_context
        self._codec.thread_count = 1
        # Blocks left unsmoothed are too small to be seen at the size that is looked at.
        self._codec.options = {"skip_loop_filter": "all"}

    def glance(self, group: Group) -> Stretch:
        """The key frame and the frame `GLANCE_MS` later, from decoding only what they need."""
        frames = self._seen(group, self._first(group, GLANCE_MS), "NONREF")
        near = [frame for frame in frames if frame.at_ms <= group.start_ms + 2 * GLANCE_MS]
        return _stretch(group, near, is_whole=False)

    def look(self, group: Group, following: _Glanced | None, hides: HidesCut) -> Stretch:
        """All of the group and the start of the following one.

        Frames that no other refers to are decoded only if a cut may lie among them.
        """
        packets, end_ms = group.packets, None
        lead: tuple[SmallFrame, ...] = ()
        if following is not None:
            end_ms, lead = following.group.start_ms + _LEAD_MS, following.stretch.frames
            packets += self._shown_before(following.group, end_ms)
        if len(lead) < _JUDGED_BY:
            frames = self._seen(group, packets, "NONREF", end_ms)
        else:
            frames = (*self._seen(group, group.packets, "NONREF", lead[0].at_ms), *lead)
        if hides(stretch := _stretch(group, frames, is_whole=True), self._leaps(frames, packets)):
            frames = self._seen(group, packets, "DEFAULT", end_ms)
            return _stretch(group, frames, is_whole=True)
        return stretch

    def _seen(
        self,
        group: Group,
        packets: tuple[Packet[Stream], ...],
        skip: _Skip,
        until_ms: int | None = None,
    ) -> tuple[SmallFrame, ...]:
        """The frames of packets shown before a time, small."""
        self._codec.skip_frame = skip
        return tuple(
            SmallFrame(at_ms, self._reduced(frame))
            for at_ms, frame in self._decoded(group, packets)
            if until_ms is None or at_ms < until_ms
        )

    def _shown_before(self, group: Group, until_ms: int) -> tuple[Packet[Stream], ...]:
        """The packets up to the last one shown before a time: none between them is missing."""
        early = [
            place
            for place, packet in enumerate(group.packets)
            if packet.pts is not None and self._ms(packet.pts) < until_ms
        ]
        return group.packets[: early[-1] + 1] if early else ()

    def _leaps(
        self, frames: Sequence[SmallFrame], packets: Iterable[Packet[Stream]]
    ) -> tuple[int, ...]:
        """Places of the frames before which others were left out."""
        shown = sorted(self._ms(packet.pts) for packet in packets if packet.pts is not None)
        times = [frame.at_ms for frame in frames]
        return tuple(
            place
            for place, (before, at) in enumerate(pairwise(times), 1)
            if bisect_left(shown, at) - bisect_left(shown, before) > 1
        )

    def _first(self, group: Group, length_ms: int) -> tuple[Packet[Stream], ...]:
        """The packets up to the first one shown so long after the key frame, and that one.

        Where that one needs only a later key frame, those between are left out.
        """
        given = group.packets
        for place, packet in enumerate(given):
            if packet.pts is not None and self._ms(packet.pts) >= group.start_ms + length_ms:
                given = given[: place + 1]
                break
        latest = max(place for place, packet in enumerate(given) if packet.is_keyframe)
        return given[:1] + given[max(1, latest) :]

    def _decoded(self, group: Group, given: tuple[Packet[Stream], ...]) -> Iterator[_Timed]:
        """Frames with their times, each later than the one before and none before the key frame.

        What an open group shows before its key frame belongs to the group before.
        """
        last_ms = group.start_ms - 1
        for packet in (*given, None):
            for frame in self._frames(packet):
                at_ms = -1 if frame.pts is None else self._ms(frame.pts)
                if at_ms > last_ms:
                    last_ms = at_ms
                    yield at_ms, frame
        self._codec.flush_buffers()

    def _frames(self, packet: Packet[Stream] | None) -> list[VideoFrame]:
        try:
            return self._codec.decode(packet)
        except av.error.FFmpegError:  # damage costs the frames it hit
            return []

    def _ms(self, pts: int) -> int:
        assert self._time_base is not None  # set for every stream of a file
        return (
            pts * 1000 * self._time_base.numerator // self._time_base.denominator - self._start_ms
        )


def _stretch(group: Group, frames: Iterable[SmallFrame], *, is_whole: bool) -> Stretch:
    sizes = tuple(packet.size for packet in group.packets)
    return Stretch(group.start_ms, tuple(frames), is_whole, sizes)
