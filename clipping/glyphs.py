"""Text as a font sees it: what is drawn as one, and what to draw where a font lacks it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_TONE = "[\U0001f3fb-\U0001f3ff]"
_PICTURE = "[\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_ONE = f"{_PICTURE}[\ufe0e\ufe0f]?{_TONE}?"
#: Emoji of several characters (UTS #51): flags, keycaps, tagged flags, and joined ones.
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\ufe0f?\u20e3"
    "|\U0001f3f4[\U000e0060-\U000e007f]+"
    f"|{_ONE}(?:\u200d{_ONE})*"
)
_CLUSTER = re.compile(f"{_EMOJI.pattern}|.", re.DOTALL)
_SELECTOR = re.compile("[\ufe0e\ufe0f]")
_TONES = re.compile(_TONE)
#: The tilde operator is typed for the tilde, which every font has.
_LIKE = {"\u223c": "~"}
#: Direction marks, joiners, controls, private and unassigned characters: nothing to see.
_UNSEEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}

CanDraw = Callable[[str], bool]


def clusters(text: str) -> list[str]:
    """The text in pieces that are drawn as one: single characters, and emoji of several."""
    return _CLUSTER.findall(text)


def fitting(text: str, can_draw: CanDraw) -> tuple[str, list[str]]:
    """The text in what can be drawn, and what had to be left out.

    What cannot be drawn becomes a simpler form that can: an emoji without its skin colour or the
    first of joined ones, a compatible character, a letter without its accent.

    Args:
        text: Any text; controls, direction marks and lone joiners in it go.
        can_draw: Whether a cluster can be drawn.
    """
    out, lost = [], []
    for cluster in clusters(text):
        if len(cluster) == 1 and unicodedata.category(cluster) in _UNSEEN:
            continue
        found = next((form for form in _forms(cluster) if can_draw(form)), None)
        if found is None:
            found = _parts_that_fit(cluster, can_draw)
        out.append(found)
        if not found and unicodedata.category(cluster[0]) not in {"Mn", "Me"}:
            lost.append(cluster)  # a mark left alone is no loss
    return "".join(out).strip(), lost


def _forms(cluster: str) -> list[str]:
    """The cluster and what may stand for it, best first."""
    bare = _LIKE.get(cluster, _SELECTOR.sub("", cluster))
    plain = _TONES.sub("", bare)
    return [bare, plain, *([plain[0]] if len(plain) > 1 and not _is_flag(plain) else [])]


def _is_flag(cluster: str) -> bool:
    return "\U0001f1e6" <= cluster[0] <= "\U0001f1ff"


def _parts_that_fit(cluster: str, can_draw: CanDraw) -> str:
    for form in ("NFKC", "NFKD"):
        near = "".join(c for c in unicodedata.normalize(form, cluster) if can_draw(c))
        if near and not _is_flag(cluster):
            return near
    return ""
