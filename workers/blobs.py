"""Files people brought, kept by the hash of their bytes: in the data folder or in a bucket."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from workers.errors import BadSettings, NotFound

_PART_BYTES = 16 * 2**20


class Blobs:
    """A store of whole files by name. Names hold letters, digits, `-`, `.` and `/` only.

    Attributes:
        root: The folder, when the store is a folder of this machine; else None.
    """

    def __init__(self, store: ObjectStore, root: Path | None, cache: Path) -> None:
        self._store = store
        self.root = root
        self._cache = cache

    def put_file(self, name: str, path: Path, *, may_link: bool = False) -> None:
        """Keep a file's bytes under a name. The same name twice is the same bytes: no error.

        Args:
            name: Where.
            path: The file; it stays.
            may_link: Nobody will write to it, so its bytes need no copy on the same file system.
        """
        if self.exists(name):
            return
        if self.root is not None:
            _place(path, self.root / name, may_link=may_link)
        else:
            obstore.put(self._store, name, path, chunk_size=_PART_BYTES)

    def put_bytes_once(self, name: str, value: bytes) -> bool:
        """Keep a few bytes unless the name is taken. True when ours are kept."""
        try:
            obstore.put(self._store, name, value, mode="create")
        except AlreadyExistsError:
            return False
        return True

    def read_bytes(self, name: str) -> bytes | None:
        """A small file's bytes, or None when it is not there."""
        try:
            return bytes(obstore.get(self._store, name).bytes())
        except FileNotFoundError:
            return None

    def exists(self, name: str) -> bool:
        """Whether the name is taken."""
        try:
            obstore.head(self._store, name)
        except FileNotFoundError:
            return False
        return True

    def local_path(self, name: str) -> Path:
        """The file on this machine; from a bucket it is fetched once and kept in the cache.

        Raises:
            NotFound: there is no such file.
        """
        path = (self.root or self._cache) / name
        if not path.is_file():
            if self.root is not None or not self.exists(name):
                raise NotFound(f"The file {name} is no longer kept.")
            self.fetch(name, path)
        elif self.root is None:
            os.utime(path)  # used just now, so that the oldest can go first
        return path

    def fetch(self, name: str, path: Path) -> None:
        """Bring a file from the store to `path`, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside(path) as draft, draft.open("wb") as file:
            for block in obstore.get(self._store, name).stream(min_chunk_size=_PART_BYTES):
                file.write(block)
            file.flush()
            _to_disk(draft)
            draft.replace(path)

    def delete(self, name: str) -> None:
        """Forget a file. One that is gone already is no error."""
        with suppress(FileNotFoundError):
            obstore.delete(self._store, name)
        if self.root is None:
            (self._cache / name).unlink(missing_ok=True)

    def names(self, prefix: str) -> tuple[str, ...]:
        """Every name that begins with `prefix/`."""
        found = obstore.list(self._store, prefix=prefix)
        return tuple(sorted(str(item["path"]) for batch in found for item in batch))


def open_blobs(address: str, data_dir: Path) -> Blobs:
    """The store at an address; without one, the data folder.

    Args:
        address: `s3://bucket/prefix`, with `?endpoint=…&region=…` for other makers' stores; ""
            for the data folder. Keys come from the environment as for any S3 client.
        data_dir: Where files are kept, or cached.

    Raises:
        BadSettings: the address cannot be understood.
    """
    root = data_dir.resolve()
    root.mkdir(parents=True, exist_ok=True)
    if not address:
        return Blobs(LocalStore(root), root, root)
    url = urlsplit(address)
    options: Mapping[str, str] = dict(parse_qsl(url.query))
    bare = urlunsplit(url._replace(query=""))
    plain = options.get("endpoint", "").startswith("http://")
    try:
        store = from_url(
            bare,
            config=dict(options),  # type: ignore[call-overload]  # any maker's options
            client_options={"allow_http": True} if plain else None,
        )
    except (BaseError, ValueError) as error:
        raise BadSettings(f"AFTERLIVE_STORAGE_URL is no storage address: {error}") from error
    return Blobs(store, None, root / "cache")


def _place(source: Path, target: Path, *, may_link: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as draft:
        if not (may_link and _is_linked(source, draft)):
            shutil.copyfile(source, draft)
        _to_disk(draft)
        draft.replace(target)
    _to_disk(target.parent)


def _is_linked(source: Path, draft: Path) -> bool:
    draft.unlink()
    try:
        draft.hardlink_to(source)
    except OSError:  # another file system, or one that has no links
        return False
    return True


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    descriptor, name = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
