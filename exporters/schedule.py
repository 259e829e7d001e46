"""The schedule sheet: what is posted where and when, as a table for people and planning tools.

Pure. Cells are never formulas, and no time is without its zone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from exporters.errors import UnknownTimeZone
from exporters.escape import csv_cell
from transcripts.plain_text import plain

COLUMNS = (
    *("post_at", "time_zone", "post_at_utc", "platform", "clip", "file", "cover", "captions"),
    *("duration_s", "title", "text", "hashtags", "products", "check_before_posting"),
)
DEFAULT_ZONE = "Asia/Seoul"


@dataclass(frozen=True, slots=True)
class Posting:
    """One clip on one platform.

    Attributes:
        clip: Its name, shown to people.
        folder: Where its files are, beside the sheet; "" for the same place.
        platform: Machine word.
        title: Title; may be "".
        text: Ready to paste.
        hashtags: Without the sign.
        products: Names.
        notes: What a person should check first.
        duration_ms: Length of the clip.
    """

    clip: str
    folder: str
    platform: str
    title: str
    text: str
    hashtags: tuple[str, ...]
    products: tuple[str, ...]
    notes: tuple[str, ...]
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Slots:
    """When clips are posted: the first clip at `first`, each next one `every` later.

    Attributes:
        first: Local time in `zone`, without an offset; None to leave the times open.
        every: Between clips; all platforms of a clip share its time.
        zone: IANA name, "Asia/Seoul" for example.
    """

    first: datetime | None = None
    every: timedelta = timedelta(days=1)
    zone: str = DEFAULT_ZONE


def schedule_csv(postings: Sequence[Posting], slots: Slots) -> str:
    """The sheet, a row for each clip and platform in the order given; CRLF, with a BOM for Excel.

    Local times go on by the clock on the wall, also where summer time begins between two posts.

    Raises:
        UnknownTimeZone: there is no such zone.
    """
    zone = find_zone(slots.zone)
    numbers = {clip: n for n, clip in enumerate(dict.fromkeys(p.clip for p in postings))}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for posting in postings:
        at = slots.first and slots.first.replace(tzinfo=zone) + slots.every * numbers[posting.clip]
        writer.writerow([_cell(text) for text in _row(posting, at, slots.zone)])
    return "\ufeff" + out.getvalue()


def find_zone(name: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        UnknownTimeZone: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownTimeZone(
            f"{name!r} is no time zone. Give a name like Asia/Seoul or Europe/Berlin."
        ) from error


def _cell(text: str) -> str:
    """The text as a cell: its lines stay, and none makes a formula of it."""
    first, *others = text.splitlines() or [""]
    return "\n".join([csv_cell(first), *(plain(line) for line in others)])


def posting_of(post: Mapping[str, Any], *, clip: str, folder: str) -> Posting:
    """A posting from a `post.json` of one platform."""
    return Posting(
        clip=clip,
        folder=folder,
        platform=str(post["platform"]),
        title=str(post.get("title", "")),
        text=str(post.get("text", "")),
        hashtags=tuple(post.get("hashtags", ())),
        products=tuple(str(product["name"]) for product in post.get("products", ())),
        notes=tuple(post.get("notes", ())),
        duration_ms=int(post.get("duration_ms", 0)),
    )


def _row(posting: Posting, at: datetime | None, zone: str) -> Iterable[str]:
    folder = f"{posting.folder}/" if posting.folder else ""
    yield at.strftime("%Y-%m-%d %H:%M") if at else ""
    yield zone
    yield at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
    yield from (posting.platform, posting.clip)
    yield from (f"{folder}{posting.platform}.mp4", f"{folder}cover.jpg", f"{folder}captions.srt")
    yield f"{posting.duration_ms / 1000:.1f}"
    yield from (posting.title, posting.text)
    yield " ".join(f"#{tag}" for tag in posting.hashtags)
    yield ", ".join(posting.products)
    yield " ".join(posting.notes)
