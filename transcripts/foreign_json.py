"""JSON that strangers wrote. Pure."""

from __future__ import annotations

import json
from typing import Any


def parse_json(text: str | bytes) -> Any:
    r"""The value of a JSON document whose texts can be written again.

    >>> parse_json('{"a": "\\ud83d\\ude00"}')
    {'a': '😀'}

    Raises:
        ValueError: it is broken, nested absurdly deep, or holds half a sign ("\\ud800"), which
            no file, database or library for Korean takes.
    """
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return value
