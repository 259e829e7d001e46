"""JSON files that stages leave for each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_json(path: Path) -> Any:
    """The value of a file that an earlier stage wrote."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Write a value, one line a member, so that people can read and compare it."""
    path.write_bytes((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())
