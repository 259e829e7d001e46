"""The chat formats we read, in the order in which a file is compared with them."""

from __future__ import annotations

from pathlib import Path

from clipping.chat import chzzk, markup, naver, objects, table, text_log, twitch, youtube
from clipping.chat.record import ChatFormat
from clipping.errors import UnreadableSidecar

#: Platforms before the general formats, which would take their files too.
FORMATS: tuple[ChatFormat, ...] = (
    markup.BILIBILI,
    markup.SOOP,
    youtube.FORMAT,
    twitch.FORMAT,
    naver.FORMAT,
    chzzk.FORMAT,
    text_log.FORMAT,
    objects.FORMAT,
    table.FORMAT,
)


def find_format(name: str, head: str, path: Path) -> ChatFormat:
    """The format with this name, or with "auto" the first that takes the file.

    Raises:
        UnreadableSidecar: there is no such format, or none takes the file.
    """
    names = ", ".join(known.name for known in FORMATS)
    if name != "auto":
        for known in FORMATS:
            if known.name == name:
                return known
        raise UnreadableSidecar(f"There is no chat format {name!r}. Known: auto, {names}.")
    start = head.lstrip()
    for known in FORMATS:
        if known.matches(start):
            return known
    raise UnreadableSidecar(
        f"{path.name} is no chat file we know ({names}). "
        "A CSV with a column of times and one of messages always works."
    )
