"""Hostile text made harmless for each format but HTML, which is Jinja2's own work. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from transcripts.plain_text import JOINERS, plain

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|!~&$])")
_LINE_OPENER = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)|^(\s*)(=+|-+)$")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_URL = re.compile(r"https?://[^\s\"'<>\\]+", re.IGNORECASE)


def markdown(text: str) -> str:
    r"""The text as Markdown that shows it literally, HTML included.

    >>> print(markdown("*50ml* <b> [x](y)"))
    \*50ml\* \<b\> \[x\](y)
    """
    escaped = _MARKDOWN.sub(r"\\\1", plain(text))
    return _LINE_OPENER.sub(lambda m: f"\\{m[0]}" if not m[2] or not m[2][0].isdigit()
                            else f"{m[2][:-1]}\\{m[2][-1]}", escaped)  # fmt: skip


def csv_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    line = plain(text).lstrip(JOINERS + " ")
    return f"'{line}" if line.startswith(_FORMULA) else line


def json_ld(value: Any) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    for char, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"),
                       ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):  # fmt: skip
        text = text.replace(char, code)
    return text + "\n"


def web_address(text: str) -> str:
    """The text if it is a web address, else "": no other scheme gets into a page."""
    return text.strip() if _URL.fullmatch(text.strip()) else ""
