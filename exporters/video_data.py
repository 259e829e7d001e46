"""A video with its key moments as search engines read it (`VideoObject` with `Clip`). Pure.

Google asks for `name`, `thumbnailUrl` and `uploadDate` of the video and for `name`, `startOffset`
and `url` of each clip, advises `endOffset`, wants clip addresses on the page's own path with the
time as a query, and no two clips that start at the same second (developers.google.com, search
docs, "Video structured data", looked at in November 2026).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from transcripts.plain_text import plain
from transcripts.timeline import Span

#: The reserved name under which addresses stand until somebody says where the files will be.
UNKNOWN_SITE = "https://shop.example/"
_LONGEST_NAME, _LONGEST_TEXT = 100, 5_000
_SECOND_MS = 1_000
_ZONES = {"ko": "+09:00"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A part of a video worth a link."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class WebVideo:
    """A video on the web.

    Attributes:
        name: Its title.
        description: What it shows; "" leaves it out.
        page_url: Address of the page that shows it.
        content_url: Address of the file.
        thumbnail_url: Address of a picture.
        uploaded_on: Day of the broadcast; None leaves it out, and search engines then wait for it.
        duration_ms: Length.
        language: Of the speech.
        moments: Key moments in order.
        transcript: What is said; "" leaves it out.
    """

    name: str
    description: str
    page_url: str
    content_url: str
    thumbnail_url: str
    uploaded_on: date | None
    duration_ms: int
    language: str
    moments: tuple[Moment, ...] = ()
    transcript: str = ""


def video_object(video: WebVideo) -> dict[str, Any]:
    """The `VideoObject`, without `@context`."""
    value: dict[str, Any] = {
        "@type": "VideoObject",
        "name": plain(video.name)[:_LONGEST_NAME],
        "description": plain(video.description)[:_LONGEST_TEXT],
        "thumbnailUrl": [video.thumbnail_url],
        "uploadDate": _moment_of(video.uploaded_on, video.language),
        "duration": iso_duration(video.duration_ms),
        "contentUrl": video.content_url,
        "url": video.page_url,
        "inLanguage": video.language,
        "transcript": plain(video.transcript)[:_LONGEST_TEXT],
        "hasPart": [_clip(moment, video.page_url) for moment in distinct(video.moments)],
    }
    return {name: content for name, content in value.items() if content}


def distinct(moments: Iterable[Moment]) -> list[Moment]:
    """Moments in order, of those that start in one second the first, without empty names."""
    first: dict[int, Moment] = {}
    for moment in sorted(moments, key=lambda one: one.span):
        if plain(moment.name):
            first.setdefault(moment.span.start_ms // _SECOND_MS, moment)
    return list(first.values())


def at_second(url: str, at_ms: int) -> str:
    """The page's address for a moment: the same path, the second as the query `t`.

    >>> at_second("https://shop.example/live?id=7", 65_400)
    'https://shop.example/live?id=7&t=65'
    """
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "t"]
    query.append(("t", str(at_ms // _SECOND_MS)))
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def address(site: str, *path: str) -> str:
    """An address below a site, safe for any names, those that are no text included.

    >>> address("https://shop.example/live", "수분 크림", "clip.mp4")
    'https://shop.example/live/%EC%88%98%EB%B6%84%20%ED%81%AC%EB%A6%BC/clip.mp4'
    """
    return "/".join(
        [site.rstrip("/"), *(quote(p, safe="", errors="surrogateescape") for p in path)]
    )


def iso_duration(ms: int) -> str:
    """A length as ISO 8601, in whole seconds, at least one.

    >>> iso_duration(3_725_000), iso_duration(400)
    ('PT1H2M5S', 'PT1S')
    """
    seconds = max(1, round(ms / _SECOND_MS))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts: Sequence[tuple[int, str]] = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    return "PT" + "".join(f"{count}{unit}" for count, unit in parts if count)


def _clip(moment: Moment, page_url: str) -> dict[str, Any]:
    start = moment.span.start_ms // _SECOND_MS
    return {
        "@type": "Clip",
        "name": plain(moment.name)[:_LONGEST_NAME],
        "startOffset": start,
        "endOffset": max(start + 1, -(-moment.span.end_ms // _SECOND_MS)),
        "url": at_second(page_url, moment.span.start_ms),
    }


def _moment_of(day: date | None, language: str) -> str:
    """The day with a time and a zone, as a search engine wants it; "" where it is not known."""
    return "" if day is None else f"{day.isoformat()}T00:00:00{_ZONES.get(language, '+00:00')}"
