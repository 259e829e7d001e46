"""Opens a media file without letting it open anything else, or says why it cannot be used.

Files come from outside: what they are is decided by their content, never by their name, only known
containers are tried, and only the file itself is read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from clipping.errors import UnreadableMedia
from transcripts.memory import give_back
from transcripts.partial_file import WINDOW_S, Kept, PartialFile, windows
from transcripts.sound_packets import is_whole

#: ffmpeg demuxers of recordings. No playlists, join scripts, picture sequences or subtitles.
CONTAINERS = (
    *("mov", "matroska", "flv", "mpegts", "mpeg", "avi", "asf"),
    *("wav", "w64", "mp3", "flac", "ogg", "aac", "aiff", "caf"),
)
_KINDS = "MP4, MOV, MKV, WebM, FLV, TS, MPEG, AVI, WMV or a sound file"
_MAX_ERRORS_IN_A_ROW = 200
_HEAD_BYTES = 4096
_READ_BYTES = 128 * 1024
_TEXT_SHARE = 0.97
#: First bytes of things that are sent by mistake.
_OTHER_THINGS = (
    (b"#EXTM3U", "is a playlist: it only names other files. Give the recording itself"),
    (b"ffconcat", "is a list of files for joining, not a recording. Join them first"),
    (b"\xff\xd8\xff", "is a still picture, not a recording. Give a video"),
    (b"\x89PNG", "is a still picture, not a recording. Give a video"),
    (b"GIF8", "is a GIF picture, not a recording. Give a video"),
    (b"PK\x03\x04", "is a ZIP archive. Unpack it and give the recording inside"),
    (b"%PDF", "is a PDF document, not a recording. Give a video"),
)

#: Quiet for the whole process: every fault that matters comes back as an exception.
av.logging.set_level(None)


#: Everything that a file holds, and its pictures alone.
WHOLE, SILENT = Kept(), Kept(sounds=())


def open_media(path: Path, kept: Kept = WHOLE) -> InputContainer:
    """The opened file; close it by `with`.

    Args:
        path: The file.
        kept: What is wanted of it. Where that saves memory less is found; numbers stay.

    Raises:
        UnreadableMedia: it is no recording that can be read.
        OSError: there is no such file, or it may not be read.
    """
    size = path.stat().st_size
    if path.is_dir():
        raise IsADirectoryError(21, "This is a folder; give the recording itself", str(path))
    if size == 0:
        raise UnreadableMedia(f"{path.name} is empty (0 bytes). Copy or download it again.")
    path.open("rb").close()
    options = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "file"}
    # The prefix keeps a name like "http:x" or "concat:x" a name.
    file = (PartialFile.keeping(path, kept) if kept != WHOLE else None) or f"file:{path}"
    give_back()  # what an index of hours has left that was read before
    try:
        container = av.open(
            file, options=options, metadata_errors="replace", buffer_size=_READ_BYTES
        )
    except av.error.FFmpegError as error:
        raise UnreadableMedia(_why_unreadable(path)) from error
    give_back()
    assert isinstance(container, InputContainer)  # mode "r"
    return container


def sound_lag_ms(path: Path) -> int:
    """How much later than the picture the sound begins in the file; 0 where one is missing.

    Raises:
        UnreadableMedia: it is no recording that can be read.
    """
    with open_media(path) as container:
        pictures, sounds = container.streams.video, container.streams.audio
        if not pictures or not sounds:
            return 0
        return round(1000 * (_start_s(sounds[0]) - _start_s(pictures[0])))


def picture_bits(path: Path) -> list[int]:
    """Size of each encoded picture of the first picture track, in bits, as they are stored.

    Raises:
        UnreadableMedia: it is no recording that can be read.
    """
    with open_media(path) as container:
        pictures = container.streams.video[:1]
        return [8 * packet.size for packet in packets(container, *pictures) if packet.size]


def _start_s(stream: Stream) -> float:
    if stream.start_time is None or stream.time_base is None:
        return 0.0
    return float(stream.start_time * stream.time_base)


def packets(container: InputContainer, *streams: Stream) -> Iterator[Packet[Stream]]:
    """The packets of the streams, going on after damage; the last one of each stream is empty.

    The empty ones flush the decoders. Reading ends at the end of the file, or where nothing
    readable follows.
    """
    errors = 0
    while errors < _MAX_ERRORS_IN_A_ROW:
        try:
            for packet in container.demux(*streams):
                errors = 0
                yield packet
        except av.error.FFmpegError:
            errors += 1
        else:
            return


def picture_packets(
    path: Path, index: int, *, window_s: int = WINDOW_S
) -> Generator[Packet[Stream]]:
    """The packets of a picture track, the empty ones left out, read window by window.

    Args:
        path: A recording.
        index: Of the track's stream.
        window_s: How much of the index is held at a time, where it can be cut.

    Raises:
        UnreadableMedia: it cannot be read any more.
    """
    last: int | None = None
    found = [
        Kept(pictures=(window,), sounds=()) for window in windows(path, index, window_s=window_s)
    ]
    for kept in found or [SILENT]:
        before = last
        with open_media(path, kept) as container:
            for packet in packets(container, container.streams[index]):
                is_new = before is None or (packet.dts is not None and packet.dts > before)
                if packet.size and is_new:
                    last = packet.dts
                    yield packet
            if is_whole(container):
                return


def _why_unreadable(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for magic, what in _OTHER_THINGS:
        if head.startswith(magic):
            return f"{path.name} {what}."
    if head[4:8] == b"ftyp":
        return (
            f"{path.name} was cut off: the index at its end is missing, so nothing can be read. "
            "Copy or download it again, or record to MKV or fragmented MP4, which survive a break."
        )
    if _is_text(head):
        return f"{path.name} holds text, not a recording. Give {_KINDS}."
    return f"{path.name} is no recording that can be read. Give {_KINDS}."


def _is_text(head: bytes) -> bool:
    text = head.decode("utf-8", "ignore")
    readable = sum(char.isprintable() or char in "\r\n\t" for char in text)
    return len(text.encode()) > _TEXT_SHARE * len(head) and readable > _TEXT_SHARE * len(text)
