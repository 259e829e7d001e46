"""Text of strangers on one line, without what hides in it or turns it around. Pure."""

from __future__ import annotations

import unicodedata

#: The only invisible characters that mean something: they join or part letters and emoji.
JOINERS = "\u200c\u200d"


def plain(text: str) -> str:
    """The text on one line without control characters and marks that hide or turn it around."""
    kept = (
        " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c
        for c in text
        if c in JOINERS or unicodedata.category(c) not in {"Cf", "Cs"}
    )
    return " ".join("".join(kept).split())
