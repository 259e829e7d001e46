"""Resumable uploads: the tus 1.0 protocol's headers and the file they fill.

Core, creation, termination, expiration and checksum. The offset in the database never passes what
is safely on the disk, so a killed server or browser loses at most the last few megabytes.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from anyio import CancelScope, to_thread

from service.errors import BadRequest, ChecksumFailed, UploadBusy

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration,checksum"
ALGORITHMS = ("sha256", "sha1", "md5")
_WRITE_BYTES = 1 << 20
_SAVE_EVERY_BYTES = 8 << 20


class Digest(Protocol):
    """A running checksum, as `hashlib` makes them."""

    def update(self, data: bytes, /) -> None:
        """Add bytes."""

    def digest(self) -> bytes:
        """The checksum so far."""

    def hexdigest(self) -> str:
        """The same in hex."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the client says its bytes sum up to."""

    algorithm: str
    expected: bytes


def parse_metadata(header: str) -> dict[str, str]:
    """The `Upload-Metadata` header: names with base64 values; a name alone has an empty value.

    Raises:
        BadRequest: a value is not base64 or not UTF-8.
    """
    out: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        name, _, value = pair.partition(" ")
        try:
            out[name] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise BadRequest(f"Upload-Metadata: {name} is not base64 of UTF-8") from error
    return out


def format_metadata(values: Mapping[str, str]) -> str:
    """The header that `parse_metadata` reads."""
    pairs = (
        f"{name} {base64.b64encode(value.encode()).decode()}".rstrip()  # no value: the name alone
        for name, value in values.items()
    )
    return ",".join(pairs)


def parse_length(header: str | None, name: str) -> int:
    """A header that is a whole number of bytes, 0 or more.

    Raises:
        BadRequest: it is absent or something else.
    """
    if header is None or not header.isascii() or not header.isdigit() or len(header) > 18:
        raise BadRequest(f"{name} must be a whole number of bytes")
    return int(header)


def parse_checksum(header: str | None) -> Checksum | None:
    """The `Upload-Checksum` header, or None when there is none.

    Raises:
        BadRequest: the algorithm is none of `ALGORITHMS`, or the value is not base64.
    """
    if not header:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadRequest(f"Upload-Checksum: use one of {', '.join(ALGORITHMS)}")
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except binascii.Error as error:
        raise BadRequest("Upload-Checksum is not base64") from error


def http_date(moment: datetime) -> str:
    """A moment as `Upload-Expires` wants it."""
    return format_datetime(moment, usegmt=True)


@contextmanager
def held_alone(path: Path) -> Iterator[BinaryIO]:
    """The upload's file, held by this sender alone.

    The lock belongs to the open file: it ends with the request, and with a killed process.

    Raises:
        UploadBusy: somebody else is sending.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusy("another request is sending to this upload") from error
        yield file


@dataclass(slots=True)
class HashesInFlight:
    """SHA-256 of what came so far, for uploads this process has seen from their first byte.

    A restart forgets it; the whole file is then read once more at the end.
    """

    running: dict[str, tuple[int, Digest]] = field(default_factory=dict)

    def take(self, upload_id: str, offset: int) -> Digest | None:
        """The sum of the first `offset` bytes, or None when this process does not know it."""
        if offset == 0:
            return hashlib.sha256()
        known = self.running.pop(upload_id, None)
        return known[1] if known and known[0] == offset else None

    def keep(self, upload_id: str, offset: int, digest: Digest | None) -> None:
        """Remember a sum until the next request."""
        if digest is None:
            return
        if len(self.running) >= 256:  # forgotten ones only cost a second read
            self.running.pop(next(iter(self.running)))
        self.running[upload_id] = (offset, digest)


@dataclass(slots=True)
class Receiver:
    """Takes one request's bytes to the disk, off the event loop.

    Attributes:
        file: Locked by this sender, unbuffered.
        offset: Bytes that are written.
        size: Of the whole upload; more is refused.
        save: Told the offset after each few synced megabytes.
        digest: Sum of everything so far, or None.
        checksum: What this request's bytes must sum up to, or None.
    """

    file: BinaryIO
    offset: int
    size: int
    save: Callable[[int], None]
    digest: Digest | None
    checksum: Checksum | None = None

    async def receive(self, chunks: AsyncIterator[bytes]) -> None:
        """Write all that comes. What came before a broken connection is kept.

        Raises:
            BadRequest: more came than was announced at creation.
            ChecksumFailed: the bytes are not those that were sent; none of them is kept.
        """
        start = self.offset
        await to_thread.run_sync(self._cut)
        own = hashlib.new(self.checksum.algorithm) if self.checksum else None
        try:
            await self._write_all(chunks, own)
            self._check(own)
        except BaseException:  # also a vanished client
            if self.checksum:  # a part cannot be checked, so none of it counts
                self.offset, self.digest = start, None
            raise
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(self._sync)

    async def _write_all(self, chunks: AsyncIterator[bytes], own: Digest | None) -> None:
        waiting = bytearray()
        saved = self.offset
        try:
            async for chunk in chunks:
                if self.offset + len(waiting) + len(chunk) > self.size:
                    raise BadRequest("more bytes came than Upload-Length announced")
                waiting += chunk
                if len(waiting) >= _WRITE_BYTES:
                    block, waiting = bytes(waiting), bytearray()
                    await to_thread.run_sync(self._write, block, own)
                if not self.checksum and self.offset - saved >= _SAVE_EVERY_BYTES:
                    await to_thread.run_sync(self._sync)
                    saved = self.offset
        finally:
            if waiting:  # at most a megabyte, so worth keeping on a slow line
                self._write(bytes(waiting), own)

    def _check(self, own: Digest | None) -> None:
        if self.checksum and own and own.digest() != self.checksum.expected:
            raise ChecksumFailed("the bytes do not sum up")

    def _cut(self) -> None:
        """Drop what a killed process wrote but never told."""
        self.file.truncate(self.offset)
        self.file.seek(self.offset)

    def _write(self, block: bytes, own: Digest | None) -> None:
        view = memoryview(block)
        while view:
            view = view[self.file.write(view) :]
        for digest in (self.digest, own):
            if digest is not None:
                digest.update(block)
        self.offset += len(block)

    def _sync(self) -> None:
        os.fsync(self.file.fileno())
        self.save(self.offset)
