"""Decoded frames of a sound track, read so that the index of hours is never held. By PyAV."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.container
import av.error
import av.stream
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.stream import VideoStream

from transcripts.errors import UnreadableSound
from transcripts.memory import give_back
from transcripts.partial_file import WINDOW_S, Kept, PartialFile, windows

#: A crafted file must not make the decoder open anything else (playlists, network, other files).
_CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,flv,mpegts,mpeg,avi,asf,"
    "wav,w64,mp3,aac,flac,ogg,aiff,caf"
)
_SAFE = {"protocol_whitelist": "file,pipe", "format_whitelist": _CONTAINERS}
_MAX_BROKEN_READS = 500
#: A seek may land this much earlier than asked for.
_BEFORE_S = 30
_BLIND = Kept(pictures=())


@contextmanager
def opened(path: Path, kept: Kept) -> Iterator[av.container.InputContainer]:
    """The file, with no more of its index than is wanted.

    Raises:
        UnreadableSound: the file is no recording.
        OSError: it is not there.
    """
    # An absolute path cannot be taken for a protocol ("y:z.mp4").
    file = PartialFile.keeping(path, kept) or str(path.absolute())
    give_back()  # what an index of hours has left that was read before
    try:
        container = av.open(file, "r", options=dict(_SAFE), metadata_errors="replace")
    except PermissionError:
        raise
    except (av.error.FFmpegError, ValueError) as error:
        raise UnreadableSound(f"{path.name} is no sound or video file that can be read.") from error
    with container:
        yield container


def packets(
    container: av.container.InputContainer, stream: AudioStream | VideoStream
) -> Iterator[Packet[Any]]:
    """Packets of one stream to the end; reading goes on after damage."""
    for other in container.streams:
        if other.index != stream.index:
            other.discard = av.stream.Discard.all
    for _ in range(_MAX_BROKEN_READS):
        try:
            yield from container.demux(stream)
        except (av.error.FFmpegError, ValueError):
            continue
        return


def is_whole(container: av.container.InputContainer) -> bool:
    """Whether all of the file is found, as there was nothing of its index to leave out."""
    return container.file is None  # it was opened by its name


def is_known(stream: AudioStream) -> bool:
    """Whether there is a decoder for it; the stubs say always."""
    return getattr(stream, "codec_context", None) is not None


def sound_frames(
    path: Path, index: int, at_s: Fraction | None, *, window_s: int = WINDOW_S
) -> Iterator[AudioFrame]:
    """The frames of a track to the end, read window by window where that saves memory.

    Args:
        path: A recording.
        index: Of the track's stream.
        at_s: Where to begin, or a little before, on the file's clock; None for the beginning. No
            frame comes where it is better to read from the beginning.
        window_s: How much of the index is held at a time.

    Raises:
        UnreadableSound: the file is no recording, or has no such track.
        OSError: it is not there.
    """
    codec: AudioCodecContext | None = None
    last = None
    for kept in _windows(path, index, at_s, window_s):
        with opened(path, kept) as container:
            stream = _stream(container, path, index)
            if codec is None:
                codec = stream.codec_context
                if at_s is not None and not _seek(container, stream, at_s):
                    return
            before = last
            for packet in packets(container, stream):
                if not packet.size or _is_known(packet, before):
                    continue  # the empty one at the end of a window is not the last one
                last = packet.dts
                yield from _decoded(codec, packet)
            if is_whole(container):
                break
    if codec is not None:
        yield from _decoded(codec, None)


def _windows(path: Path, index: int, at_s: Fraction | None, window_s: int) -> list[Kept]:
    """What to keep of the file, in turn."""
    from_s = 0.0 if at_s is None else float(at_s) - _BEFORE_S
    found = windows(path, index, from_s=from_s, window_s=window_s)
    return [Kept(pictures=(), sounds=(window,)) for window in found] or [_BLIND]


def _is_known(packet: Packet[Any], before: int | None) -> bool:
    """Whether a window before had it, up to this time."""
    return before is not None and (packet.dts is None or packet.dts <= before)


def _decoded(codec: AudioCodecContext, packet: Packet[Any] | None) -> Iterator[AudioFrame]:
    """What a packet holds, or at the end, without one, what the decoder still holds."""
    try:
        frames = codec.decode(packet)
    except (av.error.FFmpegError, ValueError):
        return  # a damaged packet: the gap it leaves becomes silence
    for frame in frames:
        if frame.samples and frame.sample_rate:
            yield frame


def _stream(container: av.container.InputContainer, path: Path, index: int) -> AudioStream:
    for stream in container.streams.audio:
        if stream.index == index and is_known(stream):
            return stream
    raise UnreadableSound(f"{path.name} has no sound track {index}.")


def _seek(container: av.container.InputContainer, stream: AudioStream, at_s: Fraction) -> bool:
    """Go to the file's time `at_s`; False when it is better to read from the beginning.

    A seek to the very beginning would lose the packets that only fill the decoder.
    """
    assert stream.time_base is not None  # audio streams have one
    target = int(at_s / stream.time_base)
    if target <= (stream.start_time or 0):
        return False
    try:
        container.seek(target, stream=stream)
    except (av.error.FFmpegError, ValueError):
        return False
    return True
