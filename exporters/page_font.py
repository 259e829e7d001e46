"""Hangul for pages that are opened as files on machines without a Hangul font. Pure."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode

#: Named last in the pages' lists of fonts, so that a reader's own font is used where there is one.
FAMILY = "Afterlive Hangul"
_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_END_OF_HEAD = "</head>"


def with_font(page: str) -> str:
    """A page that carries the letters it shows; without Hangul it stays as it is.

    Args:
        page: HTML with a head, whose style names `FAMILY`.
    """
    if not _HANGUL.search(page) or _END_OF_HEAD not in page:
        return page
    from clipping.font_subset import font_for  # slow to load, and the web process rarely needs it

    font = b64encode(font_for(unicodedata.normalize("NFC", page))).decode("ascii")
    rule = f'@font-face {{ font-family: "{FAMILY}"; src: url(data:font/woff;base64,{font}); }}'
    head, body = page.split(_END_OF_HEAD, 1)
    return f"{head}<style>{rule}</style>\n{_END_OF_HEAD}{body}"
