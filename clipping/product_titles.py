"""Product titles without what shops put around them: "[무료배송]", "★특가★", "오늘출발". Pure."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,80}>")
#: Signs that decorate and say nothing.
_SIGNS = r"[★☆♥♡❤◆◇■□●○▶▷◀◁♣♠※→⇒✔✅🔥🎁💖⭐✨⚡\ufe0f]"
_ORNAMENTS = re.compile(rf"{_SIGNS}+")
_ORNAMENTED = re.compile(rf"{_SIGNS}+\s*([^\[(]{{1,20}}?)\s*{_SIGNS}+")
_BRACKETED = re.compile(
    r"\[[^\[\]]{1,40}\]|\([^()]{1,40}\)|【[^【】]{1,40}】|<[^<>]{1,40}>|≪[^≪≫]{1,40}≫"
)
_LAST_WORDS = re.compile(
    r"(?:[\s/,|·-]+(?:무료\s?배송|무배|(?:당일|오늘|즉시|로켓)\s?(?:출고|발송|출발|배송)|"
    r"free\s?shipping))+\s*$",
    re.IGNORECASE,
)
_LEAST_LETTERS = 2


def clean_titles(titles: Sequence[str]) -> tuple[str, ...]:
    """Each title cleaned; titles that would become equal stay apart as they were.

    >>> clean_titles(["[무료배송] ★특가★ 수분크림 50ml", "[설화수] 윤조에센스"])
    ('수분크림 50ml', '[설화수] 윤조에센스')
    >>> clean_titles(["[1+1] 수분크림", "수분크림"])
    ('[1+1] 수분크림', '수분크림')
    """
    plain = [_plain(title) for title in titles]
    cleaned = [_clean(title) for title in plain]
    often = Counter(cleaned)
    return tuple(
        title if often[short] > 1 else short for title, short in zip(plain, cleaned, strict=True)
    )


def _plain(title: str) -> str:
    """One line without marks of HTML."""
    text = _TAG.sub(" ", html.unescape(unicodedata.normalize("NFC", title)))
    return " ".join(text.split())


def _clean(title: str) -> str:
    """The title without promotion; untouched when nothing that names would be left."""
    bare = _BRACKETED.sub(lambda m: _kept(m[0], m[0][1:-1]), title)
    bare = _ORNAMENTED.sub(lambda m: _kept(m[0], m[1]), bare)
    bare = _LAST_WORDS.sub("", _ORNAMENTS.sub(" ", bare))
    bare = " ".join(bare.split()).strip(" -/|·,")
    return bare if sum(c.isalnum() for c in bare) >= _LEAST_LETTERS else title


def _kept(whole: str, inner: str) -> str:
    """A part of a title, or a space when it only sells."""
    return " " if _promotion().fullmatch(_ORNAMENTS.sub(" ", inner).strip()) else whole


@cache
def _promotion() -> re.Pattern[str]:
    """Text that is nothing but promotion."""
    text = (files("clipping") / "promotion.json").read_text(encoding="utf-8")
    table = json.loads(text)
    return re.compile(f"(?:{'|'.join([*table['words'], *table['counts']])})+", re.IGNORECASE)
