"""Files that leave the house: types, names, ranges, archives written while they are sent."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from starlette.responses import FileResponse, Response, StreamingResponse

from workers.views import OpenedFile

#: Types we give out. Anything else is saved, never shown.
MEDIA_TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/mp4",  # browsers play H.264 in MOV only under this name
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".jsonld": "application/ld+json",
    ".srt": "application/x-subrip; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".edl": "text/plain; charset=utf-8",
    ".otio": "application/json",
    ".fcpxml": "application/xml",
}
_CHUNK = 256 * 1024
#: A browser shows these in the page; everything else is saved, whatever its name says.
_SHOWN = ("video/", "audio/", "image/jpeg", "image/png", "application/json")
#: A document of ours that a browser opens may do nothing but show itself.
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file in an archive: one on disk, or text. `name` may have folders and any character."""

    name: str
    path: Path | None = None
    text: str = ""

    @property
    def size_bytes(self) -> int:
        """Length of what is written."""
        return self.path.stat().st_size if self.path else len(self.text.encode())

    def opened(self) -> BinaryIO:
        """What is written."""
        return self.path.open("rb") if self.path else io.BytesIO(self.text.encode())


def media_type_of(name: str) -> str:
    """What a file of this name is."""
    if name.endswith("-cp949.csv"):
        return "text/csv; charset=euc-kr"  # the registered name that browsers read as CP949
    return MEDIA_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def give_file(opened: OpenedFile, *, as_download: bool) -> Response:
    """A file with range support, the right type, and its name where it is to be saved."""
    media_type = media_type_of(opened.name)
    shown = not as_download and media_type.startswith(_SHOWN)
    return FileResponse(
        opened.path,
        media_type=media_type,
        filename=safe_name(opened.name),
        content_disposition_type="inline" if shown else "attachment",
        headers={
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-cache",
            "Content-Security-Policy": _SANDBOX,
        },
    )


def give_text(name: str, text: str | bytes) -> Response:
    """A text that was put together just now, to be saved; its type is that of the name."""
    disposition = f"attachment; filename*=utf-8''{quote(safe_name(name))}"
    headers = {
        "Content-Disposition": disposition,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _SANDBOX,
    }
    return Response(text, media_type=media_type_of(name), headers=headers)


def give_zip(name: str, members: Iterable[ZipMember]) -> Response:
    """An archive that is written while it is sent, so that its size costs no memory."""
    disposition = f"attachment; filename*=utf-8''{quote(safe_name(name))}"
    return StreamingResponse(
        zip_stream(members),
        media_type="application/zip",
        headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"},
    )


def safe_name(name: str) -> str:
    """A name that can be saved everywhere: composed, without separators and control characters."""
    text = unicodedata.normalize("NFC", name)
    kept = "".join(c for c in text if c.isprintable() and c not in '\\/:*?"<>|')
    return kept.strip(" .")[:120] or "file"


def zip_stream(members: Iterable[ZipMember]) -> Iterator[bytes]:
    """The bytes of an archive. Media is stored as it is: it does not get smaller."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for member in members:
            entry = zipfile.ZipInfo(member.name)  # a fixed date: same files, same bytes
            entry.external_attr = 0o644 << 16
            entry.file_size = member.size_bytes
            with member.opened() as source, archive.open(entry, "w") as target:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
                    yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes what the archive writes until it is sent."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, chunk: object) -> int:
        block = bytes(chunk)  # type: ignore[call-overload]  # any buffer
        self._written += block
        return len(block)

    def taken(self) -> bytes:
        out = bytes(self._written)
        self._written.clear()
        return out
