"""Whether a model's file of weights is whole, by its own table of contents: without loading it.

The form is CTranslate2's (`model.bin`, versions 4 to 6; looked at in its source, November 2026):
version, kind, revision, then each variable with its name, shape and number of bytes.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

_VERSIONS = range(4, 7)
_MOST_VARIABLES = 100_000


def lacks_bytes(path: Path) -> bool:
    """Whether the file ends before its last variable does. A form that is not known is whole.

    Raises:
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if int.from_bytes(file.read(4), "little") not in _VERSIONS:
            return False
        try:
            _name(file)
            _, count = _numbers(file, "<II")
            for _ in range(min(count, _MOST_VARIABLES)):
                _name(file)
                (rank,) = _numbers(file, "<B")
                _numbers(file, f"<{rank}I")
                _, bytes_ = _numbers(file, "<BI")
                if file.seek(bytes_, 1) > size:
                    return True
        except EOFError:
            return True
    return False


def _numbers(file: IO[bytes], form: str) -> tuple[int, ...]:
    data = file.read(struct.calcsize(form))
    if len(data) < struct.calcsize(form):
        raise EOFError
    return struct.unpack(form, data)


def _name(file: IO[bytes]) -> None:
    (length,) = _numbers(file, "<H")
    if len(file.read(length)) < length:
        raise EOFError
